"""Questions + Hit[] -> the stretches of the articles that answer them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Article, Hit, Span
from kb_index.text.facts import facts
from kb_index.text.lemmas import search_terms
from kb_index.text.markdown import render
from service.drafting.passages import Section, Unit, UnitKind, sections_at
from service.drafting.prompt_book import Wording

READ_HITS = 6
ENOUGH = 0.25  # of several questions, one with less of its words in the best section counts as unanswered
_BY_WORDS = 1.0
_BACKGROUND = 0.35  # weight of the message's other words beside those of the question
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
class Answer:
    """What answers one question. No quotations and no article: nothing was found for it."""

    question: str
    quotations: tuple[Quotation, ...] = ()
    article: Article | None = None
    steps_left_out: bool = False  # the steps are too long for this reply: point to the article


@dataclass(frozen=True, slots=True)
class _Candidate:
    article: Article
    version_hash: str
    section: Section
    similarity: float  # relative to the best hit, 0..1


def answers(
    questions: tuple[str, ...], query: str, hits: tuple[Hit, ...], *, wording: Wording, budget: int
) -> tuple[Answer, ...]:
    """One answer per question, in order. ``budget`` is in characters of quoted text, over all of them."""
    candidates = _candidates(hits[:READ_HITS])
    if not candidates or not questions:
        return ()
    share = budget if len(questions) == 1 else int(budget * 1.3 / len(questions))
    weights = _weights(candidates)
    found: list[Answer] = []
    for question in questions:
        wanted = _wanted(question, query, weights, len(candidates))
        best = max(candidates, key=lambda candidate: _section_score(candidate, wanted))
        if len(questions) > 1 and _coverage(_all_terms(best), wanted) < ENOUGH:
            found.append(Answer(question))
            continue
        best = _newer(best, candidates, wanted)
        found.append(_answer(question, best, wanted, wording=wording, budget=share))
    if len(questions) > 1 and not any(answer.quotations for answer in found):
        return answers((query,), query, hits, wording=wording, budget=budget)  # what was found fits the whole
    return _merged(found)


# --- which section ----------------------------------------------------------------------------------


def _candidates(hits: tuple[Hit, ...]) -> tuple[_Candidate, ...]:
    top = max((hit.similarity for hit in hits), default=0.0) or 1.0
    seen: dict[tuple[str, Span], _Candidate] = {}
    for hit in hits:
        for section in sections_at(hit.article.body_markdown, hit.passage.span):
            key = (hit.article.article_id, section.span)
            if key not in seen:
                seen[key] = _Candidate(hit.article, hit.version_hash, section, max(0.0, hit.similarity / top))
    return tuple(seen.values())


def _weights(candidates: tuple[_Candidate, ...]) -> Counter[str]:
    return Counter(term for candidate in candidates for term in _all_terms(candidate))


def _weight(term: str, weights: Counter[str], n: int) -> float:
    return math.log(1.0 + (n + 1.0) / (weights[term] + 0.5))


def _wanted(question: str, query: str, weights: Counter[str], n: int) -> dict[str, float]:
    """The question's terms by weight; the rest of the message is its background."""
    own = {term: _weight(term, weights, n) for term in search_terms(question, "ru")}
    around = {term: _BACKGROUND * _weight(term, weights, n) for term in search_terms(query, "ru")}
    return around | own


def _all_terms(candidate: _Candidate) -> frozenset[str]:
    return candidate.section.terms | _title_terms(candidate.article.title)


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(search_terms(title, "ru"))


def _coverage(terms: frozenset[str], wanted: Mapping[str, float]) -> float:
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in terms) / total if total else 0.0


def _section_score(candidate: _Candidate, wanted: Mapping[str, float]) -> float:
    """Search knows best which article; the words decide between its sections and between questions."""
    return candidate.similarity + _BY_WORDS * _coverage(candidate.section.terms, wanted)


def _newer(best: _Candidate, candidates: Iterable[_Candidate], wanted: Mapping[str, float]) -> _Candidate:
    """A newer article that says the same, or something else about the same, wins."""
    bar, covered = 0.75 * _section_score(best, wanted), 0.95 * _coverage(_all_terms(best), wanted)
    for other in candidates:
        later = (other.article.updated_at or "") > (best.article.updated_at or "")
        if other.article.article_id == best.article.article_id or not later or _section_score(other, wanted) < bar:
            continue
        if _coverage(_all_terms(other), wanted) < covered:
            continue  # the question names something that only the older article knows
        if _alike(best.section.terms, other.section.terms) >= 0.5 or _disagree(best, other, wanted):
            best = other
    return best


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / len(one | two) if one | two else 0.0


def _disagree(one: _Candidate, two: _Candidate, wanted: Mapping[str, float]) -> bool:
    """Whether the sentences that answer say the same of the same but with other figures."""
    first, second = (max(c.section.units, key=lambda unit: _coverage(unit.terms, wanted)) for c in (one, two))
    words = [frozenset(term for term in unit.terms if not term[0].isdigit()) for unit in (first, second)]
    if _alike(*words) < 0.35:
        return False
    figures = [{(fact.kind, fact.value) for fact in facts(unit.text)} for unit in (first, second)]
    return bool(figures[0]) and bool(figures[1]) and not figures[0] & figures[1]


# --- which stretch of it ----------------------------------------------------------------------------


def _answer(question: str, best: _Candidate, wanted: Mapping[str, float], *, wording: Wording, budget: int) -> Answer:
    units = best.section.units
    scores = [_unit_score(unit, question, wanted, wording=wording) for unit in units]
    fitting = [i for i, unit in enumerate(units) if len(unit.text) <= _cap(unit, budget)]
    steps_left_out = any(units[i].kind is UnitKind.STEPS for i in range(len(units)) if i not in fitting)
    if not fitting:
        return Answer(question, (), best.article, steps_left_out=True)
    chosen = _chosen(units, scores, fitting, wording=wording, budget=budget)
    quotations = tuple(_quotation(best, [units[i] for i in run], wording) for run in _runs(chosen))
    return Answer(question, quotations, best.article, steps_left_out=steps_left_out)


def _cap(unit: Unit, budget: int) -> float:
    return budget * (1.0 if unit.kind is UnitKind.SENTENCE else _OVERRUN)


def _unit_score(unit: Unit, question: str, wanted: Mapping[str, float], *, wording: Wording) -> float:
    words = set(re.findall(r"\w+", question.lower()))
    score = _coverage(unit.terms, wanted)
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


def _chosen(units: tuple[Unit, ...], scores: list[float], fitting: list[int], *, wording: Wording, budget: int) -> list[int]:
    """Indices of the units to quote, in order: the whole of a short section, else the best unit and what belongs to it."""
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
        while at > 0 and at - 1 not in supported and _leans(units[at], wording) and units[at - 1].kind is UnitKind.SENTENCE:
            at -= 1
            supported.add(at)
    return supported


def _leans(unit: Unit, wording: Wording) -> bool:
    first = re.match(r"\W*(\w+)", unit.text)
    return unit.kind is UnitKind.SENTENCE and first is not None and first[1].lower() in wording.leaning_openers


def _runs(chosen: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for i in chosen:
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _quotation(candidate: _Candidate, units: list[Unit], wording: Wording) -> Quotation:
    span = Span(units[0].span.start, units[-1].span.end)
    text = render(span.of(candidate.article.body_markdown)).text
    return Quotation(
        candidate.article, candidate.version_hash, span, text, units[0].kind, avoidable(text, wording)
    )


def _merged(found: list[Answer]) -> tuple[Answer, ...]:
    """Two questions with the same answer get it once."""
    merged: list[Answer] = []
    for answer in found:
        spans = {(q.article.article_id, q.span) for q in answer.quotations}
        twin = next((m for m in merged if spans and spans <= {(q.article.article_id, q.span) for q in m.quotations}), None)
        if twin is None:
            merged.append(answer)
    return tuple(merged)
