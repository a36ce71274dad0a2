"""Answer[] -> paragraphs: leads, quotations, links to the articles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb_index.records import Article, Hit
from kb_index.text.facts import facts
from service.domain import Stage, Understanding
from service.drafting.letter import Paragraph, Part, Say, is_row, say
from service.drafting.passages import UnitKind, states_only
from service.drafting.prompt_book import PARTS, Wording
from service.drafting.selection import Answer
from service.drafting.stretches import Quotation
from service.drafting.voice import Voice
from service.understanding.situation import Reason

_LINKS = 2
_READ = 6000  # characters of a message that are read for what it wants
_FILE_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")  # of a page without a title: it tells a reader nothing
_HTML_ITEM = re.compile(r"<li\b[^<>]{0,500}>\s*(?:<p\b[^<>]{0,500}>\s*)?\Z", re.IGNORECASE)
_MARKER = re.compile(r"\s*(?:\d{1,3}[.)]|[-•*])\s")


@dataclass(frozen=True, slots=True)
class Room:
    """How much a reply may hold; ``budget`` in characters of quoted text."""

    budget: int
    frills: bool = True
    links: bool = True
    signature: bool = True
    bare: bool = False  # no leads, labels and closing question: nothing but what answers


def usable(hits: tuple[Hit, ...], language_code: str) -> tuple[Hit, ...]:
    """Hits that can be quoted in a reply in this language."""
    return tuple(hit for hit in hits if hit.article.language_code == language_code)


def has_steps(found: tuple[Answer, ...]) -> bool:
    """Whether the customer was given something to do."""
    quoted = [quotation for answer in found for quotation in answer.quotations]
    return any(
        re.search(r"^\s*1[.)]\s", quotation.text, re.M) and not states_only(quotation.text) for quotation in quoted
    )


def where_to_report(found: tuple[Answer, ...]) -> tuple[Quotation, ...]:
    """Of an answer about a data incident only the stretch that says where to report it: nothing else is known yet."""
    quoted = [quotation for answer in found for quotation in answer.quotations]
    return tuple(quotation for quotation in quoted if "@" in quotation.text)[:1]


def asks_for_terms(understanding: Understanding, wording: Wording) -> bool:
    """Whether money is wanted back as the terms have it: no damage, no charge made in error is named.

    The articles answer that; nobody has to decide it first.
    """
    demanded = understanding.escalation_reason == Reason.COMPENSATION_DEMAND
    asked = understanding.current_text[:_READ]
    if not demanded or understanding.stage is Stage.COMPLAINT or wording.beyond_terms.search(asked):
        return False
    return bool(wording.refund.search(asked))


def granting_nothing(found: tuple[Answer, ...], understanding: Understanding, wording: Wording) -> tuple[Answer, ...]:
    """The answers that may follow a demand for money: those that state terms of compensation and promise no refund.

    Where the terms of a refund are asked for, what limits a refund answers, too.
    """
    by_terms = asks_for_terms(understanding, wording)
    return tuple(one for one in found if one.quotations and _states_terms(one, wording, by_terms=by_terms))


def _states_terms(answer: Answer, wording: Wording, *, by_terms: bool) -> bool:
    quoted = [quotation.text for quotation in answer.quotations]
    if by_terms and any(wording.limits.search(text) for text in quoted):
        return True
    return bool(wording.compensation.search(" ".join((answer.heading, *quoted))))


def answer_paragraphs(voice: Voice, found: tuple[Answer, ...], *, room: Room, opening: str | None) -> list[Paragraph]:
    """The answers in the order of the questions."""
    first = [voice.say(opening)] if opening else []
    if room.bare:
        quoted = [paragraph for one in found for paragraph in _paragraphs(voice, one)]
        return [*([say(*first)] if first else []), *quoted, *_waiting(voice, found)]
    refused = tuple(one for one in found if one.kept)
    rest = tuple(one for one in found if not one.kept)
    if len(rest) == 1:
        return [*_one(voice, rest[0], before=first), *_waiting(voice, refused)]
    answered = [one for one in found if one.found]
    leads = not (opening and first[0].endswith(":"))
    lead = voice.say("answers_lead_two" if len(answered) == 2 == len(found) else "answers_lead_many")
    paragraphs: list[Paragraph] = [say(*first, lead if leads else None)]
    for answer in answered:
        paragraphs += [say(voice.book.slots["part_labels"][min(answer.number, PARTS - 1)]), *_paragraphs(voice, answer)]
    return [paragraph for paragraph in (*paragraphs, *_waiting(voice, found)) if paragraph]


def _one(voice: Voice, answer: Answer, *, before: list[str]) -> list[Paragraph]:
    named = [voice.say("answer_lead_named", name=voice.name)] if voice.name and not voice.first and not before else []
    quotations = _paragraphs(voice, answer)
    led = bool(named) or (bool(before) and before[-1].endswith(":"))
    lead = None if led else _bare_lead(voice, answer)
    if lead:
        return [say(*before, lead), *quotations]
    apart = voice.letter or len(quotations) > 1 or not quotations or (before and before[-1].endswith(":"))
    if apart:
        return [*([say(*before, *named)] if before or named else []), *quotations]
    return [(*say(*before, *named), *quotations[0])]


def _waiting(voice: Voice, found: tuple[Answer, ...]) -> list[Paragraph]:
    waiting = [one for one in found if not (one.found or one.kept)]
    refused = [say(voice.say("others_kept"))] if any(one.kept for one in found) else []
    return [*([say(_unanswered(voice, waiting))] if waiting else []), *refused]


def _unanswered(voice: Voice, waiting: list[Answer]) -> str:
    """One sentence for all questions that nothing was found for."""
    ordinals = [voice.book.slots["ordinals"][min(one.number, PARTS - 1)] for one in waiting]
    ordinals = list(dict.fromkeys(ordinals))
    if len(ordinals) == 1:
        return voice.say("unanswered_one", which=ordinals[0], who=voice.who, when=voice.when)
    which = f"{', '.join(ordinals[:-1])} {voice.book.say('and', '')} {ordinals[-1]}"
    return voice.say("unanswered_many", which=which, who=voice.who, when=voice.when)


def _bare_lead(voice: Voice, answer: Answer) -> str | None:
    """A list or table without a line of its own before it needs one of ours."""
    if not _opens_bare(answer):
        return None
    kind = answer.quotations[0].kind
    slots = {UnitKind.STEPS: "answer_lead_steps", UnitKind.TABLE: "answer_lead_table"}
    return voice.say(slots.get(kind, "answer_lead"))


def _opens_bare(answer: Answer) -> bool:
    if not answer.quotations:
        return False
    quotation = answer.quotations[0]
    first_line = quotation.text.split("\n", 1)[0]
    if quotation.kind is UnitKind.SENTENCE or first_line.endswith(":"):
        return False
    return quotation.kind in {UnitKind.TABLE, UnitKind.CODE} or bool(_MARKER.match(first_line))


def _paragraphs(voice: Voice, answer: Answer) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    for before, quotation in zip((None, *answer.quotations), answer.quotations, strict=False):
        quoted = _heading(voice, quotation) if quotation.names else _quoted(voice, quotation)
        joined = is_row(quotation) and bool(paragraphs) and is_row(paragraphs[-1][-1])
        if joined or (before is not None and before.names and not _asks(before)):
            paragraphs[-1] = (*paragraphs[-1], *quoted)
        else:
            paragraphs.append(quoted)
    if answer.left_out is not None and answer.article is not None:
        slot = "steps_are_in_article" if answer.left_out is UnitKind.STEPS else "details_are_in_article"
        paragraphs.append(say(_with_address(voice.say(slot, title=answer.article.title), answer.article)))
    return paragraphs


def _with_address(text: str, article: Article) -> str:
    return f"{text}: {article.uri}" if article.uri else f"{text}."


def _heading(voice: Voice, heading: Quotation) -> Paragraph:
    """What follows hangs on it: «Обязательные графы: «Цвет» и «Размер»».

    The question of an entry that answers another one with yes or no is told apart from the customer's own.
    """
    if _asks(heading):
        return (Say(voice.say("faq_before")), heading, Say(voice.say("faq_after")))
    return (heading,) if heading.text.endswith(":") else (heading, Say(":"))


def _asks(heading: Quotation) -> bool:
    return heading.text.rstrip('»" ').endswith("?")


def _quoted(voice: Voice, quotation: Quotation) -> Paragraph:
    """The quotation as part of the reply, or inside quotation marks where its wording is not ours to use."""
    if _HTML_ITEM.search(quotation.article.body_markdown, 0, quotation.span.start):
        return (Say("-"), quotation)
    if not quotation.avoidable or "\n" in quotation.text or is_row(quotation):
        return (quotation,)
    marks = "“”" if voice.book.language_code == "en" or "«" in quotation.text else "«»"
    lead = voice.say("article_says", title=quotation.article.title)
    parts: tuple[Part, ...] = (Say(f"{lead} {marks[0]}"), quotation, Say(marks[1]))
    return parts


def link_paragraph(voice: Voice, found: tuple[Answer, ...]) -> list[Paragraph]:
    """Where to read on: title and address of the articles used."""
    used: dict[str, Article] = {}
    for answer in found:
        if answer.article is not None and answer.quotations and answer.left_out is None:
            used.setdefault(answer.article.article_id, answer.article)
    articles = [article for article in used.values() if article.uri or _worth_naming(article.title)][:_LINKS]
    if not articles:
        return []
    if len(articles) == 1:
        return [say(_link(voice, articles[0], "more"))]
    items = "\n".join(f"- {_link(voice, article, 'more_item')}" for article in articles)
    return [say(f"{voice.say('more_many')}\n{items}")]


def _worth_naming(title: str) -> bool:
    """Whether a title without an address helps: a file name tells nothing, a figure in it would be one too many."""
    return not _FILE_NAME.fullmatch(title) and not facts(title)


def _link(voice: Voice, article: Article, slot: str) -> str:
    if article.uri:
        return voice.say(slot, title=article.title, url=article.uri)
    return voice.say(f"{slot}_without_url", title=article.title)
