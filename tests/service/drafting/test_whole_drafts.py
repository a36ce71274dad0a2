"""Whole drafts, word for word, as a customer would read them."""

# ruff: noqa: E501 - the expected drafts stand as they read

import pytest

from service.domain import Case, EndUser, Outcome, Owner, Stage
from tests.service.drafting.desk import EXPORT, GERMAN, KIM, MARIA, PASSWORD, PLAN, PRICES, SEATS, draft, ticket

NOW = "2026-11-17T11:20:00+03:00"


def test_a_first_letter_greets_by_name_and_patronymic_and_keeps_the_steps_whole() -> None:
    written = draft(ticket("Добрый день! Как сменить тариф?", end_user=GERMAN, agent=MARIA), PLAN)

    assert written.text == (
        "Здравствуйте, Герман Викторович!\n"
        "\n"
        "Благодарим за обращение.\n"
        "\n"
        "Чтобы сменить тариф:\n"
        "\n"
        "1. Откройте Настройки → Подписка.\n"
        "2. Выберите тариф и нажмите Перейти (https://help.example/go).\n"
        "3. Подтвердите оплату.\n"
        "\n"
        "Новый тариф действует сразу.\n"
        "\n"
        "Об этом есть статья «Смена тарифа»: https://help.example/ru/change-plan\n"
        "\n"
        "Получилось ли выполнить эти шаги?\n"
        "\n"
        "С уважением,\n"
        "Мария Котова, специалист поддержки, «Альфа-Софт»"
    )


def test_a_chat_answer_quotes_the_row_that_is_asked_for_and_has_no_signature() -> None:
    written = draft(ticket("сколько стоит тариф команда?", channel="chat", end_user=EndUser(name="артём")), PRICES)

    assert written.text == (
        "Здравствуйте, Артём! Вот сведения по вашему вопросу:\n"
        "\n"
        "Тариф · В месяц\n"
        "Команда · 2 490 ₽\n"
        "\n"
        "НДС включён.\n"
        "\n"
        "Подробно об этом рассказано в статье «Цены»: https://help.example/ru/prices\n"
        "\n"
        "Всё ли понятно или остались вопросы?"
    )


def test_two_questions_are_answered_in_their_order() -> None:
    written = draft(
        ticket("Здравствуйте! Как сменить тариф? И как выгрузить отчёт в Excel?", end_user=GERMAN, agent=MARIA),
        PLAN,
        EXPORT,
    )

    assert written.text == (
        "Здравствуйте, Герман Викторович!\n"
        "\n"
        "Спасибо за обращение. Вот ответы на оба вопроса.\n"
        "\n"
        "По первому вопросу:\n"
        "\n"
        "Чтобы сменить тариф:\n"
        "\n"
        "1. Откройте Настройки → Подписка.\n"
        "2. Выберите тариф и нажмите Перейти (https://help.example/go).\n"
        "3. Подтвердите оплату.\n"
        "\n"
        "Новый тариф действует сразу.\n"
        "\n"
        "По второму вопросу:\n"
        "\n"
        "Отчёт выгружается в Excel кнопкой «Скачать» над таблицей. Файл готов через 2 минуты.\n"
        "\n"
        "Подробнее:\n"
        "- «Смена тарифа» — https://help.example/ru/change-plan\n"
        "- «Выгрузка отчётов» — https://help.example/ru/export\n"
        "\n"
        "Остались ли ещё вопросы?\n"
        "\n"
        "С уважением,\n"
        "Мария Котова, специалист поддержки, «Альфа-Софт»"
    )


def test_a_question_without_evidence_gets_an_owner_and_a_time_instead_of_an_answer() -> None:
    written = draft(
        ticket(
            "Как сменить тариф и можно ли подключить онлайн-кассу?",
            channel="chat",
            end_user=EndUser(name="Лена"),
            case=Case(owner=Owner("Глеб", "Нестеров"), response_by="2026-11-17T18:00:00+03:00", now=NOW),
        ),
        PLAN,
    )

    assert written.text == (
        "Здравствуйте, Лена! Вот ответы по порядку.\n"
        "\n"
        "По первому вопросу:\n"
        "\n"
        "Чтобы сменить тариф:\n"
        "\n"
        "1. Откройте Настройки → Подписка.\n"
        "2. Выберите тариф и нажмите Перейти (https://help.example/go).\n"
        "3. Подтвердите оплату.\n"
        "\n"
        "Новый тариф действует сразу.\n"
        "\n"
        "Ответ на второй вопрос готовит Глеб Нестеров, пришлём его сегодня до 18:00 (UTC+3).\n"
        "\n"
        "Подробнее: «Смена тарифа» — https://help.example/ru/change-plan\n"
        "\n"
        "Остались ли ещё вопросы?"
    )


def test_without_a_name_the_greeting_is_neutral() -> None:
    written = draft(ticket("Как выгрузить отчёт в Excel?", channel="messenger"), EXPORT)

    assert written.text == (
        "Здравствуйте! Отчёт выгружается в Excel кнопкой «Скачать» над таблицей. Файл готов через 2 минуты.\n"
        "\n"
        "Об этом есть статья «Выгрузка отчётов»: https://help.example/ru/export\n"
        "\n"
        "Всё ли понятно или остались вопросы?"
    )


def test_a_follow_up_has_no_second_greeting() -> None:
    written = draft(
        ticket(
            "Как сменить тариф?",
            "A: Откройте настройки.",
            "А как выгрузить отчёт в Excel?",
            channel="chat",
            end_user=EndUser(name="Ася"),
        ),
        EXPORT,
    )

    assert written.text == (
        "Ася, вот ответ на ваш вопрос. Отчёт выгружается в Excel кнопкой «Скачать» над таблицей. Файл готов через 2 минуты.\n"
        "\n"
        "Подробности — в статье «Выгрузка отчётов»: https://help.example/ru/export\n"
        "\n"
        "Всё ли понятно или остались вопросы?"
    )


def test_a_holding_reply_says_what_was_understood_who_answers_and_when() -> None:
    written = draft(
        ticket(
            "Есть ли у вас доставка дронами?",
            end_user=GERMAN,
            agent=MARIA,
            case=Case(case_id="77", owner=Owner("Глеб", "Нестеров"), response_by="2026-11-17T18:00:00+03:00"),
        ),
        outcome=Outcome.ABSTAIN,
        now=NOW,
    )

    assert written.text == (
        "Здравствуйте, Герман Викторович!\n"
        "\n"
        "Получили ваш вопрос «Есть ли у вас доставка дронами?», номер обращения — 77.\n"
        "\n"
        "Вопрос в работе: детали уточняет Глеб Нестеров, ответ пришлём сегодня до 18:00 (UTC+3).\n"
        "\n"
        "Если появятся новые подробности, напишите их, пожалуйста, сюда.\n"
        "\n"
        "С уважением,\n"
        "Мария Котова, специалист поддержки, «Альфа-Софт»"
    )


def test_a_clarifying_reply_asks_the_one_question_that_decides() -> None:
    written = draft(
        ticket("не получается сделать отчёт по тарифу", channel="chat", end_user=EndUser(name="Лена")),
        PLAN,
        EXPORT,
        outcome=Outcome.CLARIFY,
    )

    assert written.text == (
        "Здравствуйте, Лена! Хотим сразу дать точный ответ. Подскажите, пожалуйста, что из этого ближе к вашему вопросу: «Смена тарифа» или «Выгрузка отчётов»?"
    )


def test_a_complaint_is_acknowledged_thanked_and_apologised_for_once_before_the_answer() -> None:
    written = draft(
        ticket(
            "Второй день жду, обещали перезвонить и никто не позвонил! Как выгрузить отчёт в Excel?",
            end_user=GERMAN,
            agent=MARIA,
        ),
        EXPORT,
    )

    assert written.text == (
        "Здравствуйте, Герман Викторович!\n"
        "\n"
        "Понимаем, что вы рассчитывали на обещанный ответ и потеряли время. Спасибо, что написали нам об этом. Извините, пожалуйста, что так получилось.\n"
        "\n"
        "Пока идёт проверка, вот что поможет:\n"
        "\n"
        "Отчёт выгружается в Excel кнопкой «Скачать» над таблицей. Файл готов через 2 минуты.\n"
        "\n"
        "Подробности — в статье «Выгрузка отчётов»: https://help.example/ru/export\n"
        "\n"
        "Вашим вопросом уже занимается специалист поддержки: ответ придёт в течение рабочего дня. Вся переписка уже у коллеги, повторять её не потребуется.\n"
        "\n"
        "Можем ли мы ещё чем-то помочь?\n"
        "\n"
        "С уважением,\n"
        "Мария Котова, специалист поддержки, «Альфа-Софт»"
    )


def test_thanks_are_answered_and_the_end_is_left_to_the_customer() -> None:
    written = draft(
        ticket(
            "Как войти?",
            "A: Нажмите «Войти».",
            "Спасибо, всё заработало!",
            channel="chat",
            end_user=EndUser(name="Таисия"),
        )
    )

    assert written.text == (
        "Пожалуйста, Таисия, всегда готовы помочь! Рады, что вопрос решён. Если вопросов больше нет, подтвердите, пожалуйста, и мы завершим обращение."
    )


def test_a_closing_reply_says_so_thanks_and_takes_leave() -> None:
    written = draft(
        ticket(
            "Как войти?",
            "A: Нажмите «Войти».",
            "Вопрос закрыт, больше ничего не нужно.",
            end_user=GERMAN,
            agent=MARIA,
            case=Case(case_id="77"),
        )
    )

    assert written.text == (
        "Герман Викторович, рады, что всё получилось. Ваше обращение № 77 завершаем: вопрос решён.\n"
        "\n"
        "Спасибо за ваше обращение! До свидания и хорошего дня!\n"
        "\n"
        "С уважением,\n"
        "Мария Котова, специалист поддержки, «Альфа-Софт»"
    )


def test_a_public_reply_is_short_and_invites_to_private_messages() -> None:
    written = draft(
        ticket("Как выгрузить отчёт в Excel?", channel="social_public", end_user=EndUser(name="Жанна")), EXPORT
    )

    assert written.text == (
        "Здравствуйте, Жанна! Отчёт выгружается в Excel кнопкой «Скачать» над таблицей. Файл готов через 2 минуты.\n"
        "\n"
        "Об этом есть статья «Выгрузка отчётов»: https://help.example/ru/export\n"
        "\n"
        "Есть вопросы именно по вашему аккаунту? Напишите нам, пожалуйста, в личные сообщения."
    )


def test_an_english_letter_introduces_bare_steps_with_a_line_of_its_own() -> None:
    written = draft(
        ticket("Hello, I forgot my password, how do I reset it?", end_user=EndUser(name="Harriet"), agent=KIM), PASSWORD
    )

    assert written.text == (
        "Hello Harriet,\n"
        "\n"
        "Thank you for writing to us. Here is how to do it:\n"
        "\n"
        '1. Open the sign-in page and press "Forgot password".\n'
        "2. Follow the link in the e-mail.\n"
        "\n"
        "The link works for 60 minutes.\n"
        "\n"
        'There is more on this in our article "Reset your password": https://help.example/en/reset-password\n'
        "\n"
        "Did that work for you?\n"
        "\n"
        "Best regards,\n"
        "Kim Ashdown, Customer Support, Harbour"
    )


def test_an_english_chat_answers_both_questions() -> None:
    written = draft(
        ticket(
            "How many users fit on Team and how do I reset my password?", channel="chat", end_user=EndUser(name="PAOLO")
        ),
        SEATS,
        PASSWORD,
    )

    assert written.text == (
        "Hi Paolo! Let me answer both questions.\n"
        "\n"
        "On your first question:\n"
        "\n"
        "The Team plan holds 7 users. One more user costs €8 a month.\n"
        "\n"
        "On your second question:\n"
        "\n"
        '1. Open the sign-in page and press "Forgot password".\n'
        "2. Follow the link in the e-mail.\n"
        "\n"
        "The link works for 60 minutes.\n"
        "\n"
        "More details:\n"
        '- "Users on each plan" — https://help.example/en/seats\n'
        '- "Reset your password" — https://help.example/en/reset-password\n'
        "\n"
        "Is there anything else we can help you with?"
    )


def test_an_english_holding_reply_promises_the_default_time() -> None:
    written = draft(
        ticket("Do you ship to the Moon?", channel="chat", end_user=EndUser(name="Logan")), outcome=Outcome.ABSTAIN
    )

    assert written.text == (
        'Hi Logan! We have received your question: "Do you ship to the Moon?"\n'
        "\n"
        "We are checking how this applies to your case. The answer is being prepared by a support specialist and will reach you within one working day.\n"
        "\n"
        "If you would like to add anything, just reply to this message."
    )


def test_an_english_double_charge_goes_to_the_owner_with_a_time() -> None:
    written = draft(
        ticket(
            "This is unacceptable! I was charged twice for the same plan.",
            end_user=EndUser(name="Harper"),
            agent=KIM,
            case=Case(
                owner=Owner("Carla", "Ortiz"), response_by="2026-11-17T14:30:00+00:00", now="2026-11-17T09:00:00+00:00"
            ),
        ),
        outcome=Outcome.ABSTAIN,
    )

    assert written.text == (
        "Hello Harper,\n"
        "\n"
        "I can see why you are concerned about this. Thank you for telling us about it. I apologise for the trouble this has caused.\n"
        "\n"
        "The payment side of this is being reviewed by Carla Ortiz, and you will have the decision today by 14:30 (UTC).\n"
        "\n"
        "Shall we reply here, or is there a better way to reach you?\n"
        "\n"
        "Best regards,\n"
        "Kim Ashdown, Customer Support, Harbour"
    )


def test_english_thanks_are_answered_without_a_second_greeting() -> None:
    written = draft(
        ticket("thank you so much, the new password works and I am in!", channel="chat", end_user=EndUser(name="Lola"))
    )

    assert written.text == (
        "Hi Lola! You are welcome, always glad to help! I am glad it works now. If there is nothing else, please confirm and we will complete the request."
    )


def test_a_data_incident_is_neither_confirmed_nor_denied() -> None:
    written = draft(
        ticket(
            "Нашёл в отчёте чужие фамилии и телефоны клиентов. Это утечка?",
            channel="ticket",
            end_user=EndUser(name="Игорь"),
            agent=MARIA,
        ),
        EXPORT,
    )

    assert written.text == (
        "Здравствуйте, Игорь!\n"
        "\n"
        "Ваше обращение получили. Спасибо, что сообщили об этом.\n"
        "\n"
        "Проверку вашего сообщения уже ведёт специалист по защите данных. О результате сообщим лично вам в течение рабочего дня. Пожалуйста, сохраните то, что вы видели, и не пересылайте эти данные другим людям.\n"
        "\n"
        "С уважением,\n"
        "Мария Котова, специалист поддержки, «Альфа-Софт»"
    )


def test_an_objection_that_no_article_speaks_to_is_understood_and_led_on_without_a_promised_check() -> None:
    case = Case(stage=Stage.OBJECTION, objection="price_vs_competitor")
    written = draft(ticket("Дорого. У конкурентов дешевле.", channel="chat", case=case), outcome=Outcome.ABSTAIN)

    assert written.text == (
        "Здравствуйте! Понимаем ваши сомнения: хочется, чтобы расходы были оправданны. "
        "Какие задачи для вас сейчас важнее всего? Подскажем, что подойдёт именно вам."
    )


@pytest.mark.parametrize("text", ["Нам это не нужно, ведём всё в таблицах", "We don't need it, a spreadsheet does it"])
def test_a_customer_who_needs_nothing_is_not_told_about_the_cost(text: str) -> None:
    written = draft(ticket(text, channel="chat", case=Case(stage=Stage.OBJECTION)), outcome=Outcome.ABSTAIN)

    assert written.text.endswith((".", "?"))
    assert not any(word in written.text for word in ("расход", "оплат", "cost", "pay", "специалист", "specialist"))


def test_a_fact_asked_in_an_objection_still_goes_to_somebody_who_knows() -> None:
    case = Case(stage=Stage.OBJECTION)
    written = draft(ticket("Дорого. Есть ли скидка для школ?", channel="chat", case=case), outcome=Outcome.ABSTAIN)

    assert "специалист поддержки" in written.text


def test_a_third_letter_is_acknowledged_and_not_confirmed_twice() -> None:
    thread = ("В акте неверный ИНН.", "A: Ответим завтра.", "Уже третий раз пишу! Когда пришлют исправленный акт?")
    written = draft(ticket(*thread, case=Case(stage=Stage.FOLLOWUP)), outcome=Outcome.ABSTAIN)

    assert written.text.startswith("Понимаем, что ")
    assert "получили" not in written.text.casefold()
    assert "специалист поддержки" in written.text


@pytest.mark.parametrize("cid", [f"c{number}" for number in range(8)])
def test_a_legal_threat_is_not_answered_with_the_same_words_twice(cid: str) -> None:
    asked = ticket("Если до пятницы не вернёте деньги, подаём в суд.", cid=cid)
    written = draft(asked, outcome=Outcome.ABSTAIN).text.casefold()

    assert written.count("обращени") == 1
    assert "руководитель службы поддержки" in written
