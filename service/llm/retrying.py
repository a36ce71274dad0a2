"""A try that may fail for the moment -> its result, after further tries within a deadline."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import TypeVar

from service.llm.failures import Passing

T = TypeVar("T")

BASE_S = 0.25
CAP_S = 4.0
LEAST_TRY_S = 0.5  # a further try that has less time than this is not worth the wait


async def tried(attempt: Callable[[], Awaitable[T]], *, retries: int, left: Callable[[], float], rng: Random) -> T:
    """The result of the first try that succeeds; what the last one raised otherwise.

    ``left``: seconds until the deadline. Full jitter: a wait is uniform between 0 and a bound that doubles
    (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); a ``Retry-After`` comes on top, so that
    the callers whom a server sent away together do not come back together.
    """
    for further in range(retries, -1, -1):
        try:
            return await attempt()
        except Passing as failed:
            pause = (failed.retry_after or 0.0) + rng.uniform(0.0, min(CAP_S, BASE_S * 2 ** (retries - further)))
            if not further or pause + LEAST_TRY_S > left():
                raise
        await asyncio.sleep(pause)
    raise AssertionError("the last try returns or raises")


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3: seconds, or a date); None: it asks for nothing.

    A date counts from the server's own ``Date`` where it sends one: its clock may differ from ours.
    """
    asked = headers.get("retry-after", "").strip()
    try:
        seconds = float(asked)
    except ValueError:
        until, since = _date(asked), _date(headers.get("date", "")) or now
        seconds = (until - since).total_seconds() if until else math.nan
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
