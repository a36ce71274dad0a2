"""Answer -> its heart: the first thing that is quoted, for a short draft."""

from __future__ import annotations

from dataclasses import replace

from service.drafting.letter import is_row
from service.drafting.selection import Answer
from service.drafting.stretches import Quotation


def heart(answer: Answer) -> Answer:
    """With what it needs to be read: its heading, the line that introduces it, all rows of its table."""
    quoted = answer.quotations
    count = min(1, len(quoted))
    while count < len(quoted) and _leads_on(quoted[count - 1], quoted[count]):
        count += 1
    return replace(answer, quotations=quoted[:count])


def _leads_on(before: Quotation, after: Quotation) -> bool:
    if before.names or before.text.endswith((":", "?")):
        return True
    return is_row(before) and is_row(after)
