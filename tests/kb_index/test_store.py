"""What was put comes back, whole and incrementally; whatever is damaged or foreign is refused untouched."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from kb_index.contents import Content, IndexedArticle
from kb_index.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, IndexUnwritable, KbError
from kb_index.records import Article, Passage, Span
from kb_index.store import database, writing
from kb_index.store.sqlite import SqliteStore

DIMENSION = 4
EMBEDDER, CHUNKING = "hashing@1 dimension=4", "lines:1"


def create(folder: Path) -> SqliteStore:
    return SqliteStore.create(folder, embedder=EMBEDDER, chunking=CHUNKING, dimension=DIMENSION)


def reopen(folder: Path) -> SqliteStore:
    return SqliteStore.open(folder, embedder=EMBEDDER, chunking=CHUNKING)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    with create(folder) as opened:
        yield opened


def entry(article_id: str, *lines: str, language: str = "en", vectors: bool = True) -> IndexedArticle:
    """An article with one passage per line."""
    body = "\n".join(lines)
    article = Article(
        article_id,
        f"About {article_id}",
        body,
        language,
        access_groups=("staff", "партнёры"),
        metadata={"tags": ["a", "б"], "n": 1},
    )
    starts = [0, *accumulate(len(line) + 1 for line in lines)][: len(lines)]
    passages = tuple(
        Passage(article_id, row, Span(start, start + len(line)), line, ("Раздел", "Part"))
        for row, (start, line) in enumerate(zip(starts, lines, strict=True))
    )
    rows = np.array([np.roll([0.6, 0.8, 0, 0], len(line)) for line in lines], np.float32)
    terms = tuple({"body": line.split(), "title": [article_id]} for line in lines)
    return IndexedArticle(article, passages, rows if vectors else None, terms, "root", f"{article_id}.md")


def as_put(content: Content) -> dict[str, tuple[object, ...]]:
    """Content -> article id -> everything that was put for it."""
    vectors = dict(zip(content.vector_ids.tolist(), content.vectors.tolist(), strict=True))
    found: dict[str, tuple[object, ...]] = {
        key: (stored.article, stored.version_hash) for key, stored in content.articles.items()
    }
    for row, passage in enumerate(content.passages):
        vector = vectors.get(int(content.passage_ids[row]))
        found[passage.article_id] += (passage, texts(content, row), vector)
    return found


def texts(content: Content, row: int) -> dict[str, list[str]]:
    """The terms of a passage by field, those fields that have any."""
    fields = content.terms.row(row).items()
    return {name: [content.vocabulary[n - content.known_terms] for n in found] for name, found in fields if len(found)}


def put_form(put: IndexedArticle) -> tuple[object, ...]:
    parts: tuple[object, ...] = (put.article, put.article.version_hash)
    for row, passage in enumerate(put.passages):
        vector = None if put.vectors is None else put.vectors[row].tolist()
        parts += (passage, dict(put.terms[row]), vector)
    return parts


def test_a_snapshot_is_what_was_put(store: SqliteStore) -> None:
    puts = [entry("a", "red red fox", "blue"), entry("путь/б", "рыжая лиса", language="ru", vectors=False), entry("c")]
    assert store.commit(puts) == {"a": "created", "путь/б": "created", "c": "created"}
    content = store.snapshot().content
    assert as_put(content) == {put.article.article_id: put_form(put) for put in puts}
    assert content.vectors.dtype == np.float32
    assert content.vector_ids.tolist() == content.passage_ids.tolist()[:2]


def test_an_empty_index_has_an_empty_snapshot(store: SqliteStore) -> None:
    content = store.snapshot().content
    assert (len(content.articles), len(content.passages), content.vectors.shape) == (0, 0, (0, DIMENSION))


def test_changes_lead_from_an_older_generation_to_the_newest(store: SqliteStore) -> None:
    store.commit([entry("stays", "one"), entry("changes", "old words"), entry("goes", "away now")])
    before = store.snapshot()
    store.commit([entry("changes", "new words", "more words"), entry("comes", "fresh")])
    store.commit((), ["goes"])
    changes = store.changes_since(before.generation)
    assert changes is not None
    assert changes.added.vocabulary[: len(before.content.vocabulary)] == before.content.vocabulary
    assert changes.generation == store.generation() == before.generation + 2
    assert changes.removed_articles == ("goes",)
    rows = np.searchsorted(before.content.passage_ids, changes.removed_passages)
    gone = [before.content.passages[row].text for row in rows]
    assert sorted(gone) == ["away now", "old words"]
    assert as_put(changes.added) == {
        "changes": put_form(entry("changes", "new words", "more words")),
        "comes": put_form(entry("comes", "fresh")),
    }


def test_a_reader_gets_only_the_words_that_it_has_not(store: SqliteStore) -> None:
    store.commit([entry("a", "old words")])
    before = store.snapshot()
    store.commit([entry("b", "new words")])
    changes = store.changes_since(before.generation, known_terms=len(before.content.vocabulary))
    assert changes is not None
    assert set(changes.added.vocabulary) == {"b", "new"}
    assert changes.added.known_terms == len(before.content.vocabulary)
    numbers = changes.added.terms.row(0)["body"].tolist()
    assert [(*before.content.vocabulary, *changes.added.vocabulary)[number] for number in numbers] == ["new", "words"]


def test_no_changes_are_an_empty_list_of_changes(store: SqliteStore) -> None:
    store.commit([entry("a", "one")])
    changes = store.changes_since(store.generation())
    assert changes is not None
    assert (changes.removed_articles, changes.removed_passages.tolist(), len(changes.added.passages)) == ((), [], 0)


def test_an_article_deleted_and_put_again_is_added_not_removed(store: SqliteStore) -> None:
    store.commit([entry("a", "one")])
    before = store.generation()
    store.commit((), ["a"])
    store.commit([entry("a", "two")])
    changes = store.changes_since(before)
    assert changes is not None
    assert changes.removed_articles == ()
    assert [passage.text for passage in changes.added.passages] == ["two"]


def test_an_unknown_generation_asks_for_a_snapshot(store: SqliteStore) -> None:
    assert store.changes_since(store.generation() + 1) is None
    assert store.changes_since(5) is None


def test_a_reader_too_far_behind_asks_for_a_snapshot(store: SqliteStore) -> None:
    lines = [f"line {n}" for n in range(writing.KEPT_REMOVALS // 2 + 1)]
    start = store.generation()
    for turn in range(3):
        store.commit([entry("long", f"turn {turn}", *lines)])
    assert store.changes_since(start) is None
    assert store.changes_since(store.generation() - 1) is not None


def test_passage_ids_are_never_given_twice(store: SqliteStore) -> None:
    seen: list[int] = []
    for turn in range(4):
        store.commit([entry("a", f"turn {turn}", "same")])
        seen += store.snapshot().content.passage_ids.tolist()
        store.commit((), ["a"])
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen)


def test_an_equal_article_is_unchanged_and_costs_no_generation(store: SqliteStore) -> None:
    store.commit([entry("a", "one")])
    before = store.generation()
    assert store.commit([entry("a", "one")], ["nothing"]) == {"a": "unchanged", "nothing": "absent"}
    assert store.generation() == before


def test_a_failed_change_leaves_nothing_of_itself(store: SqliteStore) -> None:
    store.commit([entry("a", "one")])
    before = store.snapshot()
    broken = IndexedArticle(entry("b", "x").article, entry("b", "x").passages, None, (), "root")
    with pytest.raises(ValueError, match="shorter"):
        store.commit([entry("a", "two"), broken])
    assert as_put(store.snapshot().content) == as_put(before.content)
    assert store.generation() == before.generation


def test_meta_is_remembered_and_tells_readers(store: SqliteStore, folder: Path) -> None:
    before = store.generation()
    store.set_meta("calibration", {"bias": -1.5, "слово": [1, 2]})
    with reopen(folder) as other:
        assert other.get_meta("calibration") == {"bias": -1.5, "слово": [1, 2]}
        assert other.snapshot().meta["calibration"] == {"bias": -1.5, "слово": [1, 2]}
        assert other.generation() == before + 1
        assert other.get_meta("nothing") is None
    with pytest.raises(ValueError, match="store itself"):
        store.set_meta("generation", 1)


def test_get_returns_the_article_as_put(store: SqliteStore) -> None:
    store.commit([entry("a/б", "one")])
    stored = store.get("a/б")
    assert stored is not None
    assert stored.article == entry("a/б", "one").article
    assert store.get("other") is None


# --- refusals ---------------------------------------------------------------------------------------


def test_a_missing_index_says_how_to_build_one(folder: Path) -> None:
    with pytest.raises(IndexMissing, match="otvet index --into"):
        reopen(folder)
    assert not folder.exists()


@pytest.mark.parametrize(("embedder", "chunking"), [("other@2", CHUNKING), (EMBEDDER, "other:2")])
def test_another_embedder_or_chunking_is_refused_and_nothing_changes(
    folder: Path, embedder: str, chunking: str
) -> None:
    with create(folder) as store:
        store.commit([entry("a", "one")])
    before = (folder / database.FILE_NAME).read_bytes()
    for action in (SqliteStore.open, SqliteStore.create):
        extra = {"dimension": 9} if action == SqliteStore.create else {}
        with pytest.raises(IndexMismatch, match="other"):
            action(folder, embedder=embedder, chunking=chunking, **extra)
    assert (folder / database.FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("version", [1, 99])
def test_another_format_is_refused_and_says_what_to_do(folder: Path, version: int) -> None:
    create(folder).close()
    with closing(sqlite3.connect(folder / database.FILE_NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(IndexMismatch, match=rf"format {version}.*otvet index --into"):
        reopen(folder)


def test_a_database_of_another_programme_is_refused(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / database.FILE_NAME)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(IndexCorrupt, match="another programme"):
        create(folder)


def big_index(folder: Path) -> Path:
    with create(folder) as store:
        for n in range(30):
            store.commit([entry(f"a{n}", *[f"line {n} {m} " + "word " * 300 for m in range(10)])])
    return folder / database.FILE_NAME


@pytest.mark.parametrize("content", [b"", b"garbage", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_corrupt_and_stays(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / database.FILE_NAME).write_bytes(content)
    for action in (lambda: reopen(folder).snapshot(), lambda: create(folder).snapshot()):
        with pytest.raises(IndexCorrupt, match="build the index again"):
            action()
    assert (folder / database.FILE_NAME).read_bytes() == content


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_corrupt(folder: Path, kept: float) -> None:
    path = big_index(folder)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(IndexCorrupt), reopen(folder) as store:
        store.snapshot()
    assert path.stat().st_size == int(len(data) * kept)


def test_overwritten_stretches_are_corrupt_or_harmless_but_never_crash(folder: Path, tmp_path: Path) -> None:
    path = big_index(folder)
    data, random = path.read_bytes(), np.random.default_rng(5)
    refused = 0
    for _ in range(30):
        damaged = bytearray(data)
        at = int(random.integers(100, len(data) - 5000))
        damaged[at : at + 4096] = random.bytes(4096)
        path.write_bytes(damaged)
        try:
            with reopen(folder) as store:
                store.snapshot()
        except IndexCorrupt:
            refused += 1
    assert refused >= 15


def test_a_vector_that_lost_its_length_is_corrupt(folder: Path) -> None:
    with create(folder) as store:
        store.commit([entry("a", "one")])
    with closing(sqlite3.connect(folder / database.FILE_NAME)) as connection, connection:
        connection.execute("UPDATE passages SET vector = ?", (np.array([9, 9, 9, 9], "<f4").tobytes(),))
    with reopen(folder) as store, pytest.raises(IndexCorrupt, match="length 1"):
        store.snapshot()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("terms = zeroblob(15)", "cut short"),
        ("terms = zeroblob(20)", "as many terms as it counts"),
        ("terms = 'text'", "cut short"),
        ("terms = x'00000000 00000000 01000000 00000000 ffffff00'", "no text"),
        ("span_end = 99", "ends behind its article"),
        ("span_start = 'x'", "no number"),
        ("article_no = 77", "belongs to no article"),
        ("vector = zeroblob(5)", "4 dimensions"),
        ("headings = '['", "delimiter"),
        ("headings = '[],[]'", "no list"),
    ],
)
def test_a_passage_that_cannot_be_true_is_corrupt(folder: Path, change: str, why: str) -> None:
    with create(folder) as store:
        store.commit([entry("a", "one"), entry("b", "two words")])
    with closing(sqlite3.connect(folder / database.FILE_NAME)) as connection, connection:
        connection.execute(f"UPDATE passages SET {change.replace(' 0', '0').replace(' f', 'f')} WHERE passage_id = 2")
    with reopen(folder) as store, pytest.raises(IndexCorrupt, match=why):
        store.snapshot()


def test_words_with_a_gap_in_their_numbers_are_corrupt(folder: Path) -> None:
    with create(folder) as store:
        store.commit([entry("a", "one two three")])
    with closing(sqlite3.connect(folder / database.FILE_NAME)) as connection, connection:
        connection.execute("DELETE FROM terms WHERE term_id = 1")
    with reopen(folder) as store, pytest.raises(IndexCorrupt, match="gaps"):
        store.snapshot()


def test_a_generation_that_is_no_number_is_corrupt(folder: Path) -> None:
    with create(folder) as store:
        with closing(sqlite3.connect(folder / database.FILE_NAME)) as connection, connection:
            connection.execute("UPDATE meta SET value = 'abc' WHERE key = 'generation'")
        with pytest.raises(IndexCorrupt, match="names no generation"):
            store.generation()
    with pytest.raises(IndexCorrupt, match="names no generation"):
        reopen(folder)


def test_a_held_write_lock_is_busy_and_readers_go_on(folder: Path, store: SqliteStore) -> None:
    store.commit([entry("a", "one")])
    store._file._connection.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(folder / database.FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexBusy, match="try again"):
            store.commit([entry("b", "two")])
        assert list(store.snapshot().content.articles) == ["a"]
        other.execute("ROLLBACK")
    assert store.commit([entry("b", "two")]) == {"b": "created"}


def test_a_full_disk_loses_nothing_and_says_what_to_do(folder: Path, store: SqliteStore) -> None:
    store.commit([entry("a", "one")])
    store._file._connection.execute("PRAGMA max_page_count = 1")  # as if nothing more fitted: the file may not grow
    with pytest.raises(IndexUnwritable, match="free space"):
        store.commit([entry("b", "two " * 50_000)])
    assert list(store.snapshot().content.articles) == ["a"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(KbError, match="is a file"):
        create(tmp_path / "file")


def test_a_folder_replaced_under_a_reader_is_followed(folder: Path, tmp_path: Path) -> None:
    with create(folder) as store:
        store.commit([entry("old", "one")])
        before = store.generation()
        with create(tmp_path / "new") as other:
            other.commit([entry("new", "two")])
        shutil.rmtree(folder)
        (tmp_path / "new").rename(folder)
        assert store.generation() > before
        assert store.changes_since(before) is None
        assert list(store.snapshot().content.articles) == ["new"]


def test_a_folder_deleted_under_a_reader_is_missing(folder: Path) -> None:
    with create(folder) as store:
        shutil.rmtree(folder)
        with pytest.raises(IndexMissing, match="gone"):
            store.generation()


def test_each_snapshot_shows_one_moment_while_others_write(folder: Path, store: SqliteStore) -> None:
    """A writer keeps two articles equal in every commit; no reader ever sees them differ."""
    store.commit([entry("left", "turn 0"), entry("right", "turn 0")])
    done = threading.Event()

    def write() -> None:
        with reopen(folder) as writer:
            for turn in range(1, 60):
                writer.commit([entry("left", f"turn {turn}"), entry("right", f"turn {turn}")])
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen = []
    while not done.is_set():
        articles = store.snapshot().content.articles
        assert articles["left"].article.body_markdown == articles["right"].article.body_markdown
        seen.append(articles["left"].article.body_markdown)
    thread.join()
    assert store.snapshot().content.articles["left"].article.body_markdown == "turn 59"


def test_two_writers_lose_none_of_their_articles(folder: Path, store: SqliteStore) -> None:
    def write(name: str) -> None:
        with reopen(folder) as writer:
            for n in range(40):
                writer.commit([entry(f"{name}{n}", f"shared words {n}", name)])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("x", "y")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = store.snapshot().content
    assert set(content.articles) == {f"{name}{n}" for name in "xy" for n in range(40)}
    assert all(texts(content, row)["body"] == content.passages[row].text.split() for row in range(160))
