"""Which of the sections found answers: the form of an answer, the row that is named, meaning beside words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb_index.records import Article
from service.domain import Draft, Outcome, Ticket
from service.drafting.composer import Brief, compose
from service.understand import understand
from tests.service.drafting.desk import draft, hit, ticket

ENTRIES = Article(
    "en/general",
    "General questions",
    "The Ledger service supports two versions of the Ledger format.\n\n---\n\n"
    "Ledger is a service that keeps accounts in the cloud.\n\n---\n\n"
    "Under the terms of Ledger, accounts are kept for a year.\n",
    "en",
)
DISKS = Article(
    "en/disks",
    "Disks",
    "The disk of a running machine is listed on the page of disks.\n\n---\n\n"
    "No, the disk of a running machine stays where it is.\n",
    "en",
)
PLANS = Article(
    "ru/plans",
    "Тарифы",
    "## Кому подойдут тарифы\n\nТариф «Команда» выбирают отделы, «Старт» — небольшие магазины.\n\n"
    "## Стоимость\n\n| Тариф | В месяц |\n|---|---|\n| Старт | 990 ₽ |\n| Команда | 2 490 ₽ |\n",
    "ru",
)
MOVED = Article(
    "ru/owner",
    "Аккаунт",
    "## Удаление\n\nАккаунт удаляют в настройках аккаунта.\n\n"
    "## Новый владелец\n\nПрава передают по ссылке из письма.\n",
    "ru",
)


@dataclass(frozen=True, slots=True)
class Knowing:
    """Knows one sentence that means what is asked."""

    sentence: str

    def near(self, question: str, texts: Sequence[str], language_code: str) -> Sequence[float]:
        return tuple(0.9 if text == self.sentence else 0.1 for text in texts)


def with_meaning(asked: Ticket, article: Article, sentence: str) -> Draft:
    brief = Brief(asked, understand(asked), (hit(article),), Outcome.SUGGEST)
    return compose(replace(brief, closeness=Knowing(sentence)))


def test_what_a_thing_is_is_answered_by_its_definition() -> None:
    written = draft(ticket("What is Ledger?", channel="chat"), ENTRIES)

    assert [one.source.quote for one in written.citations] == ["Ledger is a service that keeps accounts in the cloud."]


def test_a_question_for_yes_or_no_is_answered_by_the_entry_that_says_so() -> None:
    written = draft(ticket("Can I move the disk of a running machine?", channel="chat"), DISKS)

    assert "No, the disk of a running machine stays where it is." in written.text


def test_an_entry_that_nothing_heads_is_not_continued_by_its_neighbour() -> None:
    written = draft(ticket("For how long are accounts kept under the terms of Ledger?", channel="email"), ENTRIES)

    assert "kept for a year" in written.text
    assert "two versions" not in written.text


def test_a_question_for_a_price_is_answered_by_the_row_of_that_name() -> None:
    written = draft(ticket("Сколько стоит тариф «Команда»?", channel="chat"), PLANS)

    assert "Команда · 2 490 ₽" in written.text
    assert "отделы" not in written.text


def test_a_sentence_that_means_the_same_answers_in_other_words() -> None:
    asked = ticket("Как переписать аккаунт на меня?", channel="chat")

    assert "удаляют" in draft(asked, MOVED).text
    meant = with_meaning(asked, MOVED, "Права передают по ссылке из письма.")
    assert "Права передают по ссылке из письма." in meant.text
    assert "удаляют" not in meant.text
