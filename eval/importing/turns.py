"""The messages of a ticket -> the question to be answered, the thread before it, and what an agent answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eval.importing.replies import answer_in
from eval.importing.threads import Said
from service.domain import Role


class Turn(StrEnum):
    """Which of several answers of one ticket becomes its case."""

    FULLEST = "fullest"  # that with the longest answer: a reply that only asks back or says goodbye teaches little
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Exchange:
    """``thread`` ends with what the customer wrote last; ``answer`` is empty where nobody answered.

    ``later``: how many messages of the ticket come after it.
    """

    thread: tuple[Said, ...]
    answer: str
    reply: str
    later: int
    first: bool  # no agent wrote before

    @property
    def asked_at(self) -> datetime | None:
        return next((one.at for one in reversed(self.thread) if one.at is not None), None)


def exchange(said: Sequence[Said], *, turn: Turn, signers: tuple[str, ...]) -> Exchange | None:
    """None: the customer wrote nothing."""
    open_ones = [one for one in said if not one.private and one.role is not None]
    if not any(one.role is Role.END_USER for one in open_ones):
        return None
    offers = list(_exchanges(open_ones, signers))
    answered = [one for one in offers if one.answer]
    if not answered:
        last = max(at for at, one in enumerate(open_ones) if one.role is Role.END_USER)
        return offers[0] if offers else _unanswered(open_ones, last)
    if turn is Turn.FULLEST:
        return max(answered, key=lambda one: len(one.answer))
    return answered[0 if turn is Turn.FIRST else -1]


def _exchanges(said: Sequence[Said], signers: tuple[str, ...]) -> Iterator[Exchange]:
    """Every run of an agent's messages that follows the customer's."""
    at = 0
    while at < len(said):
        if said[at].role is not Role.HUMAN_AGENT:
            at += 1
            continue
        end = at
        while end < len(said) and said[end].role is Role.HUMAN_AGENT:
            end += 1
        thread = tuple(said[:at])
        last = next((one.role for one in reversed(thread) if one.role is not Role.AUTOMATED_AGENT), None)
        if last is Role.END_USER:
            reply = "\n\n".join(one.text for one in said[at:end])
            answer = "\n\n".join(filter(None, (answer_in(one.text, signers=signers) for one in said[at:end])))
            yield Exchange(_to_customer(thread), answer, reply, len(said) - end, _is_first(thread))
        at = end


def _to_customer(thread: tuple[Said, ...]) -> tuple[Said, ...]:
    """Without automatic receipts behind the customer's last message."""
    last = max(at for at, one in enumerate(thread) if one.role is Role.END_USER)
    return thread[: last + 1]


def _unanswered(said: Sequence[Said], last: int) -> Exchange:
    thread = tuple(said[: last + 1])
    return Exchange(thread, "", "", len(said) - last - 1, _is_first(thread))


def _is_first(thread: Sequence[Said]) -> bool:
    return not any(one.role is Role.HUMAN_AGENT for one in thread)
