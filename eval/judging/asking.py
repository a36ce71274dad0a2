"""A case, what was found and one or two drafts + a rubric -> the request to a judge, masked and fenced.

Nothing unmasked leaves: what people wrote is hidden as in the service's own prompts, articles lose the names of the
request alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.judging.rubric import Criterion, Rubric, rendered
from eval.observed import Observed
from kb_index.records import Span
from service.domain import ChatMessage, ChatRequest, Ticket
from service.drafting.asking.fences import code_of, cropped, defused
from service.masking.mask import Mask, mask_of

AROUND = 400  # characters of an article on either side of what is quoted
SOURCES = 5  # articles of which the beginning of the best passage is shown, where they are not cited
_SPACE = re.compile(r"\s+")
TEXT = 4000  # characters of a message, of a draft, of a reference


@dataclass(frozen=True, slots=True)
class Asked:
    """``mask``: what gives the names back to the judge's reasons."""

    request: ChatRequest
    mask: Mask


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the settings of the model: kinds of personal data that may leave, characters of articles, tokens back."""

    may_leave: frozenset[str]
    context_chars: int
    max_tokens: int


def judge_request(
    rubric: Rubric, criteria: Sequence[Criterion], ticket: Ticket, shown: Sequence[Observed], limits: Limits
) -> Asked:
    """``shown``: one draft to be scored, or two of the same case in the order in which they are shown."""
    case = shown[0].case
    mask = mask_of(ticket, may_leave=limits.may_leave)
    mask.learn("\n".join((case.gold_answer or "", *case.should_say, *case.should_not_say)))
    language, pairwise = case.expected.language_code, len(shown) > 1
    texts = {
        "sources": [_masked_source(one, mask) for one in _sources(shown, limits.context_chars)],
        "subject": _hidden(ticket.conversation.subject or "", mask).replace("\n", " "),
        "messages": [{"role": one.role.value, "text": _hidden(one.text, mask)} for one in ticket.conversation.messages],
        "given": [_hidden(one, mask) for one in _given(ticket)],
        "gold": _hidden(case.gold_answer or "", mask),
        "wanted": [_hidden(one, mask) for one in case.should_say],
        "unwanted": [_hidden(one, mask) for one in case.should_not_say],
        "drafts": [_hidden(one.first_text, mask) for one in shown],
    }
    points = bool(case.should_say or case.should_not_say)
    values = {**texts, "code": code_of(_texts(texts))}
    told = {**_told(rubric, criteria, language), "pairwise": pairwise, "gold": bool(texts["gold"]), "points": points}
    messages = (
        ChatMessage("system", rendered("system", language, told)),
        ChatMessage("user", rendered("user", language, values)),
    )
    return Asked(ChatRequest("judge", messages, _schema(rubric, criteria, pairwise), limits.max_tokens), mask)


def _told(rubric: Rubric, criteria: Sequence[Criterion], language: str) -> dict[str, object]:
    worded = [(one.id, one.wording(language)) for one in criteria]
    shown = [{"id": name, "question": one.question, "anchors": sorted(one.anchors.items())} for name, one in worded]
    return {"criteria": shown, "low": rubric.low, "high": rubric.high}


def _schema(rubric: Rubric, criteria: Sequence[Criterion], pairwise: bool) -> Mapping[str, object]:
    score = {"type": "integer", "enum": list(range(rubric.low, rubric.high + 1))}
    better = {"type": "string", "enum": ["1", "2", "tie"]}
    verdict: dict[str, object] = {"better": better} if pairwise else {"score": score}
    name = {"type": "string", "enum": [one.id for one in criteria]}
    fields = {"id": name, "reason": {"type": "string"}, **verdict}
    item = {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}
    held = {"criteria": {"type": "array", "items": item}}
    return {"type": "object", "properties": held, "required": ["criteria"], "additionalProperties": False}


def _given(ticket: Ticket) -> Iterator[str]:
    """What the drafter could rely on besides articles; fields of the case under their names in the contract."""
    yield from (f"{one.key}: {one.content}" for one in ticket.context_references)
    case = ticket.case
    fields = {"instruction": ticket.instruction, "now": case.now}
    fields |= {"response_by": case.response_by, "resolve_by": case.resolve_by}
    fields |= {"authorised_offers": "; ".join(case.authorised_offers or ())}
    told = [f"{name}: {value}" for name, value in fields.items() if value]
    if told:
        yield "\n".join(told)


# --- sources ------------------------------------------------------------------------------------------


def _sources(shown: Sequence[Observed], room: int) -> Iterator[tuple[str, str]]:
    """Title and text: of each article that is cited or labelled the places around its quotes, then others found."""
    quoted = _quoted(shown)
    titles = {one["article_id"]: one["title"] for seen in shown for one in _retrieved(seen)}
    found = [(titles.get(name, name), text) for name, text in quoted.items()]
    rest = {one["article_id"]: one for seen in shown for one in _retrieved(seen)[:SOURCES]}
    found += [(one["title"], one["excerpt"]) for name, one in rest.items() if name not in quoted]
    for title, text in found:
        if room <= 0:
            return
        yield title, cropped(text, room)
        room -= len(text)


def _quoted(shown: Sequence[Observed]) -> dict[str, str]:
    """Article id -> the stretches around what is cited of it, or labelled as the answer."""
    stretches: dict[str, list[Span]] = {}
    bodies: dict[str, str] = {}
    for seen in shown:
        bodies |= {name: str(article["body_markdown"]) for name, article in seen.articles.items()}
        for _, citation in seen.citations():
            source = citation["source"]
            stretches.setdefault(source["article_id"], []).append(Span(**source["quote_span"]))
        for one in seen.case.evidence:
            start = bodies.get(one.article_id, "").find(one.quote)
            if start >= 0:
                stretches.setdefault(one.article_id, []).append(Span(start, start + len(one.quote)))
    return {name: _around(bodies[name], places) for name, places in stretches.items() if name in bodies}


def _around(body: str, places: Iterable[Span]) -> str:
    """The places with what stands around them, in the order of the article."""
    merged: list[Span] = []
    for place in sorted(places):
        wide = Span(_after_a_word(body, place.start - AROUND, place.start), _before_a_word(body, place.end, AROUND))
        if merged and wide.start <= merged[-1].end:
            wide = Span(merged[-1].start, max(wide.end, merged.pop().end))
        merged.append(wide)
    return "\n[…]\n".join(one.of(body) for one in merged)


def _after_a_word(body: str, start: int, end: int) -> int:
    """Where the first whole word behind ``start`` begins, at most at ``end``."""
    if start <= 0:
        return 0
    space = _SPACE.search(body, start, end)
    return space.end() if space else end


def _before_a_word(body: str, start: int, room: int) -> int:
    """Where the last whole word ends that begins within ``room`` characters from ``start``."""
    if start + room >= len(body):
        return len(body)
    spaces = [space.start() for space in _SPACE.finditer(body, start, start + room)]
    return spaces[-1] if spaces else start


def _retrieved(seen: Observed) -> Sequence[Mapping[str, Any]]:
    return tuple(seen.answer["retrieved"]) if seen.answer else ()


# --- masking ------------------------------------------------------------------------------------------


def _masked_source(source: tuple[str, str], mask: Mask) -> dict[str, str]:
    title, text = source
    return {
        "title": defused(mask.hide_names(title)).replace("\n", " "),
        "text": defused(mask.hide_names(text)).strip("\n"),
    }


def _hidden(text: str, mask: Mask) -> str:
    """Masked before it is cut: half a phone number is still one."""
    return cropped(defused(mask.hide(text)).strip(), TEXT)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    inside = value.values() if isinstance(value, Mapping) else value
    for one in inside if isinstance(inside, Iterable) else ():
        yield from _texts(one)
