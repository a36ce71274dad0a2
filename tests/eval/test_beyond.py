"""What a suggestion takes beyond its search: measured over the real service, told by what was read before."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from time import perf_counter, sleep

from rich.console import Console

from eval.beyond import STATES, MeteredSuggester, of_folder, table
from kb_index.records import IndexInfo, Query, SearchResult
from service.domain import Channel, Conversation, Message, Role, Ticket
from service.suggest import Suggester
from tests.fakes import FakeChecker

QUESTIONS = ["How do I export orders?", "Where do I export orders?", "May I export all orders?"]


class SlowSearch:
    def search(self, query: Query) -> SearchResult:
        sleep(0.2)
        return SearchResult((), 0.0, "1")

    def describe(self) -> IndexInfo:
        return IndexInfo("1", 1, "hashing", 0, 0, ())


def test_the_time_of_the_search_does_not_count() -> None:
    meter = MeteredSuggester.of(Suggester(SlowSearch(), lambda _: FakeChecker()))
    started = perf_counter()
    meter.suggest(Ticket(Conversation(Channel.CHAT, (Message(Role.END_USER, "How do I return an order?"),))))
    took = 1000 * (perf_counter() - started)
    assert 0 < meter.beyond[0].wall <= took - 200
    assert meter.beyond[0].cpu > 0


def test_knowledge_bases_with_faq_questions_are_asked_in_every_state(tmp_path: Path) -> None:
    for name, origin in (("one", "faq_question"), ("two", "page_description")):
        base = tmp_path / "kb_en_noquestions" / f"{name}.jsonl"
        base.parent.mkdir(exist_ok=True)
        article = {"id": f"{name}-a", "title": name, "lang": "en", "body_markdown": "Choose Export.", "kind": "article"}
        base.write_text(json.dumps(article) + "\n", encoding="utf-8")
        with (tmp_path / "queries_en.jsonl").open("a", encoding="utf-8") as queries:
            for text in QUESTIONS:
                asked = {"id": text, "lang": "en", "text": text, "kb": name, "origin": origin, "relevant": ["one-a"]}
                queries.write(json.dumps(asked) + "\n")
    found = dict(of_folder(tmp_path, embedder="hashing", cache=tmp_path / "cache"))
    assert {(name, state): one["n"] for name, states in found.items() for state, one in states.items()} == {
        ("en/one", "first"): 2,
        ("en/one", "ahead"): 1,
        ("en/one", "again"): 3,
    }
    assert all(0 < one["cpu_ms"]["p50"] <= one["cpu_ms"]["p95"] for one in found["en/one"].values())
    paper = StringIO()
    Console(width=120, file=paper).print(table(found))
    assert all(expected in paper.getvalue() for expected in ("en/one", *STATES.values()))


def test_a_state_without_questions_has_no_figures() -> None:
    assert table({"mine": {"first": {"n": 0}}}).row_count == 1
