"""Which stretch of which article answers, and what the caller vouches for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb_index.records import Article
from service.domain import ContextReference, Outcome
from service.understand import understand
from tests.service.drafting.desk import draft, ticket

LIMITS = Article(
    "en/limits",
    "File limits",
    "## Limits\n\n| Plan | One file | Storage |\n|---|---|---|\n| Basic | 10 MB | 2 GB |\n| Pro | 25 MB | 20 GB |\n\n"
    "## E-1200: the file is too large\n\n"
    "1. Compare the size of the file with the table above.\n2. Save the scan at a lower resolution.\n\n"
    "## E-1300: the type is not accepted\n\nFiles of this type cannot be uploaded: save the file as pdf.\n",
    "en",
)
FAQ = Article(
    "en/refund-faq",
    "Refunds: questions and answers",
    "## Can I get the money for training back?\n\nYes, in full, until the first session.\n\n"
    "## How many days do I have to ask for the money back?\n\nA month is 14 days, a year is 30 days.\n",
    "en",
    kind="faq",
)


def test_of_a_table_only_the_rows_that_are_named_are_quoted_each_by_itself() -> None:
    written = draft(ticket("What are the limits on Pro?", channel="chat"), LIMITS)

    assert "Plan · One file · Storage\nPro · 25 MB · 20 GB" in written.text
    assert "Basic" not in written.text
    assert "| Pro | 25 MB | 20 GB |" in {citation.source.quote for citation in written.citations}


def test_steps_that_point_to_a_table_bring_it_along() -> None:
    written = draft(ticket("E-1200 when I upload a scan, we are on Pro. How do I fix it?"), LIMITS)

    assert "table above" in written.text
    assert "Pro · 25 MB" in written.text


def test_a_code_that_is_named_decides_the_section() -> None:
    written = draft(ticket("Upload of the file fails with E-1300, is the file too large?", channel="chat"), LIMITS)

    assert "save the file as pdf" in written.text
    assert "table above" not in written.text


def test_among_questions_and_answers_the_heading_that_is_closer_wins() -> None:
    written = draft(ticket("How many days do we have to get our money back for a year?", channel="chat"), FAQ)

    assert "a year is 30 days" in written.text
    assert "Yes, in full" not in written.text


def test_a_bare_yes_to_the_customers_own_question_needs_no_other_one() -> None:
    written = draft(ticket("can i get money for the training back?", channel="chat"), FAQ)

    assert "Can I get the money for training back?" not in written.text
    assert "Yes, in full, until the first session." in written.text


def test_a_bare_yes_to_another_question_is_quoted_with_that_question() -> None:
    asked = "our colleague quit: is what we paid for the workshop money we may see again before training?"
    written = draft(ticket(asked, channel="chat"), FAQ)

    assert "Our help centre answers the question “Can I get the money for training back?”:" in written.text
    assert "Yes, in full, until the first session." in written.text


def test_a_demand_for_compensation_is_not_answered_with_a_refund() -> None:
    demand = ticket(
        "Your service was down, we lost sales. I expect compensation of 500 EUR. How many days will it take?"
    )

    assert draft(demand, FAQ).citations == ()


def test_unanswered_questions_share_one_sentence() -> None:
    asked = ticket("1) What is the file limit on Pro? 2) Do you sell tea? 3) Is there a choir?", channel="chat")
    written = draft(asked, LIMITS)

    assert written.text.count("within one working day") == 1
    assert "second and third" in written.text


def test_a_statement_that_the_agent_dictates_is_worked_in() -> None:
    asked = replace(ticket("What is the file limit on Pro?"), instruction="Say that the limit grows on Monday")

    assert "The limit grows on Monday." in draft(asked, LIMITS).text
    assert understand(asked).warnings == ()


def test_an_instruction_that_cannot_be_worked_in_is_reported() -> None:
    asked = replace(ticket("What is the file limit on Pro?"), instruction="be brief and do not mention prices")

    assert "brief" not in draft(asked, LIMITS).text
    assert any("instruction" in warning for warning in understand(asked).warnings)


def test_a_fact_of_the_case_answers_the_question_that_names_it() -> None:
    facts = (ContextReference("order_status", "shipped on 12 November"), ContextReference("plan", "Pro"))
    asked = replace(ticket("What is the status of my order?"), context_references=facts)
    written = draft(asked, outcome=Outcome.ABSTAIN)

    assert "Order status: shipped on 12 November." in written.text
    assert "Plan: Pro" not in written.text


def test_the_section_about_an_error_code_wins_over_one_that_mentions_it() -> None:
    mentions = Article(
        "en/report",
        "Importing items",
        "## The report\n\nAt the end of the import of items a report is shown. The codes of the import are explained "
        "elsewhere: E-1043, E-1049.",
        "en",
    )
    about = Article(
        "en/codes",
        "Import errors",
        "## The import is stuck\n\nWait for the import to end.\n\n## E-1049: the encoding\n\nSave the file as UTF-8.",
        "en",
    )
    written = draft(ticket("The import of my items fails with E-1049, what should I do?"), mentions, about)

    assert "Save the file as UTF-8." in written.text


@pytest.mark.parametrize(
    ("sentence", "needs_the_one_before"),
    [
        ("Логотип и печать добавляют здесь же.", True),
        ("Логотип и печать при этом добавляют картинкой.", True),
        ("Логотип и печать добавляют картинкой: цвета при этом не меняются.", False),  # points to its own words
    ],
)
def test_a_sentence_that_points_back_is_quoted_with_the_one_before(sentence: str, needs_the_one_before: bool) -> None:
    before = "Откройте карточку фирмы, выберите вкладку с реквизитами и заполните все её поля по порядку. "
    long = "Логотип бывает квадратным или вытянутым, " + "светлым, тёмным, пёстрым, " * 14 + "как вам удобно."
    article = Article("ru/firm", "Фирма", before + sentence + " " + long + "\n", "ru")

    text = draft(ticket("Где добавить логотип и печать?", channel="chat"), article).text

    assert sentence in text
    assert ("Откройте карточку" in text) is needs_the_one_before
