"""A case and what the service answered -> the parts that metrics look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.cases import Case

# What differs between two answers to the same request.
FRESH_EACH_TIME = frozenset({"suggestion_id", "draft_id", "timings_ms"})
# Metric of a label -> the field of the answer, and of what is expected, that it compares.
LABELS = {"outcome": "outcome", "stage": "stage", "language": "language_code", "escalation": "should_escalate"}


@dataclass(frozen=True, slots=True)
class Observed:
    """``answer`` and ``again``: bodies of two answers to the same request; None where ``error`` came instead."""

    case: Case
    answer: Mapping[str, Any] | None
    again: Mapping[str, Any] | None = None
    articles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # those cited, by id, as served
    error: str | None = None
    elapsed_ms: float = 0.0

    @property
    def outcome(self) -> str | None:
        return self.answer["outcome"] if self.answer else None

    @property
    def written_by_model(self) -> bool:
        """Whether a language model wrote the drafts, not the composer from quotations."""
        return self.answer is not None and self.answer.get("mode") == "llm"

    @property
    def text(self) -> str:
        """The drafts' texts."""
        return "\n\n".join(draft["text"] for draft in self._drafts())

    @property
    def first_text(self) -> str:
        """The draft that is offered first; the others are alternatives to it."""
        return str(self._drafts()[0]["text"]) if self.answer else ""

    @property
    def answer_part(self) -> str:
        """The first draft from its first cited stretch to its last, so without greeting and signature.

        A draft without citations is taken whole.
        """
        if self.answer is None:
            return ""
        first = self._drafts()[0]
        spans = [one["span"] for one in first["citations"]]
        start, end = min((one["start"] for one in spans), default=0), max((one["end"] for one in spans), default=None)
        return str(first["text"])[start:end]

    @property
    def retrieved(self) -> tuple[str, ...]:
        """Article ids, best first."""
        return tuple(one["article_id"] for one in self.answer["retrieved"]) if self.answer else ()

    def citations(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Pairs of a draft and a citation in it."""
        for draft in self._drafts():
            yield from ((draft, citation) for citation in draft["citations"])

    def findings(self) -> tuple[tuple[str, str], ...]:
        """(severity, rule id) of each finding."""
        found = [one["rule"] for draft in self._drafts() for one in draft["guardrail"]["findings"]]
        return tuple((rule["severity"], rule["id"]) for rule in found)

    def unsupported(self) -> tuple[str, ...]:
        """Facts of the drafts that no source holds."""
        return tuple(one["text"] for draft in self._drafts() for one in draft["grounding"]["unsupported_claims"])

    def supported(self) -> tuple[str, ...]:
        """Facts of the drafts that a source or the request holds."""
        return tuple(one["text"] for draft in self._drafts() for one in draft["grounding"]["supported_claims"])

    def skipped_rules(self) -> tuple[str, ...]:
        return tuple(one["rule_id"] for draft in self._drafts() for one in draft["guardrail"]["skipped"])

    def missing_facts(self) -> tuple[str, ...]:
        return tuple(fact for fact in self.case.facts_required if not contains(self.text, fact))

    def forbidden_facts(self) -> tuple[str, ...]:
        return tuple(fact for fact in self.case.facts_forbidden if contains(self.text, fact))

    def broken_rules(self) -> tuple[str, ...]:
        """Of the rules that the case names those that a draft breaks, and those that did not run."""
        broken = {rule_id for _, rule_id in self.findings()} | set(self.skipped_rules())
        return tuple(rule_id for rule_id in self.case.rules_kept if rule_id in broken)

    def differing(self) -> tuple[str, ...]:
        """Fields in which the second answer is another, ids and timings apart; ``answer`` where none came."""
        if self.answer is None or self.again is None:
            return () if self.answer is self.again else ("answer",)
        first, second = self.answer, self.again
        names = sorted({*first, *second} - FRESH_EACH_TIME)
        return tuple(name for name in names if not _alike(first.get(name), second.get(name)))

    def expected(self, label: str) -> tuple[object, ...]:
        """The values of a label of LABELS any of which is right; none where it was not labelled."""
        wanted = getattr(self.case.expected, LABELS[label])
        return wanted if isinstance(wanted, tuple) else () if wanted is None else (wanted,)

    def got(self, label: str) -> object:
        """What came for it; None where no answer came."""
        return self.answer.get(LABELS[label]) if self.answer else None

    def _drafts(self) -> list[Mapping[str, Any]]:
        return list(self.answer["drafts"]) if self.answer else []


def said(value: object) -> str:
    """A value of a label in words: yes, no, – for nothing, else itself."""
    return {True: "yes", False: "no", None: "–"}[value] if value is None or isinstance(value, bool) else str(value)


def contains(text: str, fact: str) -> bool:
    """Whether the fact stands in the text, emphasis left out and whatever the spaces (no-break ones too).

    Part of a number is no number: `900 ₽` does not stand in `4 900 ₽`, nor `5 %` in `99.5 %`.
    """
    shown = _plain(fact)
    before = r"(?<!\d)(?<!\d[.,])" if shown[:1].isdigit() else ""
    thousands = r"(?<!\d\s)" if re.match(r"\d{3}(?!\d)", shown) else ""
    after = r"(?!\d)(?![.,]\d)" if shown[-1:].isdigit() else ""
    wanted = r"\s*".join(re.escape(char) for char in re.sub(r"\s", "", shown))
    return re.search(before + thousands + wanted + after, _plain(text)) is not None


def _plain(text: str) -> str:
    # Word joiners and zero-width spaces are no whitespace to Python and are as invisible as it.
    return re.sub(r"[\u200b\u2060\ufeff]+", "", text.replace("**", ""))


def _alike(one: Any, other: Any) -> bool:
    """Whether they are equal but for what is fresh each time, at any depth."""
    if one == other:
        return True
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = {*one, *other} - FRESH_EACH_TIME
        return all(name in one and name in other and _alike(one[name], other[name]) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return False
