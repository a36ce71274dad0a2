"""The stretches of a section and their scores -> those that are quoted."""

from __future__ import annotations

import re
from functools import lru_cache

from kb_index.ranking.wording import wording as asked_how
from service.drafting.leave import says_who_may
from service.drafting.passages import Unit, UnitKind
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Sought, codes_of

WHOLE = 600  # characters; a section no longer than this is quoted whole
_HOLDS_MOST, _ASIDE = 0.5, 0.4  # score of a sentence that answers; part of it that a paragraph beside it has to reach
_OVERRUN = 1.5  # what to do may exceed the room by this factor: what has happened helps nobody by itself
_LABEL = re.compile(r"«[^«»\n]{1,60}»|“[^“”\n]{1,60}”|\"[^\"\n]{1,60}\"|\*\*[^*\n]{1,60}\*\*")


def avoidable(text: str, wording: Wording) -> bool:
    """Whether the text holds a word that replies avoid."""
    ours = wording.innocent.sub(" ", _LABEL.sub(" ", text))  # the name of a button is not what a reply says
    return bool(_avoided(wording.avoided).search(ours.lower()))


@lru_cache(maxsize=8)
def _avoided(words: tuple[str, ...]) -> re.Pattern[str]:
    shapes = []
    for word in words:
        body = re.escape(word.strip("^*")) + (r"\w*" if word.endswith("*") else r"\b")
        shapes.append((r"(?:^|[.!?]\s+|\n\W*)" if word.startswith("^") else r"\b") + body)
    return re.compile("|".join(shapes))


def chosen_units(
    units: tuple[Unit, ...], scores: list[float], fitting: list[int], wants: Sought, *, wording: Wording, budget: int
) -> list[int]:
    """Indices of the units to quote, in order: all of a short section, else the best unit and what belongs to it."""
    deciding = [says_who_may(unit, wants.leave, wording) for unit in units]
    if any(deciding[i] for i in fitting):
        return _decided(units, deciding, fitting, wording=wording, budget=budget)
    total = sum(unit.length + 1 for unit in units)
    best = max(fitting, key=lambda i: (scores[i], -i))
    if total <= min(WHOLE, budget) and len(fitting) == len(units):
        spoken = [i for i in fitting if i == best or not avoidable(units[i].text, wording)]
        kept = [i for i in spoken if i >= best or scores[i] > 0 or units[i].paragraph == units[best].paragraph]
        return _without_asides(kept, best, units, scores, wants, wording)
    chosen, left = {best}, budget - units[best].length
    for i in _by_closeness(best, units, scores, fitting, onward=wants.remedy):
        worth = scores[i] > 0 or i == best + 1 or units[i].paragraph == units[best].paragraph
        room = left * _OVERRUN if wants.remedy and i == best + 1 else left
        if worth and units[i].length <= room and scores[i] >= 0 and not avoidable(units[i].text, wording):
            chosen.add(i)
            left -= units[i].length + 1
    return sorted(_with_support(chosen, units, set(fitting), wording))


def _without_asides(
    kept: list[int], best: int, units: tuple[Unit, ...], scores: list[float], wants: Sought, wording: Wording
) -> list[int]:
    """Without the paragraphs that hold little of the question beside a sentence that holds most of it.

    Steps and tables are asides where their form was not asked for; what follows the sentence may be its condition.
    """
    left = set(kept)
    if units[best].kind is UnitKind.SENTENCE and scores[best] >= _HOLDS_MOST:
        most: dict[int, float] = {}
        for i in kept:
            most[units[i].paragraph] = max(most.get(units[i].paragraph, 0.0), scores[i])
        asides = {units[i].paragraph for i in kept if _is_aside(units[i], units[best], wants)}
        left = {
            i for i in kept if units[i].paragraph not in asides or most[units[i].paragraph] >= _ASIDE * scores[best]
        }
    return [i for i in kept if i in left and (i == best or not _leans_on_left_out(i, units, left, wording))]


def _leans_on_left_out(at: int, units: tuple[Unit, ...], left: set[int], wording: Wording) -> bool:
    """«Или наберите *100#» goes on with the steps that are not quoted."""
    gone = at > 0 and at - 1 not in left and units[at - 1].kind is not UnitKind.SENTENCE
    return gone and _leans(units[at], wording)


def _is_aside(unit: Unit, best: Unit, wants: Sought) -> bool:
    about_code = bool(codes_of(best.text) & wants.codes)  # what stands beside it is for other cases
    if unit.paragraph == best.paragraph:
        return False
    if unit.kind in (UnitKind.LIST, UnitKind.CODE):  # else they tell more of it
        return about_code
    if unit.kind is UnitKind.STEPS:
        return not (wants.way or wants.remedy)
    narrow = asked_how(wants.question, 0).polar or bool(wants.figures)  # «Что входит в…?» may mean all of it
    return unit.kind is UnitKind.TABLE or (narrow and unit.paragraph < best.paragraph)


def _decided(
    units: tuple[Unit, ...], deciding: list[float], fitting: list[int], *, wording: Wording, budget: int
) -> list[int]:
    """What says who may, and what its paragraph goes on to say: the steps beside it are for those who may."""
    plainest = max(fitting, key=lambda i: deciding[i])
    chosen, left = {plainest}, budget - units[plainest].length
    for i in (i for i in fitting if i > plainest and units[i].paragraph == units[plainest].paragraph):
        left -= units[i].length + 1
        if left < 0 or avoidable(units[i].text, wording):
            break
        chosen.add(i)
    return sorted(_with_support(chosen, units, set(fitting), wording))


def _by_closeness(
    best: int, units: tuple[Unit, ...], scores: list[float], fitting: list[int], *, onward: bool
) -> list[int]:
    """The other units, those of the same paragraph first, then by score; among equals the nearer first.

    ``onward``: what follows comes before all: what to do stands behind what has happened.
    """

    def order(i: int) -> tuple[bool, bool, float, int, int]:
        return onward and i != best + 1, units[i].paragraph != units[best].paragraph, -scores[i], abs(i - best), i

    return sorted((i for i in fitting if i != best), key=order)


def _with_support(chosen: set[int], units: tuple[Unit, ...], fitting: set[int], wording: Wording) -> set[int]:
    """Adds the sentence before one that leans on it: «Поэтому…», "This…"."""
    supported = set(chosen)
    for i in sorted(chosen, reverse=True):
        at = i
        while (
            at > 0
            and at - 1 not in supported
            and at - 1 in fitting
            and _leans(units[at], wording)
            and units[at - 1].kind is UnitKind.SENTENCE
        ):
            at -= 1
            supported.add(at)
    return supported


def _leans(unit: Unit, wording: Wording) -> bool:
    if unit.kind is not UnitKind.SENTENCE:
        return False
    first = re.match(r"\W*(\w+)", unit.text)
    opens = first is not None and first[1].lower() in wording.leaning_openers
    return opens or bool(wording.leans.search(unit.text))
