"""A text -> personal data that its shape alone gives away: plates, vehicles, foreign documents, wallets, mailboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.masking.hit import Hit, near_digits
from service.masking.kinds import Label

_PLATE_LETTERS = "АВЕКМНОРСТУХABEKMHOPCTYX"
_MAILBOX = re.compile(r"@|[aа]t\b|собака|гав\b|пёс", re.IGNORECASE)
_MAILBOXES = (
    re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64} ?@ ?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}"),
    re.compile(
        r"(?<![\w.+\-])[\w.+\-]{2,64} ?[(\[{]? ?(?:\bat\b|@|собака|гав|пёс) ?[)\]}]? ?[\w\-]{2,63} ?[(\[{]?"
        r"(?:\.|\bdot\b|точка)[)\]}]? ?(?:com|ru|org|net|io|рф|ру|ком|su|by|kz|de|uk)(?!\w)",
        re.IGNORECASE,
    ),
)
_SHAPES: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (
        Label.PLATE,
        re.compile(
            rf"(?<!\w)[{_PLATE_LETTERS}] ?\d{{3}} ?[{_PLATE_LETTERS}]{{2}} ?\d{{2,3}}(?: ?(?:RUS|РУС))?(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        Label.PLATE,
        re.compile(
            r"(?<!\w)(?:(?:licen[cs]e |number |registration )plate|plate(?: number)?|reg(?:istration)?(?: number)?"
            r"|госномер\w?"
            r"|гос\. ?номер\w?|номер\w? (?:машин\w|авто\w*))(?: is| -"
            r"|:)? ?(?P<v>(?=[A-ZА-Я\d \-]*\d)[A-ZА-Я\d]{1,4}[ \-]?[A-ZА-Я\d]{2,5}"
            r"(?:[ \-]?[A-ZА-Я\d]{2,4})?)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (Label.DOCUMENT, re.compile(r"(?<!\w)(?=[A-HJ-NPR-Z]*\d)(?=\d*[A-HJ-NPR-Z])[A-HJ-NPR-Z\d]{11}\d{6}(?!\w)")),
    (Label.DOCUMENT, re.compile(r"(?<![\d\-])\d{3}-\d\d-\d{4}(?![\d\-])")),
    (Label.DOCUMENT, re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D](?!\w)")),
    (Label.DOCUMENT, re.compile(r"(?<!\w)[IVXLCХУ]{1,6}-[А-Я]{2} ?№? ?\d{6}(?!\d)")),
    (
        Label.ACCOUNT,
        re.compile(
            r"(?<!\w)(?:bc1[a-z0-9]{25,60}|[13][A-HJ-NP-Za-km-z1-9]{25,34}|0x[0-9a-fA-F]{40}|T[A-Za-z1-9]{33})(?!\w)"
        ),
    ),
    (Label.IBAN, re.compile(r"(?<!\w)[A-Za-z]{2}\d\d(?: ?[A-Za-z\d]{4}){3,7}(?: ?[A-Za-z\d]{1,3})?(?!\w)")),
    (Label.CARD, re.compile(r"(?<![\d\-.])\d{4}([ \-./_]{1,3})\d{4}\1\d{4}\1\d{3,4}(?![\d\-])")),
    (Label.SNILS, re.compile(r"(?<![\d\-])\d{3}[ -]\d{3}[ -]\d{3}[ -]\d\d(?![\d\-])")),
    (
        Label.BIRTH_DATE,
        re.compile(
            r"(?<!\w)(?:др|д\.р|день рождения|днюха|рожд\w*|birthday|b-?day|born)(?!\w)(?:(?!\d)[^\n.!?;]){0,24}"
            r"(?P<v>\d{1,2}(?:[./\- ]\d{1,2}|[ -](?:[а-яё]{3,9}|[a-z]{3,9}))(?:[./\-, ]{1,2}(?:19|20)?\d\d)?"
            r"|[A-Z][a-z]{2,8} \d{1,2}"
            r"(?:st|nd|rd|th)?,? (?:19|20)\d\d|(?:19|20)\d\d)(?!\d)",
            re.IGNORECASE,
        ),
    ),
    (
        Label.BIRTH_DATE,
        re.compile(
            r"(?<!\d)(?P<v>\d{1,2}(?:[./\- ]\d{1,2}[./\- ]| [а-яё]{3,8} )(?:19|20)?\d\d) ?(?:г\. ?р|г/р"
            r"|года рождения|г\.? рожд|year of birth)",
            re.IGNORECASE,
        ),
    ),
)


def shaped(text: str) -> Iterator[Hit]:
    """``text`` normalised. Where a shape has words of its own before it, the value alone."""
    if _MAILBOX.search(text):
        for shape in _MAILBOXES:
            yield from _hits(shape, text, Label.EMAIL, 0, len(text))
    for start, end in near_digits(text, before=64, after=40):
        for label, shape in _SHAPES:
            yield from _hits(shape, text, label, start, end)


def _hits(shape: re.Pattern[str], text: str, label: Label, start: int, end: int) -> Iterator[Hit]:
    group = "v" if "v" in shape.groupindex else 0
    for match in shape.finditer(text, start, end):
        value = match[group]
        yield Hit(*match.span(group), label, "".join(one for one in value if one.isalnum()).casefold(), value)
