"""The section that answers -> the stretches of it that are quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Article, Span
from kb_index.text.markdown import render
from service.drafting.passages import Section, Unit, UnitKind
from service.drafting.prompt_book import Wording

_WHOLE = 380  # a section no longer than this is quoted whole
_OVERRUN = 2.2  # a list or table may exceed the budget by this factor: half a list helps nobody


@dataclass(frozen=True, slots=True)
class Quotation:
    """``article.body_markdown[span]`` renders to ``text``."""

    article: Article
    version_hash: str
    span: Span
    text: str
    kind: UnitKind  # of its first unit
    avoidable: bool  # holds a word that replies avoid


@dataclass(frozen=True, slots=True)
class Candidate:
    article: Article
    version_hash: str
    section: Section
    similarity: float  # relative to the best hit, 0..1


def coverage(terms: frozenset[str], wanted: Mapping[str, float]) -> float:
    """0..1: the part of the wanted weight that the terms hold."""
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in terms) / total if total else 0.0


def quotations_from(
    best: Candidate, question: str, wanted: Mapping[str, float], *, wording: Wording, budget: int
) -> tuple[tuple[Quotation, ...], bool]:
    """What to quote of a section, and whether steps had to be left out for want of room."""
    units = best.section.units
    scores = [_unit_score(unit, question, wanted, wording=wording) for unit in units]
    fitting = [i for i, unit in enumerate(units) if len(unit.text) <= _cap(unit, budget)]
    steps_left_out = not fitting or any(unit.kind is UnitKind.STEPS for i, unit in enumerate(units) if i not in fitting)
    if not fitting:
        return (), steps_left_out
    chosen = _chosen(units, scores, fitting, wording=wording, budget=budget)
    runs = _runs([units[i] for i in chosen], best.article.body_markdown)
    return tuple(_quotation(best, run, wording) for run in runs), steps_left_out


def _cap(unit: Unit, budget: int) -> float:
    return budget * (1.0 if unit.kind is UnitKind.SENTENCE else _OVERRUN)


def _unit_score(unit: Unit, question: str, wanted: Mapping[str, float], *, wording: Wording) -> float:
    words = set(re.findall(r"\w+", question.lower()))
    score = coverage(unit.terms, wanted)
    if unit.kind is UnitKind.STEPS and words & wording.way_words:
        score += 0.3
    if words & wording.figure_words and re.search(r"\d", unit.text):
        score += 0.1
    return score * (0.5 if avoidable(unit.text, wording) else 1.0)


def avoidable(text: str, wording: Wording) -> bool:
    """Whether the text holds a word that replies avoid."""
    return bool(_avoided(wording.avoided).search(text.lower()))


@lru_cache(maxsize=8)
def _avoided(words: tuple[str, ...]) -> re.Pattern[str]:
    shapes = []
    for word in words:
        body = re.escape(word.strip("^*")) + (r"\w*" if word.endswith("*") else r"\b")
        shapes.append((r"(?:^|[.!?]\s+|\n\W*)" if word.startswith("^") else r"\b") + body)
    return re.compile("|".join(shapes))


def _chosen(
    units: tuple[Unit, ...], scores: list[float], fitting: list[int], *, wording: Wording, budget: int
) -> list[int]:
    """Indices of the units to quote, in order: all of a short section, else the best unit and what belongs to it."""
    total = sum(len(unit.text) + 1 for unit in units)
    best = max(fitting, key=lambda i: (scores[i], -i))
    if total <= min(_WHOLE, budget) and len(fitting) == len(units):
        return [i for i in fitting if i == best or not avoidable(units[i].text, wording)]
    chosen, left = {best}, budget - len(units[best].text)
    for i in _by_closeness(best, units, scores, fitting):
        worth = scores[i] > 0 or abs(i - best) == 1 or units[i].paragraph == units[best].paragraph
        if worth and len(units[i].text) <= left and not avoidable(units[i].text, wording):
            chosen.add(i)
            left -= len(units[i].text) + 1
    return sorted(_with_support(chosen, units, wording))


def _by_closeness(best: int, units: tuple[Unit, ...], scores: list[float], fitting: list[int]) -> list[int]:
    """The other units, those of the same paragraph first, then by score; among equals the nearer first."""
    others = [i for i in fitting if i != best]
    return sorted(others, key=lambda i: (units[i].paragraph != units[best].paragraph, -scores[i], abs(i - best), i))


def _with_support(chosen: set[int], units: tuple[Unit, ...], wording: Wording) -> set[int]:
    """Adds the sentence before one that leans on it: «Поэтому…», "This…"."""
    supported = set(chosen)
    for i in sorted(chosen, reverse=True):
        at = i
        while (
            at > 0
            and at - 1 not in supported
            and _leans(units[at], wording)
            and units[at - 1].kind is UnitKind.SENTENCE
        ):
            at -= 1
            supported.add(at)
    return supported


def _leans(unit: Unit, wording: Wording) -> bool:
    first = re.match(r"\W*(\w+)", unit.text)
    return unit.kind is UnitKind.SENTENCE and first is not None and first[1].lower() in wording.leaning_openers


def _runs(units: list[Unit], markdown: str) -> list[list[Unit]]:
    """Units with nothing but white space between them are quoted as one stretch."""
    runs: list[list[Unit]] = []
    for unit in units:
        if runs and not markdown[runs[-1][-1].span.end : unit.span.start].strip():
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _quotation(candidate: Candidate, units: list[Unit], wording: Wording) -> Quotation:
    span = Span(units[0].span.start, units[-1].span.end)
    text = render(span.of(candidate.article.body_markdown)).text
    return Quotation(candidate.article, candidate.version_hash, span, text, units[0].kind, avoidable(text, wording))
