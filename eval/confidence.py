"""Articles + questions with and without an answer in them -> how well confidence tells the two apart, and how honest.

The index is calibrated as `otvet index` does it, from itself alone; the questions that are judged take no part. Beside
it stands the prior that every index begins with.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from eval.errors import EvalError
from eval.indexing import indexed_into, read_articles
from eval.metrics.abstention import Judged, auroc, over_pages, served_at
from eval.questions import read_questions
from eval.sample import shipped_searcher
from kb_index.calibration import DEFAULT_THRESHOLD, PRIOR, Calibration, Evidence
from kb_index.embedders.open import open_embedder
from kb_index.fitting import calibration_error, reliability
from kb_index.records import Query
from kb_index.search import Searcher
from kb_index.self_calibration import calibrate
from kb_index.text.language import detect

WRONG = 0.05  # share of unanswerable questions that may get a suggestion
ANSWERABLE, NO_ANSWER, OUT_OF_SCOPE = "answerable", "no answer", "out of scope"


class _Asked:
    """A question with the evidence that the search found for it."""

    __slots__ = ("evidence", "kind", "language_code", "page", "query_id")

    def __init__(self, query_id: str, language_code: str, page: str, kind: str, evidence: Evidence) -> None:
        self.query_id, self.language_code, self.page = query_id, language_code, page
        self.kind, self.evidence = kind, evidence

    def judged(self, calibration: Calibration) -> Judged:
        confidence = calibration.confidence(self.evidence)
        return Judged(self.page, self.language_code, self.kind == ANSWERABLE, confidence)


def evaluate(
    articles: Sequence[Path],
    queries: Sequence[Path],
    noanswer: Sequence[Path],
    out_of_scope: Sequence[Path],
    *,
    embedder: str,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Plain JSON: ``config``, and under ``fitted`` and ``prior`` for each language and each kind of question without
    an answer the shares, AUROC with its interval over pages and ``served_at_5`` (share of answerable questions served
    where 5 % of the others are), and per language the ``reliability`` and how many questions were searched in which
    ``modes``. Raises EvalError, KbError.
    """
    indexed, skipped = read_articles(articles, "A")
    with tempfile.TemporaryDirectory(prefix="otvet-eval-") as folder:
        model = open_embedder(embedder, cache=Path(folder))
        index = indexed_into(Path(folder), indexed, model, progress=progress)
        fitted = calibrate(index, model, search=shipped_searcher)
        with closing(shipped_searcher(index, model)) as searcher:
            asked = list(_questions(queries, noanswer, out_of_scope, indexed, searcher))
    return {
        "config": {
            **{name: [path.name for path in paths] for name, paths in _named(articles, queries, noanswer)},
            "out_of_scope": [path.name for path in out_of_scope],
            "embedder": model.fingerprint,
            "indexed_articles": len(indexed),
            "skipped": len(skipped),
            "threshold": DEFAULT_THRESHOLD,
            "calibration": fitted.to_json(),
        },
        "fitted": _by_language(asked, fitted),
        "prior": _by_language(asked, PRIOR),
        "per_query": [_row(one, fitted) for one in asked],
    }


def _named(*paths: Sequence[Path]) -> Iterator[tuple[str, Sequence[Path]]]:
    return zip(("articles", "queries", "noanswer"), paths, strict=True)


def _questions(
    queries: Sequence[Path],
    noanswer: Sequence[Path],
    out_of_scope: Sequence[Path],
    indexed: Sequence[Any],
    searcher: Searcher,
) -> Iterator[_Asked]:
    for one in read_questions(queries, noanswer, indexed, protocol="A"):
        found, _, _ = searcher.evidence(Query(one.text, one.language_code))
        yield _Asked(one.query_id, one.language_code, one.page, ANSWERABLE if one.relevant else NO_ANSWER, found)
    for path in out_of_scope:
        for query_id, text, language_code in _out_of_scope(path):
            found, _, _ = searcher.evidence(Query(text, language_code))
            yield _Asked(query_id, language_code, query_id, OUT_OF_SCOPE, found)


def _out_of_scope(path: Path) -> Iterator[tuple[str, str, str]]:
    """Id, text and language; the language is read from the text where the file does not name it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in filter(str.strip, lines):
            row = json.loads(line)
            text = str(row["text"])
            yield str(row["id"]), text, str(row.get("lang") or detect(text, default="en"))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise EvalError(f"{path}: each line is a JSON object with the fields id and text ({exc!r})") from exc


def _row(one: _Asked, calibration: Calibration) -> dict[str, Any]:
    confidence = round(calibration.confidence(one.evidence), 4)
    return {"id": one.query_id, "kind": one.kind, "mode": one.evidence.mode.value, "confidence": confidence}


# --- scoring ----------------------------------------------------------------------------------------


def _by_language(asked: Sequence[_Asked], calibration: Calibration) -> dict[str, Any]:
    report = {}
    for code in sorted({one.language_code for one in asked if one.kind == ANSWERABLE}):
        own = [one for one in asked if one.language_code == code]
        kinds = [kind for kind in (NO_ANSWER, OUT_OF_SCOPE) if any(one.kind == kind for one in own)]
        against = {
            kind: _parted([one.judged(calibration) for one in own if one.kind in {ANSWERABLE, kind}]) for kind in kinds
        }
        modes = Counter(one.evidence.mode.value for one in own)
        reliable = _reliability([one.judged(calibration) for one in own])
        report[code] = {"against": against, "modes": dict(modes.most_common()), "reliability": reliable}
    return report


def _parted(judged: Sequence[Judged]) -> dict[str, Any]:
    good, bad = (np.array([one.confidence for one in judged if one.answerable is kind]) for kind in (True, False))

    def at_five(these: np.ndarray, others: np.ndarray) -> float | None:
        return served_at(these, others, WRONG)

    return {
        "n_answerable": len(good),
        "n": len(bad),
        "auroc": auroc(good, bad),
        "auroc_interval": over_pages(judged, auroc),
        "served_at_5": at_five(good, bad),
        "served_at_5_interval": over_pages(judged, at_five),
        "served": round(float((good >= DEFAULT_THRESHOLD).mean()), 4),
        "wrong": round(float((bad >= DEFAULT_THRESHOLD).mean()), 4),
    }


def _reliability(judged: Sequence[Judged]) -> dict[str, Any]:
    """Ten bins and their error; both kinds of question weigh the same, as the threshold means it."""
    outcomes = np.array([one.answerable for one in judged], float)
    if outcomes.all() or not outcomes.any():
        return {"n": len(judged), "bins": [], "error": None}
    weights = np.where(outcomes > 0, 0.5 / outcomes.sum(), 0.5 / (1 - outcomes).sum())
    bins = reliability(np.array([one.confidence for one in judged]), outcomes, weights)
    return {"n": len(judged), "bins": bins, "error": calibration_error(bins)}
