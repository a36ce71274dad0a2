"""A request's bearer token, address and origin -> let in or refused."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.problems import problem
from service.errors import ConfigInvalid
from service.settings import Settings

HEALTH = frozenset({"/livez", "/readyz"})
_CHANGING = frozenset({"PUT", "PATCH", "DELETE"})
_ARTICLE_ACTIONS = "/v1/articles:"  # posted, and they change articles too


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def require_token_beyond_loopback(settings: Settings) -> None:
    """Raises ConfigInvalid where the service would be open to the network."""
    if settings.token is None and not is_loopback(settings.host):
        raise ConfigInvalid(
            f"OTVET_HOST={settings.host} can be reached from other machines: set OTVET_TOKEN, or listen on 127.0.0.1"
        )


class TokenGuard:
    """With a token: everything but health needs it. Without: changes are for this machine alone."""

    def __init__(self, app: ASGIApp, *, token: str | None, origins: tuple[str, ...]) -> None:
        self._app = app
        self._expected = None if token is None else f"Bearer {token}".encode()
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in HEALTH:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._expected is not None and not self._knows_token(request, self._expected):
            response = problem(
                request,
                401,
                "This service wants a token: send `Authorization: Bearer …`.",
                headers={"www-authenticate": "Bearer"},
            )
            await response(scope, receive, send)
        elif self._expected is None and _changes(scope) and not self._is_local(request):
            detail = "Without OTVET_TOKEN articles can be changed from this machine only."
            await problem(request, 403, detail)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _knows_token(self, request: Request, expected: bytes) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        given = f"{scheme.capitalize()} {token.strip()}".encode("latin-1")  # as headers are decoded: the bytes as sent
        return hmac.compare_digest(given, expected)

    def _is_local(self, request: Request) -> bool:
        """A browser names the page it acts for: a foreign one could reach this service through the user."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._origins and not is_loopback(_host_of(origin)):
            return False
        return request.client is None or not _is_remote(request.client.host)


def _changes(scope: Scope) -> bool:
    return scope["method"] in _CHANGING or str(scope["path"]).startswith(_ARTICLE_ACTIONS)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:  # brackets that hold no address
        return ""


def _is_remote(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a local socket: no address
