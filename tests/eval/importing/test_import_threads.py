"""Several rows of one ticket: who said what, in which order, and which answer becomes the case."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.importing.articles import Shelf
from eval.importing.threads import Note
from eval.importing.ticket_case import Wishes
from eval.importing.tickets import Imported, import_tickets
from eval.importing.turns import Turn
from kb_index.records import Article
from service.domain import Channel

HEADER = "Ticket ID,Created at,Author,Message\n"


def imported(tmp_path: Path, text: str, **wishes: object) -> Imported:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return import_tickets(path, wishes=Wishes(**{"private": False, **wishes}))  # type: ignore[arg-type]


def said(found: Imported) -> list[tuple[str, str]]:
    (case,) = found.cases
    return [(one["role"], one["text"]) for one in case.request["conversation"]["messages"]]


THREAD = HEADER + (
    "7,2026-03-12 10:30,agent,Which version do you have?\n"
    "7,2026-03-12 10:00,client,Sync fails.\n"
    "8,2026-03-12 09:00,client,Other ticket\n"
    "7,2026-03-12 11:00,client,Version 5.1\n"
    '7,2026-03-12 12:00,agent,"Hi Ann,\n\nplease update to version 5.8 and press Sync now.\n\nBest regards,\nMaya"\n'
    "7,2026-03-12 13:00,client,Thanks!\n"
    "7,2026-03-12 13:05,agent,You are welcome.\n"
)


def test_rows_of_one_number_are_one_thread_in_the_order_of_time(tmp_path: Path) -> None:
    case, other = imported(tmp_path, THREAD).cases
    messages = case.request["conversation"]["messages"]
    assert [(one["role"], one["text"]) for one in messages] == [
        ("end_user", "Sync fails."),
        ("human_agent", "Which version do you have?"),
        ("end_user", "Version 5.1"),
    ]
    assert case.gold_answer == "please update to version 5.8 and press Sync now."
    assert case.request["case"] == {"is_first_reply": False, "now": "2026-03-12T11:00:00"}
    assert case.note == "of row 2, 3, 5, 6, 12, 13 of the export"
    assert (other.id, other.gold_answer) == ("8", None)


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        (Turn.FIRST, "Which version do you have?"),
        (Turn.FULLEST, "please update to version 5.8 and press Sync now."),
        (Turn.LAST, "You are welcome."),
    ],
)
def test_the_answer_of_the_case_is_chosen_as_the_user_wishes(tmp_path: Path, turn: Turn, answer: str) -> None:
    found = imported(tmp_path, THREAD, turn=turn)
    assert found.cases[0].gold_answer == answer


def test_what_comes_after_the_case_is_told(tmp_path: Path) -> None:
    found = imported(tmp_path, THREAD)
    assert Note("2 later messages of the ticket are not part of the case", 2) in found.notes


def test_receipts_of_machines_and_internal_notes_are_no_answers(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        "ID,Автор,Внутренний,Сообщение\n"
        "1,клиент,нет,Где мой счёт?\n"
        "1,бот,нет,Ваше обращение принято.\n"
        "1,оператор,да,Опять он.\n"
        "1,оператор,нет,Счёт лежит в разделе «Документы».\n",
    )
    assert said(found) == [("end_user", "Где мой счёт?")]
    assert found.cases[0].gold_answer == "Счёт лежит в разделе «Документы»."
    assert Note("1 internal notes of the ticket were left out", 2) in found.notes


def test_authors_by_name_are_told_apart_by_the_customer_of_the_ticket(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        "Issue key,Summary,Description,Reporter,Assignee,Created,Comment,Comment,Comment\n"
        "SD-7,Login,I cannot log in,Ann Lee,Bob Ray,12/Nov/26 9:00 AM,12/Nov/26 9:30 AM;Bob Ray;Which browser?,"
        "12/Nov/26 9:40 AM;Ann Lee;Firefox,12/Nov/26 9:50 AM;Bob Ray;Clear the cookies of the site and try again.\n",
    )
    assert said(found) == [
        ("end_user", "I cannot log in"),
        ("human_agent", "Which browser?"),
        ("end_user", "Firefox"),
    ]
    assert found.cases[0].gold_answer == "Clear the cookies of the site and try again."
    assert found.cases[0].id == "sd-7"


def test_where_nothing_tells_who_is_who_the_first_writer_is_the_customer_and_it_is_told(tmp_path: Path) -> None:
    found = imported(tmp_path, HEADER + "1,2026-03-12,Kim,How do I pay?\n1,2026-03-13,Lou,By card or by invoice.\n")
    assert said(found) == [("end_user", "How do I pay?")]
    assert found.cases[0].gold_answer == "By card or by invoice."
    assert Note("who is the customer is not told: whoever wrote first was taken", 2) in found.notes


def test_the_same_row_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    found = imported(tmp_path, "ID,Message,Reply\n1,How do I pay?,By card.\n1,How do I pay?,By card.\n")
    assert said(found) == [("end_user", "How do I pay?")]
    assert [(note.row, note.message) for note in found.notes][:1] == [(3, "says the same as row 2, once is enough")]


def test_a_ticket_without_a_word_of_the_customer_is_skipped_with_its_rows(tmp_path: Path) -> None:
    found = imported(tmp_path, HEADER + "1,2026-03-12,agent,Hello?\n1,2026-03-13,agent,Anybody?\n")
    assert found.cases == ()
    assert [(one.row, one.message) for one in found.skipped] == [
        (2, "holds nothing that the customer wrote (nor do rows 3 of the ticket)")
    ]


REPLIES = [
    ("Здравствуйте, Анна!\n\nСчёт в разделе «Документы».\n\nС уважением,\nИлья Волков", "Счёт в разделе «Документы»."),
    ("Анна, добрый день! Счёт в разделе «Документы». Хорошего дня!", "Счёт в разделе «Документы»."),
    ("Hi Ann,\n\nOpen Documents.\n\nKind regards,\nMaya Lind\nSupport team", "Open Documents."),
    ("Open Documents.\n\nOn 12 March 2026 at 10:00 Ann <a@b.com> wrote:\n> where is it?", "Open Documents."),
]


@pytest.mark.parametrize(("reply", "answer"), REPLIES)
def test_greeting_signature_and_quoted_letters_are_cut_from_the_answer(tmp_path: Path, reply: str, answer: str) -> None:
    found = imported(tmp_path, f'ID,Message,Reply,Agent\n1,Где счёт?,"{reply}",Илья Волков\n')
    gold = found.cases[0].gold_answer or ""
    assert gold.startswith(answer)
    assert not any(
        word in gold for word in ("Здравствуйте", "добрый день", "Hi", "уважением", "regards", "Илья", "wrote")
    )


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("Электронная почта", Channel.EMAIL),
        ("Telegram", Channel.MESSENGER),
        ("Чат на сайте", Channel.CHAT),
        ("web form", Channel.TICKET),
        ("ВКонтакте", Channel.SOCIAL_PRIVATE),
        ("Отзывы Google Play", Channel.SOCIAL_PUBLIC),
        ("", Channel.EMAIL),
    ],
)
def test_channels_are_known_by_the_names_that_helpdesks_give_them(
    tmp_path: Path, written: str, channel: Channel
) -> None:
    found = imported(tmp_path, f"ID,Message,Channel\n1,How do I pay?,{written}\n")
    assert found.cases[0].request["conversation"]["channel"] == channel.value


@pytest.mark.parametrize(
    ("message", "column", "code"),
    [
        ("Как оплатить подписку?", "", "ru"),
        ("How do I pay?", "", "en"),
        ("E-1043", "Русский", "ru"),
        ("Як сплатити підписку? Дякую за відповідь", "", "ru"),
    ],
)
def test_the_language_is_told_by_the_column_or_the_customers_words(
    tmp_path: Path, message: str, column: str, code: str
) -> None:
    found = imported(tmp_path, f"ID,Message,Language\n1,{message},{column}\n")
    assert found.cases[0].expected.language_code == code


def article(article_id: str, title: str, language: str) -> Article:
    return Article(article_id, title, "text", language, uri=f"https://help.example.ru/{article_id}")


SHELF = Shelf(
    [article("ru/pay", "Как оплатить", "ru"), article("en/pay", "How to pay", "en"), article("360001", "X", "en")]
)


@pytest.mark.parametrize(
    ("cell", "relevant"),
    [
        ("ru/pay", ("ru/pay",)),
        ("https://help.example.ru/ru/pay/?utm_source=agent#top", ("ru/pay",)),
        ("Как  оплатить", ("ru/pay",)),
        ("pay", ("ru/pay",)),
        ("http://www.help.example.ru/en/pay; ru/pay", ("en/pay", "ru/pay")),
        ("https://x.zendesk.com/hc/ru/articles/360001-How-to", ("360001",)),
    ],
)
def test_articles_are_found_by_id_address_and_title(tmp_path: Path, cell: str, relevant: tuple[str, ...]) -> None:
    found = imported(tmp_path, f"ID,Message,Article\n1,Как оплатить подписку?,{cell}\n", shelf=SHELF)
    assert found.cases[0].relevant == relevant


def test_a_link_in_the_reply_names_the_article_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    text = "ID,Message,Reply,Article\n1,Как оплатить?,Смотрите https://help.example.ru/ru/pay.,нет такой\n"
    found = imported(tmp_path, text, shelf=SHELF)
    assert found.cases[0].relevant == ("ru/pay",)
    assert Note("“нет такой” is no article that is known; left out", 2) in found.notes


def test_without_articles_to_ask_ids_are_kept_and_titles_are_told(tmp_path: Path) -> None:
    found = imported(tmp_path, "ID,Message,Article\n1,Как оплатить?,ru/pay\n2,Как вернуть?,Возврат денег\n")
    assert [case.relevant for case in found.cases] == [("ru/pay",), ()]
    assert Note("“Возврат денег” is no article that is known; left out", 3) in found.notes
