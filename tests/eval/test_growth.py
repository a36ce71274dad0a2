"""A small knowledge base is grown into a large one that keeps its neighbourhoods, and what that costs is measured."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from eval.errors import EvalError
from eval.growing import Grower, GrownEmbedder, grown_articles, real_articles
from eval.growth import Part, app, grow
from eval.growth_engines import recall
from eval.growth_tables import tables
from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.vectors.exact import ExactIndex

ENGLISH = HashingEmbedder(languages=frozenset({"en"}))


@pytest.fixture(scope="module")
def grower() -> Grower:
    real = real_articles([], ENGLISH, passages=200)
    return Grower(ENGLISH.embed_passages(real.texts))


def test_grown_vectors_are_unit_begin_with_the_real_ones_and_come_again(grower: Grower) -> None:
    vectors = grower.many(3000, seed=1)
    assert np.array_equal(vectors[: len(grower.vectors)], grower.vectors)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3000), abs=1e-5)
    assert np.array_equal(vectors, grower.many(3000, seed=1))
    assert not np.array_equal(vectors, grower.many(3000, seed=2))


def test_a_grown_vector_is_nearest_to_the_place_it_grew_from(grower: Grower) -> None:
    rows = np.arange(len(grower.vectors))
    grown = grower.grown(rows, seed=3)
    own = np.einsum("ij,ij->i", grown, grower.vectors)
    others = np.median(grown @ grower.vectors.T, axis=1)
    assert np.mean(own > others + 0.2) > 0.95


def test_grown_articles_keep_to_their_number_of_passages_and_differ(grower: Grower) -> None:
    real = real_articles([], ENGLISH, passages=60)
    articles = list(grown_articles(real, passages=400))
    assert len({one.article_id for one in articles}) == len({one.body_markdown for one in articles}) == len(articles)
    assert sum(len(real.rows[number % len(real.articles)]) for number in range(len(articles))) in range(400, 440)
    assert all(one.language_code == "en" for one in articles)


def test_passages_of_grown_articles_get_vectors_near_the_real_article_and_others_are_embedded() -> None:
    real = real_articles([], ENGLISH, passages=60)
    vectors = ENGLISH.embed_passages(real.texts)
    embedder = GrownEmbedder(ENGLISH, real, Grower(vectors))
    title = real.articles[0].title
    grown, other = embedder.embed_passages([f"{title} № 7 · Heading\nText", "An own text"])
    own = vectors[real.rows[0]] @ grown
    assert own.max() > np.median(vectors @ grown) + 0.2
    assert np.array_equal(other, ENGLISH.embed_passages(["An own text"])[0])


class Forgetful:
    """Finds everything but the nearest."""

    def __init__(self, vectors: FloatArray) -> None:
        self._index = ExactIndex(vectors)
        self.memory_bytes = self._index.memory_bytes

    def __len__(self) -> int:
        return len(self._index)

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        rows, similarities = self._index.search(vector, k + 1, allowed=allowed)
        return rows[1:], similarities[1:]

    def vectors(self, rows: IntArray) -> FloatArray:
        return self._index.vectors(rows)


def test_recall_counts_what_is_missed(grower: Grower) -> None:
    vectors = grower.many(2000, seed=5)
    queries = grower.grown(np.arange(30), seed=6)
    mask = np.arange(2000) % 3 == 0
    few = np.arange(2000) < 7
    for allowed in (None, mask, few):
        assert recall(ExactIndex(vectors), vectors, queries, allowed) == {"mean": 1.0, "worst": 1.0}
    assert recall(Forgetful(vectors), vectors, queries, None) == {"mean": 0.95, "worst": 0.95}


def test_one_run_measures_every_part_and_shows_it() -> None:
    found = grow([], [1000], embedder="hashing", grown_from=100)
    assert set(found) == {"machine", "embedder", "real", "throughput", "bounds", "engines", "index"}
    (engine,) = found["engines"]
    assert (engine["engine"], engine["recall@20"]["1 %"]["mean"]) == ("FlatIndex", 1.0)
    (whole,) = found["index"]
    assert 1000 <= whole["passages"] <= 1300
    assert min(whole["search_ms"]["p50"], whole["update_rest_ms"]["p50"], whole["load_s"] + 0.001) > 0
    assert whole["memory_bytes_per_passage"] > 100
    paper = Console(width=100, file=io.StringIO())
    for one in tables(found):
        paper.print(one)
    shown = str(paper.file.getvalue())
    assert all(word in shown for word in ("share", "half precision", "worst query", "first load s", f"{1000:,}"))


def test_only_the_wanted_part_is_measured() -> None:
    found = grow([], [1000], [Part.THROUGHPUT], embedder="hashing", grown_from=50)
    assert set(found) == {"machine", "embedder", "real", "throughput"}
    assert found["throughput"]["share"]["middle"] > 0


def test_too_few_passages_are_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One page\n\nWith one passage of English words.\n", encoding="utf-8")
    with pytest.raises(EvalError, match="too few to grow from"):
        real_articles([page], ENGLISH, passages=100)


@pytest.mark.parametrize("sizes", ["many", "7000,", "10"])
def test_sizes_that_say_nothing_are_refused(sizes: str) -> None:
    done = CliRunner().invoke(app, ["--sizes", sizes])
    assert done.exit_code == 3
    assert "--sizes" in done.stderr


def test_the_command_prints_one_json_document() -> None:
    done = CliRunner().invoke(app, ["--part", "throughput", "--grown-from", "20", "--embedder", "hashing", "--json"])
    assert json.loads(done.stdout)["throughput"]["passages"] >= 20
