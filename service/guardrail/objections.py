"""A customer's words -> what they object to: that support is not needed, or that there is no money for it."""

from __future__ import annotations

import re

_NO_BUDGET = re.compile(
    r"\b(?:нет|не хватает|без) (?:\w+ ){0,2}(?:денег|средств|бюджета)|бюджет\w* (?:\w+ ){0,5}"
    r"(?:нет|не |урез|исчерп|сократ|закры|потра|расписан)|\bдорог(?:о|овато|ой|ая|ое)\b|не потян|не по карману"
    r"|\bno (?:\w+ ){0,2}(?:budget|money|funds)\b|\b(?:can't|cannot|can not) afford|\bexpensive\b"
    r"|\btoo (?:dear|costly)\b"
    r"|\bbudget (?:\w+ ){0,2}(?:is|was|has been) (?:\w+ )?(?:spent|cut|gone|frozen|closed)|\bout of budget\b",
    re.IGNORECASE,
)
_NOT_NEEDED = re.compile(
    r"не (?:интересу|интересно|нужн|нужен|надо|требуется|вижу смысла|планиру)|сами (?:\w+ )?(?:справ|разбер|сдела)"
    r"|(?:если|когда) (?:\w+ ){0,4}(?:обращ|обращусь|обратимся|позвон|напиш)\w*|\b(?:обойдемся|обойдёмся|незачем)\b"
    r"|\b(?:do not|don't|no) need\b|\bnot (?:interested|needed|necessary)\b|\bmanage (?:\w+ ){0,2}(?:ourselves|myself)"
    r"|\bif (?:\w+ ){0,6}(?:call|write|contact|come back)\b|\bby ourselves\b",
    re.IGNORECASE,
)


def objection_in(text: str) -> str | None:
    """``no_budget``, ``not_needed``, or None where the words show neither."""
    if _NO_BUDGET.search(text):
        return "no_budget"
    return "not_needed" if _NOT_NEEDED.search(text) else None
