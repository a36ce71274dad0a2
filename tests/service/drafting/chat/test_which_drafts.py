"""Which drafts stand beside the first one where the composer writes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kb_index.records import Article
from service.domain import Approach, Case, CheckedDraft, Outcome, Stage, Ticket
from service.drafting.chat.work import by_composer
from service.drafting.composer import Brief
from service.guardrail.open import open_checker
from service.understand import understand
from tests.service.drafting.desk import PASSWORD, PLAN, PRICES, hit, ticket

STANDARD = open_checker("default")
ROUTE = Article(
    "en/route",
    "Routes",
    "## How to add a route\n\nA route is added by the dispatcher.\n\n1. Open **Routes**.\n2. Press **New**.\n"
    "3. Choose the depot, the vehicle and the first stop.\n4. Press **Save** and send the sheet to the driver.\n\n"
    "The driver sees the new route at once. A route can be copied to other days of the same week.\n",
    "en",
    uri="https://help.example/en/route",
)


@contextmanager
def unmeasured(_: str) -> Iterator[None]:
    yield


def drafts(
    asked: Ticket, *articles: Article, outcome: Outcome = Outcome.SUGGEST, sure: bool = False
) -> list[CheckedDraft]:
    asked = replace(asked, max_results=3)
    hits = tuple(hit(one) for one in articles)
    brief = Brief(asked, understand(asked), hits, outcome, "2026-11-20T10:00:00+03:00", sure=sure)
    return list(by_composer(brief, STANDARD, unmeasured).drafts)


def approaches(found: list[CheckedDraft]) -> list[Approach]:
    return [one.draft.approach for one in found]


def test_an_unsure_answer_has_a_short_one_and_a_question_beside_it() -> None:
    found = drafts(ticket("How do I add a route?"), ROUTE, PASSWORD)

    full, short, asks = found
    assert approaches(found) == [Approach.FULL, Approach.SHORT, Approach.ASK]
    assert len(short.draft.text) < 0.85 * len(full.draft.text)
    assert short.draft.citations
    assert "https://help.example/en/route" in short.draft.text
    assert not asks.draft.citations


def test_the_question_offers_no_titles_of_articles_to_choose_from() -> None:
    asks = drafts(ticket("How do I add a route?"), ROUTE, PASSWORD)[-1]

    assert ROUTE.title not in asks.draft.text
    assert PASSWORD.title not in asks.draft.text


@pytest.mark.parametrize("code", ["E-5102", "ERR2014", "0x80070057"])
def test_nothing_is_asked_of_a_customer_who_names_an_error_code(code: str) -> None:
    asked = ticket(f"Adding a route fails with {code}, how do I add a route?")

    assert Approach.ASK not in approaches(drafts(asked, ROUTE, PASSWORD))


def test_nothing_is_asked_where_the_answer_is_sure() -> None:
    assert Approach.ASK not in approaches(drafts(ticket("How do I add a route?"), ROUTE, PASSWORD, sure=True))


def test_a_short_draft_that_shortens_nothing_is_left_out() -> None:
    assert Approach.SHORT not in approaches(drafts(ticket("Сколько стоит тариф «Команда»?", channel="chat"), PLAN))


def test_an_objection_without_an_answer_has_one_reply() -> None:
    asked = ticket("Дорого, у соседей дешевле.", case=Case(stage=Stage.OBJECTION))

    assert approaches(drafts(asked, PRICES, outcome=Outcome.ABSTAIN)) == [Approach.FULL]
