"""The sample help centre -> true replies: sentences of an article with facts in them, some written otherwise.

An agent writes «290 руб.» where the article has «290 ₽», drops ``https://``, writes a date in figures. A reply
stays true; a tracer that compares characters would say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from kb_index.loaders.found import Found
from kb_index.loaders.walk import load_source
from kb_index.records import Article, Span
from kb_index.sample_kb import sample_path
from kb_index.text.facts import Fact, facts
from kb_index.text.markdown import render
from kb_index.text.sentences import sentences
from service.domain import CheckContext, Source

_SENTENCES = 4
_LIST_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")
_GREETING = {"ru": "Здравствуйте!", "en": "Hello!"}


@dataclass(frozen=True, slots=True)
class TrueReply:
    """``facts``: those of the text, all of them stated by the article. ``original``: as the article writes them."""

    language_code: str
    text: str
    original: str
    source: Source
    facts: tuple[Fact, ...]

    @property
    def context(self) -> CheckContext:
        return CheckContext(self.language_code, sources=(self.source,))


def true_replies(count: int, seed: int) -> tuple[TrueReply, ...]:
    """``count`` replies in turn over the articles of both languages; the same for the same seed."""
    random = Random(seed)
    pools = [(article, pool) for article in _articles() if len(pool := _telling(article)) >= 2]
    return tuple(_reply(*pools[number % len(pools)], random) for number in range(count))


def _articles() -> Iterator[Article]:
    for found in load_source(sample_path()):
        if isinstance(found, Found):
            yield found.article


def _telling(article: Article) -> tuple[str, ...]:
    """The sentences of the article that state a fact."""
    text = render(article.body_markdown).text
    told = (_LIST_NUMBER.sub("", span.of(text).strip()) for span in sentences(text))
    return tuple(one for one in told if facts(one) and "\n" not in one and len(one) < 400)


def _reply(article: Article, pool: tuple[str, ...], random: Random) -> TrueReply:
    chosen = random.sample(pool, min(_SENTENCES, len(pool)))
    said = " ".join(_ended(_written_otherwise(one, article.language_code, random)) for one in chosen)
    text = f"{_GREETING[article.language_code]} {said}"
    original = " ".join([_GREETING[article.language_code], *map(_ended, chosen)])
    source = Source(article.article_id, article.title, render(article.body_markdown).text, article.uri)
    return TrueReply(article.language_code, text, original, source, facts(text))


def _ended(sentence: str) -> str:
    """A row of a table or a list item gets its full stop."""
    return sentence if sentence.endswith((".", "!", "?", ":")) else f"{sentence}."


def _written_otherwise(sentence: str, language_code: str, random: Random) -> str:
    for fact in reversed(facts(sentence)):
        other = _otherwise(fact, language_code)
        if other and random.random() < 0.7:
            sentence = sentence[: fact.span.start] + random.choice(other) + sentence[fact.span.end :]
    return sentence


def _otherwise(fact: Fact, language_code: str) -> tuple[str, ...]:
    write = _WRITERS.get(str(fact.kind))
    return tuple(one for one in write(fact.text, language_code) if one != fact.text) if write else ()


def _money(text: str, language_code: str) -> tuple[str, ...]:
    if rub := re.fullmatch(r"([\d\s\u00a0]+)₽", text):
        digits = re.sub(r"\s", "", rub.group(1))
        return f"{digits} руб.", f"{digits} рублей", f"{digits} ₽"
    if euro := re.fullmatch(r"€([\d,]+)", text):
        digits = euro.group(1)
        return f"{digits} euros", f"EUR {digits}", f"€{digits.replace(',', '')}"
    return ()


def _percent(text: str, language_code: str) -> tuple[str, ...]:
    digits = text.rstrip("% \u00a0")
    if not re.fullmatch(r"\d+", digits):
        return ()
    return f"{digits}%", f"{digits} %", f"{digits} " + ("процентов" if language_code == "ru" else "percent")


_MONTHS = {
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня",
           "июля", "августа", "сентября", "октября", "ноября", "декабря"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}  # fmt: skip


def _date(text: str, language_code: str) -> tuple[str, ...]:
    names = "|".join(_MONTHS[language_code])
    found = re.fullmatch(rf"(\d{{1,2}}) ({names}) (\d{{4}})( года)?", text)
    if not found:
        return ()
    day, month, year = int(found.group(1)), _MONTHS[language_code].index(found.group(2)) + 1, found.group(3)
    return f"{day:02}.{month:02}.{year}", f"{year}-{month:02}-{day:02}"


_LONGER: Mapping[str, str] = {"ГБ": "гигабайт", "МБ": "мегабайт", "GB": "gigabytes", "MB": "megabytes"}


def _number(text: str, language_code: str) -> tuple[str, ...]:
    digits, _, unit = text.rpartition(" ")
    ways = [f"{digits} {_LONGER[unit]}", f"{digits}{unit}"] if unit in _LONGER else []
    grouped = re.sub(r"(?<=\d)[\s\u00a0,](?=\d{3})", "", text)
    return (*ways, grouped)


def _duration(text: str, language_code: str) -> tuple[str, ...]:
    hours = re.fullmatch(r"(\d+) (?:часов|часа|hours)", text)
    if not hours or int(hours.group(1)) % 24:
        return ()
    days = int(hours.group(1)) // 24
    return (f"{days} сут." if language_code == "ru" else f"{days} days",)


def _url(text: str, language_code: str) -> tuple[str, ...]:
    bare = text.removeprefix("https://")
    return bare, text.replace("https://", "http://"), text.rstrip("/") + "/"


def _phone(text: str, language_code: str) -> tuple[str, ...]:
    return (re.sub(r"[\s-]", "", text),)


_WRITERS: Mapping[str, Callable[[str, str], tuple[str, ...]]] = {
    "money": _money,
    "percent": _percent,
    "date": _date,
    "number": _number,
    "duration": _duration,
    "url": _url,
    "phone": _phone,
}


def replaced(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]
