"""What a caller may not see does not exist for it: it gets what an index without those articles would give."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb_index.arrays import FloatArray
from kb_index.chunking import CHUNKING
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.errors import FilterInvalid
from kb_index.expansion.expander import WordExpander
from kb_index.ports import Asked, Candidate
from kb_index.ranking.open import open_reranker
from kb_index.records import Article, Query, SearchResult
from kb_index.search import Searcher
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

EMBEDDER = HashingEmbedder(dimension=64, languages=frozenset({"en"}))
GROUPS = ("staff", "partners", "vip")
WORDS = {
    "ru": ("возврат", "деньги", "карта", "заказ", "тариф", "доступ", "ключ", "сервер", "копия", "оплата", "счёт"),
    "en": ("refund", "money", "card", "order", "plan", "access", "key", "server", "backup", "payment", "invoice"),
}


class CarefulReranker:
    """Puts passages first that hold more of the query's letters; notes all that it was shown."""

    fingerprint = "careful"
    depth = 50

    def __init__(self) -> None:
        self.shown: set[str] = set()

    def similarities(self, asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
        self.shown |= {candidate.article.article_id for candidate in candidates}
        letters = set(asked.text)
        shares = [len(letters & set(one.passage.text)) / len(letters | set(one.passage.text)) for one in candidates]
        return np.array(shares, np.float32)


def some_articles(chance: random.Random) -> list[Article]:
    return [_article(chance, number) for number in range(24)]


def _article(chance: random.Random, number: int) -> Article:
    language = chance.choice(["ru", "en"])
    groups = chance.choice([(), (), *((one,) for one in GROUPS), ("partners", "vip")])
    secret = [f"zx{'q'.join(groups)}{number % 3}", f"KZ-{number}77"] if groups else []
    words = [*chance.choices(WORDS[language], k=25), *secret * 2]
    chance.shuffle(words)
    body = f"# {words[0]}\n\n{' '.join(words[:12])}.\n\n# {words[1]}\n\n{' '.join(words[12:])}."
    metadata: dict[str, object] = {"plan": chance.choice(["pro", "free"])} | ({"cipher": number} if groups else {})
    return Article(f"a/{number}", " ".join(words[:3]), body, language, access_groups=groups, metadata=metadata)


Build = Callable[[str, Sequence[Article]], Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def build(name: str, articles: Sequence[Article]) -> Path:
        folder = tmp_path / name
        identity = {"embedder": EMBEDDER.fingerprint, "chunking": CHUNKING, "dimension": EMBEDDER.dimension}
        SqliteStore.create(folder, **identity).close()  # type: ignore[arg-type]
        with closing(IndexWriter(folder, EMBEDDER)) as writer:
            for article in articles:
                writer.put(article)
        return folder

    return build


def places(result: SearchResult) -> list[tuple[str, int]]:
    return [(hit.article.article_id, hit.passage.ordinal) for hit in result.hits]


def numbers(result: SearchResult) -> list[float]:
    return [result.confidence, *(value for hit in result.hits for value in (hit.similarity, *hit.signals.values()))]


def queries(chance: random.Random, articles: Sequence[Article]) -> Iterator[Query]:
    """By common words, by words of guarded articles, and by those with a slip in them."""
    for article in chance.sample(articles, 8):
        words = [*chance.sample(article.body_markdown.split(), 4), *chance.sample(WORDS[article.language_code], 2)]
        text = " ".join(words)
        yield Query(text, article.language_code, limit=20)
        yield Query(text.replace("zx", "xz").replace("KZ-", "kz"), article.language_code, limit=5)
        yield Query(text, article.language_code, filter={"plan": "pro"})
        yield Query(f"{text}? {' '.join(words[::-1])}?", article.language_code, compound=True)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("expands", "reranks"), [(False, None), (True, None), (True, "careful"), (True, "learned")])
def test_a_caller_gets_what_an_index_of_the_visible_articles_alone_would_give(
    build: Build, seed: int, expands: bool, reranks: str | None
) -> None:
    chance = random.Random(seed)
    articles = some_articles(chance)
    mine = frozenset(chance.sample(GROUPS, chance.randrange(3)))
    visible = [one for one in articles if not one.access_groups or mine.intersection(one.access_groups)]
    plain = [replace(one, access_groups=()) for one in visible]
    careful = CarefulReranker()
    rerankers = {None: None, "careful": careful, "learned": open_reranker("learned")}
    parts = {"expander": WordExpander() if expands else None, "reranker": rerankers[reranks]}
    with (
        closing(Searcher(build("guarded", articles), EMBEDDER, **parts)) as guarded,  # type: ignore[arg-type]
        closing(Searcher(build("plain", plain), EMBEDDER, **parts)) as alone,  # type: ignore[arg-type]
    ):
        for query in queries(chance, articles):
            guarded.search(replace(query, access_groups=frozenset(GROUPS)))  # what it leaves behind must not be seen
            careful.shown.clear()
            found = guarded.search(replace(query, access_groups=mine))
            assert careful.shown <= {one.article_id for one in visible}
            expected = alone.search(query)
            assert places(found) == places(expected), query.text
            assert numbers(found) == pytest.approx(numbers(expected), abs=1e-5), query.text


def test_an_article_is_found_by_callers_of_one_of_its_groups_and_by_nobody_else(build: Build) -> None:
    text = "Refunds of partners take three days."
    folder = build("index", [Article("g", "Refunds", text, "en", access_groups=("partners", "staff"))])
    with closing(Searcher(folder, EMBEDDER)) as searcher:

        def found(*groups: str) -> int:
            return len(searcher.search(Query("refunds of partners", "en", access_groups=frozenset(groups))).hits)

        assert [found("partners"), found("x", "staff"), found("x"), found("partner"), found("Staff"), found()] == [
            1,
            1,
            0,
            0,
            0,
            0,
        ]


def test_vectors_of_guarded_articles_alone_make_no_dense_leg_for_the_others(build: Build) -> None:
    public = Article("p", "Возврат E-1044", "Возврат E-1044 идёт три дня.", "ru")
    guarded = Article("g", "Refund", "A refund takes three days, E-1044.", "en", access_groups=("staff",))
    with (
        closing(Searcher(build("guarded", [public, guarded]), EMBEDDER)) as searcher,
        closing(Searcher(build("plain", [public]), EMBEDDER)) as alone,
    ):
        found, expected = (one.search(Query("error E-1044", "en")) for one in (searcher, alone))
        assert places(found) == places(expected) == [("p", 0)]
        assert numbers(found) == pytest.approx(numbers(expected), abs=1e-5)
        assert set(found.hits[0].signals) == set(expected.hits[0].signals)


def test_closing_an_article_to_the_public_takes_effect_with_the_change(build: Build) -> None:
    article = Article("g", "Refunds", "Refunds take three days.", "en")
    folder = build("index", [article])
    with (
        closing(Searcher(folder, EMBEDDER)) as searcher,
        closing(IndexWriter(folder, EMBEDDER, committed=searcher.refresh)) as writer,
    ):
        query = Query("refunds", "en")
        assert searcher.search(query).hits
        assert writer.put(replace(article, access_groups=("staff",)))[0] == "updated"
        assert not searcher.search(query).hits
        assert searcher.search(replace(query, access_groups=frozenset({"staff"}))).hits[0].article.access_groups
        assert writer.get("g") == replace(article, access_groups=("staff",))


def test_a_key_of_metadata_that_only_guarded_articles_have_is_unknown_to_the_others(build: Build) -> None:
    public = Article("p", "Refunds", "Refunds take three days.", "en", metadata={"plan": "pro"})
    guarded = Article("g", "Audit", "The audit is in May.", "en", access_groups=("staff",), metadata={"margin": 7})
    with closing(Searcher(build("index", [public, guarded]), EMBEDDER)) as searcher:
        staff = Query("audit", "en", filter={"margin": 7}, access_groups=frozenset({"staff"}))
        assert [hit.article.article_id for hit in searcher.search(staff).hits] == ["g"]
        messages = []
        for name in ("margin", "nonsense"):
            with pytest.raises(FilterInvalid) as caught:
                searcher.search(Query("audit", "en", filter={name: 7}))
            messages.append(str(caught.value).replace(name, "…"))
        assert messages[0] == messages[1]
