"""Pages as help centres keep them: bold labels, notes, HTML, first lines that are titles."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kb_index.records import Article
from kb_index.text.markdown import BlockKind
from service.drafting.choosing import avoidable
from service.drafting.page import page_blocks
from service.drafting.passages import sections_of
from service.drafting.prompt_book import phrase_book
from service.understand import understand
from tests.service.drafting.desk import draft, ticket

LABELLED = "**Смена номера.** Откройте профиль.\n\n**Удаление профиля.** Нажмите «Удалить».\n"
HTML = (
    "<h3>За что штрафуют</h3>\n<ul><li>стоянка вне зоны — 500 ₽;</li><li>езда вдвоём — 1 000 ₽.</li></ul>\n"
    "<p>Прокол колеса оплачивать не нужно: сообщите о нём.</p>\n"
)
BIKES = Article("ru/fines", "Штрафы", HTML, "ru", uri="https://help.example/ru/fines")
WINTER = Article(
    "ru/winter",
    "Зима",
    "Зимой прокат не работает: 500 велосипедов уезжают на склад.\n\nДетские шлемы выдаём на станции.\n",
    "ru",
)
POSTING = Article(
    "en/posting",
    "Posting a parcel",
    "A parcel waits for you for 7 days. You can extend the storage once, by 2 days.\n\n"
    "The courier calls before every visit, and the parcel goes back to the depot when nobody answers the door.\n\n"
    "Parcels that were opened are taken back when the shop agrees; the label is sent by e-mail together with a code, "
    "and the courier collects the box from any address in the city on the day that you choose in the form.\n\n"
    "Large boxes travel by lorry. The lift of the house must be wide enough for them, otherwise two movers come.\n",
    "en",
)


def headings(markdown: str) -> list[str]:
    return [section.heading for section in sections_of(markdown)]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**Можно ли вернуть?**\nНет, нельзя.\n", ["Можно ли вернуть?"]),
        ("Можно ли вернуть?\nНет, нельзя.\n", ["Можно ли вернуть?"]),
        ("Можно ли вернуть?\n\nНет, нельзя.\n", ["Можно ли вернуть?"]),
        (LABELLED, ["Смена номера.", "Удаление профиля."]),
        ("**Важно.** Вакцины не привозим.\n", [""]),
        ("Отказ\n: Документ просрочен.\n", ["Отказ"]),
        ("Самовывоз: как забрать заказ\n\nЗаказ ждёт 5 дней.\n", ["Самовывоз: как забрать заказ"]),
        ("Заказ ждёт 5 дней.\n\nПотом он отменяется.\n", [""]),
        (HTML, ["За что штрафуют"]),
    ],
)
def test_what_names_a_part_of_the_page_is_its_heading(markdown: str, expected: list[str]) -> None:
    assert headings(markdown) == expected


@pytest.mark.parametrize(
    "markdown",
    [
        ":::note\nОставьте велосипед в зоне.\n:::\n",
        "> [!NOTE]\n> Оставьте велосипед в зоне.\n",
        '!!! note "Важно"\n    Оставьте велосипед в зоне.\n',
        "<!-- <p>old</p> -->\n<div><p>Оставьте велосипед в зоне.</p></div>\n",
    ],
)
def test_the_wrapper_of_a_note_is_not_quoted(markdown: str) -> None:
    assert [unit.text for section in sections_of(markdown) for unit in section.units] == ["Оставьте велосипед в зоне."]


def test_every_block_of_a_page_lies_in_its_text_in_order() -> None:
    found = page_blocks(LABELLED + "\n" + HTML)

    assert all(one.span.end <= two.span.start for one, two in pairwise(found))
    assert [block.kind for block in found].count(BlockKind.HEADING) == 3


def test_a_question_that_the_page_asks_itself_stays_with_its_answer() -> None:
    (section,) = sections_of("Откройте список. Рецепта нет? Он приходит за сутки.\n")

    assert [unit.text for unit in section.units] == ["Откройте список.", "Рецепта нет? Он приходит за сутки."]


def test_items_of_an_html_list_are_quoted_as_items() -> None:
    written = draft(ticket("Какой штраф за стоянку вне зоны и за езду вдвоём?", channel="chat"), BIKES)

    assert "- стоянка вне зоны — 500 ₽;" in written.text
    assert "<" not in written.text


def test_a_paragraph_about_something_else_before_the_answer_is_left_out() -> None:
    written = draft(ticket("Выдаёте ли детские шлемы?", channel="chat"), WINTER)

    assert "Детские шлемы выдаём на станции." in written.text
    assert "склад" not in written.text


def test_two_questions_that_one_stretch_answers_are_answered_once() -> None:
    asked = ticket("How long does a parcel wait for me? Can I extend the storage of the parcel?", channel="chat")
    written = draft(asked, POSTING)

    assert written.text.count("A parcel waits for you for 7 days.") == 1
    assert "extend the storage once" in written.text
    assert "second question" not in written.text


def test_a_title_inside_quotation_marks_has_those_of_the_second_kind() -> None:
    assert "«Программа „Здоровье“»" in phrase_book("ru").say("more_without_url", "k", title="Программа «Здоровье»")
    assert "\"The 'Plus' plan\"" in phrase_book("en").say("more_without_url", "k", title='The "Plus" plan')


def test_a_page_whose_only_title_is_its_file_name_is_not_pointed_to() -> None:
    named = Article("ru/page", "pick-up_points", WINTER.body_markdown, "ru")

    assert "pick-up" not in draft(ticket("Выдаёте ли детские шлемы?", channel="chat"), named).text


@pytest.mark.parametrize(
    ("language", "text", "avoided"),
    [
        ("en", "You can log in as soon as the video is approved.", False),
        ("en", "We will write as soon as possible.", True),
        ("ru", "Нажмите «Не могу завершить».", False),
        ("ru", "Мы не можем завершить поездку.", True),
    ],
)
def test_only_words_that_the_reply_itself_says_are_avoided(language: str, text: str, avoided: bool) -> None:
    assert avoidable(text, phrase_book(language).wording) is avoided


def test_a_question_stands_in_the_reply_without_what_joined_it_to_the_words_before() -> None:
    asked = ticket("спс! а оплаченный период пропадет?", channel="chat")

    assert "«Оплаченный период пропадет?»" in draft(asked).text


def test_words_that_ask_nothing_are_not_called_a_question() -> None:
    written = draft(ticket("Не могу удалить карту, кнопка серая", channel="chat")).text

    assert "«Не могу удалить карту, кнопка серая»" in written
    assert "вопрос" not in written.split("»")[0]


@pytest.mark.parametrize("text", ["Сколько можно стоять на паузе?", "The code is rejected for the second time, why?"])
def test_a_figure_or_a_count_is_not_a_grievance(text: str) -> None:
    understood = understand(ticket(text, channel="chat"))

    assert understood.escalation_reason is None
    assert understood.sentiment == "neutral"


@pytest.mark.parametrize("text", ["Сколько можно ждать ответа?!", "I am asking for the third time, where is it?"])
def test_waiting_and_asking_again_is_one(text: str) -> None:
    assert understand(ticket(text, channel="chat")).sentiment == "negative"


def test_a_greeting_ends_with_its_line() -> None:
    understood = understand(ticket("Hello,\n\nThere is a payment that I do not recognise. What is it?"))

    assert understood.current_text.startswith("There is a payment")
