"""A text -> where somebody lives or receives: addresses that more than a street tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.masking.hit import Hit, near_digits
from service.masking.kinds import Label

_STREET_WORD = (
    r"(?:ул|улиц[аеыу]|пер|переул(?:ок|ке)|просп|проспект\w?|пр-?т|пр-?кт|наб|набережн\w{2}|бул|бульвар\w?|б-р|пл"
    r"|площад[ьи]"
    r"|шоссе|ш|мкр|микрорайон\w?|проезд\w?|пр-д|тупик\w?|алле[яие]|линия|кварта[лл]|тракт|спуск|пос[её]лок|снт"
    r"|деревня|село)"
)
_NUMBER = r"\d{1,4}(?: ?[а-яА-Яa-zA-Z](?!\w))?(?:[/\-]\d{1,4}[а-я]?)?"
_HOUSE = (
    rf"(?:[, ]{{1,2}}(?:д(?:ом\w?)?\.?|влд\.?|владение|стр(?:оение)?\.?|корп(?:ус)?\.?|к\.?|лит(?:ера)?\.?"
    rf"|кв(?:артир\w)?\.?"
    rf"|оф(?:ис)?\.?|подъезд|эт(?:аж)?\.?|под\.?|ком(?:ната)?\.?|пом\.?)? ?{_NUMBER}(?!\d))"
)
_RUSSIAN = re.compile(
    rf"(?<!\w)(?:{_STREET_WORD}(?:\. ?| )(?:[А-ЯЁа-яё0-9][\w.\-]* ?){{1,4}}?|(?:[А-ЯЁ][\w\-]+(?:ая|ий|ый|ой|ого"
    rf"|ой) ){{1,2}}{_STREET_WORD}\.?)"
    rf"{_HOUSE}{{1,5}}(?!\w)",
    re.IGNORECASE,
)
_HOUSE_ONLY = re.compile(
    r"(?<!\w)(?:д(?:ом)?\.? ?\d{1,4}[а-я]?(?:/\d{1,3})?,? ?(?:(?:корп|к|стр)\.? ?\d{1,3},? ?)?кв(?:артира)?\.? ?\d{1,4}"
    r"|кв(?:артира|артире)?\.? ?\d{1,4}(?=[ ,.\n]|$))(?!\w)",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"(?<![\w№#.\-])(?P<v>[1-6]\d{5}),? ?(?=(?:г\.|город|обл|росси|россия|респ|край|москва|санкт|[А-ЯЁ][а-яё]+,))",
    re.IGNORECASE,
)
_INDEX_CUE = re.compile(
    r"(?:почтов\w+ )?индекс\w?:? ?(?P<v>\d{6})(?!\d)|zip(?: code)?:? ?(?P<z>\d{5}(?:-\d{4})?)(?!\d)", re.I
)
_POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)")
_STATE_ZIP = re.compile(r"(?<!\w)[A-Z][a-z]+(?: [A-Z][a-z]+)?, [A-Z]{2} \d{5}(?:-\d{4})?(?!\w)")
_ENGLISH = re.compile(
    r"(?<![\w.,$€£\-])\d{1,5}[A-Za-z]?,? (?:[NSEW]\.? )?(?:[A-Za-z][\w'.]*\.? ){1,3}(?:Street|St|Avenue|Ave|Road"
    r"|Rd|Lane|Ln|Drive"
    r"|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Close|Crescent|Terrace|Gardens|Grove|Highway|Hwy|Parkway"
    r"|Row|Mews)"
    r"\b\.?(?:,? (?:Apt|Apartment|Flat|Unit|Suite|#|Floor)\.? ?#?\w{1,5})?",
)
_FLAT = re.compile(r"(?<!\w)(?:Flat|Apt|Apartment|Unit|Suite)\.? #?\d{1,5}[A-Za-z]?(?!\w)", re.IGNORECASE)
# Words that tell something else of the writer: the address ends before them.
_GOES_ON = (
    r"парол\w+|логин\w*|тел|телефон\w*|моб|мобильн\w+|номер (?:тел|зак|дог|карт|сч|пасп)\w*|почта|мейл|емейл|ящик"
    r"|паспорт\w*|инн|снилс|заказ\w{0,2}|договор\w{0,2}|карт[аыу]|сч[её]т|меня|зовут|мо[йяёеи]|мне|мы|я|хочу|прошу"
    r"|пожалуйста|родил\w+|дата|телеграмм?\w?|аккаунт\w?|e-?mail|passwords?|login|username|account|phone|tel|mobile"
    r"|my|i|please|order|card|passport"
)
_LIVES = re.compile(
    r"(?<!\w)(?:адрес\w{0,3}(?: доставки| регистрации| проживания)?|прожива\w+|прописан\w?|зарегистрирован\w? по"
    r"|живу|живем"
    r"|address|i live (?:at|on)|deliver(?:ed)? to|ship(?:ped)? to)(?!\w)(?: по адресу| is)?[: \-–]{1,3}"
    r"(?P<v>(?=[^\n;!?]{0,100}\d)(?!\d+ )[А-ЯЁA-Z0-9][^\n;!?]{4,110}?\d+[а-яa-z]?)(?=[.\n;!?]|$|,? (?:и|а|но|and|but"
    rf"|по)\b|,? (?:{_GOES_ON})\b)",
    re.IGNORECASE,
)
_ADDRESSY = re.compile(
    r"\b(?:г|ул|д|кв|пр|пер|обл|дом|корп|street|st|road|rd|avenue|apt|flat|район|село|деревня)\b|,", re.IGNORECASE
)
_BOX = re.compile(r"(?<!\w)(?:P\.? ?O\.? Box|а/я|абонентск\w+ ящик\w?) ?№? ?\d{1,6}(?!\w)", re.IGNORECASE)
_SHAPES = (_BOX, _INDEX, _INDEX_CUE, _RUSSIAN, _HOUSE_ONLY, _POSTCODE, _STATE_ZIP, _ENGLISH, _FLAT)


def places(text: str) -> Iterator[Hit]:
    """``text`` normalised. A town alone is no address: half a country lives there."""
    for start, end in near_digits(text, before=130, after=30):
        for match in _LIVES.finditer(text, start, end):
            told = _ADDRESSY.search(text, match.start("v"), match.end("v") + 1)  # a comma behind it tells as much
            if told and "@" not in match["v"] and "http" not in match["v"]:
                yield _place(text, *match.span("v"))
        for shape in _SHAPES:
            for match in shape.finditer(text, start, end):
                yield _place(text, *match.span(match.lastgroup or 0))


def _place(text: str, start: int, end: int) -> Hit:
    return Hit(
        start, end, Label.ADDRESS, "".join(one for one in text[start:end] if one.isalnum()).casefold(), text[start:end]
    )
