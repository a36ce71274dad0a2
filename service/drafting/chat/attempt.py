"""What a language model wrote -> an Attempt: the whole letter, what the guardrail says of it, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.tokens import TokenKind, tokenize
from service.domain import (
    ChatRequest,
    CheckedDraft,
    Draft,
    Report,
    Review,
    Stage,
)
from service.drafting.asking.fences import FENCE_LINE
from service.drafting.asking.parts import Written, WrittenPart
from service.drafting.backing.support import Doubt
from service.drafting.backing.tongue import is_in
from service.drafting.chat.bare import bare
from service.drafting.chat.bench import Bench
from service.drafting.chat.faults import Fault, complaints
from service.drafting.chat.framing import letter_of
from service.drafting.chat.mending import mended
from service.drafting.chat.written import Judged, Standing, holding, judge
from service.drafting.composer import Brief
from service.drafting.reviewed import check_context, checked, errors
from service.errors import ChatFailed, DegradedReason

_LONGEST = 10_000  # characters: no reply is that long, and judging it would cost the whole deadline
_RECITED = 8  # words in a row of the instructions that nobody writes by chance


@dataclass(frozen=True, slots=True)
class Attempt:
    """``reason`` is None for a draft that may go out. ``complaints``: for the model, in its words; masked."""

    draft: CheckedDraft
    reason: DegradedReason | None = None
    complaints: tuple[str, ...] = ()


def nothing_known(written: Written, bench: Bench) -> bool:
    """Whether the model says that nothing it was shown answers, and backs nothing that it says beside that."""
    refuse_unfit(written.text, bench.request)
    return bool(written.unanswered) and not any(_tells(one, bench) for one in _judged(written, bench))


def in_doubt(written: Written, bench: Bench) -> bool:
    """Whether it states what nothing backs: a repair may name the passage that does."""
    return any(one.doubted for one in _judged(written, bench))


def attempted(written: Written, bench: Bench, *, pruned: bool) -> Attempt:
    """``pruned``: what does not hold is left out. Raises ChatFailed, as `refuse_unfit` does."""
    refuse_unfit(written.text, bench.request)
    judged = _judged(written, bench)
    if pruned:
        judged = _pruned(judged, bench)
    rest = bool(written.unanswered) or (pruned and len(bench.brief.understanding.questions) > 1)
    draft, review = _mended(letter_of(judged, bench, rest=rest), bench)
    faults = [*_faults(judged, bench), *_too_long(draft, bench)]
    told = complaints(faults, review, statements=bench.statements, mask=bench.mask, language_code=bench.language_code)
    return Attempt(checked(draft, review), _reason(faults, review, judged, bench), told)


def refuse_unfit(text: str, request: ChatRequest) -> None:
    """Raises ChatFailed: BAD_ANSWER for an endless answer, LEAK for one that recites its instructions."""
    refuse_endless(text)
    if leaks(text, request):
        raise ChatFailed(DegradedReason.LEAK, "the model recited its instructions")


def refuse_endless(text: str) -> None:
    """Raises ChatFailed (BAD_ANSWER)."""
    if len(text) > _LONGEST:
        raise ChatFailed(DegradedReason.BAD_ANSWER, f"the model's answer has more than {_LONGEST} characters")


def leaks(text: str, request: ChatRequest) -> bool:
    """Whether the text holds a fence of the prompt, or a run of words of its instructions."""
    if FENCE_LINE.search(text):
        return True
    said = _runs(text)
    return bool(said) and not said.isdisjoint(_runs(request.messages[0].text))


def obeys(text: str, brief: Brief) -> bool:
    """Whether a text only says what orders planted in the ticket tell it to say."""
    if not brief.understanding.injection:
        return False
    said = tuple(token.norm for token in tokenize(text) if token.kind is not TokenKind.PUNCT)
    told = [token.norm for one in brief.ticket.conversation.messages for token in tokenize(one.text)]
    return any(tuple(told[at : at + len(said)]) == said for at in range(len(told) - len(said) + 1))


@lru_cache(maxsize=128)  # the instructions are compared with every stretch of an answer
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = [token.norm for token in tokenize(text) if token.kind is TokenKind.WORD]
    return frozenset(tuple(words[at : at + _RECITED]) for at in range(len(words) - _RECITED + 1))


# --- reading ----------------------------------------------------------------------------------------


def _judged(written: Written, bench: Bench) -> list[Judged]:
    parts = (replace(part, text=bench.mask.restore(part.text)) for part in written.parts)
    return [judge(part, bench.grounds) for part in bare(tuple(parts), bench.brief.ticket)]


def _pruned(judged: Sequence[Judged], bench: Bench) -> list[Judged]:
    """Without doubted sentences, then without those that the guardrail finds fault with."""
    held = [_rejudged(part, _marked(part, bench), bench) for part in judged]
    judged = [part for part in held if part is not None]
    draft = letter_of(judged, bench, rest=False)
    review = bench.checker.review(draft.text, check_context(bench.brief, draft))
    claims = review.grounding.unsupported_claims if review.grounding else ()
    bad = [*_unmendable(review.report), *(claim.span for claim in claims)]
    return [one for part in judged if (one := _rejudged(part, _inside(bad, part, draft), bench)) is not None]


def _rejudged(part: Judged, unwanted: Iterable[Span], bench: Bench) -> Judged | None:
    text = holding(part, unwanted)
    if text == part.markdown:
        return part
    return judge(WrittenPart(text, part.passages), bench.grounds) if text else None


def _marked(part: Judged, bench: Bench) -> list[Span]:
    """Where markers stand that stand for nothing."""
    found = (re.finditer(re.escape(marker), part.text) for marker in bench.mask.leftovers(part.text))
    return [Span(*match.span()) for matches in found for match in matches]


def _unmendable(report: Report) -> list[Span]:
    mendable = {one.span for one in report.findings if any(offer.apply == "auto" for offer in one.replacements)}
    return [span for span in errors(report) if span not in mendable]


def _inside(spans: Iterable[Span], part: Judged, draft: Draft) -> list[Span]:
    start = draft.text.find(part.text)
    if start < 0:
        return []
    whole = Span(start, start + len(part.text))
    return [
        Span(max(0, span.start - start), min(len(part.text), span.end - start))
        for span in spans
        if span.overlaps(whole)
    ]


# --- judging ----------------------------------------------------------------------------------------


def _tells(part: Judged, bench: Bench) -> bool:
    if bench.asks:
        return any(line.standing.holds and line.place.of(part.text).endswith("?") for line in part.lines)
    promised = bench.brief.understanding.stage is Stage.COMPLAINT
    return part.tells or (promised and any(line.standing is Standing.PROMISED for line in part.lines))


def _faults(judged: Sequence[Judged], bench: Bench) -> list[Fault]:
    faults: list[Fault] = []
    for part in judged:
        for line in part.doubted:
            faults.append(Fault(_kind(line.standing, line.backing.doubt), line.place.of(part.text)))
        faults += [Fault("marker", marker) for marker in bench.mask.leftovers(part.text)]
    if not any(_tells(part, bench) for part in judged):
        faults.append(Fault("nothing", ""))
    return faults


def _kind(standing: Standing, doubt: Doubt | None) -> str:
    if standing is Standing.FOREIGN:
        return "language"
    return str(doubt) if doubt in (Doubt.TURNED, Doubt.ADDED) else "unsupported"


def _too_long(draft: Draft, bench: Bench) -> list[Fault]:
    limit = bench.brief.ticket.max_length
    return [] if limit is None or len(draft.text) <= limit else [Fault("length", str(limit))]


def _reason(faults: Sequence[Fault], review: Review, judged: Sequence[Judged], bench: Bench) -> DegradedReason | None:
    kinds = {fault.kind for fault in faults}
    text = "\n".join(part.text for part in judged)
    if not is_in(text, bench.language_code):
        return DegradedReason.WRONG_LANGUAGE
    if "nothing" in kinds and bench.brief.understanding.injection:
        return DegradedReason.LEAK
    if "marker" in kinds:
        return DegradedReason.LEAK
    if kinds - {"length", "language"} or (review.grounding and review.grounding.unsupported_claims):
        return DegradedReason.UNGROUNDED
    if "language" in kinds:
        return DegradedReason.WRONG_LANGUAGE
    return DegradedReason.BREAKS_RULES if errors(review.report) or kinds else None


def _mended(draft: Draft, bench: Bench) -> tuple[Draft, Review]:
    context = check_context(bench.brief, draft)
    review = bench.checker.review(draft.text, context)
    better, repairs = mended(draft, review.report, context, bench.checker)
    if not repairs or _too_long(better, bench):  # a repair may put in what there was no room for
        return draft, review
    review = bench.checker.review(better.text, check_context(bench.brief, better))
    return better, replace(review, report=replace(review.report, repairs=repairs))
