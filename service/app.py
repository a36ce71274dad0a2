"""Settings -> the ASGI application: services opened at the start, drained and closed at the end."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI

from kb_index.errors import KbError
from service.api.gate import Gate
from service.api.needs import House, OpenServices, Services
from service.api.site import build
from service.errors import OtvetError
from service.settings import Settings

_log = structlog.get_logger("otvet.app")


def create_app(settings: Settings, open_services: OpenServices | None = None) -> FastAPI:
    """``open_services`` is ``service.wiring.open_services`` where none is given.

    Raises ConfigInvalid where the address is open to the network and there is no token. Services that
    cannot be opened do not stop the app: it lives, /readyz says why it is not ready, and the rest
    answers 503.
    """
    return build(settings, partial(_lifespan, settings=settings, open_services=open_services or _wired))


def _wired(settings: Settings) -> Services:
    from service.wiring import open_services  # here, so that an app with other services loads no model library

    return open_services(settings, ahead=True)


@asynccontextmanager
async def _lifespan(app: FastAPI, *, settings: Settings, open_services: OpenServices) -> AsyncIterator[None]:
    house = House(
        Gate(workers=settings.max_concurrency, queue=settings.max_queue),
        Gate(workers=settings.llm.max_concurrency, queue=settings.max_queue),
    )
    app.state.house = house
    try:
        house.services = open_services(settings)
        # Dictionaries, index and rules live as long as the process: the collector need not walk them at each request.
        gc.collect()
        gc.freeze()
        _log.info("opened", not_ready=list(house.services.ready()))
    except (OtvetError, KbError) as exc:
        house.failure = str(exc)
        _log.error("not_opened", error=type(exc).__name__)
    try:
        yield
    finally:
        house.gate.close()
        house.drafting.close()
        gc.unfreeze()
        if house.services is not None:
            house.services.close()
        _log.info("closed")
