from __future__ import annotations

import re

import pytest

from eval.judging.judgement import Judgement
from eval.pages.page import page_of
from tests.eval.pages.reading import case_pages, classed, index, text, tree, unpacked
from tests.eval.pages.recorded_runs import FULL, LABELLED, TEXT, answered, case, finding, run_in, suggestion

# --- the overview -------------------------------------------------------------------------------------


def test_figures_stand_with_their_intervals_and_counts(tmp_path):
    right = [answered(case(f"c-{n}"), suggestion("It is €22.")) for n in range(8)]
    wrong = [answered(case(f"c-{n}"), suggestion("We check.", outcome="abstain")) for n in (8, 9)]
    first = classed(tree(page_of(run_in(tmp_path / "run", [*right, *wrong]))), "card")[0]
    assert " ".join(text(first).split()) == (
        "Handled as labelled 80% 8 of 10; likely 49–94% Tickets answered, asked back about or passed on as expected."
    )


def test_the_run_is_told_in_plain_sentences(tmp_path):
    observed = [
        answered(case("c-1", must_pass=True), suggestion(TEXT, findings=[finding(TEXT, "write")])),
        answered(case("c-2"), suggestion("We check.", outcome="abstain")),
        answered(
            case("c-3", expected={"outcome": ["abstain"], "language_code": "en"}, relevant=[]), suggestion("Yes.")
        ),
        answered(case("c-4"), None, error="503: busy"),
    ]
    run = run_in(tmp_path / "run", observed, unfinished=[case("c-5")])
    told = classed(tree(page_of(run)), "told")[0]
    assert text(told).strip() == (
        "1 of 4 tickets were handled as labelled. 2 that the articles answer got no draft; "
        "1 got a draft though nothing answers it. 1 draft breaks a rule at error level. "
        "1 of 1 must-pass case has remarks. 1 case failed with an error; 1 case is not finished."
    )


def test_slices_are_compared_with_the_whole_and_link_to_their_cases(tmp_path):
    good = [answered(case(f"g-{n}", tags=["easy"]), suggestion("It is €22.")) for n in range(12)]
    bad = [answered(case(f"b-{n}", tags=["hard_one"]), suggestion("We check.", outcome="abstain")) for n in range(6)]
    page = tree(page_of(run_in(tmp_path / "run", [*good, *bad])))
    rows = {text(row[0]): row for row in classed(page, "panel")[0].iter("tr")}
    hard = rows["hard one"]
    assert hard.find(".//a").get("href") == "#slice=tag%3Ahard_one"
    assert [" ".join(text(cell).split()) for cell in hard[2:]] == ["0% clearly below the mean", "0–39%", "6"]


def test_rules_are_listed_the_gravest_first_with_their_cases(page):
    table = tree(page).xpath("//section[@id='rules']//tbody/tr")
    assert [[text(cell) for cell in row[:4]] for row in table] == [
        ["error", "rule-error", "1", "1"],
        ["info", "rule-info", "1", "1"],
    ]


def test_the_table_reads_without_a_script(tmp_path):
    observed = [answered(LABELLED, FULL), answered(case("c-2"), suggestion("We check.", outcome="abstain"))]
    page = tree(page_of(run_in(tmp_path / "run", observed)))
    rows = [[text(cell) for cell in row] for row in page.get_element_by_id("table").xpath(".//tbody/tr")]
    assert rows == [
        ["c-1 must pass", "How much is it?", "suggest", "4 error finding: rule-error", "80%", "18 ms"],
        [
            "c-2",
            "How much is it?",
            "abstain expected suggest",
            "1 outcome: expected suggest, got abstain",
            "80%",
            "18 ms",
        ],
    ]


def test_what_was_run_is_told(page):
    facts = {text(row[0]): text(row[1]) for row in tree(page).xpath("//section[@id='run']//tbody/tr")}
    assert facts["target"] == "in process"
    assert facts["prompt"] == "p1"
    assert facts["setting standard"] == "default"
    assert facts["read from"] == "tickets.jsonl"
    assert "14 March 2026" in text(tree(page).find_class("eyebrow")[0])


def test_headings_and_tables_are_marked_up_for_readers(page):
    for table in tree(page).iter("table"):
        assert table.xpath(".//th[@scope]")
    assert [one.tag for one in tree(page).iter("h1")] == ["h1"]
    for drawing in tree(page).xpath("//*[local-name()='svg']"):
        assert drawing.get("aria-hidden") == "true" or drawing.find("title") is not None
    ids = tree(page).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one.removeprefix("#") for one in tree(page).xpath("//nav/a/@href")} <= set(ids)


# --- where something is missing -----------------------------------------------------------------------


def test_tickets_without_labels_still_make_a_page(tmp_path):
    bare = case("c-1", expected={"language_code": "en"}, relevant=[])
    page = page_of(run_in(tmp_path / "run", [answered(bare, suggestion("Hello."))]))
    assert "what was expected is not labelled" in text(classed(tree(page), "told")[0])
    assert tree(page).xpath("//section[@id='confidence']") == []
    assert "not labelled" in text(case_pages(page)["c-1"])


def test_cases_that_failed_or_were_not_reached_are_shown_and_not_dropped(tmp_path):
    odd = case("c-2", request={"conversation": {"messages": "none"}})
    run = run_in(tmp_path / "run", [answered(odd, None, error="422: no messages")], unfinished=[case("c-3")])
    page = page_of(run)
    assert [(one["id"], one["outcome"]) for one in index(page)] == [("c-2", "error"), ("c-3", "not finished")]
    assert "422: no messages" in text(case_pages(page)["c-2"])
    assert "The run ended before this case." in text(case_pages(page)["c-3"])


def test_a_run_that_finished_nothing_still_makes_a_page(tmp_path):
    page = page_of(run_in(tmp_path / "run", [], unfinished=[case("c-1")]))
    assert "1 case is not finished" in text(classed(tree(page), "told")[0])


# --- two runs -----------------------------------------------------------------------------------------


@pytest.fixture
def compared(tmp_path):
    """Six cases that the new run does not answer any more, one of which must pass; one that it answers now."""
    good, none = suggestion("It is €22.", confidence=0.9), suggestion("We check.", outcome="abstain", confidence=0.2)
    cases = [case(f"c-{n}", must_pass=n == 3) for n in range(12)]
    before = [answered(one, none if n == 7 else good) for n, one in enumerate(cases)]
    now = [answered(one, none if n < 6 else good) for n, one in enumerate(cases)]
    earlier = run_in(tmp_path / "before", before, name="last week")
    return page_of(run_in(tmp_path / "now", now, prompt="p2"), against=earlier)


def test_both_drafts_stand_side_by_side_the_earlier_one_first(compared):
    held = case_pages(compared)["c-3"]
    shown = [(text(one.getparent().getparent().find("h2")), text(one)) for one in classed(held, "draft")]
    assert shown == [("Draft before", "It is €22."), ("Draft now", "We check.")]


def test_drafts_that_did_not_change_are_said_to_be_the_same(compared):
    assert "Word for word the same." in text(case_pages(compared)["c-9"])
    assert "Word for word the same." not in text(case_pages(compared)["c-3"])


def test_words_that_the_other_draft_does_not_have_are_marked_on_both_sides(tmp_path):
    before = run_in(tmp_path / "before", [answered(case("c-1"), suggestion("Hello! It costs €22 a month, always."))])
    run = run_in(tmp_path / "now", [answered(case("c-1"), suggestion("Hello! It costs €30 a month."))])
    shown = classed(case_pages(page_of(run, against=before))["c-1"], "draft")
    assert [[text(one) for one in classed(draft, "changed")] for draft in shown] == [["22", ", always"], ["30"]]


def test_a_draft_that_was_written_anew_is_not_marked_all_over(compared):
    assert [classed(one, "changed") for one in classed(case_pages(compared)["c-3"], "draft")] == [[], []]


def test_a_lost_case_that_must_pass_is_named_first_and_fails_the_gate(compared):
    section = tree(compared).get_element_by_id("comparison")
    assert "1 must-pass case turned from right to wrong" in text(classed(section, "failed")[0])
    worse, better = ([text(one) for one in found.iter("a")] for found in classed(section, "changed"))
    assert worse == ["c-3", "c-0", "c-1", "c-2", "c-4", "c-5"]
    assert better == ["c-7"]
    assert [one["change"] for one in index(compared)] == ["worse"] * 6 + ["same", "better"] + ["same"] * 4


def test_differences_stand_with_interval_p_value_and_what_could_be_seen(compared):
    rows = tree(compared).xpath("//section[@id='comparison']//tbody/tr")
    cells = next([text(cell) for cell in row] for row in rows if text(row[0]) == "Handled as labelled")
    assert cells[1:4] == ["92%", "50%", "\u221241.7 pts"]
    assert re.fullmatch(r"\u2212[\d.]+ to [+\u2212][\d.]+ pts", cells[4])
    assert re.fullmatch(r"[01]\.\d{3}", cells[5])
    assert cells[6].endswith("pts")
    assert cells[8] == "12"


def test_versions_that_differ_are_pointed_out(compared):
    rows = tree(compared).xpath("//section[@id='run']//tr[@class='differs']")
    assert [[" ".join(text(cell).split()) for cell in row] for row in rows] == [["prompt", "p2", "p1 differs"]]


# --- opinions of a language model ---------------------------------------------------------------------


def test_what_a_language_model_thinks_stands_with_its_reason(tmp_path):
    run = run_in(tmp_path / "run", [answered(LABELLED, FULL)])
    judged = [Judgement("c-1", "reply@1", "tone", 1, "judge", score=4, reason="friendly <enough>")]
    page = page_of(run, judgements=judged)
    row = tree(page).xpath("//section[@id='judged']//tbody/tr")[0]
    assert [text(cell) for cell in row[:2]] == ["tone", "4.00"]
    assert "friendly <enough>" in text(classed(case_pages(page)["c-1"], "judged")[0])


# --- many cases ---------------------------------------------------------------------------------------


def test_the_search_looks_at_ticket_draft_and_remarks(page):
    (searched,) = unpacked(page, "search")
    for said in ("c-1", "how much is it?", TEXT.casefold(), "unsupported: friday", "plain"):
        assert said in searched.split("\n")


def test_pages_of_cases_stand_compressed_in_the_order_of_the_cases(tmp_path):
    observed = [answered(case(f"c-{n}", f"Ticket {n}"), suggestion(f"Answer {n}.")) for n in range(45)]
    page = page_of(run_in(tmp_path / "run", observed))
    assert [text(classed(held, "draft")[0]) for held in case_pages(page).values()] == [
        f"Answer {n}." for n in range(45)
    ]
    assert "Answer 7." not in page
