"""A small help centre and a quick way to write tickets about it."""

from __future__ import annotations

from kb_index.records import Article, Hit, Passage, Span
from service.domain import (
    Agent,
    Case,
    Channel,
    Conversation,
    Draft,
    EndUser,
    Message,
    Outcome,
    Role,
    Ticket,
)
from service.drafting.composer import Brief, compose
from service.understand import understand

PLAN = Article(
    "ru/change-plan",
    "Смена тарифа",
    "Тариф меняет владелец аккаунта.\n\n"
    "## Как перейти на другой тариф\n\n"
    "Чтобы сменить тариф:\n\n"
    "1. Откройте **Настройки → Подписка**.\n"
    "2. Выберите тариф и нажмите [Перейти](https://help.example/go).\n"
    "3. Подтвердите оплату.\n\n"
    "Новый тариф действует сразу.\n",
    "ru",
    uri="https://help.example/ru/change-plan",
    updated_at="2026-03-01",
)
PRICES = Article(
    "ru/prices",
    "Цены",
    "## Стоимость тарифов\n\n"
    "| Тариф | В месяц |\n|---|---|\n| Старт | 990 ₽ |\n| Команда | 2 490 ₽ |\n\n"
    "НДС включён.\n",
    "ru",
    uri="https://help.example/ru/prices",
    updated_at="2026-10-01",
)
EXPORT = Article(
    "ru/export",
    "Выгрузка отчётов",
    "## Выгрузка в Excel\n\nОтчёт выгружается в Excel кнопкой **Скачать** над таблицей. Файл готов через 2 минуты.\n",
    "ru",
    uri="https://help.example/ru/export",
    updated_at="2026-05-01",
)
REFUND_OLD = Article(
    "ru/refund-old",
    "Возврат денег",
    "Деньги за подписку возвращаются в течение 14 дней после запроса.\n",
    "ru",
    uri="https://help.example/ru/refund-old",
    updated_at="2024-01-01",
)
REFUND = Article(
    "ru/refund",
    "Возврат денег за подписку",
    "Деньги за подписку возвращаются в течение 10 дней после запроса.\n",
    "ru",
    uri="https://help.example/ru/refund",
    updated_at="2026-07-01",
)
PASSWORD = Article(
    "en/reset-password",
    "Reset your password",
    "## Forgot your password\n\n"
    "1. Open the sign-in page and press **Forgot password**.\n"
    "2. Follow the link in the e-mail.\n\n"
    "The link works for 60 minutes.\n",
    "en",
    uri="https://help.example/en/reset-password",
    updated_at="2026-02-01",
)
SEATS = Article(
    "en/seats",
    "Users on each plan",
    "## How many users fit\n\nThe Team plan holds 7 users. One more user costs €8 a month.\n",
    "en",
    uri="https://help.example/en/seats",
    updated_at="2026-02-01",
)
MARIA = Agent("Мария", "Котова", role="специалист поддержки", company="Альфа-Софт")
KIM = Agent("Kim", "Ashdown", role="Customer Support", company="Harbour")
GERMAN = EndUser(name="Герман", patronymic="Викторович")


NOBODY, NO_AGENT, NO_CASE = EndUser(), Agent(), Case()


def ticket(
    *texts: str,
    channel: str = "email",
    subject: str | None = None,
    end_user: EndUser = NOBODY,
    agent: Agent = NO_AGENT,
    case: Case = NO_CASE,
    cid: str = "c1",
    max_length: int | None = None,
    language_code: str = "auto",
) -> Ticket:
    """A thread; a text that begins with ``A: `` is the agent's, ``B: `` the automaton's, the rest the customer's."""
    messages = tuple(_message(text) for text in texts)
    return Ticket(
        Conversation(Channel(channel), messages, cid, subject),
        end_user=end_user,
        agent=agent,
        case=case,
        max_length=max_length,
        language_code=language_code,
    )


def _message(text: str) -> Message:
    for mark, role in (("A: ", Role.HUMAN_AGENT), ("B: ", Role.AUTOMATED_AGENT)):
        if text.startswith(mark):
            return Message(role, text.removeprefix(mark))
    return Message(Role.END_USER, text)


def hit(article: Article, similarity: float = 1.0) -> Hit:
    """The whole article as one passage."""
    body = article.body_markdown
    span = Span(0, len(body))
    return Hit(Passage(article.article_id, 0, span, body), article, article.version_hash, similarity)


def draft(asked: Ticket, *articles: Article, outcome: Outcome = Outcome.SUGGEST, now: str | None = None) -> Draft:
    """What the composer writes; the articles are the relevant hits, best first."""
    hits = tuple(hit(article, 1.0 - 0.1 * rank) for rank, article in enumerate(articles))
    return compose(Brief(asked, understand(asked), hits, outcome, now))
