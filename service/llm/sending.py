"""A ChatRequest -> the gathered answer of a server: one try over HTTP, or a few where it haggles about the form."""

from __future__ import annotations

import functools
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import httpx

from service.domain import ChatRequest
from service.errors import ChatFailed, ConfigInvalid
from service.llm.failures import before_answer, of_status, timed_out
from service.llm.gathering import Gathered
from service.llm.receiving import Incoming, streamed_answer, whole_answer
from service.llm.retrying import retry_after
from service.llm.terms import Terms
from service.llm.tokens import TokenSource
from service.llm.wire import Codec, WireRequest
from service.settings import LlmSettings
from service.version import SERVICE_VERSION

KEEP_ALIVE_S = 30.0
MOST_OF_AN_ERROR = 64 * 1024

Say = Callable[[str], None]


def open_http(settings: LlmSettings) -> httpx.AsyncClient:
    """A connection pool for one server. Raises ConfigInvalid.

    The environment is not trusted: a proxy or a netrc file that was set up for other programs would get customers'
    letters. Redirects are not followed and answers not unpacked for the same reasons.
    """
    if not settings.base_url:
        raise ConfigInvalid("OTVET_LLM__BASE_URL is missing; set it to the address of the server, up to /v1")
    most = settings.max_concurrency + 1  # one for the token
    return httpx.AsyncClient(
        base_url=settings.base_url,
        verify=_trusted(settings.ca_file),
        trust_env=False,
        follow_redirects=False,
        headers={"User-Agent": f"otvet/{SERVICE_VERSION}", "Accept-Encoding": "identity"},
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=most, keepalive_expiry=KEEP_ALIVE_S),
        # Silence of a server is measured where its meaning is known (``_opened``, ``Incoming``), not per read.
        timeout=httpx.Timeout(
            connect=settings.connect_timeout_s, write=settings.idle_timeout_s, pool=settings.timeout_s, read=None
        ),
    )


@functools.cache  # reading the usual certificates takes longer than a call on loopback
def _usual() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _trusted(ca_file: Path | None) -> ssl.SSLContext:
    if ca_file is None:
        return _usual()
    context = httpx.create_ssl_context(trust_env=False)
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as exc:
        raise ConfigInvalid(f"OTVET_LLM__CA_FILE: {ca_file} holds no certificates that can be read") from exc
    return context


class Sender:
    """Holds the pool, the credentials and what the server turned out not to take."""

    def __init__(self, http: httpx.AsyncClient, codec: Codec, settings: LlmSettings, tokens: TokenSource) -> None:
        self._http = http
        self._codec = codec
        self._settings = settings
        self._tokens = tokens
        self.terms = Terms(settings)

    async def ask(self, request: ChatRequest, say: Say | None) -> Gathered:
        """``say``: gets each stretch of the answer, which is streamed then. Raises ChatFailed."""
        renewed = False
        while True:
            asked = self.terms.asked(request, streamed=say is not None)
            async with self._opened(self._codec.encode(request, asked), streamed=asked.streamed) as response:
                if response.status_code == httpx.codes.OK:
                    return await self._answer(response, say)
                body = await self._error(response)
            if self.terms.learned(asked, self._codec, response.status_code, body):
                continue
            if response.status_code != httpx.codes.UNAUTHORIZED or renewed or not await self._renewed():
                raise of_status(response.status_code, retry_after(response.headers, datetime.now(UTC)))
            renewed = True

    async def _answer(self, response: httpx.Response, say: Say | None) -> Gathered:
        incoming = Incoming(response, idle_s=self._settings.idle_timeout_s)
        if say is None:
            return await whole_answer(incoming, self._codec)
        return await streamed_answer(incoming, self._codec, say)

    async def _error(self, response: httpx.Response) -> bytes:
        """What an error says, as far as it can be read: it only tells which part of the request was refused."""
        body = bytearray()
        try:
            async for chunk in Incoming(response, idle_s=self._settings.idle_timeout_s).chunks(MOST_OF_AN_ERROR):
                body += chunk
        except ChatFailed:
            return bytes(body)
        return bytes(body)

    async def _renewed(self) -> bool:
        """Whether there is another token than the one that was refused."""
        try:
            before = await self._tokens.token(self._http)
            self._tokens.forget()
            return await self._tokens.token(self._http) != before
        except httpx.HTTPError as exc:
            raise before_answer(exc) from None

    @asynccontextmanager
    async def _opened(self, wire: WireRequest, *, streamed: bool) -> AsyncIterator[httpx.Response]:
        """A response whose head has come. A stream has to begin soon; a whole answer may take all of the call's time,
        for a server that writes it sends nothing before. Raises ChatFailed; the cause is left out, for it may quote.
        """
        allowed = self._settings.connect_timeout_s + self._settings.idle_timeout_s if streamed else None
        try:
            with anyio.fail_after(allowed):
                response = await self._http.send(await self._request(wire, streamed=streamed), stream=True)
        except TimeoutError:
            raise timed_out("took the request and gave no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
            raise before_answer(exc) from None
        try:
            yield response
        finally:
            await response.aclose()

    async def _request(self, wire: WireRequest, *, streamed: bool) -> httpx.Request:
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream" if streamed else "application/json",
        }
        token = await self._tokens.token(self._http)
        if token is not None:
            headers["Authorization"] = f"{self._tokens.scheme} {token}"
        body = json.dumps(wire.body, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
        return self._http.build_request("POST", wire.path, content=body, headers={**headers, **wire.headers})
