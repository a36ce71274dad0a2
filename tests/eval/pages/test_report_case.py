from __future__ import annotations

import jinja2
import pytest

from eval.judging.judgement import Judgement
from eval.pages.case_table import lines
from eval.pages.case_view import case_view
from eval.pages.document import environment
from eval.pages.page import page_of
from tests.eval.pages.reading import case_pages, classed, text, tree
from tests.eval.pages.recorded_runs import FULL, LABELLED, TEXT, answered, case, finding, run_in, suggestion


def of_draft(given, answer, tmp_path):
    pages = case_pages(page_of(run_in(tmp_path / "run", [answered(given, answer)])))
    return classed(pages[given.id], "draft")[0]


def marked(element, kind):
    return "".join(text(one) for one in classed(element, kind))


def test_rules_that_a_ticket_tempts_to_break_and_what_a_good_reply_says_stand_on_its_page(tmp_path):
    given = case("c-1", rules_kept=["no-slang", "brevity"], should_say=["who writes"], should_not_say=["a guess"])
    answer = suggestion("Hello.", skipped=[{"rule_id": "brevity", "reason": "timeout"}])
    page = text(case_pages(page_of(run_in(tmp_path / "run", [answered(given, answer)])))["c-1"])
    shown = " ".join(page.split())
    for expected in ("no-slang kept", "brevity not kept", "A good reply says who writes", "It does not say a guess"):
        assert expected in shown


# --- what is marked in a draft ------------------------------------------------------------------------


def test_each_mark_covers_exactly_what_it_is_about(page):
    shown = classed(case_pages(page)["c-1"], "draft")[0]
    assert text(shown) == TEXT
    assert marked(shown, "cited") == "It costs €22, paid monthly."
    assert marked(shown, "error") == "write"
    assert marked(shown, "info") == "Hello Ann"
    assert marked(shown, "unsupported") == "Friday"
    assert marked(shown, "supported") == "€22"
    assert marked(shown, "promise") == "We will write by Friday"


@pytest.mark.parametrize(
    "said", ["\n\nИтого:\t5 900\u00a0₽\r\nдо 15\u202f%\n", "e\u0301😀 <b> &amp; \u202eabc", "  two  spaces  "]
)
def test_the_text_of_a_marked_draft_is_the_draft(said, tmp_path):
    inner = said[2:-2]
    shown = of_draft(LABELLED, suggestion(said, findings=[finding(said, inner)]), tmp_path)
    assert text(shown) == said
    assert marked(shown, "error") == inner


def test_offsets_of_a_caller_that_counts_in_utf16_are_read_so(tmp_path):
    said = "😀😀 It costs €22"
    given = case("c-1", request={**LABELLED.request, "offset_unit": "utf16"})
    shown = of_draft(given, suggestion(said, findings=[finding(said, "€22", span={"start": 14, "end": 17})]), tmp_path)
    assert marked(shown, "error") == "€22"


def test_a_finding_has_the_sign_of_its_line_below_the_draft(page):
    held = case_pages(page)["c-1"]
    listed = [text(one) for one in classed(held, "findings")[0].iter("li")]
    signs = {text(one): one.get("data-sign") for one in classed(classed(held, "draft")[0], "m")}
    assert "write" in listed[0]
    assert "Hello Ann" in listed[1]
    assert (signs["write"], signs["Hello Ann"]) == ("a", "b")


def test_the_gravest_finding_stands_first_and_names_rule_norm_and_remedy(page):
    first = text(next(classed(case_pages(page)["c-1"], "findings")[0].iter("li")))
    assert " ".join(first.split()) == (
        "error Do not say it & mean <write>. write Instead: better rule-error · House norms, 4"
    )


# --- the page of a case -------------------------------------------------------------------------------


def test_labels_stand_beside_what_came(page):
    table = case_pages(page)["c-1"].xpath(".//section[@aria-label='Expected and got']//tbody/tr")
    rows = {text(row[0]): [text(cell) for cell in row[1:]] for row in table}
    assert rows["outcome"] == ["suggest", "suggest, right"]
    assert rows["escalation"] == ["no", "no, right"]
    assert rows["stage"] == ["not labelled", "first"]


def test_facts_are_ticked_by_whether_they_should_be_said(page):
    facts = [(one.get("class"), " ".join(text(one).split())) for one in classed(case_pages(page)["c-1"], "ticks")[0]]
    assert facts == [("yes", "€22 required, said"), ("yes", "€30 must not be said, not said")]


def test_each_text_says_in_which_language_it_is(tmp_path):
    given = case("c-1", "Сколько стоит тариф и как его сменить?", expected={"language_code": "ru"})
    answer = suggestion("Здравствуйте!", language_code="ru")
    page = page_of(run_in(tmp_path / "run", [answered(given, answer)]))
    held = case_pages(page)["c-1"]
    assert [one.get("lang") for one in classed(held, "text")] == ["ru", "ru", "en"]
    assert tree(page).get_element_by_id("table").xpath(".//td[@lang]/@lang") == ["ru"]
    assert tree(page).get("lang") == "en"


def test_every_field_that_a_template_asks_for_is_there(tmp_path):
    """A name misspelt in a template would show as nothing: here it is an error."""
    run = run_in(tmp_path / "run", [answered(LABELLED, FULL)])
    judged = [Judgement("c-1", "reply@1", "tone", 1, "judge", score=4, reason="friendly")]
    strict = environment(jinja2.StrictUndefined).get_template("case.html.j2")
    shown = strict.render(view=case_view(lines(run, None)[0]), against=None, judgements=judged)
    for said in (
        "gold",
        "settled twice",
        "llm timeout",
        "Hiya",
        "brevity",
        "900 tokens",
        "a NUL was",
        "tone: 4",
        "acme",
    ):
        assert said in shown
