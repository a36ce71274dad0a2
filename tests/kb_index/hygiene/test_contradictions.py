"""Articles that state different values of one matter are named; those that may both be right are not."""

from __future__ import annotations

import pytest

from kb_index.records import Article, Span

REFUND = "A paid yearly subscription is refunded in full within {} of the payment."


def page(article_id: str, body: str, title: str = "Refund policy", **fields: object) -> Article:
    return Article(article_id, title, body, "en", **fields)


def found(examined, *articles: Article) -> list[tuple[str, ...]]:
    return [one.values for one in examined(*articles, check="contradiction")]


def test_two_articles_with_different_terms_for_the_same_thing_contradict(examined):
    one, other = page("a", REFUND.format("14 days")), page("b", REFUND.format("30 days"))
    (finding,) = examined(one, other, check="contradiction")
    assert (finding.values, finding.severity) == (("14 days", "30 days"), "error")
    assert [it.text for it in finding.places] == [one.body_markdown, other.body_markdown]


def test_russian_articles_contradict_through_their_inflections(examined):
    texts = ("Оплаченная подписка на год возвращается полностью в течение 14 дней.",
             "В течение 30 дней полностью возвращается оплаченная годовая подписка на год.")  # fmt: skip
    articles = [Article(str(number), "Возврат денег", text, "ru") for number, text in enumerate(texts)]
    assert found(examined, *articles) == [("14 дней", "30 дней")]


def test_the_same_term_in_other_words_is_no_contradiction(examined):
    assert found(examined, page("a", REFUND.format("2 weeks")), page("b", REFUND.format("14 days"))) == []


def test_cells_of_tables_are_compared_by_their_rows_and_columns(examined):
    table = "| Plan | Longest attachment size in mail |\n|---|---|\n| Start account | {} |\n| Team account | 25 MB |"
    articles = (page("a", table.format("10 MB"), "Limits"), page("b", table.format("15 MB"), "Limits"))
    assert found(examined, *articles) == [("10 MB", "15 MB")]


NOT_THE_SAME = {
    "another plan in the sentence": (
        page("a", "On the Start plan you can upload attachments up to 10 MB."),
        page("b", "On the Team plan you can upload attachments up to 25 MB."),
    ),
    "another plan in the title": (
        page("a", "You can upload mail attachments up to 10 MB.", "Start plan"),
        page("b", "You can upload mail attachments up to 25 MB.", "Team plan"),
    ),
    "another plan in the heading": (
        page("a", "## Start\n\nYou can upload mail attachments up to 10 MB."),
        page("b", "## Team\n\nYou can upload mail attachments up to 25 MB."),
    ),
    "another period in the sentence": (
        page("a", "Until 1 March 2025 the yearly subscription costs $100 for everyone."),
        page("b", "From 1 March 2025 the yearly subscription costs $120 for everyone."),
    ),
    "a condition turned over": (
        page("a", "A paid yearly subscription that was not used is refunded within 14 days of payment."),
        page("b", "A paid yearly subscription that was used is refunded within 30 days of payment."),
    ),
    "the least and the most": (
        page("a", "The password of a user account must have at least 10 characters."),
        page("b", "The password of a user account must have at most 64 characters."),
    ),
    "validity windows apart": (
        page("a", "The yearly subscription costs $100 for everyone.", valid_to="2026-09-30"),
        page("b", "The yearly subscription costs $120 for everyone.", valid_from="2026-10-01"),
    ),
    "another product": (
        page("a", REFUND.format("14 days"), product="cloud"),
        page("b", REFUND.format("30 days"), product="boxes"),
    ),
    "other readers": (
        page("a", REFUND.format("14 days"), access_groups=("partners",)),
        page("b", REFUND.format("30 days"), access_groups=("resellers",)),
    ),
    "another currency": (
        page("a", "The yearly subscription costs $100 for everyone."),
        page("b", "The yearly subscription costs €120 for everyone."),
    ),
    "what to enter in two instructions": (
        page("a", "1. Open the disk settings and enter 35 GB as the size of the boot disk."),
        page("b", "1. Open the disk settings and enter 50 GB as the size of the boot disk."),
    ),
    "lists of versions": (
        page("a", "The service supports database versions 3.6.1, 4.0.2 and 4.2.1 now."),
        page("b", "The service supports database versions 4.0.2, 4.2.1, 4.4.0 and 5.0.1 now."),
    ),
    "one names an old price and the new one": (
        page("a", "The yearly subscription costs $120 for everyone (before: $100)."),
        page("b", "The yearly subscription costs $120 for everyone."),
    ),
    "addresses in examples": (
        page("a", "The list of routes of the router must name the network 10.0.0.0/24."),
        page("b", "The list of routes of the router must name the network 172.17.0.0/24."),
    ),
}


@pytest.mark.parametrize("articles", NOT_THE_SAME.values(), ids=NOT_THE_SAME.keys())
def test_what_may_both_be_right_is_not_reported(examined, articles):
    assert found(examined, *articles) == []


def test_a_difference_inside_one_article_is_not_looked_for(examined):
    assert found(examined, page("a", f"{REFUND.format('14 days')}\n\n{REFUND.format('30 days')}")) == []


def test_spans_are_of_the_markdown_as_written(examined):
    body = (
        "Intro.\n\n- **Yearly** [subscription](https://a.example/x) is refunded in full within 14 days of the payment."
    )
    other = "Yearly subscription is refunded in full within 30 days of the payment."
    (finding,) = examined(page("a", body), page("b", other), check="contradiction")
    assert all(
        Span(it.span.start, it.span.end).of(body if it.article_id == "a" else other) == it.text for it in finding.places
    )
    assert finding.places[0].text.endswith("14 days of the payment.")
