"""An index never lies: what is unchanged is not embedded again, and what is interrupted was not done."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kb_index.arrays import FloatArray
from kb_index.build import index_paths
from kb_index.chunking import CHUNKING
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.errors import BatchInvalid, IndexMismatch
from kb_index.rebuild import rebuild_index
from kb_index.records import Article, Query
from kb_index.search import Searcher
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

PARTS = [
    f"# Part {n}\n\n" + f"The invoice number {n} is sent on day {n} of the month and is due later. " * 8
    for n in range(6)
]
LONG = Article("billing/long", "Invoices", "\n\n".join(PARTS), "en")


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
def folder(tmp_path: Path, embedder: CountingEmbedder) -> Path:
    folder = tmp_path / "index"
    fingerprint, dimension = embedder.fingerprint, embedder.dimension
    SqliteStore.create(folder, embedder=fingerprint, chunking=CHUNKING, dimension=dimension).close()
    return folder


@pytest.fixture
def writer(folder: Path, embedder: CountingEmbedder) -> Iterator[IndexWriter]:
    writer = IndexWriter(folder, embedder)
    writer.put(LONG)
    embedder.embedded = 0
    yield writer
    writer.close()


def held(folder: Path, embedder: HashingEmbedder | None = None) -> dict[str, str]:
    """The articles with their texts; their passages must be theirs."""
    fingerprint = (embedder or HashingEmbedder()).fingerprint
    with SqliteStore.open(folder, embedder=fingerprint, chunking=CHUNKING) as store:
        content = store.snapshot().content
    for passage in content.passages:
        assert passage.span.of(content.articles[passage.article_id].article.body_markdown) == passage.text
    assert {passage.article_id for passage in content.passages} == content.articles.keys()
    return {key: stored.article.body_markdown for key, stored in content.articles.items()}


def generation(folder: Path) -> int:
    with SqliteStore.open(folder, embedder=HashingEmbedder().fingerprint, chunking=CHUNKING) as store:
        return store.generation()


# --- what costs no embedding --------------------------------------------------------------------------


def test_an_edited_article_embeds_only_the_passages_whose_text_changed(
    writer: IndexWriter, embedder: CountingEmbedder
) -> None:
    edited = replace(LONG, body_markdown=LONG.body_markdown.replace("number 3", "number three"))
    assert writer.put(edited) == ("updated", 6)
    assert embedder.embedded == 1


@pytest.mark.parametrize("change", [{"uri": "https://a.example"}, {"product": "shop"}, {"metadata": {"plan": "pro"}}])
def test_a_move_or_another_field_costs_no_embedding(
    writer: IndexWriter, embedder: CountingEmbedder, change: dict[str, object]
) -> None:
    assert writer.put(replace(LONG, **change)) == ("updated", 6)  # type: ignore[arg-type]
    assert embedder.embedded == 0


def test_another_title_is_part_of_every_embedded_text(writer: IndexWriter, embedder: CountingEmbedder) -> None:
    writer.put(replace(LONG, title="Bills"))
    assert embedder.embedded == 6


def test_another_language_is_embedded_anew(writer: IndexWriter, embedder: CountingEmbedder) -> None:
    writer.put(replace(LONG, language_code="de"))
    assert embedder.embedded == 6


def test_a_renamed_article_keeps_its_content_and_costs_no_embedding(
    folder: Path, writer: IndexWriter, embedder: CountingEmbedder
) -> None:
    assert writer.rename("billing/long", "money/invoices") == "renamed"
    assert writer.get("money/invoices") == replace(LONG, article_id="money/invoices")
    assert writer.get("billing/long") is None
    assert (held(folder).keys(), embedder.embedded) == ({"money/invoices"}, 0)


def test_equal_texts_of_one_batch_are_embedded_once(writer: IndexWriter, embedder: CountingEmbedder) -> None:
    writer.batch([Article(f"copy/{n}", "Terms", "The same terms for everyone.", "en") for n in range(5)])
    assert embedder.embedded == 1


def test_files_that_were_moved_or_renamed_cost_no_embedding(tmp_path: Path, embedder: CountingEmbedder) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    docs.mkdir()
    for n, part in enumerate(PARTS):
        (docs / f"{n}.md").write_text(part)
    assert index_paths([docs], into=index, embedder=embedder).embedded == 6
    (docs / "team").mkdir()
    for n in range(6):
        (docs / f"{n}.md").rename(docs / "team" / f"new-{n}.md")
    report = index_paths([docs], into=index, embedder=embedder, prune=True)
    assert (report.added, report.deleted, report.embedded, report.reused) == (6, 6, 0, 6)
    assert held(index).keys() == {f"team/new-{n}" for n in range(6)}


# --- rename and batch -----------------------------------------------------------------------------------


def test_a_renaming_says_what_stands_in_its_way_and_can_be_repeated(folder: Path, writer: IndexWriter) -> None:
    writer.put(Article("other", "Other", "Another text.", "en"))
    before = generation(folder)
    assert writer.rename("nothing", "nowhere") == "absent"
    assert writer.rename("other", "billing/long") == "taken"
    assert writer.rename("other", "other") == "unchanged"
    assert generation(folder) == before
    assert writer.rename("other", "third") == "renamed"
    assert writer.rename("other", "third") == "unchanged"
    assert generation(folder) == before + 1


def test_a_batch_is_one_step_and_says_what_became_of_each_item(folder: Path, writer: IndexWriter) -> None:
    before = generation(folder)
    fresh = Article("fresh", "Fresh", "A fresh text.", "en")
    changed = replace(LONG, body_markdown="Short now.")
    assert writer.batch([fresh, changed], ["nothing"]) == (("created", 1), ("updated", 1), ("absent", 0))
    assert generation(folder) == before + 1
    assert writer.batch([fresh, changed], ["fresh too"]) == (("unchanged", 1), ("unchanged", 1), ("absent", 0))
    assert writer.batch([], ["fresh"]) == (("deleted", 0),)
    assert held(folder) == {"billing/long": "Short now."}


def test_one_bad_article_refuses_the_whole_batch_and_all_of_them_are_named(folder: Path, writer: IndexWriter) -> None:
    good = Article("good", "Good", "A text.", "en")
    bad = [replace(good, article_id="x", body_markdown=" "), good, replace(good, article_id="billing/long")]
    with pytest.raises(BatchInvalid) as refused:
        writer.batch([good, *bad], ["billing/long"])
    assert refused.value.problems.keys() == {1, 2, 3}
    assert "no text" in refused.value.problems[1]
    assert "twice" in refused.value.problems[2]
    assert "twice" in refused.value.problems[3]
    assert held(folder).keys() == {"billing/long"}


def test_what_is_not_permitted_in_the_end_was_never_written(folder: Path, writer: IndexWriter) -> None:
    def refuse() -> None:
        raise TimeoutError

    before = generation(folder)
    for change in (
        lambda: writer.put(Article("new", "New", "A text.", "en"), permit=refuse),
        lambda: writer.batch([Article("new", "New", "A text.", "en")], ["billing/long"], permit=refuse),
        lambda: writer.rename("billing/long", "new", permit=refuse),
        lambda: writer.delete("billing/long", permit=refuse),
    ):
        with pytest.raises(TimeoutError):
            change()
    assert (generation(folder), held(folder)) == (before, {"billing/long": LONG.body_markdown})


def test_no_search_that_begins_after_a_delete_finds_the_article(folder: Path, embedder: CountingEmbedder) -> None:
    searcher = Searcher(folder, embedder)
    writer = IndexWriter(folder, embedder, committed=searcher.refresh)
    gone: set[str] = set()
    stop = threading.Event()
    cited: list[tuple[str, set[str]]] = []

    def ask() -> None:
        while not stop.is_set():
            before = frozenset(gone)
            hits = searcher.search(Query("invoice month", "en", limit=50)).hits
            found = {hit.article.article_id for hit in hits}
            if found & before:
                cited.append(("found", found & before))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(25):
        writer.put(Article(f"n{n}", "Invoice", f"The invoice of month {n}.", "en"))
        assert writer.delete(f"n{n}")
        gone.add(f"n{n}")
    stop.set()
    for thread in threads:
        thread.join()
    writer.close()
    searcher.close()
    assert cited == []


# --- killed ---------------------------------------------------------------------------------------------

BUILDER = """
import sys, time
from pathlib import Path
from kb_index.build import index_paths
from kb_index.rebuild import rebuild_index
from kb_index.embedders.hashing import HashingEmbedder

class SlowEmbedder(HashingEmbedder):
    def embed_passages(self, texts):
        print("embeds", flush=True)
        time.sleep(0.02)
        return super().embed_passages(texts)

build = rebuild_index if sys.argv[3] == "rebuild" else index_paths
print("starts", flush=True)
build([Path(sys.argv[1])], into=Path(sys.argv[2]), embedder=SlowEmbedder(), prune=True)
"""
PAGES, SECTIONS = 14, 20


def write_docs(folder: Path, edition: int) -> dict[str, str]:
    """Pages with other texts in every edition; each edition lacks one of them."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    texts = {f"p{n}": page(edition, n) for n in range(PAGES + 1) if n != edition}
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)
    return texts


def page(edition: int, number: int) -> str:
    return "\n\n".join(f"# Part {n}\n\nEdition {edition} of page {number}, section {n}." for n in range(SECTIONS))


def kill_builder(docs: Path, index: Path, how: str, *, at_line: int) -> None:
    """Killed while the line is fresh: it starts, or it embeds the first, the second … lot."""
    command = [sys.executable, "-c", BUILDER, docs, index, how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(at_line):
            assert process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.parametrize(("how", "at_line", "found"), [("build", 2, 0), ("build", 5, 128), ("rebuild", 5, 128)])
def test_a_killed_build_leaves_the_old_index_and_the_next_one_embeds_only_the_rest(
    tmp_path: Path, embedder: CountingEmbedder, how: str, at_line: int, found: int
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    old = write_docs(docs, 0)
    index_paths([docs], into=index, embedder=embedder)
    before = generation(index)
    new = write_docs(docs, 1)
    kill_builder(docs, index, how, at_line=at_line)
    assert (held(index), generation(index)) == (old, before)
    build = rebuild_index if how == "rebuild" else index_paths
    report = build([docs], into=index, embedder=embedder, prune=True)
    assert (report.deleted, report.passages) == (1, PAGES * SECTIONS)
    assert found <= report.reused < PAGES * SECTIONS
    assert held(index) == new
    assert sorted(file.suffix for file in index.iterdir() if file.suffix == ".sqlite") in ([".sqlite"], [".sqlite"] * 2)


def test_a_first_build_that_is_killed_leaves_an_empty_index(tmp_path: Path, embedder: CountingEmbedder) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    texts = write_docs(docs, 0)
    kill_builder(docs, index, "build", at_line=3)
    assert held(index) == {}
    index_paths([docs], into=index, embedder=embedder)
    assert held(index) == texts


# --- rebuilt --------------------------------------------------------------------------------------------


def test_an_index_is_rebuilt_with_another_embedder_from_its_own_articles_and_its_paths(
    tmp_path: Path, folder: Path, writer: IndexWriter
) -> None:
    docs = tmp_path / "docs"
    texts = write_docs(docs, 0)
    other = HashingEmbedder(dimension=32)
    report = rebuild_index([docs], into=folder, embedder=other)
    assert (report.added, report.unchanged) == (PAGES, 1)
    assert held(folder, other) == {**texts, "billing/long": LONG.body_markdown}
    assert rebuild_index([], into=folder, embedder=other).unchanged == PAGES + 1
    (docs / "p1.md").unlink()
    assert rebuild_index([docs], into=folder, embedder=other).gone == ("p1",)
    assert rebuild_index([docs], into=folder, embedder=other, prune=True).deleted == 1
    assert held(folder, other).keys() == {*texts, "billing/long"} - {"p1"}
    assert len([file for file in folder.iterdir() if not file.is_symlink()]) == 1, "something was left behind"


class BusyEmbedder(HashingEmbedder):
    """While it embeds, somebody else changes the former index."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__(dimension=32)
        self._change = change

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        self._change()
        return super().embed_passages(texts)


def test_what_others_change_while_an_index_is_rebuilt_is_not_lost(folder: Path, writer: IndexWriter) -> None:
    writer.put(Article("goes", "Goes", "It will be gone.", "en"))
    waiting = [
        lambda: writer.delete("goes"),
        lambda: writer.put(Article("late", "Late", "It came while the index was rebuilt.", "en")),
        lambda: writer.put(replace(LONG, body_markdown="Shorter.")),
    ]
    embedder = BusyEmbedder(lambda: waiting.pop()() if waiting else None)
    rebuild_index([], into=folder, embedder=embedder)
    assert waiting == []
    assert held(folder, embedder) == {"late": "It came while the index was rebuilt.", "billing/long": "Shorter."}


def test_after_a_rebuild_with_another_embedder_searches_go_on_and_changes_are_refused(
    folder: Path, writer: IndexWriter, embedder: CountingEmbedder
) -> None:
    searcher = Searcher(folder, embedder)
    before = searcher.search(Query("invoice", "en"))
    rebuild_index([], into=folder, embedder=HashingEmbedder(dimension=32))
    assert searcher.search(Query("invoice", "en")) == before
    assert writer.get("billing/long") == LONG
    assert "--rebuild" in str(writer.refusal)
    with pytest.raises(IndexMismatch, match="dimension=32"):
        writer.delete("billing/long")
    rebuild_index([], into=folder, embedder=embedder)
    assert writer.refusal is None
    assert writer.delete("billing/long")
    assert searcher.search(Query("invoice", "en")).hits == ()
    searcher.close()


def test_a_rebuild_keeps_what_was_learnt_with_the_same_embedder_and_shows_itself_before_it_is_read(
    folder: Path, writer: IndexWriter, embedder: CountingEmbedder
) -> None:
    def learnt(place: Path, used: HashingEmbedder) -> object:
        with SqliteStore.open(place, embedder=used.fingerprint, chunking=CHUNKING) as store:
            return store.get_meta("calibration")

    with SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING) as store:
        store.set_meta("calibration", {"bias": 1})
    seen: list[object] = []
    rebuild_index([], into=folder, embedder=embedder, finish=lambda draft: seen.append(learnt(draft, embedder)))
    assert (seen, learnt(folder, embedder)) == ([{"bias": 1}], {"bias": 1})
    other = HashingEmbedder(dimension=32)
    rebuild_index([], into=folder, embedder=other)
    assert learnt(folder, other) is None


def test_an_index_of_an_older_format_is_rebuilt_with_all_its_articles(folder: Path, writer: IndexWriter) -> None:
    with closing(sqlite3.connect(folder / "index.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("ALTER TABLE articles DROP COLUMN access_groups")
    with pytest.raises(IndexMismatch, match="--rebuild"):
        held(folder)
    rebuild_index([], into=folder, embedder=HashingEmbedder())
    assert held(folder) == {"billing/long": LONG.body_markdown}


def test_readers_and_writers_find_an_index_however_often_it_is_replaced(
    folder: Path, writer: IndexWriter, embedder: CountingEmbedder
) -> None:
    searcher = Searcher(folder, embedder)
    stop = threading.Event()

    def ask() -> int:
        asked = 0
        while not stop.is_set():
            assert searcher.search(Query("invoice", "en")).hits
            assert writer.get("billing/long") == LONG
            asked += 1
        return asked

    def put() -> int:
        number = 0
        while not stop.is_set():
            writer.put(Article(f"n{number}", "Number", f"The number {number}.", "en"))
            number += 1
        return number

    with ThreadPoolExecutor(3) as pool:
        asking, putting = [pool.submit(ask), pool.submit(ask)], pool.submit(put)
        for _ in range(6):
            rebuild_index([], into=folder, embedder=HashingEmbedder())
        stop.set()
        assert all(one.result() for one in asking)
        written = putting.result()  # before the folder is read: the last put may still be under way
        assert held(folder).keys() == {"billing/long", *(f"n{n}" for n in range(written))}
    searcher.close()
