"""A run over the real HTTP application: rows first, means after, a failed case is a row like any other."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from io import StringIO

import pytest
from pydantic import SecretStr
from rich.console import Console

from eval.cases import Case
from eval.endpoint import in_process, over_http
from eval.errors import EndpointUnusable
from eval.observed import Observed
from eval.report import RunReport, percentiles, report_json, table
from eval.run import ask, row_of
from service.call import Call
from service.domain import Suggestion, Ticket
from service.settings import Settings
from tests.fakes import FailingSuggester, FakeServices, FakeSuggester, fake_services, opening
from tests.fakes import settings as default_settings


def ticket(case_id: str, text: str, *, channel: str = "chat", outcome: str = "suggest", **labels: object) -> Case:
    expected = {"outcome": [outcome], "should_escalate": False, "language_code": "en"}
    request = {"conversation": {"channel": channel, "messages": [{"role": "end_user", "text": text}]}}
    return Case.model_validate({"id": case_id, "request": request, "expected": expected, **labels})


ANSWERABLE = ticket(
    "en-1",
    "How do I export an order?",
    relevant=["orders/export"],
    facts_required=["5 minutes", "10 rows"],
    tags=["plain"],
)
UNANSWERABLE = ticket("en-2", "Any jobs?", channel="email", outcome="abstain", tags=["off-topic"])


def run(*cases: Case, services: FakeServices | None = None, given: Settings | None = None) -> RunReport:
    found: list[Observed] = []

    async def asked() -> None:
        async with in_process(given or default_settings(), opening(services or fake_services())) as endpoint:
            await ask(cases, endpoint, parallel=1, finished=found.append)

    asyncio.run(asked())
    return RunReport({"cases": len(cases)}, tuple(map(row_of, found)))


def test_a_case_is_scored_from_what_the_service_answered() -> None:
    (row,) = run(ANSWERABLE).rows
    assert (row.case_id, row.outcome, row.error, row.retrieved) == ("en-1", "suggest", None, ("orders/export",))
    shown = ("outcome", "served", "hit@1", "citations_hold", "repeatable", "fact_recall")
    assert {name: row.values[name] for name in shown} == dict.fromkeys(shown, 1.0) | {"fact_recall": 0.5}
    assert row.remarks == ("does not say: 10 rows",)
    assert set(row.timings_ms) == {"total", "http"}


def test_means_are_taken_per_language_channel_and_tag() -> None:
    slices = {one.name: one for one in run(ANSWERABLE, UNANSWERABLE).slices}
    assert list(slices) == ["all", "language:en", "channel:chat", "channel:email", "tag:off-topic", "tag:plain"]
    assert (slices["all"].n, slices["channel:email"].n) == (2, 1)
    assert (slices["all"].metrics["outcome"], slices["all"].applies["outcome"]) == (1.0, 2)
    assert (slices["all"].metrics["served"], slices["all"].applies["served"]) == (1.0, 1)
    assert (slices["tag:off-topic"].metrics["served"], slices["tag:off-topic"].applies["served"]) == (None, 0)


def test_stage_kind_and_vendor_are_slices_where_the_case_names_them() -> None:
    labels = {"kind": "how-to", "vendor": "acme", "must_pass": True}
    staged = ANSWERABLE.model_copy(
        update={**labels, "expected": ANSWERABLE.expected.model_copy(update={"stage": ("pending", "first")})}
    )
    (row,) = run(staged).rows
    assert row.slices == (
        "all",
        "language:en",
        "channel:chat",
        "stage:pending",
        "kind:how-to",
        "vendor:acme",
        "tag:plain",
    )
    assert row.must_pass
    asked = UNANSWERABLE.model_copy(update={"request": {**UNANSWERABLE.request, "case": {"stage": "complaint"}}})
    assert "stage:complaint" in run(asked).rows[0].slices


def test_a_crash_is_a_row_with_the_error_and_the_worst_scores() -> None:
    services = fake_services(suggester=FailingSuggester(ValueError("broken")))
    report = run(ANSWERABLE, UNANSWERABLE, services=services)
    assert [row.case_id for row in report.rows] == ["en-1", "en-2"]
    assert all(row.error is not None and row.error.startswith("500") for row in report.rows)
    whole = report.slices[0].metrics
    assert (whole["outcome"], whole["served"], whole["false_suggest"], whole["no_errors"]) == (0.0, 0.0, 1.0, 0.0)


def test_a_request_that_the_service_refuses_is_a_row_that_names_the_field() -> None:
    refused = ticket("en-3", "How do I export an order?", channel="pigeon", relevant=["orders/export"])
    (row,) = run(refused).rows
    assert row.outcome is None
    assert row.error is not None
    assert "conversation.channel" in row.error


@dataclass
class Forgetful:
    """Answers otherwise each time."""

    inner: FakeSuggester
    calls: list[Ticket] = field(default_factory=list)

    def suggest(self, ticket: Ticket, call: Call) -> Suggestion:
        self.calls.append(ticket)
        return replace(self.inner.suggest(ticket, call), outcome_reason=f"call {len(self.calls)}")


def test_an_answer_that_changes_from_call_to_call_is_seen() -> None:
    plain = fake_services()
    (row,) = run(ANSWERABLE, services=fake_services(suggester=Forgetful(FakeSuggester(plain.retriever)))).rows
    assert row.values["repeatable"] == 0.0
    assert "differs the second time: outcome_reason" in row.remarks


def test_a_token_in_the_settings_is_sent() -> None:
    assert run(ANSWERABLE, given=default_settings(token=SecretStr("s3cret"))).rows[0].error is None


def test_a_service_that_is_not_ready_is_not_evaluated() -> None:
    services = fake_services()
    services.missing = ("the index",)
    with pytest.raises(EndpointUnusable, match="the index"):
        run(ANSWERABLE, services=services)
    assert services.closed == 1


def test_an_address_where_nothing_listens_is_named() -> None:
    async def ask() -> None:
        async with over_http("http://127.0.0.1:9"):
            pass

    with pytest.raises(EndpointUnusable, match=r"127\.0\.0\.1:9"):
        asyncio.run(ask())


def test_the_json_holds_every_case_and_every_slice() -> None:
    document = json.loads(json.dumps(report_json(run(ANSWERABLE, UNANSWERABLE))))
    assert [one["id"] for one in document["per_case"]] == ["en-1", "en-2"]
    assert document["slices"][0]["name"] == "all"
    assert document["config"]["cases"] == 2
    assert set(document["timings_ms"]["total"]) == {"p50", "p95"}


def test_confidence_is_held_against_what_was_found_over_all_and_by_language() -> None:
    russian = ticket("ru-1", "How do I export an order?", relevant=["refunds"])
    russian = russian.model_copy(update={"expected": russian.expected.model_copy(update={"language_code": "ru"})})
    report = run(ANSWERABLE, UNANSWERABLE, russian)
    assert [row.answer_found for row in report.rows] == [True, False, False]
    assert list(report.abstention) == ["all", "language:en", "language:ru"]
    whole, english = report.abstention["all"], report.abstention["language:en"]
    assert whole is not None
    assert english is not None
    assert (whole.n, whole.right, english.n) == (3, 1, 2)
    assert whole.risk_coverage[-1].risk == pytest.approx(2 / 3)
    assert whole.answered is not None
    document = json.loads(json.dumps(report_json(report)))
    assert document["abstention"]["all"]["aurc"] == whole.aurc
    assert document["abstention"]["language:ru"]["auroc"] is None


def test_a_case_that_failed_has_no_confidence_and_none_labelled_gives_none() -> None:
    failed = run(ANSWERABLE, services=fake_services(suggester=FailingSuggester(ValueError("broken"))))
    assert failed.abstention == {"all": None, "language:en": None}
    assert failed.rows[0].answer_found is None


def test_the_table_tells_confidence_and_its_bins() -> None:
    shown = told(run(ANSWERABLE, UNANSWERABLE))
    for expected in ("AUROC", "calibration error", "risk where 50% are answered", "how often it was right"):
        assert expected in shown
    assert "calibration error" not in told(run(ticket("en-9", "Hi", tags=["thanks"])))


def test_the_table_has_no_rows_for_what_no_case_is_labelled_for() -> None:
    assert "citation_recall" not in told(run(ANSWERABLE))
    evidence = [{"article_id": "orders/export", "quote": "Export"}]
    labelled = ticket("en-1", "How do I export an order?", relevant=["orders/export"], evidence=evidence)
    assert "citation_recall" in told(run(labelled))


def told(report: RunReport) -> str:
    paper = StringIO()
    Console(width=160, file=paper).print(table(report))
    return paper.getvalue()


def test_the_table_shows_means_findings_and_what_is_wrong() -> None:
    tickets = [ANSWERABLE.model_copy(update={"id": f"en-{number}"}) for number in range(3)]
    shown = told(run(*tickets))
    for expected in ("fact_recall", "0.500", "channel:chat", "does not say: 10 rows"):
        assert expected in shown


def test_percentiles_interpolate_between_values() -> None:
    assert percentiles([1.0, 2.0, 3.0]) == {"p50": 2.0, "p95": 2.9}


def test_a_request_that_is_no_ticket_is_a_row_all_the_same():
    odd = Case.model_validate(
        {"id": "a", "request": {"conversation": [], "case": 3}, "expected": {"language_code": "en"}}
    )
    row = row_of(Observed(odd, None, error="422: no ticket"))
    assert (row.channel, row.stage, row.error) == ("unknown", None, "422: no ticket")
