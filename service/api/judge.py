"""A check request and a checker -> the answer: checked, mended where asked, facts traced, promises listed."""

from __future__ import annotations

from service.api import show_judged
from service.api.read import context_of
from service.api.schemas.asked import CheckRequest
from service.api.schemas.judged import CheckAnswer
from service.guardrail.notices import described
from service.ports import Checker


def judged(body: CheckRequest, checker: Checker, warnings: tuple[str, ...]) -> CheckAnswer:
    context = context_of(body)
    text, review = body.text, checker.review(body.text, context)
    report = review.report
    if body.repair:
        text, report = checker.mend(text, report, context)
        review = checker.review(text, context)
    traceable = body.sources is not None or body.conversation is not None
    texts = {source.id: source.text for source in body.sources or ()}
    return show_judged.check(
        text,
        report,
        review.grounding if traceable else None,
        commitments=review.commitments,
        unit=body.offset_unit,
        place_in=lambda source: show_judged.places(texts.get(source, ""), body.offset_unit),
        mended=body.repair,
        warnings=(*warnings, *map(described, review.notices)),
    )
