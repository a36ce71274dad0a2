"""The proof of durability runs, and it notices an index that lies."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from eval.durability.proof import Found, Proof, require_equal
from eval.durability.steps import Author, Held, Kind, Step, after
from kb_index.chunking import CHUNKING
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.records import Article
from kb_index.sample_kb import sample_path
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

ONE = Article("one", "One", "# First\n\nThe first text.\n\n# Second\n\nThe second text.", "en")
TWO = replace(ONE, article_id="two", body_markdown="Quite another text.")


def test_an_index_that_is_changed_and_killed_at_random_stays_whole_and_finds_what_a_fresh_one_finds():
    command = [sys.executable, "-m", "eval.durability", "--cycles", "150", "--seed", "3"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["cycles"] == sum(report["steps"].values()) == 150
    assert report["killed"] >= 40
    assert report["questions"] >= 60
    assert report["left_old"] + report["left_new"] == report["killed"]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    embedder = HashingEmbedder()
    fingerprint, dimension = embedder.fingerprint, embedder.dimension
    SqliteStore.create(tmp_path, embedder=fingerprint, chunking=CHUNKING, dimension=dimension).close()
    writer = IndexWriter(tmp_path, embedder)
    writer.batch([ONE, TWO])
    writer.close()
    return tmp_path


def test_a_whole_index_is_proved_whole(index: Path):
    assert Proof(HashingEmbedder()).held(index) == {"one": ONE, "two": TWO}


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM passages WHERE ordinal = 1",
        "UPDATE passages SET ordinal = 1 - ordinal WHERE article_no = 1",
        "UPDATE passages SET span_end = span_end - 1 WHERE article_no = 2",
        "UPDATE passages SET vector = (SELECT vector FROM passages WHERE article_no = 2)",
        "UPDATE passages SET terms = (SELECT terms FROM passages WHERE article_no = 2)",
        "UPDATE articles SET title = 'Other' WHERE article_id = 'two'",
    ],
)
def test_an_index_whose_parts_do_not_fit_is_noticed(index: Path, damage: str):
    with closing(sqlite3.connect(index / "index.sqlite", isolation_level=None)) as connection:
        connection.execute(damage)
    with pytest.raises(AssertionError):
        Proof(HashingEmbedder()).held(index)


HITS = [Found("a", "1", 0, 0.9), Found("b", "1", 0, 0.5), Found("c", "1", 0, 0.5)]


def test_equal_scores_may_stand_in_any_order():
    require_equal([HITS[0], HITS[2], HITS[1]], HITS, "here")


@pytest.mark.parametrize(
    "other",
    [
        lambda hits: hits[:2],
        lambda hits: [replace(hits[0], score=0.9001), *hits[1:]],
        lambda hits: [replace(hits[0], article_id="z"), *hits[1:]],
        lambda hits: [hits[0], hits[1], replace(hits[2], version_hash="2")],
    ],
)
def test_other_hits_or_scores_are_noticed(other: Callable[[list[Found]], list[Found]]):
    with pytest.raises(AssertionError, match="here"):
        require_equal(other(HITS), HITS, "here")


def test_steps_lead_to_what_they_say():
    state = {"one": Held(ONE, filed=True), "two": Held(TWO, filed=False)}
    assert after(state, Step(Kind.BUILD, (replace(ONE, article_id="new"),))).keys() == {"two", "new"}
    assert after(state, Step(Kind.RENAME, renamed=("one", "two"))) == state
    assert after(state, Step(Kind.RENAME, renamed=("one", "three"))).keys() == {"two", "three"}
    assert after(state, Step(Kind.BATCH, (replace(ONE, title="New"),), ("two",)))["one"].filed is False


def test_a_step_survives_its_way_to_another_process():
    author, state = Author(sample_path(), Random(1)), {"one": Held(ONE, filed=True)}
    for step in (author.step(state) for _ in range(50)):
        assert Step.read(step.message()) == step
