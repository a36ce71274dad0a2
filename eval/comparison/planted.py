"""Five faults, each planted into a copy of the source tree -> whether the gate catches it on the sample cases.

    python -m eval.comparison.planted [--into FOLDER] [--parallel 2]

The tree itself is not touched: each fault is a folder of links with one changed file, read by a process of its own.
Links lead to the tree as it is: leave it alone until the table is printed.
Exits with 1 where a fault is missed, or where the unchanged tree fails against itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rich.console import Console
from rich.table import Table

from eval.comparison.changes import PASSING, full_mark
from eval.comparison.compared import Comparison, compare
from eval.comparison.overlay import environment, lay_over, original
from eval.run import row_of
from eval.runs.record import Run, load_run
from service import logs

RULE = "no-problema"  # what the phrase breaks
PHRASE = "Остались ещё проблемы?"
_QUESTIONS = ("control_info", "control_steps", "control_many")
_PHRASES, _STANDARD, _CHUNKING = "prompts/phrases/ru.yaml", "prompts/standards/default.yaml", "kb_index/chunking.py"
_SHORT = {"LIMIT = 1500": "LIMIT = 150", "TARGET = 1000": "TARGET = 100", "WHOLE = 200": "WHOLE = 20"}

Changed = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """``changed``: of the baseline's run, what is edited. ``indexed``: the edit is read when the index is built."""

    name: str
    changed: Callable[[Run], Changed]
    indexed: bool = False


def bad_phrase(_: Run) -> Changed:
    """Russian replies end with the question whether problems are left."""
    slots = yaml.safe_load(original(_PHRASES))
    return {_PHRASES: yaml.safe_dump({**slots, **{slot: [PHRASE] for slot in _QUESTIONS}}, allow_unicode=True)}


def disabled_rule(_: Run) -> Changed:
    """No draft changes by it, today."""
    return {_STANDARD: _overridden(original(_STANDARD), f"{RULE}: {{enabled: false}}")}


def phrase_let_through(run: Run) -> Changed:
    """The phrase, and no rule that would find it: the candidate's own findings say that all is well."""
    return {**bad_phrase(run), **disabled_rule(run)}


def deleted_article(run: Run) -> Changed:
    """The one that most right answers quote."""
    right = [one for one in run.observed if one.outcome == "suggest" and _all_right(row_of(one).values)]
    cited = Counter(citation["source"]["article_id"] for one in right for _, citation in one.citations())
    return {f"kb_index/sample/{cited.most_common(1)[0][0]}.md": None}


def short_passages(_: Run) -> Changed:
    """Passages of 100 to 150 characters: an answer is torn from what it is about."""
    text = original(_CHUNKING)
    for before, after in _SHORT.items():
        if before not in text:
            raise ValueError(f"{_CHUNKING} does not say `{before}` any more; plant the fault as it is written now")
        text = text.replace(before, after)
    return {_CHUNKING: text}


FAULTS = (
    Fault("a bad phrase in prompts/phrases", bad_phrase),
    Fault("a rule that is switched off", disabled_rule),
    Fault("a bad phrase and no rule against it", phrase_let_through),
    Fault("a deleted article", deleted_article, indexed=True),
    Fault("passages of 100 characters", short_passages, indexed=True),
)


def _overridden(pack: str, line: str) -> str:
    head, found, rest = pack.partition("\noverrides:\n")
    return f"{head}{found}  {line}\n{rest}" if found else f"{pack}\noverrides:\n  {line}\n"


def _all_right(values: Mapping[str, float | None]) -> bool:
    return all(values[name] in (None, full_mark(name)) for name in PASSING)


def planted(folder: Path, *, parallel: int = 2) -> dict[str, Comparison]:
    """Fault -> the unchanged tree held against it; first ``nothing``, the unchanged tree asked twice.

    Indexes, trees and runs stay in ``folder``. Raises subprocess.CalledProcessError where a tree does not run.
    """
    for old in folder.glob("index*"):  # of another tree, perhaps
        shutil.rmtree(old)
    index = folder / "index"
    baseline = _asked(folder / "baseline", {}, index)
    jobs: list[tuple[str, Changed, Path]] = [("nothing", {}, index)]
    jobs += [
        (one.name, one.changed(baseline), folder / f"index-{number}" if one.indexed else index)
        for number, one in enumerate(FAULTS)
    ]

    def work(numbered: tuple[int, tuple[str, Changed, Path]]) -> Run:
        number, (_, changed, own_index) = numbered
        return _asked(folder / f"candidate-{number}", changed, own_index)

    with ThreadPoolExecutor(parallel) as pool:
        runs = list(pool.map(work, enumerate(jobs)))
    return {name: compare(baseline, run) for (name, _, _), run in zip(jobs, runs, strict=True)}


def _asked(place: Path, changed: Changed, index: Path) -> Run:
    if place.exists():
        shutil.rmtree(place)
    tree = lay_over(place / "tree", changed)
    command = [sys.executable, "-m", "eval.comparison.variant", str(index.resolve()), str((place / "run").resolve())]
    subprocess.run(command, cwd=tree, env=environment(tree.resolve()), check=True)  # noqa: S603 - our own module
    return load_run(place / "run")


def table(found: Mapping[str, Comparison]) -> Table:
    shown = Table(title="Planted faults on the sample cases", title_justify="left", box=None, pad_edge=False)
    for heading in ("fault", "gate", "losses", "must pass", "the first of them"):
        shown.add_column(heading, overflow="fold")
    for name, comparison in found.items():
        flipped = sum(line.startswith("must pass") for line in comparison.failed)
        told = comparison.failed[0] if comparison.failed else "–"
        gate = "failed" if comparison.failed else "passed"
        shown.add_row(name, gate, str(len(comparison.failed) - flipped), str(flipped), told)
    return shown


def _main() -> int:
    parser = argparse.ArgumentParser(description="Whether the gate catches planted faults on the sample cases.")
    parser.add_argument("--into", type=Path, help="folder that keeps trees, indexes and runs; a temporary one if none")
    parser.add_argument("--parallel", type=int, default=2, help="processes at once")
    given = parser.parse_args()
    logs.configure("error", sys.stderr)
    os.nice(5)
    with TemporaryDirectory(prefix="otvet-planted-") as temporary:
        folder = given.into or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = planted(folder, parallel=given.parallel)
    Console(highlight=False, markup=False).print(table(found))
    caught = [bool(comparison.failed) is (name != "nothing") for name, comparison in found.items()]
    return 0 if all(caught) else 1


if __name__ == "__main__":
    sys.exit(_main())
