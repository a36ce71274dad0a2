"""`otvet serve`: settings -> a service that listens, says how to call it, and drains when it is told to stop."""

from __future__ import annotations

import errno
import json
import math
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from service import logs
from service.api.auth import require_token_beyond_loopback
from service.api.needs import Services
from service.app import create_app
from service.commands.console import PortUnusable, say
from service.settings import Settings, load_settings, pending_settings


def serve(
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index [OTVET_INDEX].")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [OTVET_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, 0 for any [OTVET_PORT].")] = None,
) -> None:
    """Start the service; Ctrl-C or SIGTERM lets running requests end and stops it."""
    settings = load_settings(index=index, host=host, port=port)
    require_token_beyond_loopback(settings)
    logs.configure(settings.log_level, sys.stderr)
    for name in pending_settings():
        say(f"otvet: {name} is set, but this version uses no language model yet")
    with listener(settings.host, settings.port) as sock:  # before the seconds that the models take to load
        services = _opened(settings)
        _run(settings, services, sock)


def listener(host: str, port: int) -> socket.socket:
    """A bound socket. Raises PortUnusable."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as exc:
        raise PortUnusable(f"{host} is no address to listen on ({exc.strerror}); check OTVET_HOST") from exc
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
    except OSError as exc:
        sock.close()
        raise PortUnusable(_refusal(host, port, exc)) from exc
    return sock


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; stop what listens there or choose another with --port"
    return f"cannot listen on {host}:{port} ({error.strerror}); choose another with --host and --port"


def _opened(settings: Settings) -> Services:
    from service.wiring import open_services  # here: it loads the model libraries

    services: Services = open_services(settings)
    for missing in services.ready():
        say(f"otvet: not ready: {missing}")
    return services


def _run(settings: Settings, services: Services, sock: socket.socket) -> None:
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
    if chosen.language_code == "ru":
        return f"Здравствуйте! Подскажите, пожалуйста: {chosen.title}?"
    return f"Hello! Could you help me with this: {chosen.title}?"
