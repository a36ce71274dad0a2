"""The whole line, on a small index with the real standard: no part is faked but the encoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from service.domain import (
    Agent,
    Case,
    Channel,
    Conversation,
    EndUser,
    Message,
    Mode,
    Outcome,
    Role,
    Severity,
    Stage,
    Suggestion,
    Ticket,
    Verdict,
)
from service.errors import NoCustomerMessage, UnknownStandard
from service.settings import Settings
from service.wiring import WiredServices, open_services

ARTICLES = {
    "export": (
        "en",
        "Exporting orders",
        "Orders can be exported as a spreadsheet.\n\n## How to export orders\n\n1. Open **Orders**.\n"
        "2. Click **Export**.\n3. Choose CSV.\n\nThe file arrives by e-mail within 5 minutes.",
    ),
    "refund": (
        "ru",
        "Возврат оплаты",
        "## Как вернуть оплату за годовую подписку\n\nОплата за годовую подписку возвращается полностью в течение "
        "30 дней. Чтобы вернуть оплату, откройте раздел **Подписка** и нажмите **Запросить возврат**.",
    ),
    "barred": (
        "ru",
        "Печать этикеток",
        "## Почему этикетка печатается криво\n\nПроблема печати этикеток в масштабе: этикетка печатается криво.\n\n"
        "Чтобы этикетка не печаталась криво, выберите в окне печати масштаб 100 %.",
    ),
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WiredServices]:
    folder = tmp_path_factory.mktemp("suggest")
    articles = folder / "kb"
    articles.mkdir()
    for name, (language, title, body) in ARTICLES.items():
        head = f"---\nid: {name}\ntitle: {title}\nlanguage: {language}\n---\n"
        (articles / f"{name}.md").write_text(head + body, encoding="utf-8")
    embedder = HashingEmbedder(languages=frozenset({"xx"}))  # its vectors mean nothing: only words are searched
    index_paths([articles], into=folder / "index", embedder=embedder)
    opened = open_services(Settings(index=folder / "index"), embedder=embedder)
    yield opened
    opened.close()


def test_an_index_that_is_taken_away_later_is_not_ready_and_one_that_comes_back_is(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    (tmp_path / "kb.md").write_text("# Export\n\nClick Export.", encoding="utf-8")
    folder, away = tmp_path / "index", tmp_path / "away"
    index_paths([tmp_path / "kb.md"], into=folder, embedder=embedder)
    opened = open_services(Settings(index=folder), embedder=embedder)
    assert opened.ready() == ()
    folder.rename(away)
    assert "is gone" in opened.ready()[0]
    folder.mkdir()
    (folder / "index.sqlite").write_bytes(b"no database" * 999)
    assert "cannot be read as an index" in opened.ready()[0]
    (folder / "index.sqlite").unlink()
    folder.rmdir()
    away.rename(folder)
    assert opened.ready() == ()
    opened.close()


def ticket(text: str, *, channel: Channel = Channel.EMAIL, before: tuple[Message, ...] = ()) -> Ticket:
    messages = (*before, Message(Role.END_USER, text))
    return Ticket(
        Conversation(channel, messages, conversation_id="c-1"),
        end_user=EndUser(name="Анна" if any("а" <= letter <= "я" for letter in text.lower()) else "Ann"),
        agent=Agent(first_name="Олег", last_name="Смирнов", company="Пример"),
        case=Case(case_id="T-7", now="2026-11-02T10:00:00+03:00"),
    )


def lasting(suggestion: Suggestion) -> dict[str, object]:
    return {name: value for name, value in asdict(suggestion).items() if name not in {"suggestion_id", "timings_ms"}}


def test_a_question_gets_the_steps_of_the_article_with_a_citation_that_checks_out(services: WiredServices) -> None:
    found = services.suggester.suggest(ticket("How do I export my orders?"))
    draft = found.drafts[0].draft
    assert (found.outcome, found.mode) == (Outcome.SUGGEST, Mode.EXTRACTIVE)
    assert '1. Open "Orders".\n2. Click "Export".\n3. Choose CSV.' in draft.text
    for citation in draft.citations:
        article = services.shelf.get(citation.source.article_id)
        assert article is not None
        assert citation.source.quote_span.of(article.body_markdown) == citation.source.quote
        assert citation.source.version_hash == article.version_hash
        assert citation.span.of(draft.text)
    assert [one.article_id for one in found.retrieved if one.used] == ["export"]


def test_a_fact_of_the_draft_leads_to_its_place_in_the_article(services: WiredServices) -> None:
    (checked,) = services.suggester.suggest(ticket("When does the exported file with orders arrive?")).drafts
    claims = [one for one in checked.grounding.supported_claims if one.source == "export" and one.source_span]
    assert [one.text for one in claims if one.kind == "duration"] == ["5 minutes"]
    for claim in claims:
        assert claim.source_span is not None
        assert claim.text == claim.span.of(checked.draft.text)
        # A button that the article prints in bold has quotation marks in plain text.
        assert claim.source_span.of(ARTICLES["export"][2]) == claim.text.strip('"')


def test_a_draft_that_cannot_be_mended_is_returned_as_blocked_with_its_findings(services: WiredServices) -> None:
    asked = ticket("How do I export my orders?")
    found = services.suggester.suggest(
        replace(asked, agent=Agent(signature="Sorry, that is not my problem, calm down"))
    )
    assert (found.outcome, found.outcome_reason) == (Outcome.BLOCKED, "breaks_an_error_rule")
    assert found.drafts[0].report.verdict is Verdict.BLOCK
    assert "not my problem" in found.drafts[0].draft.text


def test_the_same_request_gives_the_same_answer_but_for_ids_and_timings(services: WiredServices) -> None:
    asked = ticket("Как вернуть оплату за годовую подписку?")
    assert lasting(services.suggester.suggest(asked)) == lasting(services.suggester.suggest(asked))


def test_a_quote_that_breaks_an_error_rule_is_left_out_and_the_rest_answers(services: WiredServices) -> None:
    found = services.suggester.suggest(ticket("Почему этикетка печатается криво?"))
    text = found.drafts[0].draft.text
    assert found.outcome is Outcome.SUGGEST
    assert "масштаб 100 %" in text
    assert "роблема" not in text
    assert not [one for one in found.drafts[0].report.findings if one.rule.severity is Severity.ERROR]


def test_what_the_knowledge_base_does_not_hold_is_not_answered(services: WiredServices) -> None:
    found = services.suggester.suggest(ticket("Do you ship refrigerators to Greenland by reindeer?"))
    assert found.outcome is Outcome.ABSTAIN
    assert found.drafts[0].draft.citations == ()
    assert found.drafts[0].draft.text.strip()
    assert found.missing == ("Do you ship refrigerators to Greenland by reindeer?",)
    assert found.escalation is not None
    assert found.escalation.reason == "no_answer_in_knowledge_base"


def test_questions_that_find_nothing_alone_are_searched_with_the_story_before_them(services: WiredServices) -> None:
    story = "Вчера мы передумали, нам нужно вернуть оплату за годовую подписку."
    questions = "Успеем ли до отпуска директора? Дадут ли корабли на Камчатку?"

    alone = services.suggester.suggest(ticket(questions))
    told = services.suggester.suggest(ticket(f"{story} {questions}"))

    assert alone.confidence < 0.5 < told.confidence
    assert told.retrieved[0].article_id == "refund"


def test_thanks_are_answered_without_a_search(services: WiredServices) -> None:
    answered = Message(Role.HUMAN_AGENT, "Нажмите «Запросить возврат». Получилось?")
    found = services.suggester.suggest(ticket("Спасибо, всё получилось!", channel=Channel.CHAT, before=(answered,)))
    assert (found.outcome, found.stage, found.retrieved) == (Outcome.SUGGEST, Stage.THANKS, ())
    assert found.drafts[0].report.verdict is not Verdict.BLOCK


def test_a_legal_threat_goes_to_a_person_and_needs_approval(services: WiredServices) -> None:
    found = services.suggester.suggest(ticket("Верните оплату за годовую подписку, иначе подам на вас в суд!"))
    assert found.should_escalate
    assert found.needs_approval
    assert found.escalation is not None
    assert found.escalation.reason == "legal_threat"


def test_a_time_that_the_reply_promises_is_no_unsupported_fact(services: WiredServices) -> None:
    asked = ticket("Do you ship refrigerators to Greenland by reindeer?")
    asked = replace(asked, case=replace(asked.case, response_by="2026-11-02T18:30:00+03:00"))
    checked = services.suggester.suggest(asked).drafts[0]
    assert "18:30" in checked.draft.text
    assert checked.grounding.unsupported_claims == ()


def test_timings_name_every_stage(services: WiredServices) -> None:
    timings = services.suggester.suggest(ticket("How do I export my orders?")).timings_ms
    assert set(timings) == {"understand", "retrieve", "draft", "check", "total"}
    assert timings["total"] >= sum(spent for stage, spent in timings.items() if stage != "total") - 0.01


def test_an_article_that_was_deleted_is_cited_no_more(services: WiredServices) -> None:
    article = services.shelf.get("refund")
    assert article is not None
    asked = ticket("Как вернуть оплату за годовую подписку?")
    services.shelf.delete("refund")
    try:
        assert services.suggester.suggest(asked).drafts[0].draft.citations == ()
    finally:
        services.shelf.put(article)
    assert services.suggester.suggest(asked).drafts[0].draft.citations


def test_a_thread_without_a_customer_is_refused(services: WiredServices) -> None:
    with pytest.raises(NoCustomerMessage):
        services.suggester.suggest(Ticket(Conversation(Channel.CHAT, (Message(Role.HUMAN_AGENT, "Hello?"),))))


def test_a_request_cannot_name_a_file_as_its_standard(services: WiredServices, tmp_path: Path) -> None:
    pack = tmp_path / "mine.yaml"
    pack.write_text("name: mine\n", encoding="utf-8")
    with pytest.raises(UnknownStandard):
        services.suggester.suggest(replace(ticket("How do I export my orders?"), standard=str(pack)))
