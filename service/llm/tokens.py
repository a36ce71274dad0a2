"""Credentials -> the ``Authorization`` of a request: the key itself, or a token that is issued for a while."""

from __future__ import annotations

import asyncio
import base64
import time
import uuid
from collections.abc import Callable
from typing import Protocol

import httpx
from pydantic import SecretStr

from service.errors import ChatFailed, DegradedReason
from service.llm.codecs import reading
from service.llm.receiving import Incoming
from service.llm.wire import WireError

IDLE_S = 10.0  # of silence within the answer that holds a token
EARLY_S = 60.0  # a token that ends sooner is not worth sending: the call may outlast it


class TokenSource(Protocol):
    """Gives the token of the next request. Lives on the event loop of the client that uses it."""

    @property
    def scheme(self) -> str:
        """What stands before the token: ``Bearer``, or Yandex's ``Api-Key``."""
        ...

    async def token(self, http: httpx.AsyncClient) -> str | None:
        """The value behind the scheme, kept until shortly before it ends; None: no ``Authorization`` is sent.

        Raises what ``http`` raises, and ChatFailed where the server refuses to issue one.
        """
        ...

    def forget(self) -> None:
        """The kept token was refused: the next call asks for a new one."""
        ...


class KeyToken:
    """The key from the settings, as it is; a local server may need none."""

    def __init__(self, key: SecretStr | None, *, scheme: str = "Bearer") -> None:
        self._key = key
        self.scheme = scheme

    async def token(self, http: httpx.AsyncClient) -> str | None:
        return self._key.get_secret_value() if self._key is not None else None

    def forget(self) -> None:
        """There is no other: the next request is refused as well."""


class GigaChatToken:
    """OAuth of GigaChat: the authorization key buys a token for half an hour.

    Facts: developers.sber.ru/docs/ru/gigachat, reference of ``POST /oauth``. ``clock``: seconds since the epoch.
    """

    scheme = "Bearer"

    def __init__(
        self, key: SecretStr, *, url: str, scope: str, idle_s: float = IDLE_S, clock: Callable[[], float] = time.time
    ) -> None:
        self._key = key
        self._idle_s = idle_s
        self._url = url
        self._scope = scope
        self._clock = clock
        self._held: tuple[str, float] | None = None
        self._asking = asyncio.Lock()

    async def token(self, http: httpx.AsyncClient) -> str | None:
        async with self._asking:  # calls that start together ask once
            if self._held is None or self._held[1] - EARLY_S <= self._clock():
                self._held = await self._issued(http)
            return self._held[0]

    def forget(self) -> None:
        self._held = None

    async def _issued(self, http: httpx.AsyncClient) -> tuple[str, float]:
        request = http.build_request(
            "POST",
            self._url,
            data={"scope": self._scope},
            headers={
                "Authorization": f"Basic {_basic(self._key.get_secret_value())}",
                "RqUID": str(uuid.uuid4()),
                "Accept": "application/json",
            },
        )
        response = await http.send(request, stream=True)
        try:
            _demand_success(response.status_code)
            incoming = Incoming(response, idle_s=self._idle_s)
            return _token_and_end(b"".join([chunk async for chunk in incoming.chunks()]))
        except WireError as exc:
            raise ChatFailed(DegradedReason.BAD_ANSWER, f"no token was issued: {exc}") from None
        finally:
            await response.aclose()


def _basic(key: str) -> str:
    """The key as the account page shows it; an id and a secret joined by a colon are encoded as that page does it."""
    return base64.b64encode(key.encode()).decode() if ":" in key else key


def _demand_success(status: int) -> None:
    if status == httpx.codes.OK:
        return
    reason = DegradedReason.SERVER_ERROR if status >= 500 else DegradedReason.REFUSED
    if status == httpx.codes.TOO_MANY_REQUESTS:
        reason = DegradedReason.RATE_LIMITED
    raise ChatFailed(
        reason, f"no token was issued (status {status}); check OTVET_LLM__API_KEY, __AUTH_SCOPE and __AUTH_URL"
    )


def _token_and_end(body: bytes) -> tuple[str, float]:
    """``expires_at`` in milliseconds since the epoch -> seconds."""
    answer = reading.an_object(body)
    token = reading.named(answer.get("access_token"))
    ends = reading.count(answer.get("expires_at"))
    if token is None or ends is None:
        raise WireError("the answer holds no access_token with its expires_at")
    return token, ends / 1000
