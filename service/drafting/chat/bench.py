"""What every attempt at one reply shares."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import Approach, ChatRequest, Outcome, Statement
from service.drafting.asking.templates import Templates
from service.drafting.chat.grounds import Grounds
from service.drafting.composer import Brief
from service.masking.mask import Mask
from service.ports import Checker


@dataclass(frozen=True, slots=True)
class Bench:
    """``request``: the first one; ``grounds``: what the reply may rest on."""

    brief: Brief
    checker: Checker
    mask: Mask
    grounds: Grounds
    approach: Approach
    request: ChatRequest
    templates: Templates | None = None  # None: the shipped ones

    @property
    def language_code(self) -> str:
        return self.brief.understanding.language_code

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.checker.statements(self.language_code)

    @property
    def asks(self) -> bool:
        """Whether the reply is to ask rather than to answer."""
        return self.approach is Approach.ASK or self.brief.outcome is Outcome.CLARIFY
