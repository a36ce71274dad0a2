"""Channel, limit, approach -> how much a composed reply may hold, ever less until it fits."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain import Approach, Channel
from service.drafting.answering import Room

# Characters of quoted text per channel: what people read in one go there.
_BUDGET = {
    Channel.EMAIL: 900,
    Channel.TICKET: 900,
    Channel.CHAT: 520,
    Channel.SOCIAL_PRIVATE: 520,
    Channel.MESSENGER: 400,
    Channel.SOCIAL_PUBLIC: 220,
}
_HEART = 240  # of a short answer: one or two sentences, the rest is behind the link


def rooms(channel: Channel, limit: int | None, approach: Approach) -> Iterator[Room]:
    """Ever less room, until the reply fits."""
    short = approach is Approach.SHORT
    budget = min(_HEART, _BUDGET[channel]) if short else _BUDGET[channel]
    yield Room(budget, frills=not short)
    if limit is None:
        return
    for part in (0.7, 0.5):
        yield Room(min(budget, int(limit * part)), frills=False)
    for part in (0.7, 0.5):  # an answer is worth more than a link
        yield Room(min(budget, int(limit * part)), frills=False, links=False)
    for part in (0.7, 0.5):  # and whole steps more than a question at the end
        yield Room(min(budget, int(limit * part)), frills=False, links=False, bare=True)
    yield Room(min(budget, int(limit * 0.35)), frills=False)
    for part in (0.35, 0.2):
        yield Room(min(budget, int(limit * part)), frills=False, links=False)
    for part in (0.6, 0.3):
        yield Room(min(budget, int(limit * part)), frills=False, links=False, signature=False)
    yield Room(min(budget, int(limit * 0.3)), frills=False, links=False, signature=False, bare=True)
