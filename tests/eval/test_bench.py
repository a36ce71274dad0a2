"""The benchmark: what it computes, what it shows, and the real service it starts and stops."""

import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from eval.bench import interleaved, machine, retrieval, show, speed
from eval.cases import Case
from eval.endpoint import Reply
from eval.errors import EndpointUnusable, EvalError
from eval.sample import build_sample_index
from eval.serving import served


def reply(elapsed_ms: float, **timings_ms: float) -> Reply:
    return Reply({"timings_ms": timings_ms}, elapsed_ms)


def case(case_id: str) -> Case:
    expected = {"outcome": ["abstain"], "should_escalate": False, "language_code": "en"}
    return Case.model_validate({"id": case_id, "request": {}, "expected": expected})


def test_speed_gives_percentiles_per_part_and_its_share_of_the_whole() -> None:
    replies = [
        reply(12.0, understand=1.0, retrieve=6.0, draft=1.0, check=2.0, total=10.0),
        reply(22.0, retrieve=14.0, draft=2.0, check=4.0, total=20.0),
    ]
    found = speed(replies)
    assert found["share"] == {"understand": 0.033, "retrieve": 0.667, "draft": 0.1, "check": 0.2}
    assert found["latency_ms"]["http"] == {"p50": 17.0, "p95": 21.5}
    assert found["latency_ms"]["understand"] == {"p50": 0.5, "p95": 0.95}


def test_tickets_of_two_files_are_mixed_in_their_proportion() -> None:
    mixed = interleaved([[case(f"a{one}") for one in range(4)], [case(f"b{one}") for one in range(2)]])
    assert [one.id for one in mixed] == ["a0", "b0", "a1", "a2", "b1", "a3"]


def test_the_figures_are_shown_with_the_machine_they_are_of() -> None:
    build = {"articles": 96, "passages": 566, "seconds": 4.0, "passages_per_second": 141.5}
    measured = {"machine": machine(), "build": build, "ready_s": 2.5, "requests": 1}
    timed = speed([reply(12.0, understand=1.0, retrieve=6.0, draft=1.0, check=2.0, total=10.0)])
    paper = StringIO()
    show({**measured, **timed}, Console(width=100, file=paper))
    for expected in ("cores", "141.5 passages/s", "start to ready: 2.5 s", "http", "12.0", "60%"):
        assert expected in paper.getvalue()


def _lines(path: Path, *rows: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_each_knowledge_base_of_a_folder_is_scored_apart(tmp_path: Path) -> None:
    for name, body in (("one", "Press Export and choose a format."), ("two", "Press Import and choose a file.")):
        article = {"id": f"{name}-a", "title": name, "lang": "en", "body_markdown": body, "kind": "article"}
        _lines(tmp_path / "kb_en_noquestions" / f"{name}.jsonl", article)
    asked = {"id": "q1", "lang": "en", "text": "Which format can I choose?", "kb": "one", "origin": "faq_question"}
    other = {**asked, "id": "q2", "kb": "two", "text": "Which file can I choose?", "relevant": ["two-a"]}
    _lines(tmp_path / "queries_en.jsonl", {**asked, "relevant": ["one-a"]}, other)
    found = retrieval(tmp_path, embedder="hashing")
    assert list(found) == ["en/one", "en/two"]
    assert [one["metrics"]["hit@1"] for report in found.values() for one in report["slices"]] == [1.0, 1.0]


def test_a_folder_without_knowledge_bases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="kb_ru_noquestions"):
        retrieval(tmp_path)


def test_the_service_is_started_answers_and_is_stopped(tmp_path: Path) -> None:
    build_sample_index(tmp_path / "index", embedder="hashing")
    with served(tmp_path / "index", embedder="hashing", log=tmp_path / "log") as service:
        assert httpx.get(f"{service.address}/readyz", trust_env=False).status_code == 200
        assert service.ready_s > 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{service.address}/readyz", trust_env=False)


def test_a_service_that_does_not_start_is_reported_with_its_last_words(tmp_path: Path) -> None:
    missing = served(tmp_path / "nothing", embedder="hashing", log=tmp_path / "log")
    with pytest.raises(EndpointUnusable, match="otvet index"), missing:
        pass
