"""True replies with one fact made untrue -> how many the tracing of facts catches, and how many true ones it flags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random

from eval.bars.bar import Bar, share
from eval.bars.replies import TrueReply, replaced, true_replies
from kb_index.text.facts import Fact
from service.guardrail.engine import StandardChecker

REPLIES = 400
_SEED = 20
_DATA = "sentences of the sample help centre, rewritten"


def mutation_bars(checker: StandardChecker) -> tuple[Bar, ...]:
    """Every reply is judged as it stands, and once for each way in which one of its facts can be made untrue."""
    random = Random(_SEED)
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    flagged: list[str] = []
    missed: list[str] = []
    replies = true_replies(REPLIES, _SEED)
    for reply in replies:
        flagged += _flagged(checker, reply)
        for way, fact, untrue in _untrue(reply, random):
            made[way] += 1
            found = _caught(checker, reply, fact, untrue)
            caught[way] += found
            missed += [] if found else [f"{way}: {fact.text} → {untrue}"]
    total = share(
        "grounding: one fact changed, caught", _DATA, sum(caught.values()), sum(made.values()), 0.98, missed=missed[:20]
    )
    each = [share(f"grounding: {way} changed, caught", _DATA, caught[way], made[way], 0.98) for way in sorted(made)]
    clean = len({one.partition("\t")[0] for one in flagged})
    told = [one.partition("\t")[2] for one in flagged][:20]
    return (
        total,
        *each,
        share("grounding: true replies flagged", _DATA, clean, len(replies), 0.02, at_least=False, facts=told),
    )


def _flagged(checker: StandardChecker, reply: TrueReply) -> list[str]:
    grounding = checker.ground(reply.text, reply.context)
    claims = grounding.unsupported_claims if grounding else ()
    return [f"{reply.text}\t{reply.source.source_id}: {claim.text}" for claim in claims]


def _caught(checker: StandardChecker, reply: TrueReply, fact: Fact, untrue: str) -> bool:
    grounding = checker.ground(replaced(reply.text, fact.span, untrue), reply.context)
    if grounding is None:
        return False
    end = fact.span.start + len(untrue)
    return any(one.span.start < end and fact.span.start < one.span.end for one in grounding.unsupported_claims)


def _untrue(reply: TrueReply, random: Random) -> Iterator[tuple[str, Fact, str]]:
    """(way, fact, what is written in its place): for each way one fact of the reply, picked by chance."""
    for way, change in _CHANGES.items():
        options = [(fact, new) for fact in reply.facts if (new := change(fact, random)) and new != fact.text]
        if options:
            yield (way, *random.choice(options))


def _digit(fact: Fact, random: Random) -> str | None:
    """One digit becomes another; a leading zero or an ordinal ending would be no change that a person makes."""
    if str(fact.kind) in ("date", "url", "email"):
        return None
    places = [match.start() for match in re.finditer(r"\d", fact.text)]
    if not places:
        return None
    place = random.choice(places)
    others = [digit for digit in "123456789" if digit != fact.text[place]]
    return fact.text[:place] + random.choice(others) + fact.text[place + 1 :]


_DAYS = re.compile(r"^\d{1,2}(?!\d)")


def _date(fact: Fact, random: Random) -> str | None:
    """The day of the month becomes another one."""
    found = _DAYS.match(fact.text) if str(fact.kind) == "date" else None
    if not found:
        return None
    others = [day for day in range(1, 29) if day != int(found.group())]
    return f"{random.choice(others):0{len(found.group())}}" + fact.text[found.end() :]


_OTHER_UNIT: Mapping[str, str] = {
    "ГБ": "МБ", "МБ": "ГБ", "GB": "MB", "MB": "GB", "минут": "часов", "минуты": "часа", "часов": "минут", "часа": "дня",
    "дней": "часов", "дня": "часа", "день": "час", "дню": "часу", "месяц": "год", "месяцев": "дней", "год": "месяц",
    "minutes": "hours", "minute": "hour", "hours": "minutes", "hour": "day", "days": "hours", "day": "week",
    "month": "year", "months": "days", "year": "month", "₽": "€", "руб.": "евро", "рублей": "долларов",
    "euros": "dollars", "символов": "слов", "записей": "файлов", "records": "files",
}  # fmt: skip
_BUSINESS = re.compile("business|рабоч")  # there are no business minutes
_UNIT = re.compile(
    "(?<![а-яёa-z])(" + "|".join(sorted(map(re.escape, _OTHER_UNIT), key=len, reverse=True)) + ")(?![а-яёa-z])"
)


def _unit(fact: Fact, random: Random) -> str | None:
    found = None if _BUSINESS.search(fact.text) else _UNIT.search(fact.text)
    return replaced_match(fact.text, found, _OTHER_UNIT[found.group(1)]) if found else None


def replaced_match(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def _address(fact: Fact, random: Random) -> str | None:
    """One letter of a URL or e-mail address, behind the scheme, becomes another."""
    if str(fact.kind) not in ("url", "email"):
        return None
    start = fact.text.find("://") + 3 if "://" in fact.text else 0
    places = [match.start() for match in re.finditer(r"[a-z]", fact.text) if match.start() >= start]
    if not places:
        return None
    place = random.choice(places)
    others = [letter for letter in "abcdefghiklmnoprstuvwxyz" if letter != fact.text[place]]
    return fact.text[:place] + random.choice(others) + fact.text[place + 1 :]


_CHANGES: Mapping[str, Callable[[Fact, Random], str | None]] = {
    "digit": _digit,
    "date": _date,
    "unit": _unit,
    "address": _address,
}
