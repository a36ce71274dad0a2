"""Random changes of an index, many of them killed -> proof that it never lies, or the step at which it did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from eval.durability.proof import Found, Proof, found, require_same_answers
from eval.durability.steps import Author, Held, Kind, Step, after, write_folder
from eval.durability.victim import DIMENSION
from kb_index.chunking import CHUNKING
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.records import Article
from kb_index.sample_kb import sample_path
from kb_index.search import Searcher
from kb_index.store.sqlite import SqliteStore

_KILLED = 0.6  # of the steps
_FROM_OUTSIDE = 0.3  # of those: at a moment; the others at a call
_COMPARED_EVERY = 50  # steps
_QUESTIONS = 20  # each time


@dataclass(slots=True)
class Tally:
    steps: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    old: int = 0  # of the killed, those that left the index as it was
    new: int = 0
    questions: int = 0


class Run:
    """One index under a series of steps; what it must hold is known at any time."""

    def __init__(self, folder: Path, victim: subprocess.Popen[str], seed: int) -> None:
        self._index, self._docs, self._victim = folder / "index", folder / "docs", victim
        self._random = Random(seed)
        self._author = Author(sample_path(), self._random)
        self._embedder = HashingEmbedder(DIMENSION)
        self._proof = Proof(self._embedder)
        self._searcher = Searcher(self._index, self._embedder)
        self._state: dict[str, Held] = {}
        self._spent: dict[Kind, tuple[int, float]] = {}  # calls and seconds of a whole step, as last seen
        self.tally = Tally()

    def step(self) -> None:
        """Raises AssertionError where the index holds anything but the old state or the new one."""
        step = self._author.step(self._state)
        if step.kind in {Kind.BUILD, Kind.REBUILD}:
            write_folder(self._docs, step.puts)
        wanted = after(self._state, step)
        ended = self._perform(step)
        self.tally.steps[step.kind] += 1
        held = self._proof.held(self._index)
        if ended.startswith("killed"):
            self._judge_killed(step, held, wanted)
        else:
            assert ended.startswith("done"), f"{step.kind}: {ended}"
            assert held == articles(wanted), f"{step.kind}: not what the step leads to"
            self._state = wanted
        self._ask()

    def _judge_killed(self, step: Step, held: dict[str, Article], wanted: dict[str, Held]) -> None:
        self.tally.killed += 1
        assert held in (articles(self._state), articles(wanted)), f"a killed {step.kind} left a mixture"
        if held == articles(wanted):
            self._state = wanted
            self.tally.new += 1
        else:
            self.tally.old += 1

    def _perform(self, step: Step) -> str:
        calls, seconds = self._spent.get(step.kind, (0, 0.0))
        killed = calls > 0 and self._random.random() < _KILLED
        outside = killed and self._random.random() < _FROM_OUTSIDE
        first = self._random.choice((1, max(1, calls * 3 // 4)))  # half of them late, where it is committed
        fuse = self._random.randint(first, calls) if killed and not outside else 0
        moment = self._random.random() * seconds if outside else -1.0
        started = time.perf_counter()
        self._say(f"{fuse} {moment:.4f} {step.message()}")
        ended = self._hear()
        if ended.startswith("done"):
            self._spent[step.kind] = int(ended.removeprefix("done ")), time.perf_counter() - started
        return ended

    def _ask(self) -> None:
        """What is found is what the index holds now: nothing deleted, nothing of a former version."""
        if self._state:
            hashes = {article_id: held.article.version_hash for article_id, held in self._state.items()}
            hits: list[Found] = found(self._searcher, self._author.question(self._state))
            assert all(hashes.get(hit.article_id) == hit.version_hash for hit in hits), "a hit of a former version"

    def compare(self) -> None:
        """Against an index that was built of the same articles at one go. Raises AssertionError."""
        if not self._state:
            return
        asked = [self._author.question(self._state) for _ in range(_QUESTIONS)]
        opened = Searcher(self._index, self._embedder)
        searchers = {"the index that was followed": self._searcher, "the index opened anew": opened}
        require_same_answers(searchers, self._state, self._embedder, asked)
        opened.close()
        self.tally.questions += len(asked)

    def close(self) -> None:
        self._searcher.close()

    def _say(self, line: str) -> None:
        assert self._victim.stdin is not None
        self._victim.stdin.write(line + "\n")
        self._victim.stdin.flush()

    def _hear(self) -> str:
        assert self._victim.stdout is not None
        return self._victim.stdout.readline().strip()


def articles(state: dict[str, Held]) -> dict[str, Article]:
    return {article_id: held.article for article_id, held in state.items()}


@contextmanager
def _victim(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "eval.durability.victim", str(folder / "index"), str(folder / "docs")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def prove(cycles: int, seed: int) -> dict[str, object]:
    """One JSON document. Raises AssertionError, which names the seed and the cycle."""
    started = time.perf_counter()
    embedder = HashingEmbedder(DIMENSION)
    with TemporaryDirectory(prefix="otvet-durability-") as name, _victim(Path(name)) as victim:
        index = Path(name) / "index"
        fingerprint = embedder.fingerprint
        SqliteStore.create(index, embedder=fingerprint, chunking=CHUNKING, dimension=DIMENSION).close()
        run = Run(Path(name), victim, seed)
        for cycle in range(1, cycles + 1):
            try:
                run.step()
                if cycle % _COMPARED_EVERY == 0 or cycle == cycles:
                    run.compare()
            except AssertionError as exc:
                raise AssertionError(f"seed {seed}, cycle {cycle}: {exc}") from exc
        run.close()
    tally = run.tally
    return {
        "cycles": cycles,
        "seed": seed,
        "steps": dict(tally.steps),
        "killed": tally.killed,
        "left_old": tally.old,
        "left_new": tally.new,
        "questions": tally.questions,
        "seconds": round(time.perf_counter() - started, 1),
    }


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    cycles: Annotated[int, typer.Option(min=1, help="Changes to make.")] = 1000,
    seed: Annotated[int, typer.Option(help="Equal seeds, equal changes; the moments of the kills differ.")] = 1,
) -> None:
    """Change an index at random, kill many of the changes, and compare what is left with what must be."""
    try:
        typer.echo(json.dumps(prove(cycles, seed)))
    except AssertionError as exc:
        typer.echo(f"durability: {exc}", err=True)
        raise typer.Exit(1) from exc


if __name__ == "__main__":
    app()
