"""Brief and passages -> the request to a language model; its answer and what is wrong with it -> the next request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb_index.records import Hit
from service.domain import Approach, ChatAnswer, ChatMessage, ChatRequest, Outcome, Statement
from service.drafting.asking.fences import code_of, cropped, defused
from service.drafting.asking.known import Hides, facts, task, thread
from service.drafting.asking.parts import REPLY_SCHEMA, TEXT_SCHEMA
from service.drafting.asking.templates import Templates, shipped
from service.drafting.asking.told import told, told_of_wording
from service.drafting.composer import Brief
from service.drafting.voice import voice_of

ANSWER = 6000  # characters of a faulty answer that the model gets to see again
MOST = 12  # passages: what comes after them answers nothing, and a small model loses its way among them
MOST_FOREIGN = 2
LEAST_PASSAGE = 200  # characters below which the beginning of a passage tells nothing
_STANDARD_OPERATIONS = frozenset({"to_standard", "friendlier", "more_formal"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage under its number in the prompt. ``text`` stands in the article as it is; not masked."""

    number: int
    hit: Hit
    text: str


def shown_passages(hits: Iterable[Hit], *, chars: int, language_code: str | None = None) -> tuple[Shown, ...]:
    """The best passages that ``chars`` characters hold, those in the language of the reply before all others.

    None lies within another; the last that fits may be cut after a line. They are numbered from 1 in the order in
    which they are shown: the article of the best one first, the passages of an article as it has them.
    """
    chosen: list[tuple[Hit, str]] = []
    for hit in _own_first(hits, language_code):
        if any(_within(hit, *one) for one in chosen):
            continue
        text = hit.passage.text if len(hit.passage.text) <= chars else _lines(hit.passage.text, chars)
        if text.strip():
            chosen.append((hit, text))
        chars -= len(text)
        if len(text) < len(hit.passage.text) or chars < LEAST_PASSAGE or len(chosen) == MOST:
            break
    rank = {hit.article.article_id: place for place, (hit, _) in reversed([*enumerate(chosen)])}
    chosen.sort(key=lambda one: (rank[one[0].article.article_id], one[0].passage.span.start))
    return tuple(Shown(number, hit, text) for number, (hit, text) in enumerate(chosen, start=1))


def reply_request(
    brief: Brief,
    shown: Sequence[Shown],
    *,
    statements: Iterable[Statement],
    mask: Hides,
    approach: Approach = Approach.FULL,
    max_tokens: int = 1200,
    templates: Templates | None = None,
) -> ChatRequest:
    """The body of the letter is asked for, as parts with their passages. Internal notes have no way in here."""
    templates, language = templates or shipped(), brief.understanding.language_code
    voice = voice_of(brief.ticket, brief.understanding, now=brief.now)
    approach = Approach.ASK if brief.outcome is Outcome.CLARIFY else approach
    values = {
        **task(brief, voice, approach),
        **facts(brief, voice, mask),
        "statements": told(brief, statements, approach=approach),
        "passages": [_passage(one, mask, language) for one in shown],
        "messages": thread(brief, mask),
    }
    return _request("reply", templates, language, values, schema=REPLY_SCHEMA, max_tokens=max_tokens)


def format_request(
    first: ChatRequest, answer: ChatAnswer, problem: str, *, language_code: str, templates: Templates | None = None
) -> ChatRequest:
    """The same once more, because the answer could not be read. ``problem``: the words of ``parse``'s refusal."""
    text = (templates or shipped()).render(
        "format", language_code, {"problem": problem, "rewriting": _rewriting(first)}
    )
    return _again(first, answer, text, purpose="format")


def repair_request(
    first: ChatRequest,
    answer: ChatAnswer,
    complaints: Sequence[str],
    *,
    language_code: str,
    templates: Templates | None = None,
) -> ChatRequest:
    """The same once more with what is wrong in it. ``complaints``: masked; see ``complaints.py`` for their words."""
    values = {"complaints": [" ".join(defused(one).split()) for one in complaints], "rewriting": _rewriting(first)}
    return _again(first, answer, (templates or shipped()).render("repair", language_code, values), purpose="repair")


def rewrite_request(
    text: str,
    operation: str,
    *,
    language_code: str,
    target_language: str,
    statements: Iterable[Statement],
    mask: Hides,
    max_length: int | None,
    max_tokens: int,
) -> ChatRequest:
    """``operation``: fix_grammar | shorten | expand | friendlier | more_formal | to_standard | translate."""
    hidden = defused(mask.hide(text))
    values = {
        "operation": operation,
        "language": language_code,
        "target_language": target_language,
        "statements": told_of_wording(statements) if operation in _STANDARD_OPERATIONS else (),
        "max_length": max_length,
        "text": hidden,
    }
    language = target_language if operation == "translate" else language_code
    return _request("rewrite", shipped(), language, values, schema=TEXT_SCHEMA, max_tokens=max_tokens)


def _above(shown: Shown) -> tuple[str, ...]:
    """The headings that the passage does not begin with itself."""
    headings = shown.hit.passage.headings
    begins = bool(headings) and shown.text.lstrip("# \n").startswith(headings[-1])
    return headings[:-1] if begins else headings


def _request(
    purpose: str,
    templates: Templates,
    language: str,
    values: Mapping[str, object],
    *,
    schema: Mapping[str, object],
    max_tokens: int,
) -> ChatRequest:
    values = {**values, "code": code_of(_texts(values))}
    messages = (
        ChatMessage("system", templates.render(f"{purpose}.system", language, values)),
        ChatMessage("user", templates.render(f"{purpose}.user", language, values)),
    )
    return ChatRequest(purpose, messages, schema, max_tokens)


def _rewriting(first: ChatRequest) -> bool:
    return first.schema == TEXT_SCHEMA


def _again(first: ChatRequest, answer: ChatAnswer, text: str, *, purpose: str) -> ChatRequest:
    said = ChatMessage("assistant", cropped(answer.text, ANSWER) or "{}")
    return replace(first, purpose=purpose, messages=(*first.messages, said, ChatMessage("user", text)))


def _texts(value: object) -> Iterable[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts(one)


def _own_first(hits: Iterable[Hit], language_code: str | None) -> list[Hit]:
    """Beside passages in the language of the reply few others: mostly they are the same in translation."""
    own: list[Hit] = []
    foreign: list[Hit] = []
    for hit in hits:
        (own if language_code in (None, hit.article.language_code) else foreign).append(hit)
    return own + (foreign[:MOST_FOREIGN] if own else foreign)


def _within(hit: Hit, other: Hit, text: str) -> bool:
    start = other.passage.span.start
    inside = start <= hit.passage.span.start and hit.passage.span.end <= start + len(text)
    return hit.article.article_id == other.article.article_id and inside


def _lines(text: str, chars: int) -> str:
    """Whole lines from the beginning, whole words of a long one; nothing where that is too little."""
    ends = (text.rfind(sign, 0, max(0, chars)) for sign in "\n ")
    return next((text[:end] for end in ends if end >= LEAST_PASSAGE), "")


def _passage(shown: Shown, mask: Hides, language: str) -> dict[str, object]:
    article = shown.hit.article
    return {
        "number": shown.number,
        "title": defused(mask.hide_names(article.title)).replace("\n", " "),
        "headings": [defused(mask.hide_names(one)) for one in _above(shown)],
        "uri": article.uri or "",
        "updated": (article.updated_at or "")[:10],
        "foreign": article.language_code != language,
        "text": defused(mask.hide_names(shown.text)).strip("\n"),
    }
