"""The name of a standard -> its checker, its examples run where they have not been before."""

from __future__ import annotations

from functools import lru_cache

from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.lint import verify
from service.standards.load import SUFFIX, load_standard


def open_checker(name_or_path: str) -> StandardChecker:
    """The checker for a shipped standard or a pack file.

    Raises UnknownStandard or StandardInvalid; a pack whose examples do not behave as written is invalid.
    """
    return _opened(name_or_path) if name_or_path.endswith(SUFFIX) else _shipped(name_or_path)


@lru_cache(maxsize=16)
def _shipped(name: str) -> StandardChecker:
    """What comes with the service changes only with it, and a checker holds no state of a text."""
    return _opened(name)


def _opened(name_or_path: str) -> StandardChecker:
    checker = StandardChecker(compile_standard(load_standard(name_or_path)))
    verify(checker)
    return checker
