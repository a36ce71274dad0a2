"""A request with an Idempotency-Key -> the answer that the first request with this key got."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request

from service.api.wellformed import BodyUnreadable, read_json

HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
KEPT_S = 3600.0
MAX_KEPT = 1000
MAX_BYTES = 32 * 1024 * 1024
_SANE = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given."""

    status: int
    body: bytes
    media_type: str | None


@dataclass(slots=True)
class _Entry:
    request: bytes  # hash of what was asked
    until: float
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Kept | None = None


class Repeats:
    """Answers by key, in memory, for an hour, the latest thousand. Only successes are kept: a failure may be retried.

    Used on one event loop.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, kept: int = MAX_KEPT) -> None:
        self._clock = clock
        self._most = kept
        self._entries: dict[str, _Entry] = {}
        self._bytes = 0

    async def claim(self, key: str, request: bytes) -> Kept | Claim:
        """The answer, once there is one; or the claim to make it, which must be settled.

        Raises RequestValidationError where the key came with another request before.
        """
        while True:
            self._forget_old()
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry(request, self._clock() + KEPT_S)
                return Claim(self, key, entry)
            if entry.request != request:
                raise _unusable("this key came with another request before; take a new key")
            if entry.answer is not None:
                return entry.answer
            await entry.settled.wait()

    def settle(self, key: str, entry: _Entry, answer: Kept | None) -> None:
        """None: there is no answer to keep, and the next request with this key makes its own."""
        if answer is None or len(answer.body) > MAX_BYTES // 4:
            self._entries.pop(key, None)
        else:
            entry.answer = answer
            self._bytes += len(answer.body)
        entry.settled.set()
        self._forget_old()

    def _forget_old(self) -> None:
        """Keys stand in the order in which they came; one whose answer is still being made stays."""
        for key in [key for key, entry in self._entries.items() if entry.answer is not None]:
            due = self._entries[key].until <= self._clock()
            if not due and len(self._entries) <= self._most and self._bytes <= MAX_BYTES:
                break
            gone = self._entries.pop(key).answer
            self._bytes -= 0 if gone is None else len(gone.body)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right, and the duty, to answer for a key."""

    _repeats: Repeats
    _key: str
    _entry: _Entry

    def settle(self, answer: Kept | None) -> None:
        self._repeats.settle(self._key, self._entry, answer)


async def claimed(request: Request, repeats: Repeats) -> Kept | Claim:
    """Raises RequestValidationError for a key that cannot be used."""
    key = request.headers[HEADER]
    if not _SANE.fullmatch(key):
        raise _unusable("1 to 255 visible ASCII characters")
    asked = f"{request.method} {request.url.path}?{request.url.query}\0".encode() + _canonical(await request.body())
    owner = request.headers.get("authorization", "")
    scope = hashlib.sha256(f"{owner}\0{key}".encode()).hexdigest()
    return await repeats.claim(scope, hashlib.sha256(asked).digest())


def _canonical(raw: bytes) -> bytes:
    """The same JSON in another order of keys, or with other white space, is the same body."""
    try:
        return json.dumps(read_json(raw)[0], sort_keys=True).encode()
    except BodyUnreadable:
        return raw


def _unusable(why: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("header", "Idempotency-Key"), "type": "idempotency_key", "msg": why}])
