"""The form of a question decides between sections: how many, by month or by year, trouble, a fact and not steps."""

from __future__ import annotations

from kb_index.records import Article
from tests.service.drafting.desk import draft, ticket

POOL = Article(
    "en/pool",
    "The pool",
    "The pool is a place where visitors of all ages swim and rest.\n\n"
    "## Opening\n\nIn winter, visitors swim from noon to late evening.\n",
    "en",
)
COURSE = Article(
    "en/course",
    "Evening course",
    "## Paying by the month\n\nThe first fee is returned within 9 days; later fees for the course stay with us.\n\n"
    "## Paying by the year\n\nThe fee for the course is returned for the full months that are left.\n",
    "en",
)
HALLS = Article(
    "ru/halls",
    "Аренда залов",
    "## Оплата залов\n\nЗал в аренде оплачивают за 3 дня, ещё один зал — 900 ₽.\n\n"
    "## Правила аренды\n\nВ аренде на один договор бывает до 4 залов.\n",
    "ru",
)
CARS_OLD = Article(
    "en/ferry-old",
    "Ferry rules",
    "## On board\n\n- The ferry takes 40 cars.\n- Dogs stay on a lead.\n- Bicycles stand at the stern.\n",
    "en",
    updated_at="2025-01-01",
)
CARS_NEW = Article(
    "en/ferry",
    "Our new ferry",
    "## A larger deck\n\nSince May the ferry takes 65 cars across the lake together with their trailers.\n",
    "en",
    updated_at="2026-05-01",
)
TEAM = Article(
    "ru/team",
    "Работа сотрудников",
    "## Сотрудники\n\nДанные сотрудников хранятся, пока открыт договор.\n",
    "ru",
)
BOOKING = Article(
    "ru/booking",
    "Бронь столов",
    "## Счёт за бронь\n\nВаш ИНН и адрес попадают в счёт за бронь.\n",
    "ru",
)
SCALES = Article(
    "en/scales",
    "Kitchen scales",
    "## Weighing\n\n1. Put the bowl on the scales.\n2. Press the button and weigh the flour.\n\n"
    "## If the scales will not start\n\nTake the batteries out for a minute and put them back.\n",
    "en",
)
LIBRARY = Article(
    "en/library",
    "Library rooms",
    "## Rooms\n\n1. Choose a room of the library.\n2. Choose the day and press **Book**.\n\n"
    "## Rules of the rooms\n\nFood stays outside; drinks with a lid are fine in a room.\n",
    "en",
)
WAGES = Article(
    "ru/club-roles",
    "Кто что видит в клубе",
    "## Переносятся ли взносы?\n\nДа. Тренеры взносы членов клуба не видят.\n\n"
    "## Права\n\n| Действие | Владелец | Бухгалтер | Тренер |\n|---|---|---|---|\n"
    "| Видеть взносы | да | да | — |\n| Удалять клуб | да | — | — |\n",
    "ru",
)


def test_an_introduction_gives_way_to_what_tells_when() -> None:
    assert "from noon" in draft(ticket("When do visitors swim in the pool?", channel="chat"), POOL).text.splitlines()[0]


def test_whoever_asks_what_a_thing_is_for_gets_the_introduction() -> None:
    assert "swim and rest" in draft(ticket("What is the pool for?", channel="chat"), POOL).text


def test_terms_of_those_who_pay_by_the_month_are_not_told_to_who_pays_by_the_year() -> None:
    by_year = draft(ticket("We paid for a year. Is the fee for the course returned?", channel="chat"), COURSE).text
    by_month = draft(ticket("We pay monthly. Is the fee for the course returned?", channel="chat"), COURSE).text

    assert "full months that are left" in by_year
    assert "9 days" not in by_year
    assert "9 days" in by_month
    assert "full months that are left" not in by_month


def test_how_many_is_answered_by_a_figure_beside_the_things_and_not_by_a_price() -> None:
    assert "до 4 залов" in draft(ticket("Сколько залов можно взять в аренду?", channel="chat"), HALLS).text


def test_of_two_articles_that_count_the_same_the_newer_is_quoted() -> None:
    written = draft(ticket("How many cars does the ferry take?", channel="chat"), CARS_OLD, CARS_NEW)

    assert "65 cars" in written.text
    assert "40 cars" not in written.text


def test_how_many_we_are_is_not_answered_from_an_article_that_does_not_say_it() -> None:
    assert not draft(ticket("Сколько у вас сотрудников?", channel="chat"), TEAM).citations


def test_our_tax_number_is_not_answered_from_an_article_without_any_number() -> None:
    assert not draft(ticket("Подскажите ваш ИНН и адрес", channel="chat"), BOOKING).citations


def test_trouble_is_answered_under_the_heading_that_tells_of_trouble() -> None:
    written = draft(ticket("My scales don't switch on", channel="chat"), SCALES)

    assert "Take the batteries out" in written.text
    assert "Put the bowl" not in written.text


def test_what_is_allowed_is_no_question_for_steps() -> None:
    written = draft(ticket("Which drinks may I take into a room of the library?", channel="chat"), LIBRARY)

    assert "drinks with a lid" in written.text
    assert "Choose the day" not in written.text


def test_who_sees_something_is_answered_by_who_does_and_not_by_who_does_not() -> None:
    written = draft(ticket("Кто видит взносы?", channel="chat"), WAGES)

    assert "Видеть взносы · да · да · —" in written.text
    assert "Тренеры" not in written.text


PRINTS = Article(
    "en/prints",
    "Photo prints",
    "## Order prints\n\n1. Choose the photos.\n2. Press **Order prints**.\n\nUp to 80 prints fit into one order.\n",
    "en",
)
CLASSES = Article(
    "ru/classes",
    "Кружки школы",
    "Кружки школы открывает директор, на кружки приходят все.\n\n"
    "## Кружки коротко\n\n- Шахматы: по вторникам.\n- Хор: по средам.\n",
    "ru",
)


def test_how_many_is_no_question_for_the_steps_beside_the_figure() -> None:
    written = draft(ticket("How many prints fit into one order?", channel="chat"), PRINTS)

    assert "Up to 80 prints" in written.text
    assert "Choose the photos" not in written.text


def test_what_there_is_is_answered_by_the_list_under_that_name() -> None:
    assert "Шахматы" in draft(ticket("Какие кружки есть?", channel="chat"), CLASSES).text
