"""What may be done to a text by /v1/rewrite."""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    FIX_GRAMMAR = "fix_grammar"
    SHORTEN = "shorten"
    EXPAND = "expand"
    FRIENDLIER = "friendlier"
    MORE_FORMAL = "more_formal"
    TO_STANDARD = "to_standard"
    TRANSLATE = "translate"


# Done by rules where there is no language model.
WITHOUT_MODEL = frozenset({Operation.TO_STANDARD, Operation.FIX_GRAMMAR, Operation.SHORTEN})
