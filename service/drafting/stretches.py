"""The section that answers -> the stretches of it that are quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb_index.ranking.wording import wording as asked_how
from kb_index.records import Article, Span
from kb_index.text.markdown import render
from service.drafting.candidates import Candidate
from service.drafting.cells import asked_columns, cells, named_rows
from service.drafting.choosing import WHOLE, avoidable, chosen_units
from service.drafting.fragments import is_label
from service.drafting.leave import deciding_rows
from service.drafting.narrowing import period_told, states_number_of
from service.drafting.passages import Unit, UnitKind, sections_of
from service.drafting.plain import plain
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Sought, codes_of

_WAY, _FIGURE, _FOREIGN = 0.3, 0.25, 0.4  # steps where a way is asked for, a figure, another error code
_NO_YES = 0.5  # a table of which no row is asked for, where a yes or no is
_NUMBERED = 0.4  # a figure beside what is to be counted
_OF_THE_CODE = 0.05  # under a heading that names the error code
_NEAR, _FAR = 0.6, 0.3  # closeness in meaning, above what any two sentences have in common
_OVERRUN = 2.2  # a list or table may exceed the budget by this factor: half a list helps nobody


@dataclass(frozen=True, slots=True)
class Quotation:
    """``article.body_markdown[span]`` renders to ``text``: `plain`."""

    article: Article
    version_hash: str
    span: Span
    text: str
    kind: UnitKind  # of its first unit
    avoidable: bool  # holds a word that replies avoid
    names: bool = False  # it is the heading of what is quoted next


def quotations_from(
    best: Candidate, wants: Sought, *, wording: Wording, budget: int
) -> tuple[tuple[Quotation, ...], UnitKind | None]:
    """What to quote of a section, and the kind of what had to be left out for want of room (steps, a table)."""
    units = tuple(_asked_part(unit, best.article, wants, wording) for unit in best.section.units)
    on_topic = {unit.paragraph for unit in units if wants.covers(unit.terms) > 0}
    scores = [_unit_score(unit, wants, on_topic=unit.paragraph in on_topic, wording=wording) for unit in units]
    if codes_of(best.section.heading) & wants.codes:  # all of it is about the code, in whatever words
        scores = [score + _OF_THE_CODE for score in scores]
    made_up = _of_examples(units, wording)
    usable = [i for i, unit in enumerate(units) if i not in made_up and not _dangles(units, i, best.article, wording)]
    fitting = [i for i in usable if _fits(units[i], budget)]
    fitting = _without_steps(units, fitting, wants)
    too_long = [units[i].kind for i in usable if units[i].kind is not UnitKind.SENTENCE and not _fits(units[i], budget)]
    left_out = too_long[0] if too_long else None
    if not fitting:
        return (), left_out
    chosen = chosen_units(units, scores, fitting, wants, wording=wording, budget=budget)
    chosen = [i for i in chosen if not _labels_nothing(units, i, chosen)]
    if not chosen:
        return (), left_out
    quoted = [*_tables_above([units[i] for i in chosen], best, wants, wording=wording)]
    for run in _runs([units[i] for i in chosen], best.article.body_markdown):
        quoted += _quotations(best, run, wording)
    return tuple(quoted), left_out


def _without_steps(units: tuple[Unit, ...], fitting: list[int], wants: Sought) -> list[int]:
    """Where a sentence says how many, nobody asked for the steps beside it."""
    if not any(units[i].kind is UnitKind.SENTENCE and states_number_of(units[i].text, wants.counted) for i in fitting):
        return fitting
    return [i for i in fitting if units[i].kind is not UnitKind.STEPS]


def _fits(unit: Unit, budget: int) -> bool:
    return unit.length <= budget * (1.0 if unit.kind is UnitKind.SENTENCE else _OVERRUN)


def _unit_score(unit: Unit, wants: Sought, *, on_topic: bool, wording: Wording) -> float:
    score = wants.covers(unit.terms) + _NEAR * max(0.0, wants.near.get(unit.text, 0.0) - _FAR)
    if unit.kind is UnitKind.STEPS and wants.way:
        score += _WAY
    if unit.kind is UnitKind.TABLE and unit.whole and asked_how(wants.question, 0).polar:
        score *= _NO_YES
    listed = unit.kind is UnitKind.TABLE and unit.whole and len(unit.rows) > 1  # none of its rows is asked for
    if on_topic and not listed and wants.figured(unit.text):  # a figure of something else answers nothing
        score += _FIGURE
    if states_number_of(unit.text, wants.counted):
        score += _NUMBERED
    told = period_told("", unit.text, wording) if wants.period else frozenset()
    if wants.foreign(unit.text) or (told and not told & wants.period):
        score -= _FOREIGN
    return score * (0.5 if avoidable(unit.text, wording) else 1.0)


def _asked_part(unit: Unit, article: Article, wants: Sought, wording: Wording) -> Unit:
    """Of a table the rows and the columns that are asked for."""
    pruned = _pruned(unit, wants, wording)
    if pruned.header is None or not pruned.rows:
        return pruned
    compared = bool(wording.compares.search(wants.question))
    columns = asked_columns(pruned, wants.own, article.body_markdown, compared=compared)
    return replace(pruned, columns=columns, whole=pruned.whole and not columns)


def _pruned(unit: Unit, wants: Sought, wording: Wording) -> Unit:
    """Of a table the rows that the question names, if it names some and not all."""
    if len(unit.rows) < 2:
        return unit
    if wording.compares.search(wants.question):  # two that are named, or all
        named = named_rows(unit, frozenset(wants.own))
        return replace(unit, rows=named, whole=False) if 1 < len(named) < len(unit.rows) else unit
    if deciding := deciding_rows(unit, wants.leave, wording):
        return replace(unit, rows=deciding, whole=len(deciding) == len(unit.rows))
    for terms in (frozenset(wants.own), frozenset(wants.wanted)):
        named = named_rows(unit, terms)
        if 0 < len(named) < len(unit.rows):
            return replace(unit, rows=named, whole=False)
    return unit


def _dangles(units: tuple[Unit, ...], at: int, article: Article, wording: Wording) -> bool:
    """Whether a sentence speaks of the article, or points to what a quotation would not show."""
    unit = units[at]
    if unit.kind is not UnitKind.SENTENCE:
        return False
    if wording.of_the_article.search(unit.text) or wording.points_up.search(unit.text):
        return True
    if wording.points_down.search(unit.text):
        return True
    return unit.text.endswith(":") and (at + 1 == len(units) or units[at + 1].kind is UnitKind.TABLE)


def _labels_nothing(units: tuple[Unit, ...], at: int, chosen: list[int]) -> bool:
    """Whether a stretch only names the steps, the list or the table behind it, which is not quoted."""
    behind = units[at + 1 : at + 2]
    return bool(behind) and behind[0].kind is not UnitKind.SENTENCE and at + 1 not in chosen and is_label(units[at])


def _of_examples(units: tuple[Unit, ...], wording: Wording) -> frozenset[int]:
    """The sentences of worked examples: figures of a made-up case answer nobody, unless there is nothing else."""
    found: set[int] = set()
    for i, unit in enumerate(units):
        goes_on = i - 1 in found and units[i - 1].paragraph == unit.paragraph
        if goes_on or (unit.kind is UnitKind.SENTENCE and wording.example.search(unit.text)):
            found.add(i)
    return frozenset(found) if len(found) < len(units) else frozenset()


def _tables_above(chosen: list[Unit], best: Candidate, wants: Sought, *, wording: Wording) -> Iterator[Quotation]:
    """The table that quoted steps point to: "compare with the table above" means nothing without it."""
    if not any(unit.kind is not UnitKind.TABLE and wording.points_up.search(unit.text) for unit in chosen):
        return
    before = [
        unit
        for section in sections_of(best.article.body_markdown)
        for unit in section.units
        if unit.kind is UnitKind.TABLE and unit.span.end <= chosen[0].span.start
    ]
    if before:
        table = _asked_part(before[-1], best.article, wants, wording)
        if table.length <= WHOLE:
            yield from _table(best, table, wording)


def _runs(units: list[Unit], markdown: str) -> list[list[Unit]]:
    """Units with nothing but white space between them are quoted as one stretch."""
    runs: list[list[Unit]] = []
    for unit in units:
        apart = runs and UnitKind.TABLE in (unit.kind, runs[-1][-1].kind)
        if runs and not apart and not markdown[runs[-1][-1].span.end : unit.span.start].strip():
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def joined_quotations(quotations: tuple[Quotation, ...], wording: Wording) -> tuple[Quotation, ...]:
    """Each stretch once, in the order of the first; those of one article that overlap become one."""
    joined: list[Quotation] = []
    for quotation in quotations:
        rival = next((at for at, one in enumerate(joined) if _overlap(one, quotation)), None)
        if rival is None:
            joined.append(quotation)
        elif UnitKind.TABLE not in (joined[rival].kind, quotation.kind):
            joined[rival] = _united(joined[rival], quotation, wording)
    return tuple(joined)


def _overlap(one: Quotation, two: Quotation) -> bool:
    return one.article.article_id == two.article.article_id and one.span.overlaps(two.span)


def _united(one: Quotation, two: Quotation, wording: Wording) -> Quotation:
    span = Span(min(one.span.start, two.span.start), max(one.span.end, two.span.end))
    text = plain(span.of(one.article.body_markdown)).text
    first = min(one, two, key=lambda quotation: quotation.span)
    return replace(first, span=span, text=text, avoidable=avoidable(text, wording))


def heading_of(candidate: Candidate) -> Quotation:
    """What is quoted next hangs on it: a fragment, or a bare "yes" that may answer another question."""
    section = candidate.section
    return Quotation(
        candidate.article,
        candidate.version_hash,
        section.title_span,
        section.heading,
        UnitKind.SENTENCE,
        avoidable=False,
        names=True,
    )


def _quotations(candidate: Candidate, units: list[Unit], wording: Wording) -> Iterator[Quotation]:
    if units[0].kind is UnitKind.TABLE and not units[0].whole:
        yield from _table(candidate, units[0], wording)
    else:
        yield _quotation(candidate, Span(units[0].span.start, units[-1].span.end), units[0].kind, wording)


def _table(candidate: Candidate, table: Unit, wording: Wording) -> Iterator[Quotation]:
    """The header and each row by itself where other rows stand between them; else the table as it is."""
    if table.whole or table.header is None:
        yield _quotation(candidate, table.span, UnitKind.TABLE, wording)
        return
    for row in (table.header, *table.rows):
        stood = cells(candidate.article.body_markdown, row.span) if table.columns else ()
        for span in [stood[at] for at in table.columns] or [row.span]:
            yield _quotation(candidate, span, UnitKind.TABLE, wording)


def _quotation(candidate: Candidate, span: Span, kind: UnitKind, wording: Wording) -> Quotation:
    body = candidate.article.body_markdown
    text = (render(body, span) if kind is UnitKind.TABLE else plain(span.of(body))).text
    return Quotation(candidate.article, candidate.version_hash, span, text, kind, avoidable(text, wording))
