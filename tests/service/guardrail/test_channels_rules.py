"""What the channel of a conversation asks of a reply: the customer's choice, privacy in public, plain words."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import Agent, Channel, CheckContext, Conversation, Message, Report, Role
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "channels.yaml")))


def report(checker: StandardChecker, rule: str, text: str, context: CheckContext) -> Report:
    result = checker.check_rule(rule, text, context)
    assert result.complete
    return result


def found(checker: StandardChecker, rule: str, language: str, text: str, channel: Channel) -> list[str]:
    context = CheckContext(language, Conversation(channel))
    return [finding.match for finding in report(checker, rule, text, context).findings]


PUBLIC = [
    ("ru", "Укажите, пожалуйста, ваш телефон, мы перезвоним.", ["Укажите, пожалуйста, ваш телефон"]),
    ("ru", "Пришлите данные карты в ответе.", ["Пришлите данные карты"]),
    ("ru", "Доставим на проспект Мира, 12.", ["проспект Мира, 12"]),
    ("ru", "Перезвоним на ваш номер +7 912 345-67-89.", ["ваш номер +7 912 345-67-89"]),
    ("ru", "Расскажите подробнее, что случилось.", ["Расскажите подробнее"]),
    ("ru", "Пришлите нам в личные сообщения паспортные данные не нужно, только номер заказа.", []),
    ("ru", "Расскажите подробнее в личных сообщениях.", []),
    ("ru", "Спасибо за отзыв! Смену курьеров изменили.", []),
    ("ru", "Звоните нам: 8 800 555-35-35, адрес склада — улица Мира, 5.", []),
    ("ru", "Никому не сообщайте данные карты.", []),
    ("ru", "Доставим бесплатно заказ от 3 000 рублей.", []),
    ("en", "Please give us your phone number here.", ["give us your phone number"]),
    ("en", "Your booking 4471 is confirmed.", ["Your booking 4471"]),
    ("en", "We will look into your parcel.", ["We will look into your parcel"]),
    ("en", "We will look into your parcel; please send us the number in a DM.", []),
    ("en", "Never share your card details in comments.", []),
    ("en", "Thank you for the kind words!", []),
]


@pytest.mark.parametrize(("language", "text", "matches"), PUBLIC)
def test_public_replies_keep_personal_details_out(
    checker: StandardChecker, language: str, text: str, matches: list[str]
) -> None:
    assert found(checker, "social-go-private", language, text, Channel.SOCIAL_PUBLIC) == matches


def test_a_missing_invitation_is_only_a_warning(checker: StandardChecker) -> None:
    context = CheckContext("ru", Conversation(Channel.SOCIAL_PUBLIC))
    asked = report(checker, "social-go-private", "Назовите номер заказа.", context).findings
    unasked = report(checker, "social-go-private", "Проверим вашу посылку.", context).findings
    assert [str(one.rule.severity) for one in (*asked, *unasked)] == ["error", "warning"]


@pytest.mark.parametrize("channel", [Channel.SOCIAL_PRIVATE, Channel.EMAIL, Channel.CHAT])
def test_in_private_details_may_be_asked_for(checker: StandardChecker, channel: Channel) -> None:
    assert found(checker, "social-go-private", "ru", "Назовите номер заказа 5521.", channel) == []


@pytest.mark.parametrize(
    ("language", "text", "channel", "matches"),
    [
        ("ru", "Поддержка отвечает исключительно по телефону.", Channel.CHAT, ["исключительно по телефону"]),
        ("ru", "Решаем такое только через портал.", Channel.EMAIL, ["только через портал"]),
        ("ru", "Решаем такое только через портал.", Channel.TICKET, []),
        ("ru", "Возврат оформляется только по телефону банка.", Channel.CHAT, []),
        ("ru", "Отвечаем не только по телефону, но и здесь.", Channel.CHAT, []),
        ("en", "We help solely via e-mail.", Channel.MESSENGER, ["solely via e-mail"]),
        ("en", "The code is sent only by email.", Channel.CHAT, []),
    ],
)
def test_the_customer_is_not_sent_elsewhere(
    checker: StandardChecker, language: str, text: str, channel: Channel, matches: list[str]
) -> None:
    assert found(checker, "customer-chooses-channel", language, text, channel) == matches


@pytest.mark.parametrize(
    ("language", "text", "matches"),
    [
        ("ru", "Подайте официальную претензию в письменном виде.", ["официальную претензию", "в письменном виде"]),
        ("ru", "Ответим в течение тридцати календарных дней.", ["тридцати календарных дней"]),
        ("ru", "Заявлений и факсов не нужно.", []),
        ("ru", "Вернём деньги за 3 дня.", []),
        ("en", "Send it by registered mail.", ["by registered mail"]),
        ("en", "Just reply here, no fax needed.", []),
    ],
)
def test_red_tape_has_no_place_in_social_media(
    checker: StandardChecker, language: str, text: str, matches: list[str]
) -> None:
    assert found(checker, "platform-language", language, text, Channel.SOCIAL_PUBLIC) == matches
    assert found(checker, "platform-language", language, text, Channel.EMAIL) == []


def test_messages_in_a_row_are_one_turn_of_a_complaint(checker: StandardChecker) -> None:
    customer, agent = Message(Role.END_USER, "Где деньги?"), Message(Role.HUMAN_AGENT, "Напишите нам.")

    def matches(*messages: Message) -> list[str]:
        context = CheckContext("ru", Conversation(Channel.SOCIAL_PUBLIC, messages))
        result = report(checker, "contact-persistent-complainant", "Напишите нам.", context)
        return [finding.match for finding in result.findings]

    assert matches(customer, customer, customer) == []
    assert matches(customer, agent, customer, agent, customer) == ["Напишите нам"]


def test_an_unknown_profile_or_status_is_not_evaluated(checker: StandardChecker) -> None:
    context = CheckContext("ru", Conversation(Channel.CHAT), agent=Agent(status=None))
    for rule, field in (("agent-profile-complete", "agent.profile_complete"), ("status-when-away", "agent.status")):
        result = report(checker, rule, "Добрый день!", context)
        assert [one.missing_field for one in result.not_evaluated] == [field]
