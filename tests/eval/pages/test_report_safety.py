from __future__ import annotations

import base64
import hashlib

import pytest

from eval.pages.page import page_of, write_report
from tests.eval.pages.reading import case_pages, classed, text, tree
from tests.eval.pages.recorded_runs import FULL, LABELLED, TEXT, answered, case, citation, finding, run_in, suggestion

EVIL = "<script>alert(1)</script></script><img src=x onerror=alert(2)>\"'--><!-- {{7*7}} &amp; ]]> </textarea>"


def marked(element, kind):
    return "".join(text(one) for one in classed(element, kind))


# --- escaping -----------------------------------------------------------------------------------------


def everywhere_evil(tmp_path):
    told = {**finding(EVIL, EVIL), "message": EVIL}
    answer = suggestion(EVIL, findings=[told], citations=[{**citation(EVIL, EVIL), "span": {"start": 0, "end": 9}}])
    answer["outcome_reason"] = answer["retrieved"][0]["title"] = answer["retrieved"][0]["excerpt"] = EVIL
    one = case(
        "evil",
        EVIL,
        tags=[EVIL],
        kind=EVIL,
        vendor=EVIL,
        note=EVIL,
        gold_answer=EVIL,
        should_say=[EVIL],
        should_not_say=[EVIL],
        rules_kept=[EVIL],
        facts_required=[EVIL],
    )
    broken = answered(case("broken", EVIL), None, error=EVIL)
    return run_in(tmp_path / "run", [answered(one, answer), broken], name=EVIL, prompt=EVIL)


def test_a_ticket_full_of_markup_adds_no_element_to_the_page(tmp_path):
    page = page_of(everywhere_evil(tmp_path))
    assert [one for one in tree(page).iter("img", "textarea", "iframe", "object", "embed")] == []
    kinds = [one.get("type") for one in tree(page).iter("script")]
    assert kinds == ["application/json", "text/plain", "text/plain", "application/json", None]
    for held in case_pages(page).values():
        assert [one for one in held.iter("script", "img", "textarea")] == []


def test_a_ticket_full_of_markup_is_shown_as_it_was_written(tmp_path):
    page = page_of(everywhere_evil(tmp_path))
    flat = " ".join(EVIL.split())
    assert flat in text(tree(page).get_element_by_id("table"))
    assert text(classed(case_pages(page)["evil"], "draft")[0]) == EVIL
    assert EVIL in text(case_pages(page)["broken"])


def test_no_element_carries_a_handler_or_a_style_of_its_own(tmp_path):
    page = page_of(everywhere_evil(tmp_path))
    elements = [*tree(page).iter(), *(one for held in case_pages(page).values() for one in held.iter())]
    attributes = {name for one in elements if isinstance(one.tag, str) for name in one.attrib}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "data:text/html,<script>1</script>", "file:///etc/passwd", None]
)
def test_only_an_address_of_the_web_becomes_a_link(uri, tmp_path):
    answer = suggestion(TEXT, citations=[citation(TEXT, "It costs €22", uri=uri)])
    answer["retrieved"][0]["uri"] = uri
    held = case_pages(page_of(run_in(tmp_path / "run", [answered(LABELLED, answer)])))["c-1"]
    assert [one.get("href") for one in held.iter("a")] == []
    assert text(held).count("Article <A>") == 2


def test_letters_that_are_no_characters_are_replaced_and_not_dropped(tmp_path):
    said = "a\ud83db\0c"
    run = run_in(tmp_path / "run", [answered(case("c-1"), suggestion(said, findings=[finding(said, "c")]))])
    write_report(run, tmp_path / "page.html")
    shown = classed(case_pages((tmp_path / "page.html").read_text(encoding="utf-8"))["c-1"], "draft")[0]
    assert (text(shown), marked(shown, "error")) == ("a\ufffdb\ufffdc", "c")


def test_a_title_that_turns_the_direction_of_writing_turns_nothing_beside_it(tmp_path):
    title = "\u202eA title\u2066"
    cited = citation(TEXT, "It costs €22")
    answer = suggestion(TEXT, citations=[{**cited, "source": {**cited["source"], "title": title}}])
    answer["retrieved"][0]["title"] = title
    for uri in (None, "https://help.example/a"):
        answer["retrieved"][0]["uri"] = answer["drafts"][0]["citations"][0]["source"]["uri"] = uri
        held = case_pages(page_of(run_in(tmp_path / f"run {uri is None}", [answered(LABELLED, answer)])))["c-1"]
        for shown in classed(held, "source"):
            assert [text(one) for one in shown.iter("bdi")] == [title]


# --- self-contained -----------------------------------------------------------------------------------


def test_nothing_is_fetched_from_elsewhere(page):
    for one in tree(page).iter():
        assert one.get("src") is None
        if one.tag != "a":
            assert (one.get("href") or "data:").startswith("data:")
    style = text(tree(page).find(".//style"))
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_of_the_page_lets_in_its_own_script_and_style_alone(page):
    policy = tree(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    script = tree(page).xpath("//script[not(@type)]")[0].text
    style = tree(page).find(".//style").text
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (script, style)]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_equal_runs_give_equal_bytes(tmp_path):
    run = run_in(tmp_path / "run", [answered(LABELLED, FULL)])
    for name in ("one", "two"):
        write_report(run, tmp_path / name / "page.html")
    assert (tmp_path / "one/page.html").read_bytes() == (tmp_path / "two/page.html").read_bytes()
