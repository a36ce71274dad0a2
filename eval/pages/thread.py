"""A request and its answer -> the ticket, the drafts and their marks, ready for the page of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from eval.cases import Case
from eval.observed import Observed
from eval.pages.differing import new_in
from eval.pages.highlight import Mark, Piece, Unit, pieces, place_in
from kb_index.text.language import detect

ROLES = {"end_user": "Customer", "human_agent": "Agent", "automated_agent": "Bot"}


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the thread."""

    who: str
    role: str
    text: str
    language: str
    at: str | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """``pieces`` put together are the draft's text; ``body`` is the draft as the service gave it."""

    body: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    kinds: frozenset[str]  # those that occur, for the legend
    findings: tuple[Mapping[str, Any], ...]  # the gravest first; the signs a, b, c in the text follow this order


def thread(case: Case) -> tuple[Said, ...]:
    """In the order of the request; a message that names no language is in that of its own words."""
    return tuple(_message(one, case.expected.language_code) for one in _messages(case))


def _message(one: Mapping[str, Any], default: str) -> Said:
    role, text = str(one.get("role")), str(one.get("text", ""))
    language = str(one.get("language_code") or detect(text, default=default))
    return Said(ROLES.get(role, role), role, text, language, one.get("create_time"))


def _messages(case: Case) -> tuple[Mapping[str, Any], ...]:
    """Of a request that the service refused anything may be expected."""
    messages = conversation(case).get("messages")
    return tuple(one for one in messages if isinstance(one, Mapping)) if isinstance(messages, list) else ()


def conversation(case: Case) -> Mapping[str, Any]:
    held = case.request.get("conversation")
    return held if isinstance(held, Mapping) else {}


def ticket_text(case: Case) -> str:
    """Subject and messages, for searching."""
    said = (conversation(case).get("subject"), *(one.get("text") for one in _messages(case)))
    return "\n".join(str(part) for part in said if part)


def last_asked(case: Case) -> str:
    """The customer's last message, which names the case in the table."""
    said = [str(one.get("text", "")) for one in _messages(case) if one.get("role") == "end_user"]
    return said[-1] if said else ticket_text(case)


def drafts(observed: Observed, other: Observed | None = None) -> tuple[DraftView, ...]:
    """``other``: what another run answered; what it does not say is marked, draft by draft."""
    unit: Unit = "utf16" if observed.case.request.get("offset_unit") == "utf16" else "codepoint"
    held, others = ((one.answer or {}).get("drafts", ()) if one else () for one in (observed, other))
    return tuple(_draft(one, unit, theirs) for one, theirs in zip_longest(held, others[: len(held)]))


_GRAVITY = {"error": 0, "warning": 1, "info": 2}


def _draft(body: Mapping[str, Any], unit: Unit, other: Mapping[str, Any] | None) -> DraftView:
    findings = tuple(
        sorted(body["guardrail"]["findings"], key=lambda one: (_GRAVITY.get(one["rule"]["severity"], 3), _start(one)))
    )
    marks = [*_cited(body, unit), *_claims(body, unit), *_promises(body, unit), *_found(body, findings, unit)]
    if other is not None:
        places = new_in(body["text"], other["text"])
        marks += [Mark(start, end, "changed", note="not so in the other draft") for start, end in places]
    return DraftView(body, pieces(body["text"], marks), frozenset(mark.kind for mark in marks), findings)


def _start(finding: Mapping[str, Any]) -> int:
    return int(finding["span"]["start"])


def _cited(body: Mapping[str, Any], unit: Unit) -> Iterator[Mark]:
    for number, one in enumerate(body["citations"], start=1):
        yield _mark(body, one["span"], unit, "cited", str(number), f"from: {one['source']['title']}")


def _claims(body: Mapping[str, Any], unit: Unit) -> Iterator[Mark]:
    for one in body["grounding"]["unsupported_claims"]:
        yield _mark(body, one["span"], unit, "unsupported", "?", f"{one['kind']} that no source holds")
    for one in body["grounding"].get("supported_claims", ()):
        yield _mark(body, one["span"], unit, "supported", "", f"{one['kind']} that {one['source']} holds")


def _promises(body: Mapping[str, Any], unit: Unit) -> Iterator[Mark]:
    for one in body.get("commitments", ()):
        yield _mark(body, one["span"], unit, "promise", "", "a promise")


def _found(body: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], unit: Unit) -> Iterator[Mark]:
    for number, one in enumerate(findings):
        severity = one["rule"]["severity"]
        yield _mark(body, one["span"], unit, str(severity), letter(number), f"{severity}: {one['message']}")


def _mark(body: Mapping[str, Any], span: Mapping[str, int], unit: Unit, kind: str, sign: str, note: str) -> Mark:
    start, end = place_in(body["text"], span, unit)
    return Mark(start, end, kind, sign, note)


def letter(number: int) -> str:
    """0, 1 … 25, 26 -> a, b … z, aa: the sign of a finding, as citations have numbers."""
    more, last = divmod(number, 26)
    return (letter(more - 1) if more else "") + chr(ord("a") + last)
