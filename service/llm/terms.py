"""What a server refused so far -> how it is asked next. Lives on one event loop."""

from __future__ import annotations

from service.domain import ChatRequest
from service.llm.wire import Asked, Codec, Structure
from service.settings import LlmSettings

_STEPS = (Structure.JSON_SCHEMA, Structure.JSON_OBJECT, Structure.NONE)


class Terms:
    """Kept for the life of a client: a server is asked for what it does not take once, not in every call.

    With ``structured=auto`` the structure steps down; one that was set stays, and the refusal is told.
    """

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        self._steps = settings.structured == "auto"
        self.structure = Structure.JSON_SCHEMA if self._steps else Structure(settings.structured)
        self.without: frozenset[str] = frozenset()

    def asked(self, request: ChatRequest, *, streamed: bool) -> Asked:
        return Asked(
            model=self._settings.model or "",
            structure=self.structure if request.schema is not None else Structure.NONE,
            streamed=streamed,
            temperature=self._settings.temperature,
            seed=self._settings.seed,
            without=self.without,
        )

    def learned(self, asked: Asked, codec: Codec, status: int, body: bytes) -> bool:
        """Whether this error says that another request, as ``asked`` now makes it, is worth sending.

        Never true without end: each time a field or a step fewer is left.
        """
        refused = codec.refused_fields(status, body) - asked.without
        self.without |= refused
        if refused:
            return True
        if not self._steps or asked.structure is Structure.NONE or not codec.refuses_structure(status, body):
            return False
        lower = _STEPS[_STEPS.index(asked.structure) + 1]
        self.structure = max(self.structure, lower, key=_STEPS.index)
        return True
