"""Draft and its Report -> the draft with every safe replacement applied, citations and markdown in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb_index.records import Span
from kb_index.text.markdown import render
from service.domain import CheckContext, Draft, Repair, Report
from service.drafting.letter import escape
from service.ports import Checker


@dataclass(frozen=True, slots=True)
class _Edit:
    """``span`` of the text before all repairs becomes ``after``."""

    span: Span
    after: str


def mended(draft: Draft, report: Report, context: CheckContext, checker: Checker) -> tuple[Draft, tuple[Repair, ...]]:
    """The same draft where nothing could be mended, or where the mended text cannot be traced back."""
    text, repaired = checker.mend(draft.text, report, context)
    if text == draft.text:
        return draft, ()
    edits = _edits(repaired.repairs)
    if _applied(draft.text, edits) != text:  # a repair inside a repair: its place in the first text is unknown
        return draft, ()
    citations = tuple(replace(one, span=_moved(one.span, edits)) for one in draft.citations)
    return replace(draft, text=text, markdown=_markdown(draft, edits, text), citations=citations), repaired.repairs


def _edits(repairs: Sequence[Repair]) -> list[_Edit]:
    """Repairs carry places of the mended text; these are those of the text before."""
    edits: list[_Edit] = []
    shift = 0
    for one in sorted(repairs, key=lambda repair: repair.span):
        start = one.span.start - shift
        edits.append(_Edit(Span(max(0, start), max(0, start) + len(one.before)), one.after))
        shift += len(one.after) - len(one.before)
    return edits


def _applied(text: str, edits: Sequence[_Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.after + text[edit.span.end :]
    return text


def _moved(span: Span, edits: Sequence[_Edit]) -> Span:
    """An edit at the edge of a span is inside it."""
    start = span.start + sum(_growth(edit) for edit in edits if edit.span.end <= span.start and edit.span != span)
    end = span.end + sum(_growth(edit) for edit in edits if edit.span.start < span.end)
    return Span(start, max(start, end))


def _growth(edit: _Edit) -> int:
    return len(edit.after) - (edit.span.end - edit.span.start)


def _markdown(draft: Draft, edits: Sequence[_Edit], text: str) -> str:
    """The same edits where the markup leaves their words whole; else the mended text without any markup."""
    shown = render(draft.markdown)
    if shown.text != draft.text:
        return escape(text)
    written = draft.markdown
    for edit in reversed(edits):
        place = [shown.offsets[at] for at in range(edit.span.start, min(edit.span.end, len(shown.offsets)))]
        if not place or place != list(range(place[0], place[0] + len(place))) or place[0] < 0:
            return escape(text)
        written = written[: place[0]] + edit.after + written[place[-1] + 1 :]
    return written
