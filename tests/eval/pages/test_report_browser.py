"""The report in a real browser; without one these tests are skipped, and say so."""

from __future__ import annotations

import struct

import pytest

from eval.pages.page import write_report
from tests.browser import CHROMIUM, WHY_NOT, chromium
from tests.eval.pages.contrasts import CONTRASTS
from tests.eval.pages.recorded_runs import answered, case, citation, claim, finding, run_in, suggestion

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)

EVIL = "<script>document.title='broken in'</script><img src=https://evil.example/x onerror=\"document.title='in'\">"
TEXT = "Hello 😀 Ann!\n\nIt costs €22,\tpaid monthly. Bye."
LAPTOP, PHONE = (1366, 900), (390, 844)


def observed():
    marked = suggestion(
        TEXT,
        citations=[citation(TEXT, "It costs €22,\tpaid monthly.")],
        findings=[finding(TEXT, "Bye"), finding(TEXT, "", "info")],
        supported=[claim(TEXT, "€22", source="en/a")],
    )
    yield answered(case("marked", "How much is the refund?", must_pass=True, tags=["price"]), marked)
    yield answered(case("evil", EVIL), suggestion(EVIL, findings=[finding(EVIL, "<script>")]))
    for n in range(150):
        given = case(f"c-{n}", f"Ticket {n}, счёт{n}", tags=["odd" if n % 2 else "even"])
        away = n % 3 == 0
        answer = suggestion("We check.", outcome="abstain", confidence=0.2) if away else suggestion(f"Answer {n}.")
        yield answered(given, answer)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    before = run_in(folder / "before", [answered(case("marked", "How much is the refund?"), suggestion("No."))])
    run = run_in(folder / "run", list(observed()))
    write_report(run, folder / "report.html")
    write_report(run, folder / "against.html", against=before)
    return folder


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        page.sized(*LAPTOP)
        yield page


def shown_ids(tab):
    return tab.run("[...document.querySelectorAll('#table tbody th a')].map((one) => one.textContent)")


def opened(tab, path, hash_):
    tab.open(path, hash_)
    tab.until("!document.getElementById('case').hidden")


def typed(tab, name, value):
    tab.run(
        f"(() => {{ const field = document.getElementById('filter').elements['{name}']; field.value = {value!r};"
        "field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


@pytest.mark.parametrize("name", ["report.html", "against.html"])
@pytest.mark.parametrize("hash_", ["", "#case=evil", "#q=ticket&case=c-7", "#cases"])
def test_nothing_is_logged_and_nothing_fetched_beside_the_file(tab, report, name, hash_):
    tab.open(report / name, hash_)
    tab.run("new Promise((done) => setTimeout(done, 50))")
    assert tab.logged == []
    assert {one.partition("#")[0] for one in tab.fetched} <= {(report / name).resolve().as_uri()}


def test_a_script_in_a_ticket_does_nothing(tab, report):
    opened(tab, report / "report.html", "#case=evil")
    assert tab.run("document.title") == "evil · spring"
    assert tab.run("document.querySelector('#case .draft').textContent") == EVIL


def test_the_policy_of_the_page_would_stop_a_script_that_got_in(tab, report):
    tab.open(report / "report.html")
    tab.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    tab.until("performance.now() > 200")
    assert tab.run("document.title") == "spring · Otvet evaluation"
    assert any("Content Security Policy" in one for one in tab.logged)


def test_the_marked_draft_reads_as_the_draft(tab, report):
    opened(tab, report / "report.html", "#case=marked")
    assert tab.run("document.querySelector('#case .draft').textContent") == TEXT
    covered = "[...document.querySelectorAll('#case .draft .{}')].map((one) => one.textContent).join('')"
    assert tab.run(covered.format("error")) == "Bye"
    assert tab.run(covered.format("cited")) == "It costs €22,\tpaid monthly."


def test_an_address_searches_and_filters(tab, report):
    tab.open(report / "report.html", "#q=СЧЕТ12 ticket&outcome=abstain")
    tab.until("document.querySelectorAll('#table tbody tr').length === 5")
    assert shown_ids(tab) == ["c-12", "c-120", "c-123", "c-126", "c-129"]
    assert tab.run("document.getElementById('count').textContent") == "5 of 152 cases"


def test_what_is_chosen_stands_in_the_address(tab, report):
    tab.open(report / "report.html")
    typed(tab, "slice", "tag:odd")
    typed(tab, "remarks", "with")
    assert tab.run("location.hash") == "#remarks=with&slice=tag%3Aodd"
    assert shown_ids(tab) == [f"c-{n}" for n in range(3, 150, 6)]


def test_a_case_opens_from_the_table_and_back_leads_to_it_again(tab, report):
    tab.open(report / "report.html", "#slice=tag:price")
    tab.run("document.querySelector('#table tbody a').click()")
    tab.until("!document.getElementById('case').hidden")
    assert tab.run("document.activeElement.textContent") == "marked"
    assert tab.run("document.getElementById('overview').hidden") is True
    tab.run("history.back()")
    tab.until("document.getElementById('case').hidden")
    assert shown_ids(tab) == ["marked"]
    assert tab.run("document.activeElement.textContent") == "marked"


def test_arrows_lead_through_the_filtered_cases_and_escape_back(tab, report):
    opened(tab, report / "report.html", "#slice=tag%3Aodd&case=c-3")
    tab.press("ArrowRight", 39)
    tab.until("document.querySelector('#case h1').textContent === 'c-5'")
    tab.press("ArrowLeft", 37)
    tab.until("document.querySelector('#case h1').textContent === 'c-3'")
    tab.press("Escape", 27)
    tab.until("document.getElementById('case').hidden")
    assert tab.run("location.hash") == "#slice=tag%3Aodd"


def test_the_table_is_sorted_by_its_headings_one_way_and_the_other(tab, report):
    tab.open(report / "report.html")
    button = "document.querySelector('[data-sort=outcome] button')"
    tab.run(f"{button}.click()")
    assert shown_ids(tab)[0] == "c-0"
    assert tab.run("document.querySelector('[data-sort=outcome]').getAttribute('aria-sort')") == "ascending"
    tab.run(f"{button}.click()")
    assert shown_ids(tab)[0] == "marked"
    assert "sort=outcome&dir=desc" in tab.run("location.hash")


def test_many_cases_are_shown_a_part_at_a_time(tab, report):
    tab.open(report / "report.html")
    assert len(shown_ids(tab)) == 60
    tab.run("document.getElementById('more').click()")
    assert len(shown_ids(tab)) == 120
    tab.run("document.getElementById('more').click()")
    assert len(shown_ids(tab)) == 152
    assert tab.run("document.getElementById('more').hidden") is True


def test_a_link_to_a_part_of_the_page_closes_the_case(tab, report):
    opened(tab, report / "report.html", "#case=c-3")
    tab.run("document.querySelector('nav a[href=\"#rules\"]').click()")
    tab.until("document.getElementById('case').hidden")
    tab.until("Math.abs(document.getElementById('rules').getBoundingClientRect().top) < innerHeight")


def test_a_case_that_was_left_by_a_link_stays_closed_when_the_table_is_sorted(tab, report):
    opened(tab, report / "report.html", "#lang=en&case=c-3")
    tab.run("document.querySelector('nav a[href=\"#cases\"]').click()")
    tab.until("document.getElementById('case').hidden")
    tab.run("document.querySelector('[data-sort=confidence] button').click()")
    assert tab.run("location.hash") == "#lang=en&sort=confidence&dir=asc"


def test_on_paper_every_case_of_the_filter_is_listed(tab, report):
    tab.open(report / "report.html", "#slice=tag%3Aodd")
    tab.call("Page.printToPDF")
    assert len(shown_ids(tab)) == 75


@pytest.mark.parametrize("hash_", ["", "#case=marked", "#cases"])
@pytest.mark.parametrize("name", ["report.html", "against.html"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_page_fits_its_window(tab, report, size, name, hash_):
    tab.sized(*size, mobile=size == PHONE)
    tab.open(report / name, hash_)
    try:
        assert tab.run("document.documentElement.scrollWidth") <= size[0]
        width, height = struct.unpack(">II", tab.screenshot()[16:24])
        assert width / height == pytest.approx(size[0] / size[1], abs=0.01)
    finally:
        tab.sized(*LAPTOP)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("hash_", ["", "#case=marked"])
def test_every_text_stands_out_from_its_ground(tab, report, dark, hash_):
    """At least 4.5 : 1, as WCAG 2.2 asks of normal text."""
    tab.sized(*LAPTOP, dark=dark)
    tab.open(report / "against.html", hash_)
    tab.until("document.readyState === 'complete'")
    faint = tab.run(CONTRASTS)
    tab.sized(*LAPTOP)
    assert faint == []


def test_without_a_script_the_figures_and_the_table_still_read(tab, report):
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.call("Page.navigate", url=(report / "against.html").resolve().as_uri())
        tab.until("document.readyState === 'complete'")
        shown = "[...document.querySelectorAll('{}')].filter((one) => one.checkVisibility()).length"
        assert tab.run(shown.format("#table tbody tr")) == 152
        assert tab.run(shown.format(".card .big")) == 6
        assert tab.run(shown.format(".chart")) == 2
        assert tab.run(shown.format(".panel")) == 1
        assert tab.run(shown.format("#filter, #case")) == 0
        assert tab.run(shown.format("noscript p")) == 1
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_thousand_cases_are_searched_sorted_and_opened(tab, tmp_path):
    bare = {"expected": {"language_code": "en"}, "relevant": []}
    many = 1000
    cases = [
        answered(
            case(f"c-{n}", f"Ticket {n}", **bare),
            suggestion(f"Answer {n}.", confidence=n / many, timings_ms={"total": 18.0}),
        )
        for n in range(many)
    ]
    found = [f"c-{n}" for n in reversed(range(many)) if "9" in str(n)]
    write_report(run_in(tmp_path / "run", cases), tmp_path / "report.html")
    tab.open(tmp_path / "report.html", "#q=answer 9&sort=confidence&dir=desc")
    tab.until(f"document.getElementById('count').textContent === '{len(found)} of 1,000 cases'")
    assert shown_ids(tab) == found[:60]
    tab.run("document.querySelector('#table tbody a').click()")
    tab.until("!document.getElementById('case').hidden")
    assert tab.run("document.querySelector('#case .draft').textContent") == "Answer 999."
    assert tab.logged == []
