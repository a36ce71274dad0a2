"""A body of POST /v1/suggestions -> the service's answer, over HTTP: what is deployed is what is scored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import quote

import httpx

from eval.errors import EndpointUnusable
from service.app import create_app
from service.settings import Settings

TIMEOUT_S = 60.0
_OF_A_GATEWAY = (502, 503, 504)
Opening = Callable[[Settings], Any]  # gives what service.wiring.open_services gives


@dataclass(frozen=True, slots=True)
class Reply:
    """``answer`` is the body of a 200; otherwise ``error`` says what came instead.

    ``doubtful``: nothing came, or what a gateway says for a service that is gone.
    """

    answer: Mapping[str, Any] | None
    elapsed_ms: float
    error: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a body must hold to be what was asked for."""

    name: str
    fields: frozenset[str]


_SUGGESTION = _Wanted("suggestion", frozenset({"outcome", "drafts", "retrieved", "versions"}))
_CHECK = _Wanted("report of a check", frozenset({"guardrail"}))


class Endpoint:
    """A client of one running service."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @property
    def address(self) -> str:
        return str(self._client.base_url).rstrip("/")

    async def require_ready(self) -> None:
        """Raises EndpointUnusable."""
        try:
            response = await self._client.get("/readyz")
        except httpx.HTTPError as exc:
            raise EndpointUnusable(f"{self.address} does not answer ({_named(exc)}); start the service there") from exc
        if response.status_code != httpx.codes.OK:
            raise EndpointUnusable(f"the service is not ready: {_said(response)}; mend that, then evaluate")

    async def suggest(self, request: Mapping[str, Any]) -> Reply:
        """A refusal, a crash or a broken connection is a Reply with an error: the case is scored, never lost."""
        return await self._answer("/v1/suggestions", request, _SUGGESTION)

    async def check(self, request: Mapping[str, Any]) -> Reply:
        """What the service says of a text: ``request`` is a body of POST /v1/check."""
        return await self._answer("/v1/check", request, _CHECK)

    async def _answer(self, path: str, request: Mapping[str, Any], wanted: _Wanted) -> Reply:
        started = perf_counter()
        try:
            response = await self._client.post(path, json=request)
        except httpx.HTTPError as exc:
            return Reply(None, _since(started), f"{type(exc).__name__}: {exc}", doubtful=True)
        elapsed, status = _since(started), response.status_code
        if status != httpx.codes.OK:
            return Reply(None, elapsed, f"{status}: {_said(response)}", doubtful=status in _OF_A_GATEWAY)
        answer = _json(response)
        if not isinstance(answer, dict) or not wanted.fields <= answer.keys():
            return Reply(None, elapsed, f"200 with what is no {wanted.name}: {response.text[:200]}")
        return Reply(answer, elapsed)

    async def article(self, article_id: str) -> Mapping[str, Any] | None:
        """None where the service does not hold it. Raises EndpointUnusable where it does not answer."""
        return await self._got(f"/v1/articles/{quote(article_id)}")

    async def rules(self) -> frozenset[str]:
        """Ids of the rules of every standard that a request can name. Raises EndpointUnusable."""
        listed = (await self._got("/v1/standards") or {}).get("standards", ())
        standards = [await self._got(f"/v1/standards/{quote(one['id'])}") for one in listed]
        return frozenset(rule["id"] for one in standards if one for rule in one["rules"])

    async def _got(self, path: str) -> Mapping[str, Any] | None:
        try:
            response = await self._client.get(path)
        except httpx.HTTPError as exc:
            raise EndpointUnusable(f"{self.address} stopped answering ({_named(exc)}); start it again") from exc
        body = _json(response) if response.status_code == httpx.codes.OK else None
        return body if isinstance(body, dict) else None


@asynccontextmanager
async def in_process(settings: Settings, opening: Opening | None = None) -> AsyncIterator[Endpoint]:
    """The whole application, in this process, without a socket; what goes through it is HTTP all the same.

    ``opening`` gives the services of the settings; None: the real ones.
    Raises KbError, UnknownStandard, StandardInvalid where the services cannot be opened.
    """
    services = (opening or _wired)(settings)  # here and not at the app's start, which would hide the error's class
    # No socket is opened, so the address does not matter; the application refuses one that is open to the network.
    app = create_app(settings.model_copy(update={"host": "127.0.0.1"}), lambda _: services)
    token = settings.token.get_secret_value() if settings.token else None
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with _client("http://otvet.invalid", token, transport) as client:
            endpoint = Endpoint(client)
            await endpoint.require_ready()
            yield endpoint


def _wired(settings: Settings) -> Any:
    from service.wiring import open_services  # here: it loads the model libraries

    return open_services(settings)


@asynccontextmanager
async def over_http(address: str, token: str | None = None) -> AsyncIterator[Endpoint]:
    """A service that listens on ``address``, e.g. ``http://127.0.0.1:8080``. Raises EndpointUnusable."""
    try:
        opened = _client(address, token, httpx.AsyncHTTPTransport())
    except httpx.InvalidURL as exc:
        raise EndpointUnusable(f"{address} is no address ({exc}); give one as http://127.0.0.1:8080") from exc
    async with opened as client:
        endpoint = Endpoint(client)
        await endpoint.require_ready()
        yield endpoint


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _client(address: str, token: str | None, transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(base_url=address, headers=headers, transport=transport, timeout=TIMEOUT_S)


def _said(response: httpx.Response) -> str:
    """The detail of a problem document, or the beginning of whatever came instead."""
    problem = _json(response)
    if not isinstance(problem, dict):
        return response.text[:200]
    fields = "; ".join(f"{one.get('field')}: {one.get('message')}" for one in problem.get("errors") or ())
    reasons = "; ".join(problem.get("not_ready") or ())
    return " ".join(part for part in (str(problem.get("detail", problem)), fields, reasons) if part)


def _named(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _since(started: float) -> float:
    return (perf_counter() - started) * 1000
