"""A text -> numbers that the words before them make personal, whatever their check digits say.

People mistype, leave digits out and write numbers in ways of their own: where the text itself says that a passport,
a card or an order follows, what follows is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from service.masking.cues import CueWords
from service.masking.hit import Hit
from service.masking.kinds import Label

_CUES = CueWords(
    {
        Label.INN: r"инн inn tin tax_(?:id|number|no) vat vat_(?:id|number|no)",
        Label.SNILS: r"снилс\w* snils страхов\w+_номер\w* social_security social_security_number ssn national_insurance"
        r" ni_number",
        Label.OGRN: r"огрн(?:ип)? ogrn(?:ip)?",
        Label.PASSPORT: r"(?:загран)?паспорт\w* сери[яи] passport",
        Label.DOCUMENT: r"водительск\w+ в/у права удостоверени\w+ свидетельств\w+ военн\w+_билет\w* омс дмс полис\w*"
        r" виз[аыуе] driver'?s_licen[cs]e driving_licen[cs]e licen[cs]e_(?:number|no) id_card identity_card"
        r" insurance_policy policy policy_number студенческ\w+ зачетк\w+ снт внж рвп птс стс vin вин",
        Label.CARD: r"карт[аыуео]\w{0,2} card visa виза mastercard мастеркард maestro amex мир",
        Label.ACCOUNT: r"р/сч?\w* к/с л/с расч[её]тн\w+ лицев\w+_сч[её]т\w* сч[её]т\w{0,3} account acct sort_code"
        r" routing"
        r" iban кошел[её]к\w* wallet swift юmoney qiwi киви",
        Label.PHONE: r"тел телефон\w* моб мобильн\w* сотов\w* позвон\w* перезвон\w* звон\w+ whats_app whatsapp"
        r" ватсап\w*"
        r" вотсап\w* вайбер\w* viber tel phone mobile cell call call_me text_me fax факс\w* номер\w*_для_связи reach_me"
        r" сбп (?:мой|его|е[её]|наш|их)_номер",
        Label.DEVICE: r"imei имей имеи серийн\w+ s/n serial mac mac_(?:address|адрес)",
        Label.ORDER: r"заказ\w{0,3} заказ_наряд\w{0,2} дог договор\w{0,3} контракт\w{0,3} накладн\w{2,3} трек"
        r" трек_номер\w{0,2}"
        r" трек_код\w{0,2}"
        r" отправлени\w{1,2} посылк\w{1,2} заявк\w{1,3} обращени\w{1,2} тикет\w{0,2} бронь брон[ия]\w{0,6}"
        r" клиент\w{0,3}"
        r" абонент\w{0,3} квитанци\w{1,2} чек\w{0,2} плат[её]ж\w{0,2} платежк\w{1,2} транзакци\w{1,2} операци\w{1,2}"
        r" доставк\w{1,2} возврат\w{0,2} сч[её]т\w{0,2} подписк\w{1,2} аккаунт\w{0,2} личн\w{2,3}_кабинет\w{0,2}"
        r" инвойс\w{0,2} сделк\w{1,2} кейс\w{0,2} инцидент\w{0,2} рекламаци\w{1,2} претензи\w{1,2} лиценз\w{2,3} айди"
        r" id ид uid user_id userid order contract agreement invoice ticket case booking reservation tracking track"
        r" parcel"
        r" shipment waybill receipt payment transaction refund return customer client member(?:ship)? account"
        r" subscription request reference ref confirmation incident licen[cs]e rma po purchase_order",
    }
)
# Between the word and its number: no other number, no end of a sentence but a colon or an abbreviation.
_BETWEEN = r"(?:(?![.!?;]\s+[A-ZА-ЯЁ]|\n\s*\n)[^\d+]){0,40}?"
_NUMBER_WORD = r"(?:№|#|n|no|номер|number|num)"
_DIGITS = re.compile(
    rf"{_BETWEEN}(?P<v>(?:(?<!\w)[A-ZА-Я]{{1,3}}[ -]?)?\+?\(?\d(?:[ ()\-./,_\n]{{0,3}}(?:(?:и|and"
    rf"|{_NUMBER_WORD})\.?:? ?)?\d)+)(?!\w)",
    re.IGNORECASE,
)
_CODED = re.compile(rf"{_BETWEEN}(?P<v>(?<!\w)(?=[A-Z\d \-]*\d)[A-Z\d](?:[ \-]?[A-Z\d]){{7,33}})(?!\w)")
_ORDER = re.compile(
    r"(?P<between>\.?(?:[ \t\n]|[:#№=«\"'(\-]|от \d{1,2}\.\d{1,2}\.\d{2,4}(?: ?г\.?)?|(?:(?:под |за |с "
    r"|with )?(?:номер\w{0,3}|numbers?|num|no|n|id)|мой"
    r"|моего|is|was|are"
    r"|это|такой|my|our|code|reference|ref|клиента|абонента|заказа|договора)(?=[\W\d])\.?){0,8})"
    r"(?P<v>(?<![\w])(?=[\w\-/.]*\d)(?:[A-Za-zА-Яа-яЁё]{1,8}[\-/]?)?\d[\w\-/]*(?:\.[\w\-/]*\d)*"
    r"(?:[ \-]\d{2,8}){0,4})(?![\w%])",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"[\s\u00a0]{0,2}(?:₽|р\.|р\b|руб|rub|коп|€|\$|£|₸|usd|eur|gbp|тыс|млн|млрд|k\b|к\b|%|шт|ед\b|штук|человек"
    r"|чел\b|пользовател"
    r"|сотрудник|товар|позици|строк|страниц|файл|мест|мб|гб|тб|кб|mb|gb|tb|kb|байт|bytes?|мин|час|сек|дн[яей]|день"
    r"|дни|недел"
    r"|месяц|мес\b|год|лет|г\.|г\b|hours?|minutes?|mins?|seconds?|days?|weeks?|months?|years?|times?|раз|users?|seats?"
    r"|items?|units?|pieces?|pcs|rows?|lines?|pages?|files?|people|orders?|products?|dollars?|euros?|pounds?"
    r"|roubles?|rubles?"
    r"|градус|кг|грамм|см|мм|км|м\b|кв|литр|px|dpi|hz|ггц|мгц|января|февраля|марта|апреля|мая|июня|июля|августа"
    r"|сентября"
    r"|октября|ноября|декабря|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|am\b|pm\b|утра|вечера|ноль|st\b|nd\b"
    r"|rd\b|th\b)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"[$€£₽₸]\s?$|(?:сумм\w+|amount|total|цен\w|price|стоимост\w+)\W{0,3}(?:в|of|на)?\W{0,2}$", re.I
)
_DATE = re.compile(
    r"\d{1,2}[./\-]\d{1,2}(?:[./\-](?:19|20)?\d\d)?(?:[ ,]+\d{1,2}(?::\d\d)*)?|(?:19"
    r"|20)\d\d(?:[./\-]\d{1,2}){1,2}(?:[ T]\d.*)?"
    r"|(?:19|20)\d\d(?:[ \-/–](?:19|20)?\d\d)?|\d{1,2}[ \-]\d{1,2}"
)
_VERSION_BEFORE = re.compile(
    r"(?:\bv|верси\w+|version|build|сборк\w+|ошибк\w+|error|код\w*|code|артикул\w*|арт|sku)\W{0,3}$", re.I
)
_LEAST: Mapping[Label, int] = {Label.PHONE: 5, Label.CARD: 8, Label.ACCOUNT: 6, Label.DOCUMENT: 6, Label.DEVICE: 8}
_WORDS_BETWEEN: Mapping[Label, int] = {Label.ACCOUNT: 3, Label.CARD: 4, Label.PHONE: 4, Label.DOCUMENT: 4}


def cued_numbers(text: str) -> Iterator[Hit]:
    """``text`` normalised. Dates, sums and counts behind such a word stay."""
    if not any(sign.isdigit() for sign in text):
        return
    for label, end in _CUES.find(text):
        yield from _order_after(text, end) if label is Label.ORDER else _after(text, end, label)


def _after(text: str, start: int, label: Label) -> Iterator[Hit]:
    shapes = (_CODED, _DIGITS) if label in (Label.DOCUMENT, Label.ACCOUNT, Label.DEVICE, Label.PASSPORT) else (_DIGITS,)
    for shape in shapes:
        match = shape.match(text, start, start + 120)
        if match is None:
            continue
        between = text[start : match.start("v")]
        digits = sum(sign.isdigit() for sign in match["v"])
        far = len(re.findall(r"[^\W\d_]+", between)) > _WORDS_BETWEEN.get(label, 5)
        if not far and digits >= _LEAST.get(label, 6) and not _is_other(text, *match.span("v")):
            yield _hit(text, *match.span("v"), label)
            return


def _order_after(text: str, start: int) -> Iterator[Hit]:
    match = _ORDER.match(text, start, start + 100)
    if match is None:
        return
    value, named = match["v"], re.search(r"[#№]|номер|number|\bno\b|\bid\b|[:=]", match["between"], re.IGNORECASE)
    digits = sum(sign.isdigit() for sign in value)
    coded = len(value) >= 5 and not value.replace(" ", "").isdigit()
    counted = _UNITS.match(text, match.end("v")) is not None
    if digits >= (2 if named or coded else 4) and not (counted if named else _is_other(text, *match.span("v"))):
        yield _hit(text, *match.span("v"), Label.ORDER)


def _is_other(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    if (
        _DATE.fullmatch(value.strip())
        or _UNITS.match(text, end)
        or _MONEY_BEFORE.search(text, max(0, start - 16), start)
    ):
        return True
    return _VERSION_BEFORE.search(text, max(0, start - 14), start) is not None or text[end : end + 2] in (",5", ".5")


def _hit(text: str, start: int, end: int, label: Label) -> Hit:
    value = text[start:end].rstrip(" .,-(/_")
    key = "".join(sign for sign in value if sign.isalnum()).casefold()
    return Hit(start, start + len(value), label, key[-10:] if label is Label.PHONE else key, value)


_LONG = re.compile(r"(?<![\w.,@/=&#+\-])\+?\(?\d(?:[ ()\-]{0,3}\d){8,}(?![\w@]|[.,]\d)")
_NOT_PERSONAL = re.compile(
    r"(?:ошибк\w*|error|код\w*|code|артикул\w*|арт\.|sku|верси\w*|version|build|сборк\w*|штрих-?код\w*|barcode|ean"
    r"|gtin|isbn"
    r"|модел\w*|model|окпо|оквэд|кбк|бик|bik|кпп|гост|октмо|стать\w+|пункт\w*|timestamp|размер\w*|size|limit"
    r"|лимит\w*|port"
    r"|порт\w*|0x)\W{0,3}(?:товара |number |номер |№ ?)?$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")


_LAW = re.compile(r"(?:закон\w*|фз|приказ\w*|постановлени\w*|указ\w*|форм\w*|гост\w*|law|act|form)[^\d\n]{0,24}$", re.I)
_SIGNED = re.compile(r"№ ?(?P<v>(?=(?:[\w\-/]*\d){5})[\w\-/]+)")


def signed_numbers(text: str) -> Iterator[Hit]:
    """«№ 123456/2024»: five digits and more behind the sign, unless it counts laws."""
    for match in _SIGNED.finditer(text):
        if not _LAW.search(text, max(0, match.start() - 40), match.start()):
            yield _hit(text, *match.span("v"), Label.ORDER)


def long_numbers(text: str) -> Iterator[Hit]:
    """Nine digits and more without a word that tells what they are: few such numbers are not somebody's."""
    for match in _LONG.finditer(text):
        groups = _GROUP.findall(match.group())
        listed = len(groups) > 2 and (max(map(len, groups)) <= 2 or all(map(_YEAR.fullmatch, groups)))
        dated = _DATE.match(match.group()) is not None and _YEAR.match(groups[0]) is not None and len(groups[0]) == 4
        named = _NOT_PERSONAL.search(text, max(0, match.start() - 32), match.start()) is not None
        if not (listed or dated or named or _is_other(text, *match.span())):
            yield _hit(text, *match.span(), Label.NUMBER)
