"""The name of a standard -> its checker, its examples run where they have not been before."""

from __future__ import annotations

from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.lint import verify
from service.standards.load import load_standard


def open_checker(name_or_path: str) -> StandardChecker:
    """The checker for a shipped standard or a pack file.

    Raises UnknownStandard or StandardInvalid; a pack whose examples do not behave as written is invalid.
    """
    checker = StandardChecker(compile_standard(load_standard(name_or_path)))
    verify(checker)
    return checker
