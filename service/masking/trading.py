"""A text -> the names of sole traders in it: behind «ИП», before and behind «ОГРНИП» or the twelve digits of an «ИНН».

There an ordinary word is a surname: «ИП Кочерга Нестор Панасович». A company has ten digits and an «ОГРН».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb_index.text.lemmas import known, parses
from service.masking.declension import Part
from service.masking.named_russian import read_russian
from service.masking.ordinary import is_ordinary

_CAPITAL = r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?|[А-ЯЁ]{5,})"
_NAMES = rf"(?P<names>{_CAPITAL}(?:[ \u00a0]{_CAPITAL}){{0,2}})(?!\w)"
_INITIALS = r"(?P<initials>[ \u00a0]?[А-ЯЁ]\.)?"
_TRADER = re.compile(
    r"(?<!\w)(?:ИП|ип|(?i:индивидуальн\w{2,3} предпринимател\w{1,3}|предпринимател\w{1,3}|самозанят\w{2,3}))"
    rf"[ \u00a0\n]{{1,2}}[«\"]?{_NAMES}{_INITIALS}"
)
_BEFORE = re.compile(
    rf"(?P<names>{_CAPITAL}(?:[ \u00a0]{_CAPITAL}){{0,3}})(?P<initials>)[,;:]?[ \n]{{1,2}}\(?"
    r"(?:ОГРНИП|ИНН(?=[: №]{0,3}\d{12}(?!\d)))"
)
_BEHIND = re.compile(
    rf"(?:ОГРНИП[: №]{{0,3}}\d{{15}}|ИНН[: №]{{0,3}}\d{{12}}(?!\d))[,;]?[ \n]{{1,2}}{_NAMES}{_INITIALS}"
)
_WORD = re.compile(_CAPITAL)
_ROLES = re.compile(
    r"(?:плательщик|поставщик|исполнител|заказчик|получател|отправител|продав|покупател|клиент|контрагент|арендатор"
    r"|арендодател|подрядчик|директор|руководител|бухгалтер|менеджер|реквизит|предпринимател|самозанят)\w{0,4}"
    r"|инн|огрн|огрнип|кпп|снилс|бик|окпо",
    re.IGNORECASE,
)
_LONGEST = 3  # words of a name
_ACTS = frozenset({"VERB", "INFN", "PRTS", "ADVB", "PREP", "CONJ", "INTJ", "PRCL", "NPRO"})
_PARTS = frozenset({Part.FIRST, Part.PATRONYMIC})


def trading(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of such names stand."""
    if "ИП" in text or "редпринимател" in text or "амозанят" in text or "ИНН" in text:
        for shape in (_TRADER, _BEFORE, _BEHIND):
            for match in shape.finditer(text):
                words = [word.span() for word in _WORD.finditer(text, *match.span("names"))]
                named = [span for span in words if not _ROLES.fullmatch(text[slice(*span)])]
                yield from _names([text[slice(*span)] for span in named], named, shape, match)


def _names(
    words: Sequence[str], spans: Sequence[tuple[int, int]], shape: re.Pattern[str], match: re.Match[str]
) -> Iterator[tuple[int, int]]:
    """All of them where one is a first name, a patronymic or followed by initials; else a surname that stands alone."""
    if any(reading is not None and reading.part in _PARTS and reading.likely for reading in map(read_russian, words)):
        yield from spans[-_LONGEST + (len(words) > 2 and _is_act(words[-_LONGEST])) :]
    elif words and match["initials"]:
        yield spans[-1]
    elif words and shape is not _BEHIND:
        nearest = 0 if shape is _TRADER else len(words) - 1
        if _may_be_surname(words[nearest].lower(), alone=shape is _TRADER):
            yield spans[nearest]


def _is_act(word: str) -> bool:
    """«Оплатил», «Просит», «От»: what may open a sentence before a name."""
    return parses(word.lower())[0].pos in _ACTS


def _may_be_surname(low: str, *, alone: bool) -> bool:
    """Of ordinary words those that name something alive: «ИП Голубь», but «ИП Бизнес»."""
    if not is_ordinary(low):
        return True
    return alone and bool(known((low,))) and parses(low)[0].pos == "NOUN" and "anim" in parses(low)[0].grammemes
