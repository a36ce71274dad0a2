"""Settings and a bound socket -> a server that says hello when it listens and drains when it is told to stop."""

from __future__ import annotations

import json
import math
import signal
import socket
import sys
from collections.abc import Callable

import typer
import uvicorn

from service.api.needs import Services
from service.app import create_app
from service.commands.console import say
from service.settings import Settings
from service.wiring import open_services

# A short request passes the interpreter from thread to thread several times, and waits so long each time for a draft
# that is being worked out: Python's 5 ms add up to more than the request itself.
_TURN_S = 0.0005


def _opened(settings: Settings) -> Services:
    services: Services = open_services(settings)
    for missing in services.ready():
        say(f"otvet: not ready: {missing}")
    return services


def run(settings: Settings, sock: socket.socket) -> None:
    """Opens the services, serves until a signal comes, drains. Raises what opening them raises."""
    services = _opened(settings)
    sys.setswitchinterval(_TURN_S)
    app = create_app(settings, lambda _: services)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # the service logs its requests itself, by route and without queries
        timeout_graceful_shutdown=math.ceil(settings.deadline_s),
        server_header=False,
    )
    # uvicorn raises the signal again after it has drained; without these, a clean stop would not exit with 0.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    Announcing(config, lambda: say_hello(settings, services, sock)).run(sockets=[sock])


class Announcing(uvicorn.Server):
    """A server that calls back when it accepts connections."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()


def say_hello(settings: Settings, services: Services, sock: socket.socket) -> None:
    """The address, a request to paste into a shell, the page to open."""
    host, port = sock.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    index = services.retriever.describe()
    typer.echo(f"Otvet is listening on {address} ({index.articles} articles, embedder: {settings.embedder})")
    typer.echo(f"\nTry:\n{curl(address, services, guarded=settings.token is not None)}")
    typer.echo(f"\nOpen {address}/docs\n")
    sys.stdout.flush()


def curl(address: str, services: Services, *, guarded: bool) -> str:
    """A suggestion request that an article of this index answers, quoted for a POSIX shell."""
    body = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": _question(services)}]}}
    quoted = json.dumps(body, ensure_ascii=False).replace("'", "'\\''")
    token = ' -H "Authorization: Bearer $OTVET_TOKEN"' if guarded else ""
    return f"curl -sS {address}/v1/suggestions -H 'Content-Type: application/json'{token} -d '{quoted}'"


def _question(services: Services) -> str:
    """The title of a how-to asks what its article answers."""
    found = services.shelf.page(after=None, limit=200)
    chosen = next((one for one in found if one.title.lower().startswith(("как ", "how "))), found[0] if found else None)
    if chosen is None:
        return "Здравствуйте! Как выгрузить отчёт?"
    title = chosen.title.rstrip("?!. ")
    if chosen.language_code == "ru":
        return f"Здравствуйте! Подскажите, пожалуйста: {title}?"
    return f"Hello! Could you help me with this: {title}?"
