"""Whatever a model writes as markdown: quotes are exact, cuts leave sentences whole, nothing breaks."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb_index.text.markdown import render
from service.domain import Outcome
from service.drafting.asking.parts import WrittenPart
from service.drafting.asking.prompting import shown_passages
from service.drafting.chat.grounds import grounds_of
from service.drafting.chat.written import holding, judge, paragraphs_of
from service.drafting.composer import Brief
from service.drafting.letter import write as written_letter
from service.understand import understand
from tests.service.drafting.chat.writing import parts, write
from tests.service.drafting.desk import KIM, PASSWORD, SEATS, hit, ticket

ASKED = ticket("How many users fit on the Team plan?", agent=KIM)
HITS = tuple(hit(one) for one in (SEATS, PASSWORD))
GROUNDS = grounds_of(Brief(ASKED, understand(ASKED), HITS, Outcome.SUGGEST), shown_passages(HITS, chars=12_000))
PIECES = st.sampled_from(
    [
        "The Team plan holds 7 users.", "It costs $55 a year.", "One more user costs €8 a month.", "Ещё один тариф.",
        "**bold", "**", "`code`", "```\nrm -rf /\n```", "- ", "1. ", "2) ", "\n", "\n\n", "> ", "# ", "Note:", "HACKED",
        "| a | b |\n|--|--|\n| 7 | 8 |", "<b>x</b>", "[text](https://help.example/en/seats)", "![i](x.png)",
        "https://a.example/7", "[[name_1]]", "…", "?", " ", "🙂", "e\u0301", "\u200b", "\ud800", "\x00", "&amp;", "\\",
        "Does it help?", "---",
    ]
)  # fmt: skip
MARKDOWN = st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=80)


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
def test_sentences_lie_in_the_text_and_quotes_in_their_articles(text: str):
    judged = judge(WrittenPart(text, (1, 9)), GROUNDS)
    assert judged.text == render(text).text
    for line in judged.lines:
        assert line.place.of(judged.text).strip()
    if judged.text.strip():
        draft = written_letter(paragraphs_of([judged]))
        for citation in draft.citations:
            body = {one.article_id: one.body_markdown for one in (SEATS, PASSWORD)}[citation.source.article_id]
            assert citation.source.quote_span.of(body) == citation.source.quote
            assert citation.span.of(draft.text).strip()


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
@example("The Team plan holds 7 users. ```\nrm -rf /\n``` The Team plan holds 7 users. ```\nrm -rf /\n```")
@example("| a | b |\n|--|--|\n| 7 | 8 | It costs $55 a year.")
def test_what_is_left_holds_no_doubted_sentence(text: str):
    judged = judge(WrittenPart(text, (1,)), GROUNDS)
    left = render(holding(judged)).text
    assert "$55" not in left
    for line in judged.doubted:
        words = line.place.of(judged.text)
        assert judged.text.count(words) > 1 or words not in left


@settings(max_examples=25, deadline=None)
@given(st.lists(MARKDOWN, min_size=1, max_size=3))
def test_any_answer_gives_a_draft_or_a_reason(texts: list[str]):
    reply = write(ASKED, (SEATS, PASSWORD), parts(*((text, (1,)) for text in texts)), streamed=True)
    assert (reply.checked is not None) or (reply.failure is not None)
    if reply.checked is not None:
        assert "$55" not in reply.text
        assert not reply.checked.grounding.unsupported_claims
