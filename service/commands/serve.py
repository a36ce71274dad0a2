"""`otvet serve`: settings -> a service that listens, says how to call it, and drains when it is told to stop."""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from service import logs
from service.commands.console import PortUnusable
from service.settings import load_settings


def serve(
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index [OTVET_INDEX].")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [OTVET_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, 0 for any [OTVET_PORT].")] = None,
) -> None:
    """Start the service; Ctrl-C or SIGTERM lets running requests end and stops it."""
    settings = load_settings(index=index, host=host, port=port)
    from service.api.auth import require_token_beyond_loopback  # here and below: what --help does not need

    require_token_beyond_loopback(settings)
    logs.configure(settings.log_level, sys.stderr)
    with listener(settings.host, settings.port) as sock:  # before the seconds that the models take to load
        from service.commands.server import run

        run(settings, sock)


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
