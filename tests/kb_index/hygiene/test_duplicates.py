"""Texts that stand in several articles of one language are named; templates and translations are not."""

from __future__ import annotations

from kb_index.records import Article

LONG = (
    "To move goods between warehouses, open the stock section, choose the source and the destination, scan each item "
    "with a barcode reader or type its code, check the quantities that the system proposes, and post the transfer. "
    "Posted transfers appear in the history of both warehouses and can be cancelled until the period is closed."
)


def page(article_id: str, body: str, language: str = "en") -> Article:
    return Article(article_id, f"About {article_id}", body, language)


def test_equal_texts_are_one_finding_whatever_their_markup_and_case(examined):
    (finding,) = examined(page("a", LONG), page("b", f"**{LONG.upper()}**"), page("c", "Else."), check="duplicate")
    assert [it.article_id for it in finding.places] == ["a", "b"]


def test_a_text_and_its_copy_in_another_language_are_no_duplicates(examined):
    assert examined(page("a", LONG), page("b", LONG, "ru"), check="duplicate") == []


def test_empty_articles_are_no_duplicates(examined):
    assert examined(page("a", ""), page("b", ""), check="duplicate") == []


def test_a_passage_that_was_copied_and_edited_is_found_with_both_places(examined):
    copied = LONG.replace("barcode reader", "telephone")
    one, other = (
        page("a", f"Intro on stock.\n\n## Moving\n\n{LONG}"),
        page("b", f"## How\n\n{copied}\n\n## More\n\nEnd."),
    )
    (finding,) = examined(one, other, check="near_duplicate")
    assert [
        it.span.of(text) for it, text in zip(finding.places, (one.body_markdown, other.body_markdown), strict=True)
    ] == [it.text for it in finding.places]
    assert finding.share is not None
    assert 0.6 <= finding.share < 1


def test_a_text_that_many_articles_share_is_a_template(examined):
    articles = [page(f"p{number}", f"Topic {number} is special.\n\n## Contact\n\n{LONG}") for number in range(6)]
    assert examined(*articles, check="near_duplicate") == []


def test_articles_on_one_topic_in_their_own_words_are_no_duplicates(examined):
    other = "Transfers between warehouses keep their history. Cancel one before closing the period, else ask an owner."
    assert examined(page("a", LONG), page("b", other), check="near_duplicate") == []


def test_equal_articles_are_not_reported_again_by_their_passages(examined):
    assert examined(page("a", LONG), page("b", LONG), check="near_duplicate") == []
