"""A language model server on loopback that misbehaves exactly as it is told, and remembers every byte it was sent.

It speaks raw HTTP, so that it can do what no HTTP library lets a server do.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Over 250 lines on purpose: a catalogue of small behaviours and the server that acts them, one import for every test.

MODEL = "scripted-1"
Body = Mapping[str, Any]
Answer = str | Callable[[Body], str]


class ClientLeft(Exception):
    """The client closed its connection."""


@dataclass(frozen=True)
class Seen:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Exchange:
    """One request and the connection that waits for its answer."""

    seen: Seen
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int  # of the request, from 1
    over: bool = False  # the connection is not used again

    @property
    def streamed(self) -> bool:
        return bool(self.seen.body and self.seen.json.get("stream"))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def rest(self, seconds: float) -> None:
        """Waits; raises ClientLeft as soon as the client closes."""
        try:
            async with asyncio.timeout(seconds):
                await self.gone()
        except TimeoutError:
            return

    async def gone(self) -> None:
        """Waits until the client closes."""
        while await self.reader.read(65536):
            pass
        raise ClientLeft

    def cut(self) -> None:
        """Breaks the connection off with a reset: no orderly end."""
        self.over = True
        self.writer.transport.abort()


Behaviour = Callable[[Exchange], Awaitable[None]]


@dataclass
class Hostile:
    """What the server saw. ``url`` is a base URL for OTVET_LLM__BASE_URL."""

    url: str
    behaviour: Behaviour
    requests: list[Seen] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # time.monotonic when each request was complete
    received: bytearray = field(default_factory=bytearray)  # every byte of every connection, in order of arrival
    connections: int = 0  # accepted so far
    open: int = 0  # connections open now
    at_once: int = 0  # requests being answered now
    most_at_once: int = 0

    def quiet(self, seconds: float = 5.0) -> bool:
        """Waits until no request is being answered; whether that came about."""
        return self._wait(lambda: not self.at_once, seconds)

    def deserted(self, seconds: float = 5.0) -> bool:
        """Waits until no connection is open; whether that came about."""
        return self._wait(lambda: not self.open, seconds)

    def reached(self, requests: int, seconds: float = 5.0) -> bool:
        """Waits until so many requests have come in; whether that came about."""
        return self._wait(lambda: len(self.requests) >= requests, seconds)

    @staticmethod
    def _wait(done: Callable[[], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:
            time.sleep(0.005)
        return done()


# --- behaviours --------------------------------------------------------------------------------------


def says(answer: Answer, *, finish: str = "stop", after: float = 0.0, pieces: int = 12) -> Behaviour:
    """A good server: answers ``answer`` (or what the function makes of the request), streamed where that is asked for.

    ``after``: seconds of thinking. ``pieces``: characters of one event of a stream.
    """

    async def behave(exchange: Exchange) -> None:
        text = answer if isinstance(answer, str) else answer(exchange.seen.json)
        if after:
            await exchange.rest(after)
        if exchange.streamed:
            await exchange.send(stream_head() + chunked(*events(text, finish=finish, pieces=pieces)) + LAST_CHUNK)
        else:
            await exchange.send(whole(completion(text, finish=finish)))

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first request gets the first behaviour, and so on; the last one stays."""

    async def behave(exchange: Exchange) -> None:
        await behaviours[min(exchange.number, len(behaviours)) - 1](exchange)

    return behave


def fails(status: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> Behaviour:
    """An HTTP error; ``headers`` with underscores for hyphens, such as ``retry_after="2"``."""

    async def behave(exchange: Exchange) -> None:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        await exchange.send(whole(body.encode(), given, status))

    return behave


def refuses_fields(*names: str, answer: Answer, status: int = 400) -> Behaviour:
    """400 where a request holds one of these fields (``response_format.json_schema`` for a kind of structure)."""
    good = says(answer)

    async def behave(exchange: Exchange) -> None:
        body = exchange.seen.json
        held = [name for name in names if _holds(body, name)]
        if not held:
            await good(exchange)
            return
        error = {"message": f"Unsupported parameter: '{held[0]}'", "param": held[0].split(".")[0]}
        await fails(status, json.dumps({"error": {**error, "type": "invalid_request_error"}}))(exchange)

    return behave


def raw(*stretches: bytes, pause: float = 0.0, close: bool = True) -> Behaviour:
    """Exactly these bytes, head included; ``pause`` seconds between them; then the connection is closed in order."""

    async def behave(exchange: Exchange) -> None:
        for stretch in stretches:
            await exchange.send(stretch)
            if pause:
                await exchange.rest(pause)
        exchange.over = close

    return behave


async def refuses(exchange: Exchange) -> None:
    """No connection is accepted at all."""
    raise NotImplementedError("no request ever comes in")


async def hangs(exchange: Exchange) -> None:
    """Takes the request and never says a word."""
    await exchange.gone()


async def hangs_after_headers(exchange: Exchange) -> None:
    await exchange.send(stream_head() if exchange.streamed else head({"content-length": "1000"}))
    await exchange.gone()


async def resets(exchange: Exchange) -> None:
    """Breaks the connection off before a byte of the answer."""
    exchange.cut()


def drips(answer: str = "slow", *, every: float = 1.0, of_head: bool = False) -> Behaviour:
    """One byte ``every`` so many seconds: of the body, or from the very first byte of the head."""

    async def behave(exchange: Exchange) -> None:
        first, body = _split(exchange, answer)
        if not of_head:
            await exchange.send(first)
        for byte in body if not of_head else first + body:
            await exchange.send(bytes([byte]))
            await exchange.rest(every)

    return behave


def hangs_midway(answer: str) -> Behaviour:
    """Sends the first half and keeps the connection open."""
    return _midway(answer, lambda exchange: exchange.gone())


def closes_midway(answer: str = "half of an answer is no answer") -> Behaviour:
    """Sends the first half and closes."""

    async def close(exchange: Exchange) -> None:
        exchange.over = True

    return _midway(answer, close)


def resets_midway(answer: str = "half of an answer is no answer") -> Behaviour:
    async def cut(exchange: Exchange) -> None:
        await exchange.rest(0.05)  # what was sent is read before the reset throws it away
        exchange.cut()

    return _midway(answer, cut)


def error_midway(text: str = "The price is 100 rubles", *, status: int | None = 500) -> Behaviour:
    """A stream that begins well and ends in an error object; plainly: the error object alone, with 200."""

    async def behave(exchange: Exchange) -> None:
        error = json.dumps({"error": {"message": "overloaded", "code": status}})
        if not exchange.streamed:
            await exchange.send(whole(error.encode()))
            return
        good = events(text)[:-4]  # without its last stretch, the finish, the usage and the end
        await exchange.send(stream_head() + chunked(*good, f"data: {error}\n\n".encode()) + LAST_CHUNK)

    return behave


async def truncated_json(exchange: Exchange) -> None:
    """A body whose length is right and whose JSON stops in the middle."""
    if exchange.streamed:
        await exchange.send(stream_head() + chunked(b'data: {"choices": [{"delta": {"cont\n\n') + LAST_CHUNK)
    else:
        await exchange.send(whole(completion("cut")[:-20]))


async def wrong_json(exchange: Exchange) -> None:
    """Valid JSON of another make."""
    body = b'{"outputs": ["hello"], "status": "done"}'
    if exchange.streamed:
        await exchange.send(stream_head() + chunked(b"data: " + body + b"\n\n") + LAST_CHUNK)
    else:
        await exchange.send(whole(body))


async def empty_body(exchange: Exchange) -> None:
    await exchange.send(stream_head() + LAST_CHUNK if exchange.streamed else whole(b""))


async def html(exchange: Exchange) -> None:
    """The login page of some gateway, with 200."""
    page = b"<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>"
    await exchange.send(whole(page, {"content-type": "text/html; charset=utf-8"}))


def redirects(to: str) -> Behaviour:
    return fails(307, "", location=to)


def huge(characters: int = 1_000_000) -> Behaviour:
    """An answer of a million characters, or an endless one: it goes on while somebody reads."""

    async def behave(exchange: Exchange) -> None:
        text = "word " * (characters // 5)
        if not exchange.streamed:
            await exchange.send(whole(completion(text)))
            return
        await exchange.send(stream_head())
        for start in range(0, len(text), 1000):
            await exchange.send(chunked(event(text[start : start + 1000])))
        await exchange.send(chunked(*events("")[-3:]) + LAST_CHUNK)

    return behave


def gzip_bomb(megabytes: int = 200) -> Behaviour:
    """A small compressed body that would unpack to so many megabytes."""
    bomb = gzip.compress(b" " * 1_000_000, 9) * megabytes

    async def behave(exchange: Exchange) -> None:
        await exchange.send(whole(bomb, {"content-encoding": "gzip"}))

    return behave


def wrong_length(by: int) -> Behaviour:
    """A Content-Length that is ``by`` bytes more (or less) than what is sent; then the connection is closed."""

    async def behave(exchange: Exchange) -> None:
        body = completion("hello")
        await exchange.send(head({"content-length": str(len(body) + by)}) + body)
        exchange.over = True

    return behave


def stream_of(*lines: bytes, content_type: str = "text/event-stream", cut_at: tuple[int, ...] = ()) -> Behaviour:
    """These bytes as the body of a stream, cut into pieces at the given places, each piece a packet of its own."""

    async def behave(exchange: Exchange) -> None:
        body = b"".join(lines)
        await exchange.send(head({"content-type": content_type, "transfer-encoding": "chunked"}))
        for start, end in zip((0, *cut_at), (*cut_at, len(body)), strict=True):
            await exchange.send(chunked(body[start:end]))
            await asyncio.sleep(0.002)
        await exchange.send(LAST_CHUNK)

    return behave


# --- the wire format ---------------------------------------------------------------------------------

LAST_CHUNK = b"0\r\n\r\n"


def head(headers: Mapping[str, str], status: int = 200) -> bytes:
    lines = {"content-type": "application/json", **{name.lower(): value for name, value in headers.items()}}
    return "\r\n".join([f"HTTP/1.1 {status} X", *map(": ".join, lines.items()), "", ""]).encode()


def whole(body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> bytes:
    return head({"content-length": str(len(body)), **(headers or {})}, status) + body


def stream_head() -> bytes:
    return head({"content-type": "text/event-stream", "transfer-encoding": "chunked"})


def chunked(*pieces: bytes) -> bytes:
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces if piece)


def completion(text: str, *, finish: str = "stop") -> bytes:
    """A whole answer of the chat completions format."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "model": MODEL, "choices": [choice], "usage": _usage(text)},
        ensure_ascii=False,
    ).encode()


def event(text: str | None = None, *, finish: str | None = None, **more: object) -> bytes:
    """One event of a stream."""
    delta = {} if text is None else {"content": text}
    chunk = {"id": "1", "object": "chat.completion.chunk", "model": MODEL}
    data = {**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def events(text: str, *, finish: str = "stop", pieces: int = 12) -> list[bytes]:
    """A whole stream: the role, the text in pieces, the finish, the usage, the end."""
    parts = [text[start : start + pieces] for start in range(0, len(text), pieces)]
    usage = {"id": "1", "model": MODEL, "choices": [], "usage": _usage(text)}
    ends = [event(finish=finish), f"data: {json.dumps(usage)}\n\n".encode(), b"data: [DONE]\n\n"]
    return [event(""), *map(event, parts), *ends]


def _usage(text: str) -> dict[str, int]:
    return {"prompt_tokens": 100, "completion_tokens": len(text), "total_tokens": 100 + len(text)}


def _holds(body: Body, name: str) -> bool:
    field_name, _, kind = name.partition(".")
    return field_name in body and (not kind or body[field_name].get("type") == kind)


def _split(exchange: Exchange, text: str) -> tuple[bytes, bytes]:
    """Head and body of a good answer, told apart; the body of a stream without its last chunk."""
    if exchange.streamed:
        return stream_head(), chunked(*events(text))
    body = completion(text)
    return head({"content-length": str(len(body))}), body


def _midway(answer: str, then: Behaviour) -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        first, body = _split(exchange, answer)
        if exchange.streamed:
            good = events(answer)
            body = chunked(*good[: len(good) // 2])
        await exchange.send(first + (body if exchange.streamed else body[: len(body) // 2]))
        await then(exchange)

    return behave


# --- the server --------------------------------------------------------------------------------------


@contextmanager
def hostile(behaviour: Behaviour, *, certificate: Path | None = None) -> Iterator[Hostile]:
    """A server that behaves so, on a thread of its own, while the block lasts.

    ``certificate``: a PEM file with its key; the server speaks TLS then.
    """
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))  # bound and not listening: the kernel refuses each connection
        server = Hostile(f"http{'s' if certificate else ''}://127.0.0.1:{sock.getsockname()[1]}/v1", behaviour)
        if behaviour is refuses:
            yield server
            return
        sock.listen(512)
        with _on_a_thread(server, sock, certificate):
            yield server


@contextmanager
def _on_a_thread(server: Hostile, sock: socket.socket, certificate: Path | None) -> Iterator[None]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if certificate else None
    if tls is not None and certificate is not None:
        tls.load_cert_chain(certificate)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    over = asyncio.Event()

    async def serve() -> None:
        writers: list[asyncio.StreamWriter] = []

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            await _connection(server, reader, writer)

        listener = await asyncio.start_server(accept, sock=sock, ssl=tls)
        ready.set()
        await over.wait()
        loop.remove_reader(sock)  # nobody else comes in
        await _ended(writers)
        listener.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="hostile-llm", daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(5)
        loop.close()


async def _ended(writers: list[asyncio.StreamWriter]) -> None:
    """Nothing is left open: a loop that closes over an open connection warns in whatever test comes next."""
    for _ in range(10):  # who was just accepted gets a transport, then a writer
        await asyncio.sleep(0)
    acting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in acting:
        task.cancel()
    await asyncio.gather(*acting, return_exceptions=True)
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0.01)


async def _connection(server: Hostile, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    server.connections += 1
    server.open += 1
    try:
        while (seen := await _request(server, reader)) is not None:
            if not await _answered(server, seen, reader, writer):
                break
    except (ClientLeft, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        pass
    finally:
        server.open -= 1
        writer.close()


async def _answered(server: Hostile, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    server.requests.append(seen)
    server.times.append(time.monotonic())
    exchange = Exchange(seen, reader, writer, len(server.requests))
    server.at_once += 1
    server.most_at_once = max(server.most_at_once, server.at_once)
    try:
        await server.behaviour(exchange)
    finally:
        server.at_once -= 1
    return not exchange.over


async def _request(server: Hostile, reader: asyncio.StreamReader) -> Seen | None:
    """The next request of the connection; None where the client closed it."""
    top = await reader.readuntil(b"\r\n\r\n")
    server.received += top
    first, *lines = top.decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    server.received += body
    return Seen(method, path, headers, body)
