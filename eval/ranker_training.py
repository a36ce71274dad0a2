"""A folder of knowledge bases with questions -> weights of the light ranker, judged on vendors it has not seen.

    python -m eval.ranker_training --data FOLDER [--into kb_index/ranking/weights.json] [--sources …] [--only MODE…]

The table counts: each vendor is judged by a ranker that was trained without it, and data sets that teach nothing by
one trained on all. What is written is trained on all. docs/retrieval.md explains both.

With ``--only`` the other modes keep the weights of the file that is written to (of the package's, where there is none
yet). The table ranks with those, too: rows of questions that are searched in such a mode tell what ships, and nothing
of vendors that it has not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.encoder_cache import open_stored
from eval.errors import EvalError
from eval.indexing import indexed_into, read_articles
from eval.legs import Workload, workloads
from eval.questions import Question, read_questions
from eval.ranker_training_examples import Example, examples, pages_only, shuffled
from eval.ranker_training_fit import NEUTRALITY, rounded, weights
from eval.ranker_training_judge import Judged, Probe, judged, probe
from eval.ranker_training_links import link_questions
from kb_index.embedders.open import BUNDLED
from kb_index.errors import KbError
from kb_index.ports import Embedder, Mode
from kb_index.ranking.learned import LearnedReranker, shipped_file
from kb_index.records import Article

# What teaches: labelled questions, questions with the page their answer links to, words of links (no labels).
SOURCES = ("questions", "procedures", "links")
LINKS = 200  # of one knowledge base
LINK_WORTH = 0.5  # a link is a guess at what people ask
UNRELATED = 100  # questions of another vendor that a knowledge base is probed with


@dataclass(frozen=True, slots=True)
class Base:
    """One indexed knowledge base with its questions."""

    workload: Workload
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    index: Path

    @property
    def vendor(self) -> str:
        return self.workload.articles.stem

    @property
    def teaches(self) -> bool:
        """The small pools of other collections are only there to judge."""
        return self.workload.articles.parent.name.startswith("kb_")


@dataclass(frozen=True, slots=True)
class Lesson:
    """Which modes are trained, and what the others keep."""

    modes: frozenset[Mode]
    kept: Mapping[Mode, Mapping[str, float]]
    origins: Mapping[Mode, Any]  # of what is kept: what it was trained on
    neutrality: float

    def learnt(self, taught: Sequence[Example]) -> dict[str, Mapping[str, float]]:
        """The weights of every mode. Raises EvalError."""
        trained = weights(taught, modes=self.modes, neutrality=self.neutrality)
        return {mode.value: trained[mode] if mode in self.modes else self.kept[mode] for mode in Mode}

    def file(self, learnt: Mapping[str, Any], sources: Sequence[str], vendors: Sequence[str]) -> dict[str, Any]:
        here = {"sources": list(sources), "vendors": list(vendors)}
        origins = {mode.value: here if mode in self.modes else self.origins[mode] for mode in Mode}
        return {"trained_on": origins, **learnt}


def main(arguments: Sequence[str] | None = None) -> int:
    given = _given(arguments)
    console = Console(width=150)
    try:
        with tempfile.TemporaryDirectory(prefix="otvet-ranker-") as temporary:
            _run(given, given.work or Path(temporary), console)
    except (EvalError, KbError) as exc:
        console.print(str(exc), style="red")
        return 1
    return 0


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.ranker_training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with knowledge bases and questions")
    parser.add_argument("--into", type=Path, help="file that takes the weights")
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=SOURCES, help="what teaches")
    parser.add_argument("--neutrality", type=float, default=NEUTRALITY, help="how hard FAQ pages are held level")
    parser.add_argument("--only", nargs="+", type=Mode, choices=tuple(Mode), default=tuple(Mode), metavar="MODE")
    parser.add_argument("--embedder", default=BUNDLED)
    parser.add_argument("--work", type=Path, help="folder that keeps the indexes, so that a second run is quick")
    return parser.parse_args(arguments)


def _run(given: argparse.Namespace, work: Path, console: Console) -> None:
    work.mkdir(parents=True, exist_ok=True)
    lesson = _lesson(frozenset(given.only), given.into, given.neutrality)
    found = workloads(given.data)
    model = open_stored(given.embedder, work)
    bases = [_base(one, work, model) for one in found]
    taught = [example for base in bases if base.teaches for example in _taught(base, model, given.sources)]
    vendors = sorted({base.vendor for base in bases if base.teaches})
    unseen = {one: LearnedReranker.from_json(lesson.learnt([x for x in taught if x.vendor != one])) for one in vendors}
    learnt = lesson.learnt(taught)
    whole = LearnedReranker.from_json(learnt)
    for base in bases:
        ranker = unseen.get(base.vendor, whole)
        protocol = base.workload.protocol
        rows = judged(base.articles, base.questions, base.index, model, ranker, protocol=protocol)
        console.print(_table(base, rows, _probed(base, bases, model, ranker)))
    console.print(rounded(learnt))
    if given.into:
        written = lesson.file(learnt, given.sources, vendors)
        given.into.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def _lesson(modes: frozenset[Mode], into: Path | None, neutrality: float) -> Lesson:
    kept = [mode for mode in Mode if mode not in modes]
    if not kept:
        return Lesson(modes, {}, {}, neutrality)
    file = into if into and into.exists() else shipped_file()
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        LearnedReranker.from_json({mode: held[mode if mode in kept else kept[0]] for mode in Mode})
        origins = {mode: held["trained_on"][mode] for mode in kept}
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise EvalError(
            f"{file} has no usable weights of {', '.join(kept)} to keep ({exc!r}); leave out --only"
        ) from exc
    return Lesson(modes, {mode: held[mode] for mode in kept}, origins, neutrality)


def _base(workload: Workload, work: Path, model: Embedder) -> Base:
    articles, _ = read_articles([workload.articles], workload.protocol)
    questions = read_questions([workload.queries], [], articles, protocol=workload.protocol)
    folder = work / f"{workload.name.replace('/', '-')}-{workload.protocol}"
    index = indexed_into(folder, articles, model)
    return Base(workload, tuple(articles), tuple(one for one in questions if one.relevant), index)


def _taught(base: Base, model: Embedder, sources: Sequence[str]) -> list[Example]:
    if base.workload.protocol == "B":
        wanted = pages_only(base.questions) if "procedures" in sources else []
        return examples(base.workload, base.index, model, wanted, worth=1.0)
    found: list[Example] = []
    if "questions" in sources:
        found += examples(base.workload, base.index, model, base.questions, worth=1.0)
    if "links" in sources:
        links = shuffled(link_questions(base.articles, base.vendor), LINKS)
        found += examples(base.workload, base.index, model, links, worth=LINK_WORTH)
    return found


def _probed(base: Base, bases: Sequence[Base], model: Embedder, ranker: LearnedReranker) -> Probe | None:
    """What other vendors' customers ask in the same language."""
    if base.workload.protocol == "B" or not base.teaches:
        return None
    own = {one.language_code for one in base.questions}
    others = [one for one in bases if one.teaches and one.vendor != base.vendor and one.workload.protocol == "A"]
    asked = [question for one in others for question in one.questions if question.language_code in own]
    return probe(shuffled([replace(one, gold=None) for one in asked], UNRELATED), base.index, model, ranker)


def _table(base: Base, rows: Sequence[Judged], probed: Probe | None) -> Table:
    note = f"; FAQ probe fused {probed.fused:.3f}, reranked {probed.reranked:.3f}" if probed else ""
    shown = Table(title=f"{base.workload.name}, protocol {base.workload.protocol}, ranker not trained on it{note}")
    for heading in ("slice", "n", "metric", "plain BM25", "fused", "reranked", "to plain, 95 %", "to fused, 95 %"):
        shown.add_column(heading, justify="left" if heading in ("slice", "metric") else "right", no_wrap=True)
    for one in rows:
        means = [f"{value:.3f}" for value in one.means]
        shown.add_row(one.slice, str(one.n), one.metric, *means, _interval(one.to_plain), _interval(one.to_fused))
    return shown


def _interval(difference: tuple[float, float, float]) -> str:
    mean, low, high = np.round(difference, 3)
    return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    sys.exit(main())
