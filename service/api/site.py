"""Settings -> the FastAPI application with its routes, layers and documentation, still without services."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from service.api.auth import HEALTH, TokenGuard, require_token_beyond_loopback
from service.api.heads import Heads
from service.api.limits import BodyLimit, Deadline
from service.api.problems import MEDIA_TYPE, add_handlers
from service.api.routes import articles, check, health, retrieval, rewrite, standards, suggestions
from service.api.trail import HEADER, RequestTrail
from service.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
CONTRACT_VERSION = "1.0"
DESCRIPTION = """A helpdesk sends a conversation; Otvet sends back a draft reply that an agent can check and send.

Spans are half-open, in Unicode code points of the text beside them, or in UTF-16 units with `offset_unit: utf16`.
Unknown fields are refused with 422, known fields that are not served with 501. Bodies end at 1 MiB, messages at
20,000 characters; a compressed body gets 415, a key that stands twice in one object 400. Lone surrogates and NULs are
replaced one for one by U+FFFD and reported under `warnings`. Errors are RFC 9457 problems. Every answer carries
`x-request-id`; a sane one that the request carries is kept. Where the service has a token, everything but `/livez`
and `/readyz` needs it.

An `Idempotency-Key` makes a request safe to repeat: the same key and body get the same answer again, marked by
`idempotency-replayed: true`, and another body gets 422. While the first request is worked on, its repetitions wait.
Successes are kept, for an hour, in memory."""

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    "description": "The same key and body get the same answer again; another body gets 422.",
}


class OtvetApi(FastAPI):
    """FastAPI whose description tells of the token and calls problems by their media type."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = _described(super().openapi())
        return self.openapi_schema


def build(settings: Settings, lifespan: Lifespan | None = None) -> FastAPI:
    """Raises ConfigInvalid where the service would be open to the network without a token."""
    require_token_beyond_loopback(settings)
    app = OtvetApi(
        title="Otvet",
        version=CONTRACT_VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        middleware=_layers(settings),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    add_handlers(app)
    for module in (suggestions, rewrite, check, retrieval, articles, standards, health):
        app.include_router(module.router)
    app.include_router(_pages())
    app.mount("/docs/assets", StaticFiles(directory=_assets()))
    return app


def _layers(settings: Settings) -> list[Middleware]:
    """Outermost first."""
    token = settings.token.get_secret_value() if settings.token else None
    cross_origin = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=("GET", "POST", "PUT", "DELETE"),
        allow_headers=("authorization", "content-type", "idempotency-key", HEADER),
        expose_headers=(HEADER, "retry-after", "idempotency-replayed"),
    )
    return [
        Middleware(RequestTrail),
        Middleware(Heads),
        *([cross_origin] if settings.cors_origins else []),
        Middleware(TokenGuard, token=token, origins=settings.cors_origins),
        Middleware(Deadline, seconds=settings.deadline_s),
        Middleware(BodyLimit),
    ]


def _pages() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home() -> RedirectResponse:
        return RedirectResponse("/docs")

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Otvet",
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/docs/assets/favicon.png",
        )

    return router


def _assets() -> Path:
    """Swagger UI from a package, so that /docs needs no network."""
    return Path(str(resources.files("fastapi_offline").joinpath("static")))


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            operation["security"] = [{}] if path in HEALTH else [{}, {"token": []}]
            if "requestBody" in operation:
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    _as_problem(response)
    return schema


def _as_problem(response: dict[str, Any]) -> None:
    """FastAPI files every model under application/json."""
    content = response["content"]
    content[MEDIA_TYPE] = content.pop("application/json", content.get(MEDIA_TYPE, {}))
