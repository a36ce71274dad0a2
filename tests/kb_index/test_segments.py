"""However an index came to be, it answers as one built anew from the articles that are left."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb_index.arrays import FloatArray
from kb_index.chunking import CHUNKING
from kb_index.compaction import Growth, due, swapped, tidied
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.following import Following
from kb_index.ports import Asked, Candidate, Leg, QueryTerm, Vocabulary
from kb_index.records import Article, Query, SearchResult
from kb_index.search import Searcher
from kb_index.segment import merged
from kb_index.store.sqlite import SqliteStore
from kb_index.vectors.flat import FlatIndex
from kb_index.view import View
from kb_index.writer import IndexWriter

EMBEDDER = HashingEmbedder(dimension=64, languages=frozenset({"en"}))
SMALL = Growth(settled=8, fan=2, share=0.2)  # so that a few articles go through every kind of merge
WORDS = ["склад", "складской", "оплата", "оплатить", "тариф", "e-1044", "export", "exporter", "csv", "order", "refund"]
QUERIES = [
    Query("оплатить склад e-1044", "ru", limit=100),
    Query("export the price list as csv", "en", limit=100),
    Query("refund money on the card", "en", limit=100, filter={"product": "a"}),
    Query("refund order", "en", limit=100, access_groups=frozenset({"staff"})),
]


def article(number: int, random: np.random.Generator) -> Article:
    words = random.choice(WORDS, int(random.integers(3, 40)))
    sections = ["\n\n".join(("# " + words[0], " ".join(part))) for part in np.array_split(words, random.integers(1, 4))]
    groups = [(), (), ("staff",), ("staff", "partners")][int(random.integers(4))]
    return Article(
        f"a{number}",
        " ".join(random.choice(WORDS, 2)),
        "\n\n".join(sections),
        str(random.choice(["ru", "en"])),
        product=str(random.choice(["a", "b"])),
        access_groups=groups,
    )


def index(folder: Path, articles: Sequence[Article] = ()) -> Path:
    dimension = EMBEDDER.dimension
    SqliteStore.create(folder, embedder=EMBEDDER.fingerprint, chunking=CHUNKING, dimension=dimension).close()
    with closing(IndexWriter(folder, EMBEDDER)) as writer:
        writer.batch(articles)
    return folder


@contextmanager
def searching(folder: Path, **given: object) -> Iterator[Searcher]:
    with closing(Searcher(folder, EMBEDDER, **given)) as searcher:  # type: ignore[arg-type]
        yield searcher


def answers(searcher: Searcher) -> list[dict[tuple[str, int], tuple[float, ...]]]:
    """Per query each hit with its similarity and signals; the confidence stands under a name of its own."""
    results = [searcher.search(query) for query in QUERIES]
    return [
        {(hit.article.article_id, hit.passage.ordinal): (hit.similarity, *hit.signals.values()) for hit in one.hits}
        | {("confidence", 0): (one.confidence,)}
        for one in results
    ]


def assert_same(ours: Searcher, theirs: Searcher) -> None:
    for mine, expected in zip(answers(ours), answers(theirs), strict=True):
        assert set(mine) == set(expected)
        for key, values in expected.items():
            assert mine[key] == pytest.approx(values, abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_answers_are_those_of_a_fresh_build(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    folder = index(tmp_path / "lived")
    living: dict[str, Article] = {}
    with searching(folder, growth=SMALL) as searcher, closing(IndexWriter(folder, EMBEDDER)) as writer:
        for turn in range(60):
            one = article(int(random.integers(15)), random)
            if one.article_id in living and random.random() < 0.4:
                writer.delete(one.article_id)
                del living[one.article_id]
            else:
                writer.put(one)
                living[one.article_id] = one
            if random.random() < 0.7:
                searcher.refresh()
            if turn % 15 == 14:
                fresh = index(tmp_path / f"fresh{turn}", list(living.values()))
                with searching(fresh) as rebuilt, searching(folder) as reopened:
                    assert_same(searcher, rebuilt)
                    assert_same(reopened, rebuilt)
                    assert searcher.describe().passages == rebuilt.describe().passages
                    assert searcher.describe().articles == len(living)


def test_a_deleted_article_is_never_found_again(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    folder = index(tmp_path / "index", [article(number, random) for number in range(12)])
    with searching(folder, growth=SMALL) as searcher, closing(IndexWriter(folder, EMBEDDER)) as writer:
        for number in range(12):
            writer.delete(f"a{number}")
            ids = {hit.article.article_id for query in QUERIES for hit in searcher.search(query).hits}
            assert ids <= {f"a{later}" for later in range(number + 1, 12)}
        assert searcher.describe().passages == 0


def test_what_a_caller_may_not_see_changes_nothing_that_it_gets(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    articles = [article(number, random) for number in range(25)]
    everyone = [one for one in articles if not one.access_groups]
    assert 5 < len(everyone) < 20
    outsider = [query for query in QUERIES if not query.access_groups]
    with searching(index(tmp_path / "all", articles)) as guarded, searching(index(tmp_path / "open", everyone)) as bare:
        for query in outsider:
            ours, theirs = guarded.search(query), bare.search(query)
            assert ids(ours) == ids(theirs)
            assert ours.confidence == pytest.approx(theirs.confidence, abs=1e-5)
            similarities = [[hit.similarity for hit in one.hits] for one in (ours, theirs)]
            assert similarities[0] == pytest.approx(similarities[1], abs=1e-5)


# --- merging ----------------------------------------------------------------------------------------


def view_of(folder: Path, *changes: Article) -> View:
    """Of the index before the changes, which are then followed one by one, each into a part of its own."""
    apart = Growth(settled=0)
    with SqliteStore.open(folder, embedder=EMBEDDER.fingerprint, chunking=CHUNKING) as store:
        view = View.of(store.snapshot(), FlatIndex)
        with closing(IndexWriter(folder, EMBEDDER)) as writer:
            for one in changes:
                writer.put(one)
                later = store.changes_since(view.generation, known_terms=view.known_terms)
                assert later is not None
                view = view.after(later, apart, FlatIndex)
    return view


def scores(view: View) -> list[dict[tuple[str, int], float]]:
    terms = [[QueryTerm(word) for word in query.text.split()] for query in QUERIES]
    live = [np.flatnonzero(np.concatenate([part.live for part in view.parts]))]
    passages = [view.passage(int(row))[0] for row in live[0]]
    keys = [(passage.article_id, passage.ordinal) for passage in passages]
    return [dict(zip(keys, view.sight(None).lexical.scores(one)[live[0]].tolist(), strict=True)) for one in terms]


def test_a_merge_that_ends_after_further_changes_is_still_right(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    folder = index(tmp_path / "index", [article(number, random) for number in range(6)])
    early = view_of(folder, *(article(number, random) for number in (2, 7, 8)))
    segment = merged(early.parts[:3], FlatIndex)
    with SqliteStore.open(folder, embedder=EMBEDDER.fingerprint, chunking=CHUNKING) as store:
        with closing(IndexWriter(folder, EMBEDDER)) as writer:
            writer.put(article(4, random))
            writer.delete("a1")
        changes = store.changes_since(early.generation, known_terms=early.known_terms)
    assert changes is not None
    late = early.after(changes, Growth(settled=0), FlatIndex)
    compacted = late.compacted(early.parts[:3], segment)
    assert compacted is not None
    assert len(compacted.parts) == len(late.parts) - 2
    assert scores(compacted) == scores(late)
    fresh = View.of(snapshot(folder), FlatIndex)
    for mine, expected in zip(scores(compacted), scores(fresh), strict=True):
        assert mine == pytest.approx(expected, abs=1e-5)


def snapshot(folder: Path):  # type: ignore[no-untyped-def]
    with SqliteStore.open(folder, embedder=EMBEDDER.fingerprint, chunking=CHUNKING) as store:
        return store.snapshot()


def test_a_merge_of_parts_that_are_gone_meanwhile_is_thrown_away(tmp_path: Path) -> None:
    random = np.random.default_rng(6)
    folder = index(tmp_path / "index", [article(number, random) for number in range(4)])
    view = view_of(folder, article(5, random))
    reloaded = View.of(snapshot(folder), FlatIndex)
    assert swapped(reloaded.parts, view.parts, merged(view.parts, FlatIndex)) is None
    assert reloaded.compacted(view.parts, merged(view.parts, FlatIndex)) is None


def test_small_parts_are_joined_and_a_large_one_is_left_alone(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    folder = index(tmp_path / "index", [article(number, random) for number in range(9)])
    view = view_of(folder, *(article(number, random) for number in range(20, 26)))
    assert len(view.parts) == 7
    tidy = tidied(view.parts, Growth(settled=len(view.parts[0])), FlatIndex)
    assert tidy[0] is view.parts[0]
    assert len(tidy) == 2
    assert sum(map(len, tidy)) == sum(map(len, view.parts))


def test_the_large_parts_are_merged_once_the_waste_is_worth_it(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    folder = index(tmp_path / "index", [article(number, random) for number in range(9)])
    view = view_of(folder, *(article(number, random) for number in range(20, 23)))
    assert due(view.parts[:1], Growth(settled=1)) == 0
    assert due(view.parts, Growth(settled=1, share=0.01)) == len(view.parts)
    assert due(view.parts, Growth(settled=1, share=9.0)) == 0
    assert due(view.parts, Growth(settled=10_000)) == 0


def test_the_background_merges_until_one_part_is_left_and_answers_stay(tmp_path: Path) -> None:
    random = np.random.default_rng(9)
    folder = index(tmp_path / "index", [article(number, random) for number in range(6)])
    with SqliteStore.open(folder, embedder=EMBEDDER.fingerprint, chunking=CHUNKING) as store:
        following = Following(store, folder, Growth(settled=1, share=0.01))
        with closing(IndexWriter(folder, EMBEDDER)) as writer:
            for number in range(30):
                writer.put(article(number % 12, random))
                following.refresh()
        following.settle()
        view = following.current()
        assert len(view.parts) == 1
        fresh = View.of(store.snapshot(), FlatIndex)
        for mine, expected in zip(scores(view), scores(fresh), strict=True):
            assert mine == pytest.approx(expected, abs=1e-5)
        following.close()


def test_searches_during_changes_and_merges_show_one_moment_each(tmp_path: Path) -> None:
    """Two articles are put with the same number in each commit: no answer may show two numbers."""
    folder = index(tmp_path / "index", [article(number, np.random.default_rng(1)) for number in range(5)])
    stop = threading.Event()

    def pair(number: int) -> list[Article]:
        return [Article(key, "Плоттер", f"Плоттер номер n{number:05}.", "ru") for key in ("left", "right")]

    def change() -> None:
        with closing(IndexWriter(folder, EMBEDDER)) as writer:
            number = 0
            while not stop.is_set():
                number += 1
                writer.batch(pair(number))

    def ask(searcher: Searcher) -> list[SearchResult]:
        return [searcher.search(Query("плоттер", "ru")) for _ in range(60)]

    with closing(IndexWriter(folder, EMBEDDER)) as writer:
        writer.batch(pair(0))
    with searching(folder, growth=SMALL) as searcher, ThreadPoolExecutor(4) as pool:
        changing = pool.submit(change)
        try:
            results = [one for asked in [pool.submit(ask, searcher) for _ in range(3)] for one in asked.result()]
        finally:
            stop.set()
        changing.result()
    for result in results:
        bodies = {hit.article.article_id: hit.article.body_markdown for hit in result.hits}
        assert set(bodies) == {"left", "right"}
        assert bodies["left"] == bodies["right"]
    assert len({result.index_version for result in results}) > 1


# --- what can be plugged in, and switched off ---------------------------------------------------------


class Spelling:
    """Knows one misspelling."""

    def expand(self, terms: Sequence[str], vocabulary: Vocabulary) -> tuple[QueryTerm, ...]:
        known = {"поттер": ("плоттер", 0.8)}
        missing = [self._missing(term, vocabulary, known) for term in terms]
        return tuple(QueryTerm(term, (known[term],) if new else ()) for term, new in zip(terms, missing, strict=True))

    def retyped(self, text: str, vocabulary: Vocabulary) -> str:
        return text

    def _missing(self, term: str, vocabulary: Vocabulary, known: Mapping[str, tuple[str, float]]) -> bool:
        return term in known and not vocabulary.held(term) and vocabulary.held(known[term][0])


class LongestFirst:
    """Prefers what says most, and remembers what it was shown."""

    fingerprint = "longest-first"
    depth = 2

    def __init__(self) -> None:
        self.shown: list[tuple[Asked, Sequence[Candidate]]] = []

    def similarities(self, asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
        self.shown.append((asked, candidates))
        return np.array([len(one.passage.text) / 1000 for one in candidates], np.float32)


PLOTTERS = [
    Article("short", "Плоттер", "Плоттер.", "ru"),
    Article("long", "Плоттер", "Плоттер печатает наклейки на складе.", "ru"),
    Article("other", "Склад", "Наклейки и плоттер на большом складе и в магазине.", "ru"),
]


def ids(result: SearchResult) -> list[str]:
    return [hit.article.article_id for hit in result.hits]


def test_an_expander_adds_what_counts_as_a_term(tmp_path: Path) -> None:
    folder = index(tmp_path / "index", PLOTTERS)
    with searching(folder) as plain, searching(folder, expander=Spelling()) as searcher:
        assert ids(plain.search(Query("поттер", "ru"))) == []
        right, spelt = (searcher.search(Query(text, "ru")) for text in ("плоттер", "поттер"))
        assert ids(spelt) == ids(right)
        lexical = [[hit.signals["lexical"] for hit in one.hits] for one in (spelt, right)]
        assert lexical[0] == pytest.approx([0.8 * score for score in lexical[1]], rel=1e-5)


def test_a_reranker_orders_the_best_and_the_rest_stays_behind(tmp_path: Path) -> None:
    folder = index(tmp_path / "index", PLOTTERS)
    reranker = LongestFirst()
    with searching(folder) as plain, searching(folder, reranker=reranker) as searcher:
        before, after = (one.search(Query("плоттер", "ru")) for one in (plain, searcher))
    assert ids(before) == ["short", "long", "other"]
    assert ids(after) == ["long", "short", "other"]
    assert [hit.similarity for hit in after.hits] == sorted((hit.similarity for hit in after.hits), reverse=True)
    assert {hit.article.article_id: hit.signals["fused"] for hit in after.hits} == {
        hit.article.article_id: hit.similarity for hit in before.hits
    }
    (asked, shown), *_ = reranker.shown
    assert [one.similarity for one in shown] == [hit.similarity for hit in before.hits[:2]]
    assert shown[0].fields["title"].tolist() == shown[0].fields["body"].tolist() == asked.numbers.tolist()
    assert asked.family_of[asked.numbers].tolist() == asked.families.tolist()


def test_each_leg_can_be_asked_alone(tmp_path: Path) -> None:
    folder = index(tmp_path / "index", [replace(one, language_code="en") for one in PLOTTERS])
    query = Query("плоттер", "en")
    with searching(folder, reranker=LongestFirst()) as searcher:
        lexical = searcher.ranked(query, legs=frozenset({Leg.LEXICAL}))
        dense = searcher.ranked(query, legs=frozenset({Leg.DENSE}))
        fused = searcher.ranked(query, legs=frozenset({Leg.LEXICAL, Leg.DENSE}))
        assert searcher.ranked(query, legs=frozenset(Leg)) == searcher.search(query)
    assert all("dense" not in hit.signals for hit in lexical.hits)
    assert all(hit.signals["lexical"] == 0 for hit in dense.hits)
    assert ids(dense)[0] == max(dense.hits, key=lambda hit: hit.signals["dense"]).article.article_id
    assert ids(fused)[0] == "short"
