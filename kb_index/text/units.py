"""Unit words and signs, Russian and English -> canonical units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Unit:
    """``family``: money, duration, percent or number; ``factor`` brings an amount to the canonical ``name``."""

    family: str
    name: str
    factor: int | str = 1  # a string is a decimal fraction


# The endings a stem takes, by the gender and type of its declension; "" is the bare stem.
_ENDINGS = {
    "m": ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"),
    "k": ("", "а", "у", "ом", "е", "и", "ов", "ам", "ами", "ах"),
    "s": ("ь", "я", "ю", "ем", "е", "и", "ей", "ям", "ями", "ях"),
    "f": ("а", "ы", "е", "у", "ой", "", "ам", "ами", "ах"),
    "g": ("а", "и", "е", "у", "ой", "", "ам", "ами", "ах"),
    "i": ("я", "и", "ю", "ей", "ь", "й", "ям", "ями", "ях"),
    "n": ("о", "а", "у", "ом", "е", "", "ам", "ами", "ах"),
    "y": ("ие", "ия", "ию", "ием", "ии", "ий", "иям", "иями", "иях"),
    "e": ("", "s"),
    "h": ("", "es"),
    "x": ("y", "ies"),
    "z": ("",),
}

# "stem:endings" or a bare form, by (family, canonical name, factor).
_UNITS: tuple[tuple[str, str, int | str, str], ...] = (
    ("money", "rub", 1, "рубл:s руб р rub rur ₽ ruble:e rouble:e"),
    ("money", "rub", "0.01", "копе:i копеек коп копейк:g kopeck:e"),
    ("money", "usd", 1, "доллар:m долл usd us$ dollar:e $"),
    ("money", "usd", "0.01", "цент:m cent:e ¢"),
    ("money", "eur", 1, "евро eur euro:e €"),
    ("money", "gbp", 1, "фунт:m gbp pound:e £"),
    ("money", "kzt", 1, "тенге kzt ₸"),
    ("money", "uah", 1, "гривн:f гривен uah hryvnia:e ₴"),
    ("money", "byn", 1, "byn"),
    ("money", "cny", 1, "юан:s юаней cny yuan ¥"),
    ("duration", "s", "0.001", "миллисекунд:f мс ms millisecond:e msec"),
    ("duration", "s", 1, "секунд:f сек с second:e sec secs s"),
    ("duration", "s", 60, "минут:f мин минутк:g minute:e min mins"),
    ("duration", "s", 3600, "час:m часик:k ч hour:e hr hrs h"),
    (
        "duration",
        "s",
        86400,
        "день дня дней дню днем дне дни дням днями днях дн сут сутки суток суткам сутками сутках day:e d",
    ),
    (
        "duration",
        "s",
        604800,
        "недел:f недели неделю недель неделя неделе неделей неделям неделями неделях нед week:e wk wks",
    ),
    ("duration", "mo", 1, "месяц:m месяцев месяцем мес month:e mo mos"),
    ("duration", "mo", 3, "квартал:m quarter:e"),
    ("duration", "mo", 12, "год года году годом годе годы лет годам годами годах г гг year:e yr yrs"),
    ("percent", "%", 1, "% процент:m проц percent per-cent"),
    ("percent", "pp", 1, "п.п pp"),
    ("number", "bit", 1, "бит:m bit:e"),
    ("number", "b", 1, "байт:m byte:e"),
    ("number", "kb", 1, "кб килобайт:m kb kilobyte:e кбайт:m"),
    ("number", "mb", 1, "мб мегабайт:m mb megabyte:e мбайт:m"),
    ("number", "gb", 1, "гб гигабайт:m gb gigabyte:e гбайт:m гиг:m"),
    ("number", "tb", 1, "тб терабайт:m tb terabyte:e тбайт:m"),
    ("number", "kib", 1, "кибибайт:m kib киб"),
    ("number", "mib", 1, "мебибайт:m mib миб"),
    ("number", "gib", 1, "гибибайт:m gib гиб"),
    ("number", "tib", 1, "тебибайт:m tib тиб"),
    ("number", "kbps", 1, "кбит/с kbps kbit/s кбит/сек"),
    ("number", "mbps", 1, "мбит/с mbps mbit/s мбит/сек мбит mbit"),
    ("number", "gbps", 1, "гбит/с gbps gbit/s гбит/сек гбит gbit"),
    ("number", "mb/s", 1, "мб/с mb/s мбайт/с мб/сек"),
    ("number", "hz", 1, "гц герц hz"),
    ("number", "khz", 1, "кгц khz"),
    ("number", "mhz", 1, "мгц mhz"),
    ("number", "ghz", 1, "ггц ghz"),
    ("number", "px", 1, "пиксел:s пикс px pixel:e пкс"),
    ("number", "dpi", 1, "dpi"),
    ("number", "mm", 1, "мм миллиметр:m mm"),
    ("number", "cm", 1, "см сантиметр:m cm"),
    ("number", "inch", 1, "дюйм:m inch:h"),
    ("number", "m", 1, "м метр:m meter:e metre:e"),
    ("number", "km", 1, "км километр:m km kilometer:e kilometre:e"),
    ("number", "kg", 1, "кг килограмм:m kg kilogram:e"),
    ("number", "g", 1, "грамм:m gram:e"),
    ("number", "l", 1, "литр:m liter:e litre:e"),
    ("number", "w", 1, "вт ватт:m watt:e"),
    ("number", "v", 1, "вольт:m volt:e"),
    ("number", "°c", 1, "°c °с градус:m °"),
    ("number", "vcpu", 1, "vcpu:e"),
    ("number", "core", 1, "ядро ядра ядер ядрам ядрами ядрах core:e"),
    ("number", "rps", 1, "rps"),
    ("number", "iops", 1, "iops"),
    ("number", "piece", 1, "шт штук:g штука piece:e pc pcs"),
    ("number", "time", 1, "раз раза разу разом time:e"),
    ("number", "user", 1, "пользовател:s юзер:m user:e"),
    ("number", "employee", 1, "сотрудник:k работник:k employee:e"),
    ("number", "person", 1, "человек человека людей person people"),
    ("number", "operator", 1, "оператор:m operator:e agent:e агент:m"),
    ("number", "seat", 1, "seat:e"),
    ("number", "member", 1, "участник:k member:e"),
    ("number", "client", 1, "клиент:m client:e customer:e покупател:s"),
    ("number", "contact", 1, "контакт:m contact:e"),
    ("number", "request", 1, "запрос:m request:e req reqs обращ:y"),
    ("number", "call", 1, "вызов:m звонк:k звонок call:e"),
    ("number", "query", 1, "quer:x"),
    ("number", "attempt", 1, "попытк:g попыток attempt:e tries try"),
    ("number", "message", 1, "сообщ:y message:e"),
    ("number", "letter", 1, "письм:n писем email:e e-mail:e"),
    ("number", "character", 1, "символ:m знак:k character:e"),
    ("number", "digit", 1, "цифр:f digit:e"),
    ("number", "letter-sign", 1, "букв:f"),
    ("number", "word", 1, "слов:n word:e"),
    ("number", "line", 1, "строк:g line:e строчк:g"),
    ("number", "row", 1, "row:e"),
    ("number", "column", 1, "столбец столбца столбцов column:e"),
    ("number", "record", 1, "запись записи записей записям record:e entr:x"),
    ("number", "file", 1, "файл:m file:e"),
    ("number", "folder", 1, "папк:g папок folder:e"),
    ("number", "document", 1, "документ:m document:e"),
    ("number", "page", 1, "страниц:f page:e"),
    ("number", "image", 1, "изображ:y картинк:g картинок фото image:e photo:e picture:e"),
    ("number", "attachment", 1, "вложение вложения вложений вложениям attachment:e"),
    ("number", "device", 1, "устройств:n device:e"),
    ("number", "computer", 1, "компьютер:m computer:e"),
    ("number", "server", 1, "сервер:m server:e"),
    ("number", "node", 1, "узел узла узлов узлам нод:f node:e"),
    ("number", "host", 1, "хост:m host:e"),
    ("number", "disk", 1, "диск:k disk:e"),
    ("number", "account", 1, "аккаунт:m учетная учетных account:e"),
    ("number", "project", 1, "проект:m project:e"),
    ("number", "task", 1, "задача задачи задаче задачу задач задачам задачами task:e"),
    ("number", "deal", 1, "сделк:g сделок deal:e"),
    ("number", "order", 1, "заказ:m order:e"),
    ("number", "product", 1, "товар:m product:e"),
    ("number", "item", 1, "позиция позиции позиций item:e"),
    ("number", "invoice", 1, "счет счета счетов счетам invoice:e"),
    ("number", "payment", 1, "платеж платежа платежей платежам payment:e"),
    ("number", "transaction", 1, "транзакция транзакции транзакций transaction:e"),
    ("number", "key", 1, "ключ ключа ключей ключам key:e"),
    ("number", "token", 1, "токен:m token:e"),
    ("number", "license", 1, "лицензия лицензии лицензий лицензию license:e licence:e"),
    ("number", "integration", 1, "интеграция интеграции интеграций integration:e"),
    ("number", "webhook", 1, "вебхук:k webhook:e"),
    ("number", "channel", 1, "канал:m channel:e"),
    ("number", "group", 1, "групп:f group:e"),
    ("number", "team", 1, "команд:f team:e"),
    ("number", "role", 1, "рол:s role:e"),
    ("number", "field", 1, "поле поля полей полям field:e"),
    ("number", "tag", 1, "тег:k tag:e"),
    ("number", "report", 1, "отчет:m report:e"),
    ("number", "chart", 1, "график:k chart:e"),
    ("number", "warehouse", 1, "склад:m warehouse:e"),
    ("number", "store", 1, "магазин:m store:e shop:e"),
    ("number", "backup", 1, "бэкап:m копия копии копий backup:e copies copy"),
    ("number", "version", 1, "версий версии version:e"),
    ("number", "plan", 1, "тариф:m тарифных plan:e"),
    ("number", "ticket", 1, "тикет:m ticket:e заявк:g заявок"),
    ("number", "error", 1, "ошибк:g ошибок error:e"),
    ("number", "language", 1, "язык:k language:e"),
    ("number", "country", 1, "стран:f countr:x"),
    ("number", "city", 1, "город:m города городов cit:x"),
    ("number", "point", 1, "балл:m point:e"),
    ("number", "credit", 1, "кредит:m credit:e"),
)

_ADJECTIVE_UNITS = {
    "дневн": "день", "суточн": "день", "часов": "час", "минутн": "минута", "секундн": "секунда", "недельн": "неделя",
    "месячн": "месяц", "летн": "год", "годов": "год", "годичн": "год", "процентн": "процент", "рублев": "рубль",
    "разрядн": "бит", "битн": "бит",
}  # fmt: skip
_ADJECTIVE_ENDINGS = ("ый", "ой", "ий", "ого", "ому", "ым", "ом", "ая", "ую", "ое", "ые", "ых", "ыми")


@cache
def units() -> Mapping[str, Unit]:
    """Word form or sign -> unit."""
    table: dict[str, Unit] = {}
    for family, name, factor, forms in _UNITS:
        for form in forms.split():
            stem, _, endings = form.partition(":")
            for ending in _ENDINGS[endings or "z"]:
                table.setdefault(stem + ending, Unit(family, name, factor))
    return table


@cache
def adjective_units() -> Mapping[str, Unit]:
    """«дневный», «часового», … -> unit: the second part of «3-дневный» and «трехдневный»."""
    return {stem + ending: units()[noun] for stem, noun in _ADJECTIVE_UNITS.items() for ending in _ADJECTIVE_ENDINGS}


_PEOPLE = frozenset({"person", "user", "employee", "member", "client", "operator", "contact"})


def same_things(one: str, other: str) -> bool:
    """«48 человек» and «48 сотрудников»: people are called by what they are to the writer."""
    return one == other or ({one, other} <= _PEOPLE and "person" in (one, other)) or "piece" in (one, other)


@cache
def counted_things() -> frozenset[str]:
    """The units that are things and not measures: users, files, requests. A table may hold their number alone."""
    return frozenset(name for family, name, _, forms in _UNITS if family == "number" and len(forms.split()[0]) > 4)
