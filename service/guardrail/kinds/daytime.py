"""A greeting bound to a time of day, held against the customer's clock -> a hit where it is another time there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.inflection import in_letter_case_of
from service.guardrail.phrases.book import PhraseSet, programs
from service.standards.node import Node

_GREETING_SENTENCES = 2
_HOURS = 24


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``begin`` o'clock up to ``end`` o'clock, over midnight where the end comes first."""

    begin: int
    end: int

    def hold(self, moment: time) -> bool:
        if self.begin < self.end:
            return self.begin <= moment.hour < self.end
        return moment.hour >= self.begin or moment.hour < self.end


@dataclass(frozen=True, slots=True)
class Daytime:
    """``greetings``: per part of the day its phrases and the hours in which they fit."""

    greetings: Mapping[str, tuple[PhraseSet, Hours]]
    instead: str

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset().union(*(phrases.triggers or () for phrases, _ in self.greetings.values()))

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        said = [
            (place, hours)
            for phrases, hours in self.greetings.values()
            for place in phrases.find(analysis)
            if analysis.sentence_of[place[0]] < _GREETING_SENTENCES
        ]
        if not said:
            return ()
        moment = _local_time(context)
        if isinstance(moment, Unknown):
            return moment
        wrong = sorted(place for place, hours in said if not hours.hold(moment))
        return tuple(Hit(analysis.span(*place), self._offer(analysis, place[0])) for place in wrong)

    def _offer(self, analysis: Analysis, first: int) -> tuple[Replacement, ...]:
        written = analysis.text[analysis.words[first].start]
        return (Replacement(in_letter_case_of(written, self.instead), "suggest"),)


def _local_time(context: CheckContext) -> time | Unknown:
    """The customer's clock; a moment without an offset says nothing about it."""
    if context.case.now is None:
        return Unknown("case.now")
    if context.end_user.time_zone is None:
        return Unknown("end_user.time_zone")
    moment, zone = _moment(context.case.now), _zone(context.end_user.time_zone)
    if moment is None:
        return Unknown("case.now")
    return moment.astimezone(zone).time() if zone is not None else Unknown("end_user.time_zone")


@lru_cache(maxsize=256)
def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name that is a folder of the database
        return None


def build(node: Node, material: Material) -> Daytime:
    """``greetings: {morning: {phrases: […], from: 4, to: 12}}``; raises StandardInvalid for hours that are none."""
    entries = node.only(required=("greetings", "instead"))
    greetings: dict[str, tuple[PhraseSet, Hours]] = {}
    for part, given in entries["greetings"].entries().items():
        own = given.only(required=("phrases", "from", "to"))
        begin, end = own["from"].integer(), own["to"].integer()
        if begin >= _HOURS or end > _HOURS or begin == end:
            raise given.refusal(f"`{part}` lasts from {begin} to {end}; write two different hours from 0 to 24")
        greetings[part] = (PhraseSet(programs(own["phrases"].items(), material.lists)), Hours(begin, end))
    return Daytime(greetings, entries["instead"].text())
