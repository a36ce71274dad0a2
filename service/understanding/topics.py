"""A question -> the words of it that name a topic, and the story that was put in front of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kb_index.text.lemmas import search_terms
from service.understanding.cues import Cue, find_cues, light_words, words_of
from service.understanding.letters import without_padding

_STORY_END = re.compile(r"[.!?…]\s+(?=\S)")
_IMPERATIVE = re.compile(r"\W*(?:do|have)\s+(?:it|this|that|them|so|not|a|an)\b", re.IGNORECASE)  # "Do it today."
ASKS_FIGURE = re.compile(
    r"\b(?:сколько|скольких|почем|почём|стоит|цена|когда|где|"
    r"how (?:much|long|many|soon|often)|costs?|price|when|where)\b",
    re.IGNORECASE,
)
_BEFORE_ORDERS = frozenset({"and", "also", "then", "so", "just", "kindly", "now", "ok", "okay", "hi", "hello"})
_PLEASE = frozenset({"please", "pls", "plz", "kindly"})
_COULD = frozenset({"can", "could", "would", "will"})
_YOU_TO = (("you", "to"), ("please", "to"))
# «Прошу уточнить, где взять УПД», "our auditor asks where data is stored": a question inside of a statement.
_INDIRECT = re.compile(
    r"\b(?:вопрос|интересует|интересно|узнать|уточнит\w+|подскажит\w+|скажите|спросить|спрашива\w+|объясните|поясните|"
    r"напишите|сообщите|расскажите|не понимаю|не понятно|непонятно|понять|не знаю|не могу найти|не нашл\w+|не нашел|"
    r"question is|wonder(?:ing)?(?! if you)|know|(?:tell|show) (?:me|us)|advise|asks?|asking|explain|clarify|"
    r"confirm|understand|not sure(?! if this)|find out|figure out|can't find|cannot find)\b[\s,:—–-]{1,3}"
    r"(?:(?:что|if|to|us|me)\s+)?"
    r"(?:(?:в|на|до|с|по|о|об|от|from|in|on|for|about|with)\s+)?"
    r"(?:как|кто|кому|где|куда|откуда|когда|почему|зачем|сколько|какой|какая|какие|какое|какую|каких|каким|каком|чем|"
    r"можно ли|есть ли|нужно ли|how|where|when|why|which|who|what|whether|if)\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"\b(?:чем\s+(?:же\s+)?)?отлича\w*|\b(?:(?:в\s+чем|в\s+чём|какая|какие)\s+)?(?:разниц\w*|отличи[еяй]\w*|различи[еяй]\w*)"
    r"(?:\s+между)?\b|\bсравни\w*|\b(?:what(?:'s|’s|\s+is|\s+are)\s+)?(?:the\s+)?differences?(?:\s+between)?\b"
    r"|\bdiffers?(?:\s+from)?\b|\bcompared?(?:\s+(?:to|with))?\b|\bversus\b|\bvs\b\.?",
    re.IGNORECASE,
)
BORROWED = "…"  # ends a question that stands before another one only to tell what that is about


@lru_cache(maxsize=4096)
def topical(text: str) -> tuple[str, ...]:
    """The search terms of a text that name a topic."""
    return tuple(term for term in search_terms(text) if term not in light_terms())


@cache
def light_terms() -> frozenset[str]:
    """Terms that any question may hold: to need, to do, to wait, long, much."""
    words = " ".join(word for words in light_words() for word in words)
    return frozenset(search_terms(words))


def asks(text: str) -> bool:
    """Whether a sentence is a question: by its mark, or by the word it opens with where the mark was left out."""
    bare = text.rstrip(')»" ')
    return bare.endswith("?") or (not bare.endswith("!") and _opens_as_question(text))


def gives_order(text: str) -> bool:
    """Whether a sentence asks for something to be done: «Пришлите акт», "please send", "could you send".

    A Russian imperative is one wherever it stands; "send" is one only where an imperative can stand.
    """
    words = words_of(text)
    spots = [hit.words.start for hit in find_cues(text) if hit.cue is Cue.COMMAND]
    return any(not words[at].text.isascii() or _may_order(tuple(word.text for word in words[:at])) for at in spots)


def _may_order(before: tuple[str, ...]) -> bool:
    if all(word in _BEFORE_ORDERS for word in before):
        return True
    asked_of_you = before[-2:] in _YOU_TO or (before[-1] == "you" and before[-2:-1] and before[-2] in _COULD)
    return before[-1] in _PLEASE or bool(asked_of_you)


def _opens_as_question(text: str) -> bool:
    if _INDIRECT.search(text):
        return True
    if _IMPERATIVE.match(text):
        return False
    starts = {(hit.cue, hit.words.start) for hit in find_cues(text[:80])}
    second = (Cue.CONJUNCTION, 0) in starts and (Cue.INTERROGATIVE, 1) in starts
    return (Cue.INTERROGATIVE, 0) in starts or second


def without_comparing(question: str) -> str:
    """What is compared, without the words that compare: no article says «отличаются» of its plans."""
    rest = " ".join(_COMPARING.sub(" ", question).split())
    return rest if rest != question and topical(rest) else question


@lru_cache(maxsize=4096)
def proper(question: str) -> tuple[str, str]:
    """An entry of ``split_questions`` as the story in front and the question itself.

    The question begins with the first sentence that asks and names a topic. A request that asks nothing outright
    has no story to cut away: «Списали дважды. Верните деньги.» is told by both sentences.
    """
    text = question.strip()
    starts = [0, *(match.end() for match in _STORY_END.finditer(text))]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        sentence = text[start:end].strip()
        if not sentence.endswith(BORROWED) and asks(without_padding(sentence)) and topical(sentence):
            return text[:start].strip(), text[start:]
    return "", text
