"""What counts as a fact, where it stands, and that reading is linear and exact."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.text.fact_support import supports
from kb_index.text.facts import FactKind, facts

WORDS = "рабочих часа дня до от с по марта March two пять тыс. руб. ГБ users per month https:// a.ru"
SIGNS = "1 2 10 290 2025 . , - – — : / ( ) +7 % $ ₽ @ _ v № # 😀 İ ё 🇷🇺"
UNSEEN = [" ", "\u00a0", "\n", "\r\n", "и\u0306", "\u00ad", "\u0301"]
PIECES = st.sampled_from([*WORDS.split(), *SIGNS.split(), *UNSEEN, " "])


def shown(text: str) -> list[tuple[str, str]]:
    return [(fact.kind.value, fact.text) for fact in facts(text)]


def test_a_russian_reply_yields_its_facts_in_order():
    text = (
        "Тариф «Старт» стоит 1 290 ₽ в месяц. Деньги вернутся за 3–5 рабочих дней, до 28 марта.\n"
        "Звоните с 9:00 до 18:00 по номеру 8 800 555-35-35 или пишите на help@a.ru."
    )
    assert shown(text) == [
        ("money", "1 290 ₽ в месяц"),
        ("duration", "3–5 рабочих дней"),
        ("date", "28 марта"),
        ("time", "9:00 до 18:00"),
        ("phone", "8 800 555-35-35"),
        ("email", "help@a.ru"),
    ]


def test_an_english_reply_yields_its_facts_in_order():
    text = (
        "Error E-1043 is fixed in version 4.2.1 (see https://a.com/docs/fix). Edit /etc/app/config.yaml; "
        "you have 100 requests per minute, 15% off until March 14, 2025, and a 30-day trial."
    )
    assert shown(text) == [
        ("code", "E-1043"),
        ("version", "version 4.2.1"),
        ("url", "https://a.com/docs/fix"),
        ("path", "/etc/app/config.yaml"),
        ("number", "100 requests per minute"),
        ("percent", "15%"),
        ("date", "March 14, 2025"),
        ("duration", "30-day"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. Откройте настройки\n2. Нажмите «Сохранить»",
        "1) Open settings\n2) Save",
        "> 3. Выберите файл",
        "Выполните шаг 2 и вернитесь к шагу 1",
        "См. рис. 4, как в сноске [1]",
        "Один из способов, two of them, один файл",
        "1С:Предприятие, режим A4, протокол IPv6, кодировка B2B, сервер server01",
        "Мы на связи и/или перезвоним, т. е. ответим",
        "Нажмите Настройки → Оплата",
        "",
    ],
)
def test_numbering_names_and_idioms_are_no_facts(text):
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("тариф — 5 ГБ — 100 ₽", ["5 ГБ", "100 ₽"]),  # table cells, not a range
        ("2 — 16 — 100%", ["2", "16", "100%"]),
        ("от 2 до 5 ГБ", ["2 до 5 ГБ"]),
        ("см. https://a.ru/b).", ["https://a.ru/b"]),
        ("[сайт](https://a.ru/b)", ["https://a.ru/b"]),
        ("https://a.ru/w_(x)", ["https://a.ru/w_(x)"]),
        ("Цена 1\u00a0290\u00a0₽.", ["1\u00a0290\u00a0₽"]),
        ("14\u00ad марта", ["14\u00ad марта"]),
        ("файл report.pdf, адрес 192.168.0.1", ["report.pdf", "192.168.0.1"]),
        ("раздел 8.1 см. ниже", ["8.1"]),
        ("5 тыс. ₽ и 2 тыс. Затем", ["5 тыс. ₽", "2 тыс"]),
        ("1.290,50 €", ["1.290,50 €"]),
        ("2025-03-14T18:00:00Z", ["2025-03-14T18:00:00Z"]),
        ("$5-10, 100-200 ₽, €10 to €20", ["$5-10", "100-200 ₽", "€10 to €20"]),
        ("3 раза в день", ["3 раза в день"]),
        ("в 2 раза быстрее", ["2 раза"]),
        ("через 5 минут и 2 часа", ["5 минут", "2 часа"]),
    ],
)
def test_the_stretch_of_a_fact_is_exact(text, expected):
    assert [fact.text for fact in facts(text)] == expected


def test_every_kind_of_the_contract_can_be_read():
    text = "5 ₽, 1 мая 2025, 18:00, 2 дня, 5 %, 7 ГБ, https://a.ru, a@b.ru, +7 495 123-45-67, v1.2, /etc/x/y, E-104"
    assert {fact.kind for fact in facts(text)} == set(FactKind)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_stretches_are_exact_ordered_and_apart(text):
    found = facts(text)
    assert all(fact.span.of(text) == fact.text and fact.text for fact in found)
    assert all(left.span.end <= right.span.start for left, right in itertools.pairwise(found))


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    assert all(fact.span.of(text) == fact.text for fact in facts(text))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_fact_supports_itself(text):
    assert all(supports(fact, fact) for fact in facts(text))


@given(st.lists(PIECES, max_size=20).map("".join), st.integers(1, 50))
def test_text_before_shifts_the_facts_by_its_length(text, length):
    before = "а" * length + "\n\n"
    moved = [(fact.kind, fact.value, fact.span.start - len(before)) for fact in facts(before + text)]
    assert moved == [(fact.kind, fact.value, fact.span.start) for fact in facts(text)]


@given(st.integers(0, 999_999), st.sampled_from(["рублей", "users", "ГБ", "дней", "%"]))
def test_a_changed_amount_is_never_supported(amount, unit):
    source = facts(f"Лимит: {amount} {unit}.")[0]
    assert not supports(source, facts(f"Лимит: {amount + 1} {unit}.")[0])


@given(st.integers(1, 999), st.sampled_from(["2 {}", "{} рублей", "за {} дней"]))
def test_digits_may_be_grouped_by_any_space(amount, frame):
    plain, grouped = frame.format(f"{amount}000"), frame.format(f"{amount}\u202f000")
    left, right = facts(plain)[-1], facts(grouped)[-1]
    assert frame.startswith("2") or (supports(left, right) and left.value == right.value)


@pytest.mark.parametrize(
    "shape", ["1", "1 ", "1.", "1,", "111,", "1-", "a-", "a.", "a@", "+7 ", "двадцать ", "5 минут "]
)
def test_long_hostile_runs_are_read_to_the_end(shape):
    text = (shape * 20_000)[:20_000]
    assert all(fact.span.of(text) == fact.text for fact in facts(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Встретимся в полдень", FactKind.TIME),
        ("Ответим в течение часа", FactKind.DURATION),
        ("Хватит на полгода", FactKind.DURATION),
        ("Есть трехдневный срок", FactKind.DURATION),
        ("Не больше двадцати пользователей", FactKind.NUMBER),
        ("Поле user_id", FactKind.CODE),
        ("Пишите на help@example.org", FactKind.EMAIL),
        ("Смотрите example.org", FactKind.URL),
        ("Журнал лежит в /var/log/otvet", FactKind.PATH),
        ("It takes half an hour", FactKind.DURATION),
        ("Come at ten to six", FactKind.TIME),
    ],
)
def test_a_fact_without_a_digit_is_found(text, kind):
    assert [fact.kind for fact in facts(text)] == [kind]
