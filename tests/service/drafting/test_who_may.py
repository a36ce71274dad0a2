"""Who may do what: the sentence that limits it, the row of a table of roles, and not the steps for those who may."""

from __future__ import annotations

import pytest

from kb_index.records import Article
from service.drafting.leave import Leave, leave_sought
from service.drafting.prompt_book import phrase_book
from service.understanding.topics import proper
from tests.service.drafting.desk import draft, ticket

COURSES = Article(
    "ru/courses",
    "Курсы",
    "Курс удаляет только методист. Материалы хранятся ещё месяц.\n\n"
    "## Как удалить курс\n\n1. Откройте курс.\n2. Нажмите **Удалить курс**.\n3. Подтвердите удаление курса.\n\n"
    "## Закрыть набор\n\nЗакрыть набор могут методист и преподаватель.\n",
    "ru",
)
SCHOOL = Article(
    "ru/school-roles",
    "Кто что видит",
    "## Права\n\n"
    "| Действие | Методист | Преподаватель | Ученик |\n|---|---|---|---|\n"
    "| Видеть оценки | да | да | — |\n| Менять расписание | да | — | — |\n\n"
    "## Коротко\n\nПреподаватель не видит договоров, а ученик — оценок других.\n",
    "ru",
)
LAB = Article(
    "en/lab",
    "Samples",
    "## Discard a sample\n\n1. Open the sample.\n2. Click **Discard a sample**.\n\n"
    "The sample goes to the archive.\n\n"
    "## Rules\n\nOnly a supervisor can discard samples. Analysts can seal samples.\n",
    "en",
)


def quotes(question: str, article: Article, channel: str = "chat") -> list[str]:
    return [one.source.quote for one in draft(ticket(question, channel=channel), article).citations]


def test_whether_a_role_may_is_answered_by_the_sentence_that_limits_it() -> None:
    quoted = quotes("А преподаватель может удалить курс?", COURSES)

    assert quoted == ["Курс удаляет только методист. Материалы хранятся ещё месяц."]


def test_how_something_is_done_still_gets_the_steps() -> None:
    assert "1. Откройте курс." in "\n".join(quotes("Как преподавателю удалить курс?", COURSES))


def test_who_may_is_answered_whoever_asks() -> None:
    assert quotes("Кто может закрыть набор?", COURSES) == ["Закрыть набор могут методист и преподаватель."]


def test_a_table_of_roles_answers_by_the_row_of_what_is_to_be_done() -> None:
    written = draft(ticket("Может ли преподаватель менять расписание?", channel="chat"), SCHOOL)

    assert "Преподаватель" in written.text
    assert "\nМенять расписание ·" in written.text
    assert "Видеть оценки" not in written.text


def test_what_a_clause_says_of_one_role_is_not_taken_for_another() -> None:
    written = draft(ticket("Видит ли преподаватель оценки?", channel="chat"), SCHOOL)

    assert "\nВидеть оценки ·" in written.text
    assert "Преподаватель не видит" not in written.text


def test_an_english_question_is_answered_by_what_only_some_may_do() -> None:
    assert quotes("Can an analyst discard a sample?", LAB) == [
        "Only a supervisor can discard samples. Analysts can seal samples."
    ]


@pytest.mark.parametrize(
    ("language", "question", "persons", "deeds"),
    [
        ("ru", "Вправе ли кассир отменить чек?", {"кассир"}, {"отменить"}),
        ("ru", "Видит ли кассир выручку… А стажёр?", {"стажер"}, {"видеть"}),
        ("ru", "Кому разрешено отменять чек?", set(), {"отменять"}),
        ("en", "Is our cashier allowed to void a receipt?", {"cashier"}, {"void"}),
        ("en", "Who can void a receipt?", set(), {"void"}),
    ],
)
def test_who_asks_leave_for_what_is_read_from_the_question(
    language: str, question: str, persons: set[str], deeds: set[str]
) -> None:
    leave = leave_sought(*proper(question), phrase_book(language).wording)

    assert isinstance(leave, Leave)
    assert (set(leave.persons), set(leave.deeds)) == (persons, deeds)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ru", "Можно ли пригласить сотрудника?"),
        ("ru", "Могу ли я отменить чек?"),
        ("ru", "Можно ли ограничить доступ к серверу?"),
        ("en", "Can I remove a user from a project?"),
        ("en", "Can the backups be lost?"),
        ("en", "How can an owner remove a user?"),
    ],
)
def test_a_question_of_whether_it_can_be_done_at_all_is_none_of_leave(language: str, question: str) -> None:
    assert leave_sought(*proper(question), phrase_book(language).wording) is None
