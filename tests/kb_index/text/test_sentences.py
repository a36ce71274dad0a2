"""Where sentences end."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.text.sentences import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["Проверьте почту.", "Если письма нет, напишите нам!", "Поможем?"],
        ["И. И. Иванов придёт в 18:00."],
        ["Это т. е. то самое, и т. п. вещи тоже."],
        ["Имя, описание и т. д.", "Для начала создайте функцию."],
        ["Стоимость 5 тыс. руб. в месяц.", "Оплатите счёт."],
        ["Обновите до версии 4.2.1.", "Потом зайдите на https://a.ru/b.c?d=1."],
        ["Use a short name, e.g. main.", "Then save it."],
        ["Dr. Smith called at 5 p.m. yesterday."],
        ["Он сказал: «Всё готово!»", "Мы проверили."],
        ["Подождите… затем повторите."],
        ["Что случилось?!", "Расскажите."],
        ["Файл config.yaml лежит в /etc/app.", "Откройте его."],
        ["См. раздел «Оплата» на стр. 5."],
        ["Откройте ул. Ленина, д. 5 на карте."],
        ["Нажмите кнопку Ок.", "Окно закроется."],
        ["… (11 строк вырезано)"],
    ],
)
def test_sentences_of_a_line(expected):
    text = " ".join(expected)
    assert [span.of(text) for span in sentences(text)] == expected


def test_lines_end_sentences_and_numbering_does_not():
    text = "Как это сделать\n\n1. Откройте настройки.\r\n2. Нажмите «Сохранить»\n- Готово"
    assert [span.of(text) for span in sentences(text)] == [
        "Как это сделать",
        "1. Откройте настройки.",
        "2. Нажмите «Сохранить»",
        "- Готово",
    ]


@given(st.text(alphabet="аБ1 .!?…\n\r«»()т е", max_size=80))
def test_spans_are_trimmed_ordered_and_lose_nothing_but_space(text):
    spans = sentences(text)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
