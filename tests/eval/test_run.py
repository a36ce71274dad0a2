"""A run over the real HTTP application: rows first, means after, a failed case is a row like any other."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from eval.cases import Case, CaseInvalid
from eval.endpoint import in_process, over_http
from eval.errors import EndpointUnusable
from eval.report import RunReport, percentiles, report_json, table
from eval.run import run_cases, score
from eval.sample import build_sample_index, sample_settings
from kb_index.errors import IndexMissing
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
    async def scored() -> RunReport:
        async with in_process(given or default_settings(), opening(services or fake_services())) as endpoint:
            return await score(cases, endpoint, progress=lambda done, total: None)

    return asyncio.run(scored())


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
    assert document["config"]["versions"]["standard"] == "default"
    assert set(document["timings_ms"]["total"]) == {"p50", "p95"}


def test_the_table_shows_means_findings_and_what_is_wrong() -> None:
    paper = StringIO()
    tickets = [ANSWERABLE.model_copy(update={"id": f"en-{number}"}) for number in range(3)]
    Console(width=160, file=paper).print(table(run(*tickets)))
    shown = paper.getvalue()
    for expected in ("fact_recall", "0.500", "channel:chat", "does not say: 10 rows"):
        assert expected in shown


def _case_file(path: Path, *cases: Case) -> Path:
    path.write_text("".join(case.model_dump_json() + "\n" for case in cases), encoding="utf-8")
    return path


def test_case_files_of_ones_own_are_asked_of_the_index_in_the_settings(tmp_path: Path) -> None:
    build_sample_index(tmp_path / "index", embedder="hashing")
    export = ticket("own-1", "What does E-4090 on my webhook mean?", relevant=["en/webhooks"])
    seen: list[tuple[int, int]] = []
    report = run_cases(
        [_case_file(tmp_path / "own.jsonl", export)],
        settings=sample_settings(tmp_path / "index", embedder="hashing"),
        out=tmp_path / "out" / "report.json",
        progress=lambda done, total: seen.append((done, total)),
    )
    (row,) = report.rows
    assert (row.error, row.values["hit@5"], row.values["citations_hold"], row.values["repeatable"]) == (
        None,
        1.0,
        1.0,
        1.0,
    )
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["per_case"][0]["id"] == "own-1"
    assert seen == [(1, 1)]


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    files = [_case_file(tmp_path / name, ANSWERABLE) for name in ("a.jsonl", "b.jsonl")]
    with pytest.raises(CaseInvalid, match=r"b\.jsonl: the id `en-1`"):
        run_cases(files)


def test_an_index_that_is_not_there_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    file = _case_file(tmp_path / "a.jsonl", ANSWERABLE)
    with pytest.raises(IndexMissing, match="otvet index"):
        run_cases([file], settings=sample_settings(tmp_path / "none", embedder="hashing"))


def test_percentiles_interpolate_between_values() -> None:
    assert percentiles([1.0, 2.0, 3.0]) == {"p50": 2.0, "p95": 2.9}
