"""Each metric of a case: what it counts, where it does not apply, and what a failed case scores."""

import pytest

from eval.cases import Case
from eval.metrics.citations import citation_faults
from eval.metrics.ranking import MEASURES
from eval.metrics.registry import METRICS
from eval.observed import Observed, contains

BODY = "Press **Export** and wait for `5 minutes`. See [the list](https://help.example/list)."
QUOTE = "Press **Export** and wait for `5 minutes`."


def case(**given):
    expected = {"outcome": ["suggest"], "should_escalate": False, "language_code": "en", "stage": ["first"]}
    fields = {"id": "c-1", "request": {}, "relevant": ["export"], "expected": {**expected, **given.pop("expected", {})}}
    return Case.model_validate({**fields, **given})


def answer(**given):
    text = "Hello!\n\nPress Export and wait for 5 minutes."
    source = {"article_id": "export", "version_hash": "v1", "quote": QUOTE}
    citation = {
        "span": {"start": 8, "end": len(text)},
        "source": {**source, "quote_span": {"start": 0, "end": len(QUOTE)}},
    }
    draft = {
        "draft_id": "d-1",
        "text": text,
        "citations": [citation],
        "guardrail": {"findings": [], "skipped": []},
        "grounding": {"unsupported_claims": []},
    }
    fields = {
        "suggestion_id": "s-1",
        "outcome": "suggest",
        "language_code": "en",
        "stage": "first",
        "should_escalate": False,
        "retrieved": [{"article_id": "other"}, {"article_id": "export"}],
        "timings_ms": {"total": 1.0},
    }
    return {**fields, "drafts": [{**draft, **given.pop("draft", {})}], **given}


def observed(labels=None, **given):
    articles = {"export": {"version_hash": "v1", "body_markdown": BODY}}
    one = answer(**given)
    return Observed(case(**(labels or {})), one, one, articles)


def value(name, one):
    return METRICS[name].of(one)


def test_a_good_answer_scores_full_marks_wherever_a_metric_applies():
    one = observed({"facts_required": ["5 minutes"], "facts_forbidden": ["10 minutes"]})
    worse = {name: value(name, one) for name in METRICS if value(name, one) not in (None, 1.0)}
    assert worse == {"hit@1": 0.0, "mrr@10": 0.5, "ndcg@10": pytest.approx(0.6309, abs=1e-4)}


def test_a_case_that_the_service_failed_on_scores_the_worst_on_every_metric_that_applies():
    labels = {"facts_required": ["a"], "facts_forbidden": ["b"]}
    failed = Observed(case(**labels), None, error="500: the service failed")
    scores = {name: value(name, failed) for name in METRICS}
    assert scores.pop("false_suggest") is None
    assert set(scores.values()) == {0.0}
    nothing_answers = case(relevant=[], expected={"outcome": ["abstain"]})
    assert value("false_suggest", Observed(nothing_answers, None, error="500")) == 1.0


def test_a_suggestion_where_nothing_answers_is_a_false_one():
    labels = {"relevant": [], "expected": {"outcome": ["abstain", "clarify"]}}
    assert value("false_suggest", observed(labels)) == 1.0
    assert value("false_suggest", observed(labels, outcome="abstain")) == 0.0
    assert value("served", observed(labels)) is None


def test_only_tickets_that_need_an_answer_count_as_answerable():
    assert value("served", observed(outcome="abstain")) == 0.0
    assert value("served", observed({"expected": {"outcome": ["suggest", "clarify"]}})) is None


@pytest.mark.parametrize(
    ("metric", "change"),
    [
        ("outcome", {"outcome": "abstain"}),
        ("stage", {"stage": "closing"}),
        ("language", {"language_code": "ru"}),
        ("escalation", {"should_escalate": True}),
        (
            "no_errors",
            {"draft": {"guardrail": {"findings": [{"rule": {"severity": "error", "id": "no-x"}}], "skipped": []}}},
        ),
        (
            "no_warnings",
            {"draft": {"guardrail": {"findings": [{"rule": {"severity": "warning", "id": "no-y"}}], "skipped": []}}},
        ),
        ("check_complete", {"draft": {"guardrail": {"findings": [], "skipped": [{"rule_id": "no-z", "reason": "r"}]}}}),
        ("grounded", {"draft": {"grounding": {"unsupported_claims": [{"text": "7 days"}]}}}),
        ("not_empty", {"draft": {"text": " ", "citations": []}}),
        ("abstains_uncited", {"outcome": "abstain"}),
    ],
)
def test_one_thing_wrong_is_seen_by_its_metric(metric, change):
    assert value(metric, observed(**change)) == 0.0


def test_fact_recall_is_the_share_of_required_facts_in_the_draft():
    assert value("fact_recall", observed({"facts_required": ["5 minutes", "10 rows"]})) == 0.5


def test_facts_are_not_asked_of_a_question_back_that_is_right():
    labels = {"facts_required": ["10 rows"], "expected": {"outcome": ["suggest", "clarify"]}}
    assert value("fact_recall", observed(labels, outcome="clarify")) is None
    assert value("fact_recall", observed(labels, outcome="abstain")) == 0.0


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("costs 5\u202f900\u00a0₽ a month", "5 900 ₽"),
        ("choose **Settings → Team**", "Settings → Team"),
        ("in 2026 30 days", "30 days"),
        ("within 30 days.", "30 days"),
        ("up to 20\u2060%", "20%"),
    ],
)
def test_a_fact_is_found_whatever_the_spaces_and_emphasis(text, fact):
    assert contains(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [("49 900 ₽", "900 ₽"), ("49 900 ₽", "9 900 ₽"), ("99.5 %", "5 %"), ("plan 120", "plan 12"), ("v2.10", "v2.1")],
)
def test_part_of_a_number_is_another_fact(text, fact):
    assert not contains(text, fact)


def test_cited_articles_that_are_not_relevant_lower_the_share():
    assert value("cited_relevant", observed({"relevant": ["another"]})) == 0.0
    assert value("cited_relevant", observed(draft={"citations": []})) == 0.0
    assert value("cited_relevant", observed(draft={"citations": []}, outcome="abstain")) is None


def test_a_citation_that_checks_out_has_no_fault():
    assert citation_faults(observed()) == ()


def broken(**source):
    draft = answer()["drafts"][0]
    citation = draft["citations"][0]
    return observed(draft={"citations": [{**citation, "source": {**citation["source"], **source}}]})


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ({"article_id": "gone"}, "gone: the service does not hold this article"),
        ({"version_hash": "v0"}, "export: the version hash is not that of the article"),
        ({"quote_span": {"start": 1, "end": 9}}, "export: the article does not hold the quote at its span"),
        (
            {"quote": "", "quote_span": {"start": 3, "end": 3}},
            "export: the article does not hold the quote at its span",
        ),
        (
            {"quote": "Press **Export**", "quote_span": {"start": 0, "end": 16}},
            "export: the draft's stretch does not say the words of the quote",
        ),
    ],
)
def test_a_citation_that_does_not_check_out_is_named(source, fault):
    assert citation_faults(broken(**source)) == (fault,)
    assert value("citations_hold", broken(**source)) == 0.0


def test_a_model_may_say_the_quote_in_its_own_words_and_the_quote_itself_is_still_held_to_the_article():
    draft = answer()["drafts"][0]
    retold = {"text": "Hello!\n\nChoose Export; it takes about five minutes."}
    assert citation_faults(observed(draft=retold)) != ()
    assert citation_faults(observed(draft=retold, mode="llm")) == ()
    moved = {**draft["citations"][0], "source": {**draft["citations"][0]["source"], "quote": "Press Export"}}
    faults = citation_faults(observed(draft={**retold, "citations": [moved]}, mode="llm"))
    assert faults == ("export: the article does not hold the quote at its span",)


def test_ids_and_timings_may_differ_between_two_answers_and_nothing_else():
    one = observed()
    renamed = {**answer(draft={"draft_id": "d-2"}), "suggestion_id": "s-2", "timings_ms": {"total": 2.0}}
    changed = answer(draft={"text": "Hello!"})
    assert Observed(one.case, one.answer, renamed).differing() == ()
    assert Observed(one.case, one.answer, changed).differing() == ("drafts",)
    assert Observed(one.case, one.answer, None).differing() == ("answer",)


def test_retrieved_articles_are_ranked_in_the_order_of_the_answer():
    for rank, article_id in enumerate(["z", "y", "x", "a"], start=1):
        one = observed({"relevant": [article_id]}, retrieved=[{"article_id": name} for name in "zyxa"])
        assert value("mrr@10", one) == pytest.approx(1 / rank)
        assert value("hit@1", one) == float(rank == 1)


def test_a_ticket_for_which_nothing_was_retrieved_scores_zero():
    one = observed(retrieved=[])
    assert {value(name, one) for name in MEASURES} == {0.0}


def test_every_metric_says_what_it_means():
    assert all(metric.meaning.endswith(".") for metric in METRICS.values())
