"""Files -> index: complete, incremental, resumable, and never at the cost of what is there."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb_index.arrays import FloatArray
from kb_index.build import BuildReport, Progress, index_paths
from kb_index.chunking import CHUNKING
from kb_index.contents import Snapshot
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.errors import ArticleInvalid, IndexCorrupt, IndexMismatch, IndexMissing, SourceUnreadable
from kb_index.records import Article
from kb_index.sample_kb import sample_path
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

ENGLISH = "The invoice is sent to you on the first day of the month, and it is due in ten days."
RUSSIAN = "Мы выставляем счёт первого числа каждого месяца, и его нужно оплатить за десять дней."


class CountingEmbedder(HashingEmbedder):
    """Remembers how many passages it was asked for."""

    embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        self.embedded += len(texts)
        return super().embed_passages(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs", a=ENGLISH, b=ENGLISH + " B.", c=RUSSIAN)
    return tmp_path / "docs"


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)


def build(*paths: Path, into: Path, embedder: HashingEmbedder, prune: bool = False) -> BuildReport:
    return index_paths(paths, into=into, embedder=embedder, prune=prune)


def snapshot(folder: Path, embedder: HashingEmbedder) -> Snapshot:
    with SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING) as store:
        return store.snapshot()


def articles(folder: Path, embedder: HashingEmbedder) -> dict[str, str]:
    found = snapshot(folder, embedder).content.articles
    return {key: stored.article.body_markdown for key, stored in found.items()}


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.deleted


def test_every_article_is_indexed_with_its_passages(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    report = build(docs, into=tmp_path / "index", embedder=embedder)
    content = snapshot(tmp_path / "index", embedder).content
    assert counts(report) == (3, 0, 0, 0)
    assert set(content.articles) == {"a", "b", "c"}
    assert report.passages == report.embedded == len(content.passages) == len(content.vector_ids) == 3
    for passage in content.passages:
        assert passage.span.of(content.articles[passage.article_id].article.body_markdown) == passage.text


def test_a_second_build_embeds_nothing(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    before = snapshot(tmp_path / "index", embedder).generation
    embedder.embedded = 0
    report = build(docs, into=tmp_path / "index", embedder=embedder)
    assert (counts(report), embedder.embedded) == ((0, 0, 3, 0), 0)
    assert snapshot(tmp_path / "index", embedder).generation == before


def test_only_what_changed_is_embedded(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    embedder.embedded = 0
    write(docs, b="Changed: " + ENGLISH, d=ENGLISH + " D.")
    report = build(docs, into=tmp_path / "index", embedder=embedder)
    assert (counts(report), embedder.embedded) == ((1, 1, 2, 0), 2)
    assert articles(tmp_path / "index", embedder)["b"].startswith("Changed")


def test_what_is_gone_is_reported_and_deleted_only_with_prune(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write(tmp_path / "more", z=ENGLISH + " Z.")
    build(docs, tmp_path / "more", into=tmp_path / "index", embedder=embedder)
    (docs / "a.md").unlink()
    report = build(docs, into=tmp_path / "index", embedder=embedder)
    assert (report.gone, counts(report)) == (("a",), (0, 0, 2, 0))
    assert "a" in articles(tmp_path / "index", embedder)
    report = build(docs, into=tmp_path / "index", embedder=embedder, prune=True)
    assert (report.gone, report.deleted) == ((), 1)
    assert set(articles(tmp_path / "index", embedder)) == {"b", "c", "z"}


def test_prune_spares_what_stood_in_a_file_that_cannot_be_read_now(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    (docs / "a.md").write_bytes(b"\xff\xfe broken")
    report = build(docs, into=tmp_path / "index", embedder=embedder, prune=True)
    assert [item.path.name for item in report.skipped] == ["a.md"]
    assert "a" in articles(tmp_path / "index", embedder)


def test_prune_spares_what_stood_below_a_folder_that_cannot_be_read_now(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write(docs / "team", d=ENGLISH)
    build(docs, into=tmp_path / "index", embedder=embedder)
    (docs / "team").chmod(0)
    if os.access(docs / "team", os.R_OK):
        pytest.skip("this user may read everything")
    report = build(docs, into=tmp_path / "index", embedder=embedder, prune=True)
    (docs / "team").chmod(0o700)
    assert [one.path.name for one in report.skipped] == ["team"]
    assert report.gone == ()
    assert "team/d" in articles(tmp_path / "index", embedder)


def test_prune_deletes_nothing_where_nothing_at_all_was_found(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    for file in docs.iterdir():
        file.unlink()
    report = build(docs, into=tmp_path / "index", embedder=embedder, prune=True)
    assert (report.deleted, sorted(report.gone)) == (0, ["a", "b", "c"])


def test_the_second_of_two_articles_with_one_id_is_skipped(tmp_path: Path, embedder: CountingEmbedder) -> None:
    write(tmp_path / "docs", x=f"---\nid: same\n---\n{ENGLISH}", y=f"---\nid: same\n---\n{ENGLISH} Y.")
    report = build(tmp_path / "docs", into=tmp_path / "index", embedder=embedder)
    (skipped,) = report.skipped
    assert skipped.path.name == "y.md"
    assert "“same” is taken by" in skipped.reason
    assert "x.md" in skipped.reason
    assert articles(tmp_path / "index", embedder) == {"same": ENGLISH}


def test_one_file_named_by_two_paths_is_no_duplicate(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    report = build(docs, docs / "a.md", into=tmp_path / "index", embedder=embedder)
    assert (report.skipped, report.added) == ((), 3)


def test_an_id_that_another_source_held_is_taken_over_and_reported(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    write(tmp_path / "other", a="Other: " + ENGLISH)
    report = build(tmp_path / "other", into=tmp_path / "index", embedder=embedder)
    assert (report.taken_over, counts(report)) == (("a",), (0, 1, 0, 0))
    assert build(docs, into=tmp_path / "index", embedder=embedder).taken_over == ("a",)


def test_a_moved_folder_costs_no_embedding_and_is_followed(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    embedder.embedded = 0
    docs.rename(tmp_path / "moved")
    assert counts(build(tmp_path / "moved", into=tmp_path / "index", embedder=embedder)) == (0, 0, 3, 0)
    assert embedder.embedded == 0
    (tmp_path / "moved" / "a.md").unlink()
    assert build(tmp_path / "moved", into=tmp_path / "index", embedder=embedder).gone == ("a",)


def test_a_language_that_the_embedder_does_not_know_gets_no_vectors(docs: Path, tmp_path: Path) -> None:
    embedder = CountingEmbedder(languages=frozenset({"en"}))
    report = build(docs, into=tmp_path / "index", embedder=embedder)
    content = snapshot(tmp_path / "index", embedder).content
    with_vectors = set(content.vector_ids.tolist())
    owners = {
        p.article_id for i, p in zip(content.passage_ids.tolist(), content.passages, strict=True) if i in with_vectors
    }
    assert (owners, report.passages, report.embedded, embedder.embedded) == ({"a", "b"}, 3, 2, 2)
    assert {passage.article_id for passage in content.passages} == {"a", "b", "c"}


def test_each_passage_keeps_its_own_vector(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    write(docs, long="\n\n".join(f"# Part {n}\n\nWord{n} " + f"{n} of the text. " * (n + 1) for n in range(100)))
    build(docs, into=tmp_path / "index", embedder=embedder)
    content = snapshot(tmp_path / "index", embedder).content
    from kb_index.chunking import indexed_text

    for row, passage in enumerate(content.passages):
        text = indexed_text(content.articles[passage.article_id].article, passage)
        assert content.vectors[row] == pytest.approx(embedder.embed_query(text), abs=1e-6)


def test_progress_ends_with_everything(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    seen: list[Progress] = []
    index_paths([docs], into=tmp_path / "index", embedder=embedder, progress=seen.append)
    assert seen[-1] == Progress(articles=3, articles_total=3, passages=3)


def test_the_sample_is_indexed_without_a_skip(tmp_path: Path, embedder: CountingEmbedder) -> None:
    report = build(sample_path(), into=tmp_path / "index", embedder=embedder)
    assert report.skipped == ()
    assert report.added == len(list(sample_path().rglob("*.md")))


# --- refusals -----------------------------------------------------------------------------------------


def test_another_embedder_is_refused_and_the_index_stays(
    docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    build(docs, into=tmp_path / "index", embedder=embedder)
    with pytest.raises(IndexMismatch, match="dimension=32"):
        build(docs, into=tmp_path / "index", embedder=HashingEmbedder(dimension=32))
    assert len(articles(tmp_path / "index", embedder)) == 3


def test_a_corrupt_index_is_not_overwritten(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "index.sqlite").write_bytes(b"not a database at all, but someone's file")
    with pytest.raises(IndexCorrupt):
        build(docs, into=tmp_path / "index", embedder=embedder)
    assert (tmp_path / "index" / "index.sqlite").read_bytes().startswith(b"not a database")


def test_a_path_that_is_not_there_makes_no_index(tmp_path: Path, embedder: CountingEmbedder) -> None:
    with pytest.raises(SourceUnreadable, match="does not exist"):
        build(tmp_path / "nothing", into=tmp_path / "index", embedder=embedder)
    assert not (tmp_path / "index").exists()


# --- single articles ----------------------------------------------------------------------------------


@pytest.fixture
def folder(docs: Path, tmp_path: Path, embedder: CountingEmbedder) -> Path:
    build(docs, into=tmp_path / "index", embedder=embedder)
    return tmp_path / "index"


def test_an_article_is_put_read_changed_and_deleted(folder: Path, embedder: CountingEmbedder) -> None:
    writer = IndexWriter(folder, embedder)
    article = Article("new/one", "New", ENGLISH, "en")
    assert writer.put(article) == ("created", 1)
    assert writer.put(article) == ("unchanged", 1)
    assert writer.get("new/one") == article
    changed = Article("new/one", "New", "\n\n".join(f"# {n}\n\n{ENGLISH}" for n in range(3)), "en")
    assert writer.put(changed) == ("updated", 3)
    assert [p.article_id for p in snapshot(folder, embedder).content.passages].count("new/one") == 3
    assert (writer.delete("new/one"), writer.delete("new/one"), writer.get("new/one")) == (True, False, None)
    writer.close()


def test_the_listener_hears_of_each_change_after_it_is_committed(folder: Path, embedder: CountingEmbedder) -> None:
    seen: list[int] = []
    writer = IndexWriter(folder, embedder, committed=lambda: seen.append(len(articles(folder, embedder))))
    writer.put(Article("new", "New", ENGLISH, "en"))
    writer.delete("a")
    assert seen == [4, 3]
    writer.close()


def test_articles_put_one_by_one_are_not_gone_when_a_folder_is_indexed(
    folder: Path, docs: Path, embedder: CountingEmbedder
) -> None:
    writer = IndexWriter(folder, embedder)
    writer.put(Article("new", "New", ENGLISH, "en"))
    assert build(docs, into=folder, embedder=embedder, prune=True).gone == ()
    assert writer.get("new") is not None
    writer.close()


@pytest.mark.parametrize(
    ("article", "why"),
    [
        (Article("", "T", ENGLISH, "en"), "no id"),
        (Article("a" * 513, "T", ENGLISH, "en"), "id has 513"),
        (Article("x", " ", ENGLISH, "en"), "no title"),
        (Article("x", "T", " \n", "en"), "no text"),
        (Article("x", "T", "<!-- draft -->\n\n***", "en"), "no text once"),
        (Article("x", "T", "![](screen.png)\n\n[1]: http://x.example", "en"), "no text once"),
        (Article("x", "T", "\u200b\ufffd", "en"), "no text once"),
        (Article("x", "T", "a" * 1_000_001, "en"), "more than 1,000,000"),
        (Article("x", "T", ENGLISH, "english"), "no language code"),
        (Article("x", "T", ENGLISH, ""), "no language code"),
        (Article("x", "T", "a\0b", "en"), "NUL"),
        (Article("x", "T", "a\ud800b", "en"), "surrogate"),
        (Article("x", "T", ENGLISH, "en", product="\ud800"), "product holds"),
        (Article("x", "T", ENGLISH, "en", valid_to="soon"), "valid_to is “soon”"),
        (Article("x", "T", ENGLISH, "en", metadata={"k": {1, 2}}), "no JSON"),
    ],
)
def test_an_article_that_cannot_be_indexed_is_refused(
    folder: Path, embedder: CountingEmbedder, article: Article, why: str
) -> None:
    writer = IndexWriter(folder, embedder)
    with pytest.raises(ArticleInvalid, match=why):
        writer.put(article)
    assert len(articles(folder, embedder)) == 3
    writer.close()


@pytest.mark.parametrize("body", ["```\n<div></div>\n```", "[Цены](https://x.example)", "404", "是"])
def test_an_article_needs_no_more_than_a_word(folder: Path, embedder: CountingEmbedder, body: str) -> None:
    writer = IndexWriter(folder, embedder)
    assert writer.put(Article("x", "T", body, "en")) == ("created", 1)
    writer.close()


def test_a_writer_needs_an_index(tmp_path: Path, embedder: CountingEmbedder) -> None:
    with pytest.raises(IndexMissing):
        IndexWriter(tmp_path, embedder)


def test_puts_during_a_build_are_not_lost(folder: Path, docs: Path, embedder: CountingEmbedder) -> None:
    write(docs, **{f"n{n}": f"{ENGLISH} {n}" for n in range(300)})
    builder = threading.Thread(target=lambda: build(docs, into=folder, embedder=HashingEmbedder()))
    builder.start()
    writer = IndexWriter(folder, embedder)
    for n in range(30):
        assert writer.put(Article(f"put{n}", "T", f"{ENGLISH} {n}", "en"))[0] == "created"
    builder.join()
    writer.close()
    names = set(articles(folder, embedder))
    assert names == {"a", "b", "c"} | {f"n{n}" for n in range(300)} | {f"put{n}" for n in range(30)}
