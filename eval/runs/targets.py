"""What is asked, in this process or over HTTP -> an open Endpoint, and the versions that stand behind its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.endpoint import Endpoint, in_process, over_http
from eval.errors import EndpointUnusable
from eval.runs.recorded import AnswersChat, recorded_answers
from eval.runs.versions import file_version, versions_now
from kb_index.store.database import connect, translated
from service.settings import Settings
from service.standards.load import rule_ids

IN_PROCESS = "in process"
_NAMES = {"prompt": "prompts"}  # of an answer -> of a manifest
# Tells the versions and whether the token is taken, and asks no language model.
_PLAIN: Mapping[str, Any] = {
    "conversation": {"channel": "chat", "messages": [{"role": "end_user", "text": "Hello?"}]},
    "mode": "extractive",
}


@dataclass(frozen=True, slots=True)
class InProcess:
    """The whole application in this process. ``answers``: a file of what a language model said to its prompts;
    ``cache``: where graphs of encoders are kept, instead of in the index."""

    settings: Settings
    answers: Path | None = None
    cache: Path | None = None

    @property
    def name(self) -> str:
        return f"answers of {self.answers.resolve()}" if self.answers else IN_PROCESS

    def open(self) -> AbstractAsyncContextManager[Endpoint]:
        """Raises AnswersInvalid, KbError, OtvetError."""
        chat = AnswersChat(recorded_answers(self.answers)) if self.answers else None
        return in_process(self.settings, lambda settings: _open(settings, chat, self.cache or settings.index))

    async def versions(self, standards: Iterable[str] = ()) -> dict[str, str]:
        """Raises KbError, OtvetError."""
        told = versions_now(self.settings, standards)
        return {**told, "model": f"answers {file_version(self.answers)}"} if self.answers else told

    async def absent(self, article_ids: Iterable[str]) -> tuple[str, ...]:
        """Those that the index does not hold. Raises KbError."""
        with closing(connect(self.settings.index)) as connection, translated(self.settings.index):
            held = {row[0] for row in connection.execute("SELECT article_id FROM articles")}
        return tuple(one for one in article_ids if one not in held)

    async def rules(self) -> frozenset[str]:
        """Ids of the rules of every standard that a request can name. Raises UnknownStandard, StandardInvalid."""
        return rule_ids(self.settings.standard)


@dataclass(frozen=True, slots=True)
class Live:
    """A service that listens on ``address``, such as ``http://127.0.0.1:8080``."""

    address: str
    token: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.address.rstrip("/")

    def open(self) -> AbstractAsyncContextManager[Endpoint]:
        return over_http(self.address, self.token)

    async def versions(self, standards: Iterable[str] = ()) -> dict[str, str]:
        """What the service tells of itself; the language model is told by each answer. Raises EndpointUnusable."""
        async with self.open() as endpoint:
            reply = await endpoint.suggest(_PLAIN)
        if reply.answer is None:
            hint = "; give its token with --token or OTVET_TOKEN" if (reply.error or "").startswith("401") else ""
            raise EndpointUnusable(f"{self.name} does not answer a plain ticket ({reply.error}){hint}")
        told = {name: str(version) for name, version in reply.answer["versions"].items() if name != "model"}
        return {_NAMES.get(name, name): version for name, version in told.items()}

    async def absent(self, article_ids: Iterable[str]) -> tuple[str, ...]:
        """Those that the service does not hold. Raises EndpointUnusable."""
        async with self.open() as endpoint:
            return tuple([one for one in article_ids if await endpoint.article(one) is None])

    async def rules(self) -> frozenset[str]:
        """Ids of the rules of every standard that a request can name. Raises EndpointUnusable."""
        async with self.open() as endpoint:
            return await endpoint.rules()


Target = InProcess | Live


def _open(settings: Settings, chat: AnswersChat | None, cache: Path) -> Any:
    from service.encoder import open_encoder  # here: they load the model libraries
    from service.wiring import open_services

    connect(settings.index).close()  # before the model: a missing index is told at once
    return open_services(settings, embedder=open_encoder(settings, cache=cache), model=chat)
