"""Knowledge bases with reference answers -> how much of each answer a draft quotes, beside the best passage cut short.

Every question is a ticket of one message, answered by the service's own path without a language model. What counts is
the answer part: the stretches that the draft cites. The rival is the best passage of the same search, verbatim from its
beginning, cut to the same length; the reference itself, cut likewise, shows what that length could hold at best.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.encoder_cache import open_stored
from eval.errors import EvalError
from eval.indexing import indexed_into, read_articles
from eval.legs import Workload, workloads
from eval.metrics.answers import CHRF, TOKEN_F1, chrf, cut_at_word, facts_held, plain_text, token_f1
from eval.metrics.paired import paired_difference
from eval.sample import sample_settings
from kb_index.chunking import CHUNKING
from kb_index.embedders.open import BUNDLED, open_embedder
from kb_index.ports import Embedder
from kb_index.records import Query
from service.domain import Channel, Conversation, Message, Outcome, Role, Severity, Suggestion, Ticket
from service.wiring import WiredServices, open_services

SYSTEMS = ("draft", "passage", "reference")
METRICS = ("chrf", "f1", "facts")
BAR = 0.05  # what the draft is to be ahead of the passage by, in chrf and f1
_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Reference:
    """A question with the vendor's own answer, as plain text."""

    query_id: str
    text: str
    language_code: str
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case; the scores by system and metric, of the draft's own length and, unanswered, of the usual one."""

    id: str
    kb: str
    language: str
    outcome: str
    answered: bool
    length: int
    reference_length: int
    scores: Mapping[str, Mapping[str, float | None]]
    errors: int
    untraced: int
    timings_ms: Mapping[str, float]
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class _Asked:
    reference: Reference
    suggestion: Suggestion
    passage: str
    answer: str


def evaluate(
    data: Path,
    *,
    language: str = "",
    only: str = "",
    cache: Path,
    embedder: str = BUNDLED,
    told: Callable[[str], None] = lambda name: None,
) -> dict[str, Any]:
    """Plain JSON, rows first. Indexes are kept in ``cache`` by what they hold. Raises EvalError, KbError."""
    found = [one for one in workloads(data) if one.protocol == "A" and only in one.name]
    rows: list[Row] = []
    for workload in found:
        references = [one for one in _references(workload) if language in ("", one.language_code)]
        if references:
            told(f"{workload.name}: {len(references)} questions")
            rows += _rows(workload, references, cache, embedder)
    if not rows:
        raise EvalError(f"{data} holds no question with a gold_answer_markdown in that language and knowledge base")
    return {"config": _config(), "slices": _slices(rows), "timings_ms": _timings(rows), "per_case": _dicts(rows)}


def _references(workload: Workload) -> Iterator[Reference]:
    for row in map(json.loads, filter(str.strip, workload.queries.read_text(encoding="utf-8").splitlines())):
        if row.get("gold_answer_markdown") and row["kb"] in (workload.articles.stem, workload.name):
            yield Reference(row["id"], row["text"], row["lang"], plain_text(row["gold_answer_markdown"]))


# --- asking ------------------------------------------------------------------------------------------


def _rows(workload: Workload, references: Sequence[Reference], cache: Path, embedder: str) -> list[Row]:
    services = _served(workload, cache, embedder)
    try:
        asked = [_ask(services, one) for one in references]
    finally:
        services.close()
    lengths = [len(one.answer) for one in asked if one.answer]
    usual = round(float(np.mean(lengths))) if lengths else 0
    return [_row(workload.name, one, usual) for one in asked]


def _served(workload: Workload, cache: Path, embedder: str) -> WiredServices:
    stored = open_stored(embedder, cache)
    index = kept_index(workload.articles, cache, stored)
    # Served by the model itself: what keeps vectors in a file would hide from the service what kind of model it is.
    return open_services(sample_settings(index), embedder=open_embedder(embedder, cache=cache))


def kept_index(articles: Path, cache: Path, embedder: Embedder) -> Path:
    """The index of a file of articles, built once; kept in ``cache`` by what it holds."""
    digest = hashlib.sha256(articles.read_bytes())
    digest.update(f"{embedder.fingerprint}\n{CHUNKING}".encode())
    folder = cache / f"index-{digest.hexdigest()[:16]}"
    if not (folder / "done").exists():
        indexed_into(folder, read_articles([articles], "A")[0], embedder)
        (folder / "done").touch()
    return folder / "index"


def _ask(services: WiredServices, reference: Reference) -> _Asked:
    ticket = Ticket(Conversation(Channel.EMAIL, (Message(Role.END_USER, reference.text),)))
    suggestion = services.suggester.suggest(ticket)
    hits = services.retriever.search(Query(reference.text, reference.language_code, _LIMIT)).hits
    draft = suggestion.drafts[0].draft
    answer = "\n".join(one.span.of(draft.text) for one in draft.citations)
    return _Asked(reference, suggestion, plain_text(hits[0].passage.text) if hits else "", answer)


def _row(kb: str, asked: _Asked, usual: int) -> Row:
    suggestion, reference = asked.suggestion, asked.reference
    answered = suggestion.outcome is Outcome.SUGGEST and bool(asked.answer)
    length = len(asked.answer) if answered else usual
    texts = {
        "draft": asked.answer if answered else "",
        "passage": cut_at_word(asked.passage, length),
        "reference": cut_at_word(reference.answer, length),
    }
    checked = suggestion.drafts[0]
    return Row(
        id=reference.query_id,
        kb=kb,
        language=reference.language_code,
        outcome=suggestion.outcome.value,
        answered=answered,
        length=len(texts["draft"]),
        reference_length=len(reference.answer),
        scores={system: _scores(text, reference.answer) for system, text in texts.items()},
        errors=sum(one.rule.severity is Severity.ERROR for one in checked.report.findings),
        untraced=len(checked.grounding.unsupported_claims),
        timings_ms=dict(suggestion.timings_ms),
        question=reference.text,
        answer=texts["draft"],
    )


def _scores(text: str, reference: str) -> dict[str, float | None]:
    return {"chrf": chrf(text, reference), "f1": token_f1(text, reference), "facts": facts_held(text, reference)}


# --- reporting ---------------------------------------------------------------------------------------


def _config() -> dict[str, Any]:
    return {"chrf": CHRF, "f1": TOKEN_F1, "bar": BAR, "channel": Channel.EMAIL.value, "chunking": CHUNKING}


def _slices(rows: Sequence[Row]) -> list[dict[str, Any]]:
    names = ["all", *dict.fromkeys(row.kb for row in rows)]
    return [
        _slice(name, kind, [row for row in rows if name in ("all", row.kb)])
        for kind in ("both answer", "as served")
        for name in names
    ]


def _slice(name: str, kind: str, rows: Sequence[Row]) -> dict[str, Any]:
    """``both answer``: the cases with a draft that answers. ``as served``: all; without an answer the draft has 0."""
    counted = [row for row in rows if row.answered or kind == "as served"]
    means = {system: {metric: _mean(counted, system, metric) for metric in METRICS} for system in SYSTEMS}
    return {
        "name": name,
        "kind": kind,
        "n": len(counted),
        "questions": len(rows),
        "length": round(float(np.mean([row.length for row in counted])), 1) if counted else None,
        "reference_length": round(float(np.mean([row.reference_length for row in counted])), 1) if counted else None,
        "means": means,
        "difference": {metric: _difference(counted, metric) for metric in METRICS},
        "errors": sum(row.errors for row in counted),
        "untraced": sum(row.untraced for row in counted),
    }


def _mean(rows: Sequence[Row], system: str, metric: str) -> float | None:
    values = [value for row in rows if (value := row.scores[system][metric]) is not None]
    return round(float(np.mean(values)), 4) if values else None


def _difference(rows: Sequence[Row], metric: str) -> dict[str, float] | None:
    pairs = [(row.scores["draft"][metric], row.scores["passage"][metric]) for row in rows]
    known = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
    if not known:
        return None
    mean, low, high = paired_difference([one for one, _ in known], [one for _, one in known])
    return {"mean": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}


def _timings(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """``beyond``: all that a draft takes on top of retrieval."""
    spent: dict[str, list[float]] = {"retrieve": [], "draft": [], "check": [], "beyond": []}
    for row in rows:
        for stage in ("retrieve", "draft", "check"):
            spent[stage].append(row.timings_ms.get(stage, 0.0))
        spent["beyond"].append(row.timings_ms["total"] - row.timings_ms.get("retrieve", 0.0))
    return {
        name: {f"p{cut}": round(float(np.percentile(one, cut)), 1) for cut in (50, 95)} for name, one in spent.items()
    }


def _dicts(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]
