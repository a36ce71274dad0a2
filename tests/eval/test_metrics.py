"""Each metric of a case: what it counts, where it does not apply, and what a failed case scores."""

import pytest

from eval.cases import Case
from eval.metrics.citations import citation_faults
from eval.metrics.drafts import answer_found
from eval.metrics.ranking import MEASURES
from eval.metrics.registry import METRICS, Better, Unit
from eval.observed import Observed, contains
from eval.run import remarks

BODY = "Press **Export** and wait for `5 minutes`. See [the list](https://help.example/list)."
QUOTE = "Press **Export** and wait for `5 minutes`."


SHARES = [name for name, metric in METRICS.items() if metric.unit is Unit.SHARE]


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
        "grounding": {"unsupported_claims": [], "supported_claims": [{"text": "5 minutes"}]},
    }
    fields = {
        "suggestion_id": "s-1",
        "outcome": "suggest",
        "language_code": "en",
        "stage": "first",
        "should_escalate": False,
        "retrieved": [{"article_id": "other", "excerpt": "Other"}, {"article_id": "export", "excerpt": BODY[:20]}],
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
    evidence = [{"article_id": "export", "quote": "Press **Export** and wait"}]
    facts = {"facts_required": ["5 minutes"], "facts_forbidden": ["10 minutes"]}
    one = observed({**facts, "evidence": evidence, "gold_answer": QUOTE})
    worse = {name: value(name, one) for name in SHARES if value(name, one) not in (None, 1.0)}
    second = {"hit@1": 0.0, "mrr@10": 0.5, "ndcg@10": pytest.approx(0.6309, abs=1e-4), "passage_recall@1": 0.0}
    assert worse == second


def test_a_case_that_the_service_failed_on_scores_the_worst_on_every_metric_that_applies():
    labels = {"facts_required": ["a"], "facts_forbidden": ["b"], "gold_answer": "c", "rules_kept": ["r"]}
    labels["evidence"] = [{"article_id": "export", "quote": "d"}]
    failed = Observed(case(**labels), None, error="500: the service failed")
    scores = {name: value(name, failed) for name in SHARES}
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


@pytest.mark.parametrize("outcome", ["suggest", "abstain"])
def test_what_was_not_labelled_is_not_scored(outcome):
    unlabelled = Case.model_validate({"id": "c-1", "request": {}, "expected": {"language_code": "en"}})
    one = answer(outcome=outcome)
    asked = {name for name in METRICS if value(name, Observed(unlabelled, one, one)) is not None}
    assert not asked & {"outcome", "served", "false_suggest", "stage", "escalation", "hit@1", "fact_recall"}
    assert {"language", "no_errors", "grounded"} <= asked
    assert answer_found(Observed(unlabelled, one)) is None
    assert remarks(Observed(unlabelled, one, one, {"export": {"version_hash": "v1", "body_markdown": BODY}})) == []


def test_a_label_that_was_missed_is_told_in_words():
    labels = {"expected": {"outcome": ["suggest", "clarify"]}}
    assert remarks(observed(labels, outcome="abstain", should_escalate=True)) == [
        "outcome: expected suggest or clarify, got abstain",
        "escalation: expected no, got yes",
    ]


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
        ("grounded", {"draft": {"grounding": {"unsupported_claims": [{"text": "7 d"}], "supported_claims": []}}}),
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


def test_numbers_that_are_no_shares_are_those_of_the_answer_and_a_failed_case_has_none():
    usage = {"input_tokens": 900, "output_tokens": 80, "calls": 1, "estimated": False, "cost": 0.25}
    findings = [{"rule": {"severity": severity, "id": "no-x"}} for severity in ("warning", "warning", "info")]
    one = observed(usage=usage, draft={"guardrail": {"findings": findings, "skipped": []}})
    numbers = {name: value(name, one) for name in METRICS if name not in SHARES}
    assert numbers == {
        "findings_error": 0.0,
        "findings_warning": 2.0,
        "findings_info": 1.0,
        "length": float(len(answer()["drafts"][0]["text"])),
        "latency_ms": 1.0,
        "tokens_in": 900.0,
        "tokens_out": 80.0,
        "cost": 0.25,
    }
    failed = Observed(case(), None, error="500")
    assert {value(name, failed) for name in numbers} == {None}
    assert {value(name, observed()) for name in ("tokens_in", "tokens_out", "cost")} == {None}


def test_a_change_of_length_is_no_loss_and_times_and_prices_fail_no_comparison():
    assert METRICS["length"].better is Better.NEITHER
    assert {name for name, metric in METRICS.items() if not metric.gated} == {
        "findings_info",
        "length",
        "latency_ms",
        "tokens_in",
        "tokens_out",
        "cost",
    }


def test_facts_that_no_source_holds_lower_the_supported_share():
    grounding = {"unsupported_claims": [{"text": "7 days"}], "supported_claims": [{"text": "5 minutes"}] * 3}
    assert value("facts_supported", observed(draft={"grounding": grounding})) == 0.75
    nothing = {"unsupported_claims": [], "supported_claims": []}
    assert value("facts_supported", observed(draft={"grounding": nothing})) is None


def test_the_answer_part_is_held_against_the_labelled_answer_without_greeting_and_signature():
    text = answer()["drafts"][0]["text"] + "\n\nKind regards, Nina"
    assert value("token_f1", observed({"gold_answer": QUOTE}, draft={"text": text})) == 1.0
    assert value("chrf", observed({"gold_answer": QUOTE}, draft={"text": text})) == 1.0
    assert value("token_f1", observed({"gold_answer": QUOTE}, outcome="abstain")) == 0.0
    back = {"gold_answer": QUOTE, "expected": {"outcome": ["suggest", "clarify"]}}
    assert value("token_f1", observed(back, outcome="clarify")) is None
    assert value("token_f1", observed(draft={"text": text})) is None
    assert value("token_f1", observed({"gold_answer": "Hello"}, draft={"text": "Hello!", "citations": []})) == 1.0


@pytest.mark.parametrize(
    ("labels", "retrieved", "found"),
    [
        ({}, "abcde", False),
        ({}, ["a", "b", "c", "d", "export"], True),
        ({}, ["a", "b", "c", "d", "e", "export"], False),
        ({"expected": {"outcome": ["abstain"]}}, ["export"], False),
        ({"relevant": [], "tags": ["thanks"]}, ["export"], None),
        ({"expected": {"outcome": []}}, ["export"], True),
    ],
)
def test_confidence_is_right_where_an_article_that_answers_was_found(labels, retrieved, found):
    assert answer_found(observed(labels, retrieved=[{"article_id": name} for name in retrieved])) is found


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


def test_named_rules_are_kept_where_they_ran_and_found_nothing():
    named = {"rules_kept": ["no-defending", "no-vague-soon", "no-cannot", "no-fine-print"]}
    finding = {"rule": {"id": "no-vague-soon", "severity": "info"}}
    guardrail = {"findings": [finding], "skipped": [{"rule_id": "no-cannot"}]}
    assert value("rules_kept", observed(named)) == 1.0
    assert value("rules_kept", observed(named, draft={"guardrail": guardrail})) == 0.5
    assert value("rules_kept", observed()) is None
    assert "does not keep: no-vague-soon" in remarks(observed(named, draft={"guardrail": guardrail}))
