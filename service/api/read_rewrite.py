"""A body of /v1/rewrite -> what the rewriter is asked, with the selection in code points."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.exceptions import RequestValidationError

from kb_index.records import Span
from service.api.read import agent_of, case_of, conversation_of, end_user_of, language_of
from service.api.schemas.asked import RewriteRequest, SelectionBody
from service.domain import CheckContext
from service.drafting.rewriting.operation import Operation
from service.drafting.rewriting.verdict import RewriteAsk

WRITTEN = frozenset({"ru", "en"})  # the languages that a text can be written in here


def rewrite_of(body: RewriteRequest) -> RewriteAsk:
    """Raises RequestValidationError for a selection that is none, and for languages that do not fit."""
    if (body.operation is Operation.TRANSLATE) is (body.target_language is None):
        raise _unusable("target_language", "`translate` needs one, and no other operation takes one")
    spoken = language_of(body.text, body.language_code)
    target = body.target_language or spoken
    if target not in WRITTEN:
        raise _unusable("language_code", "the text is neither Russian nor English; name its language, or translate it")
    if body.operation is Operation.TRANSLATE and target == spoken:
        raise _unusable("target_language", "the text is in this language already")
    return RewriteAsk(
        text=body.text,
        operation=body.operation,
        context=_context(body, spoken),
        target_language=target,
        selection=None if body.selection is None else _selected(body.text, body.selection, body.offset_unit),
        max_length=body.max_length,
        standard=body.standard,
    )


def _context(body: RewriteRequest, spoken: str) -> CheckContext:
    return CheckContext(
        language_code=spoken,
        conversation=None if body.conversation is None else conversation_of(body.conversation),
        end_user=end_user_of(body.end_user),
        agent=agent_of(body.agent),
        case=case_of(body.case),
        stage=body.case.stage,
        fragment=body.fragment,
    )


def _selected(text: str, selection: SelectionBody, unit: str) -> Span:
    """In code points. Raises RequestValidationError where it lies outside, cuts a character or holds no words."""
    bounds = (selection.start, selection.end)
    if unit == "utf16":
        at = {0: 0, **{width: place for place, width in enumerate(_utf16_ends(text), start=1)}}
        bounds = (at.get(bounds[0], -1), at.get(bounds[1], -1))
    start, end = bounds
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise _unusable("selection", "not a stretch of the text with words in it")
    return Span(start, end)


def _utf16_ends(text: str) -> Iterator[int]:
    width = 0
    for sign in text:
        width += 2 if sign > "\uffff" else 1
        yield width


def _unusable(field: str, why: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body", field), "type": "value_error", "msg": why}])
