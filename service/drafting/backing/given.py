"""What a ticket tells -> which figures of a reply it vouches for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb_index.text.fact_support import supporting_kinds, supports
from kb_index.text.facts import Fact, FactKind

_GRANTED = frozenset({FactKind.MONEY, FactKind.DATE, FactKind.TIME, FactKind.DURATION, FactKind.PERCENT})
# Anywhere in the sentence: a model is held to more than an agent, whose own promises the guardrail judges by clauses.
_GRANTS = re.compile(
    r"\b(?:верн[её]\w*|возвра[тщ]\w+|компенсир\w+|возмест\w+|возмещ\w+|начисл\w+|зачисл\w+|перечисл\w+|выплат\w+|спиш\w+|"
    r"сдела(?:ем|ю)|предостав\w+|получите|будет|будут|скидк\w+|refund\w*|repay\w*|reimburs\w+|compensat\w+|credit\w*|"
    r"pa(?:y|id)|will|you'll|we'll|get|receive|discount\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the ticket tells: facts and names that are true wherever they stand in a reply."""

    facts: tuple[Fact, ...] = ()
    names: frozenset[str] = frozenset()
    wished: tuple[Fact, ...] = ()  # what only the customer says: it may be repeated, never granted

    def tells(self, claim: Fact) -> bool:
        return _among(claim, self.facts) or _among(claim, self.wished)

    def vouches(self, claim: Fact, sentence: str) -> bool:
        """A sum or a day that the customer names is no answer: "you get 50,000 back" needs another source."""
        if _among(claim, self.facts):
            return True
        granted = claim.kind in _GRANTED and _GRANTS.search(sentence) is not None
        return not granted and _among(claim, self.wished)


def _among(claim: Fact, known: Iterable[Fact]) -> bool:
    return any(fact.kind in supporting_kinds(claim.kind) and supports(fact, claim) for fact in known)
