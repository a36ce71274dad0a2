"""A question -> the two questions that it may hold."""

from __future__ import annotations

import re

from kb_index.text.lemmas import parses
from service.understanding.cues import Cue, Word, find_cues, words_of
from service.understanding.letters import without_padding
from service.understanding.topics import ASKS_FIGURE, gives_order, topical

_WORDS = (
    r"(?:как|кто|кому|где|куда|откуда|когда|почему|зачем|сколько|скольких|какой|какая|какие|какое|какую|каких|каким|"
    r"каком|чем|(?!вряд|едва|мало)[а-яё]{3,} ли|"
    r"how|what|where|when|why|which|who|how's|what's|where's|who's|"
    r"(?:can|could|does|did|is|are|will|would|should|may) (?:i|we|you|they|it|he|she|there|the|my|our|your|these|this|"
    r"all|an?|one)|do (?:i|we|you|they)|will)\s"
)
_TOLD = (
    r"(?:(?:please\s+)?(?:tell|show|let|advise|explain)\s+(?:(?:me|us)\s+)?(?:know\s+)?|"
    r"(?:подскажите|скажите|объясните|напишите|расскажите|сообщите),?\s+)?"
)
_PLACED = r"(?:(?:в|во|на|до|по|с|со|от|за|через|из|к|для|in|on|by|from|to|for|at|with)\s+)?"
_SECOND = re.compile(
    r"(?:(?:[,;]\s*|\s+)(?:и ещё|и еще|а также|а ещё|а еще|and also|also|and|и|а)\s+"
    rf"(?={_TOLD}{_PLACED}{_WORDS})|(?P<bare>[,;]\s*)(?={_PLACED}(?P<word>{_WORDS})))",
    re.IGNORECASE,
)
# «Как узнать, сколько осталось?»: behind a comma alone the second clause may belong to the verb before it.
_KNOWING = re.compile(
    r"\b(?:най[тд]\w*|find|(?:у|по|про)?(?:вид|зна|смотр|пон[яи]|каз|чит)\w*|указ\w+|выбр\w+|определ\w+|провер\w+|реш\w+|напомн\w+|"
    r"see|know|tell|show|find out|check|understand|decide|choose|learn|say|says)\b[^,;]{0,40}$",
    re.IGNORECASE,
)
_RELATIVE = frozenset({"когда", "где", "куда", "откуда", "кто", "when", "where", "who", "which"})
_LONGEST = 400  # characters of a half; behind that no reader keeps the thread
_VERBS = frozenset({"VERB", "INFN", "PRTS", "ADJS", "PRED"})
_ENGLISH_VERBS = frozenset(
    {"is", "are", "was", "were", "do", "does", "did", "can", "could", "will", "would", "should", "must", "may", "has"}
    | {"have", "to", "fit", "need", "get", "gets"}
)


def halves(question: str) -> list[str]:
    """«Как сменить тариф и можно ли вернуть деньги?» -> its two questions; each must carry words of its own."""
    pieces, start = [], 0
    marks = list(_SECOND.finditer(question))
    for match in marks:
        if not start < match.start() <= start + _LONGEST:
            continue
        left, right = question[start : match.start()], question[match.end() : match.end() + _LONGEST]
        if match["bare"] and (_KNOWING.search(left) or (len(marks) < 2 and _relative(match))):
            continue
        if _asks_something(left) and (topical(right) or ASKS_FIGURE.search(right)):
            pieces.append(left.strip(" ,;"))
            start = match.end()
    pieces.append(question[start:].strip())
    return pieces


def _relative(match: re.Match[str]) -> bool:
    """«Как быть, когда период закрыт?»: such a word behind a comma begins a question only in a row of them."""
    return match["word"].strip().lower() in _RELATIVE


def _asks_something(text: str) -> bool:
    """Not so the first of «как часто и в какое время…», which shares its verb with the second."""
    cues = {hit.cue for hit in find_cues(text)}
    terms = topical(without_padding(text))
    if gives_order(text) and len(topical(text)) > 1:
        return True
    if Cue.INTERROGATIVE not in cues or not (terms or ASKS_FIGURE.search(text)):
        return False
    return len(terms) > 1 or any(map(_is_verb, words_of(text)))


def _is_verb(word: Word) -> bool:
    return word.text in _ENGLISH_VERBS or parses(word.text)[0].pos in _VERBS
