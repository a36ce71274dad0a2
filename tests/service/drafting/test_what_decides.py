"""What decides between sections that look alike: the search for each question, remedies, prices, a refusal."""

from __future__ import annotations

from dataclasses import replace

from kb_index.records import Article
from service.domain import Case, Outcome, Stage
from service.drafting.composer import Brief, compose
from service.understand import understand
from tests.service.drafting.desk import draft, hit, ticket

HALL = Article("ru/hall", "Зал", "## Бронь зала\n\nЗал бронируют на сайте, вещи из зала уносят с собой.\n", "ru")
COATS = Article("ru/coats", "Гардероб", "## Находки\n\nЗабытые вещи хранит охрана у входа.\n", "ru")
PRINTER = Article(
    "ru/printer",
    "Принтер чеков и P-310",
    "Принтер печатает чек сам. Ошибка P-310 означает, что лента занята другим чеком.\n\n"
    "## Если возникла P-310\n\nЧаще всего ленту держит прошлый чек.\n\n"
    "1. Откройте крышку принтера.\n2. Выньте ленту и нажмите **Сброс**.\n",
    "ru",
)
CLUB = Article(
    "ru/club",
    "Абонементы",
    "Абонемент на год стоит как одиннадцать месяцев.\n\n"
    "## Абонементы клуба\n\n"
    "| Абонемент | В месяц | В год |\n|---|---|---|\n"
    "| Утренний | 1 500 ₽ | 16 500 ₽ |\n| Вечерний | 2 000 ₽ | 22 000 ₽ |\n",
    "ru",
)
CARD = Article(
    "ru/card",
    "Оплата картой",
    "Списание денег с карты подтверждает банк: деньги с карты списываются сразу.\n\n"
    "## Лишний платёж\n\nЕсли оплату списали дважды, пришлите чек на kassa@club.example.\n",
    "ru",
)
LESSONS = Article(
    "ru/lessons",
    "Занятия",
    "## Можно ли вернуть деньги за пробное занятие?\n\nДа, если занятие ещё не началось.\n\n"
    "## Возврат за занятия\n\nПробное занятие, которое прошло, не возвращается.\n",
    "ru",
)
PASS = Article(
    "ru/pass",
    "Пропуск",
    "## Пропуск не работает\n\nСпросите коллег, не брал ли его кто-нибудь из отдела. "
    "Если пропуском не пользовались месяц, на экране появится код T-77. "
    "В этом случае приложите его к турникету у охраны и держите, пока экран не погаснет: пропуск снова заработает.\n",
    "ru",
)
LAMP = Article(
    "ru/lamp",
    "Лампа",
    "## Замена лампы\n\n"
    "1. Выключите лампу и дождитесь, пока она остынет.\n"
    "2. Поверните кольцо против часовой стрелки до щелчка.\n"
    "3. Вставьте новую лампу и затяните кольцо.\n\n"
    "Лампа служит каждому отделу.\n",
    "ru",
    uri="https://help.example/ru/lamp/how-to-replace-the-lamp-in-the-projector",
)


def test_each_of_several_questions_is_answered_by_what_was_found_for_it() -> None:
    asked = ticket("Где бронируют зал? Где забрать вещи, забытые в зале?", channel="chat")
    understood = understand(asked)
    first, second = understood.questions
    brief = Brief(asked, understood, (hit(HALL, 1.0), hit(COATS, 0.6)), Outcome.SUGGEST)
    apart = {first: (hit(HALL, 0.6),), second: (hit(COATS, 0.6), hit(HALL, 0.1))}

    together, written = compose(brief), compose(replace(brief, searched=apart))

    assert {one.source.article_id for one in together.citations} == {"ru/hall"}
    assert [one.source.article_id for one in written.citations] == ["ru/hall", "ru/coats"]


def test_whoever_asks_what_to_do_gets_the_steps_and_not_the_meaning_of_the_code() -> None:
    written = draft(ticket("Чек не печатается, пишет, что лента занята. Что делать?", channel="chat"), PRINTER)

    assert "1. Откройте крышку принтера." in written.text
    assert "означает" not in written.text


def test_the_price_of_a_named_thing_for_a_named_period_stands_in_its_row() -> None:
    written = draft(ticket("Сколько стоит Вечерний, если платить за год?", channel="chat"), CLUB)

    assert "\nВечерний ·" in written.text
    assert "22 000 ₽" in written.text


def test_money_taken_a_second_time_is_money_taken_twice() -> None:
    written = draft(ticket("С карты второй раз списали деньги, верните их!", channel="chat"), CARD)

    assert "kassa@club.example" in written.text


def test_a_refusal_is_not_answered_by_a_yes_that_does_not_fit() -> None:
    refused = Case(stage=Stage.REFUSAL)
    written = draft(ticket("Верните деньги за пробное занятие, оно прошло.", channel="chat", case=refused), LESSONS)

    assert "не возвращается" in written.text
    assert "Да, если" not in written.text


def test_where_room_is_short_whole_steps_come_before_links_and_closing_questions() -> None:
    written = draft(ticket("Как заменить лампу?", channel="messenger", max_length=210), LAMP)

    assert len(written.text) <= 210
    assert "3. Вставьте новую лампу и затяните кольцо." in written.text


def test_where_room_is_short_what_to_do_stays_before_what_comes_before_it() -> None:
    written = draft(ticket("Пропуск показывает T-77, что теперь?", channel="messenger", max_length=260), PASS)

    assert "приложите его к турникету у охраны" in written.text
    assert "Спросите коллег" not in written.text


LOCK = Article(
    "ru/lock",
    "Замок",
    "## L-204: замок заперт\n\nПосле трёх неверных цифр замок заперт на час. Подождите час и наберите цифры снова.\n\n"
    "Если дверь открывали не вы, позвоните охране.\n",
    "ru",
)


def test_all_that_stands_under_the_code_is_told_in_whatever_words_it_was_asked() -> None:
    written = draft(ticket("door is shut, пишет L-204, дверь не пускает, чё делать", channel="chat"), LOCK)

    assert "Подождите час" in written.text
    assert "позвоните охране" in written.text
