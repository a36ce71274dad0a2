"""The kinds of rules there are: a new kind is a module in `kinds/` and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from service.guardrail.check import Build
from service.guardrail.kinds import (
    abbreviation,
    address,
    caps,
    conditional,
    consistency,
    existence,
    grounding,
    judge,
    language,
    occurrence,
    opening,
    outside,
    pattern,
    required,
    substitution,
)

KINDS: Mapping[str, Build] = {
    "abbreviation": abbreviation.build,
    "address": address.build,
    "caps": caps.build,
    "conditional": conditional.build,
    "consistency": consistency.build,
    "existence": existence.build,
    "grounding": grounding.build,
    "judge": judge.build,
    "language": language.build,
    "occurrence": occurrence.build,
    "opening": opening.build,
    "outside": outside.build,
    "pattern": pattern.build,
    "required": required.build,
    "substitution": substitution.build,
}
# Parts that a fragment of a reply need not have.
WHOLE_REPLY_KINDS = frozenset({"required"})
