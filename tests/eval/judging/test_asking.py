"""What a judge is shown of a case: sources around what is quoted, the conversation, what the drafter was told."""

from __future__ import annotations

from dataclasses import replace

from eval.judging.asking import AROUND, Limits, judge_request
from eval.judging.rubric import load_rubric
from eval.observed import Observed
from service.domain import Case, Channel, ChatRequest, ContextReference, Conversation, Message, Role, Ticket
from tests.judged_runs import BODY, QUOTE, case, observed

LIMITS = Limits(frozenset(), context_chars=12_000, max_tokens=700)
TICKET = Ticket(Conversation(Channel.EMAIL, (Message(Role.END_USER, "When is my refund?"),), subject="Refund"))
DRAFT = "A refund takes 10 days."


def asked(*shown: Observed, ticket: Ticket = TICKET, limits: Limits = LIMITS, rubric: str = "grounded") -> ChatRequest:
    loaded = load_rubric(rubric)
    return judge_request(loaded, loaded.criteria, ticket, shown, limits).request


def user(*shown: Observed, ticket: Ticket = TICKET, limits: Limits = LIMITS) -> str:
    return asked(*shown, ticket=ticket, limits=limits).messages[1].text


def seen(body: str = BODY, **labels: object) -> Observed:
    one = observed(case("en-1", **labels), DRAFT)
    start = body.index(QUOTE)
    answer = dict(one.answer or {})
    draft = dict(answer["drafts"][0])
    source = {**draft["citations"][0]["source"], "quote_span": {"start": start, "end": start + len(QUOTE)}}
    answer["drafts"] = [{**draft, "citations": [{**draft["citations"][0], "source": source}]}]
    return replace(one, answer=answer, articles={"refunds": {"version_hash": "v1", "body_markdown": body}})


def test_the_conversation_the_sources_and_the_draft_stand_in_blocks_of_one_code() -> None:
    text = user(seen())
    code = text.splitlines()[0].rpartition(" ")[2]
    for name in ("SOURCE 1", "SOURCE 2", "SUBJECT", "CUSTOMER", "REPLY 1"):
        assert f"<<<{name} {code}>>>" in text
    assert "When is my refund?" in text
    assert "A card is changed in the profile." in text


def test_of_a_long_article_the_words_around_the_quote_are_shown_and_no_word_is_halved() -> None:
    words = "alphabetical " * 100
    text = user(seen(f"{words}\n\n{QUOTE}\n\n{words}"))
    shown = text.partition("Refunds\n")[2].partition("<<<END")[0]
    assert QUOTE in shown
    assert len(shown) < len(QUOTE) + 2 * AROUND + 10
    assert set(shown.replace(QUOTE, "").split()) == {"alphabetical"}


def test_a_labelled_place_is_shown_although_the_draft_does_not_cite_it() -> None:
    far = f"{BODY}\n\n" + "Other things. " * 200 + "\n\nRefunds abroad take longer."
    evidence = [{"article_id": "refunds", "quote": "Refunds abroad take longer."}]
    assert "Refunds abroad take longer." not in user(seen(far))
    assert "Refunds abroad take longer." in user(seen(far, evidence=evidence))


def test_sources_end_where_their_room_ends() -> None:
    words = "alphabetical " * 100
    short = user(seen(f"{words}\n\n{QUOTE}\n\n{words}"), limits=replace(LIMITS, context_chars=200))
    assert "A card is changed in the profile." not in short
    assert short.count("alphabetical") < 20


def test_what_the_drafter_was_told_is_told_to_the_judge() -> None:
    told = Ticket(
        TICKET.conversation,
        case=Case(response_by="2026-11-10T18:00:00+03:00", authorised_offers=("a month for free",)),
        instruction="Offer a month.",
        context_references=(ContextReference("plan", "Team"),),
    )
    text = user(seen(), ticket=told)
    for expected in ("plan: Team", "instruction: Offer a month.", "response_by: 2026-11-10", "a month for free"):
        assert expected in text


def test_a_reference_answer_is_shown_where_the_case_has_one() -> None:
    assert "Within 10 days." in user(seen(gold_answer="Within 10 days."))
    assert "REFERENCE" not in user(seen())
    assert "The reference shows" in asked(seen(gold_answer="x")).messages[0].text


def test_what_a_good_reply_does_is_shown_where_the_case_says_it() -> None:
    guided = seen(should_say=["who answers, and when"], should_not_say=["a promise for ann@example.com"])
    text = user(guided)
    assert "- It says: who answers, and when" in text
    assert "- It does not say: a promise for" in text
    assert "ann@example.com" not in text
    assert "is a guide by a specialist" in asked(guided).messages[0].text
    assert "POINTS" not in user(seen())


def test_the_answer_is_asked_for_by_a_schema_of_the_rubrics_criteria_and_scale() -> None:
    one, two = asked(seen()), asked(seen(), seen())
    item = one.schema["properties"]["criteria"]["items"]["properties"]  # type: ignore[index]
    assert item["id"]["enum"] == ["supported", "conditions"]
    assert item["score"]["enum"] == [1, 2, 3, 4, 5]
    assert two.schema["properties"]["criteria"]["items"]["properties"]["better"]["enum"] == ["1", "2", "tie"]  # type: ignore[index]
    assert (one.purpose, one.max_tokens) == ("judge", 700)
