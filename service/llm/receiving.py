"""The body of a 200 as it comes in -> the gathered answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import anyio
import httpx

from service.llm.failures import bad_answer, broke_off, of_refusal, timed_out, within_answer
from service.llm.gathering import Gathered
from service.llm.sse import Events, Frames, Lines
from service.llm.wire import Codec, WireError, WirePart, WireRefusal

T = TypeVar("T")
D = TypeVar("D")

# A reply has a few thousand characters; JSON and the frames of a stream make its bytes some ten times as many.
MOST_CHARACTERS = 256 * 1024
MOST_BYTES = 1024 * 1024
MOST_REPEATED = 16 * MOST_BYTES  # of a stream that tells the whole text anew in each event
USAGE_S = 1.0  # for the count of tokens, once the answer itself is whole
END_S = 0.05  # for the end of the stream, once it says that it is over: then the connection can be used again


class Incoming:
    """The bytes of one response, read with limits: of silence, and of size."""

    def __init__(self, response: httpx.Response, *, idle_s: float) -> None:
        self._response = response
        self._idle_s = idle_s
        self._read = 0
        self._leaves: float | None = None

    @property
    def whole(self) -> bool:
        """The answer is: what follows is waited for but a moment, and may fail."""
        return self._leaves is not None

    def leave_within(self, seconds: float) -> None:
        """The answer is whole; another ``seconds`` at most are given to what follows."""
        self._leaves = anyio.current_time() + seconds

    async def chunks(self, most: int = MOST_BYTES) -> AsyncIterator[bytes]:
        """As they come, never unpacked. Raises ChatFailed."""
        if self._response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise bad_answer("the language model's server compressed its answer though it was asked not to")
        stream = self._response.aiter_raw()
        while (chunk := await self._next(stream)) is not None:
            self._read += len(chunk)
            if self._read > most:
                raise bad_answer(f"the language model's server sent more than {most} bytes")
            yield chunk

    async def _next(self, stream: AsyncIterator[bytes]) -> bytes | None:
        try:
            with anyio.fail_after(self._patience()):
                return await anext(stream, None)
        except TimeoutError:
            failed = timed_out("fell silent in the middle of an answer")
        except httpx.HTTPError as exc:
            failed = within_answer(exc)
        if self.whole:
            return None
        raise failed

    def _patience(self) -> float:
        if self._leaves is None:
            return self._idle_s
        return max(self._leaves - anyio.current_time(), 0.0)


async def whole_answer(incoming: Incoming, codec: Codec) -> Gathered:
    """An answer that comes as one document. Raises ChatFailed."""
    gathered = Gathered()
    body = b"".join([chunk async for chunk in incoming.chunks()])
    _add(gathered, decoded(codec.decode, body))
    gathered.end()
    gathered.finish = gathered.finish or "stop"  # the document is whole; its end needs no word
    return gathered


async def streamed_answer(incoming: Incoming, codec: Codec, say: Callable[[str], None]) -> Gathered:
    """An answer that comes in events; ``say`` gets each new stretch. Raises ChatFailed.

    Some servers send one document though they were asked for a stream: it holds no event and is read as what it is.
    """
    gathered, document = Gathered(), bytearray()
    frames: Frames = Lines() if codec.line_stream else Events()
    eventful = False
    async for chunk in incoming.chunks(MOST_REPEATED if codec.line_stream else MOST_BYTES):
        document += b"" if eventful else chunk
        for data in frames.feed(chunk):
            eventful = True
            _event(gathered, incoming, decoded(codec.decode_event, data), say)
    for data in frames.end():
        eventful = True
        _event(gathered, incoming, decoded(codec.decode_event, data), say)
    if not eventful:
        _tell(say, _add(gathered, decoded(codec.decode, bytes(document))))
    elif not incoming.whole:
        raise (
            broke_off() if gathered.text else bad_answer("the language model's server sent a stream without an answer")
        )
    _tell(say, gathered.end())
    gathered.finish = gathered.finish or "stop"
    return gathered


def _event(gathered: Gathered, incoming: Incoming, part: WirePart | None, say: Callable[[str], None]) -> None:
    if part is None:
        incoming.leave_within(END_S)
        return
    _tell(say, _add(gathered, part))
    if part.finish is not None:
        incoming.leave_within(USAGE_S)


def _add(gathered: Gathered, part: WirePart) -> str:
    stretch = gathered.add(part)
    if gathered.size > MOST_CHARACTERS:
        raise bad_answer(f"the language model's answer has more than {MOST_CHARACTERS} characters")
    return stretch


def _tell(say: Callable[[str], None], stretch: str) -> None:
    if stretch:
        say(stretch)


def decoded(decode: Callable[[D], T], data: D) -> T:
    """Raises ChatFailed where the codec does not understand the data. The cause is left out: it may quote them."""
    try:
        return decode(data)
    except WireRefusal as refusal:
        raise of_refusal(refusal.status) from None
    except WireError as exc:
        raise bad_answer(str(exc)) from None
