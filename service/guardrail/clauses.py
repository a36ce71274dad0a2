"""A word of a draft -> the clause and the name around it, and what makes it no statement: a question, a condition."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import cast

from kb_index.records import Span
from service.guardrail.analysis import Analysis, Sentence, Word

_WINDOW = 300  # characters looked at on either side of the word
_CLAUSE_END = re.compile(r"[;:!?…]|,|\s[—–-]\s|\.(?:\s|$)|\n|\(")
_BREAKS = frozenset(",;:—–(")
_TAG_WORDS = 6  # «…, вам удобно?», "…, would that work for you?"
_SUBORDINATE = frozenset(("если", "когда", "whether", "what"))
_ENGLISH_SUBORDINATE = frozenset(("if", "when", "once", "unless", "until", "whenever"))
_AFTER_ASKING = frozenset(("check", "see", "ask", "find", "out", "verify", "confirm", "checking"))
_WHEN = frozenset(("когда", "только", "как", "when", "once", "soon", "after", "until", "как-только"))
_CUSTOMER = frozenset(("вы", "вам", "вас", "you", "you've", "you're"))
_SAYING_WORDS = (
    "писать написать просить попросить спрашивать спросить хотеть говорить сказать утверждать думать считать ожидать "
    "надеяться обещать пообещать заверить"
)
_SAYING_FORMS = (
    "wrote write said say asked ask want wanted mentioned think thought hope hoped told promised expected"  # English
)
_SAYING = frozenset(_SAYING_WORDS.split())
_ENGLISH_SAYING = frozenset(_SAYING_FORMS.split())
_BEFORE_NAME = frozenset(("our", "the", "a", "an", "наш", "наша", "наши", "your"))
_LONGEST_NAME = 4  # words
_THAT = frozenset(("что", "чтобы", "that", "whether"))


def clause(analysis: Analysis, sentence: Sentence, first: int, times: Sequence[Span]) -> Span:
    """The clause around the word, and a time that follows it at once («напишу, завтра до 12:00»)."""
    verb = analysis.words[first].start
    begin = max(analysis.words[sentence.first].start, verb - _WINDOW)
    limit = min(analysis.words[sentence.last - 1].end, verb + _WINDOW)
    breaks = [match for match in _CLAUSE_END.finditer(analysis.text, begin, limit) if not _inside(match, times)]
    starts = [match.end() for match in breaks if match.end() <= verb]
    end = next((match.start() for match in breaks if match.start() >= verb), limit)
    start = analysis.words[word_from(analysis, max([begin, *starts]))].start
    later = [span.end for span in times if span.start >= end and _words_between(analysis, end, span.start) <= 1]
    return Span(start, max([end, *later[:1]]))


def _inside(match: re.Match[str], times: Sequence[Span]) -> bool:
    """A comma within «завтра, 3 октября, до 15:00» ends no clause."""
    return any(span.start < match.end() and match.start() < span.end for span in times)


def _words_between(analysis: Analysis, start: int, end: int) -> int:
    return word_from(analysis, end) - word_from(analysis, start)


def word_from(analysis: Analysis, offset: int) -> int:
    return bisect_left(analysis.words, offset, key=lambda word: word.start)


def name_around(analysis: Analysis, first: int, last: int) -> Span:
    """«Наш инженер», «отдел возвратов», «менеджер Ирина Лосева», "our billing team"."""
    for place in range(first - 1, max(first - 3, -1), -1):
        if analysis.words[place + 1].gap or place + 1 in analysis.starts:
            break
        if analysis.words[place].norm in _BEFORE_NAME:
            first = place
            break
    for place in range(last, min(last + _LONGEST_NAME, len(analysis.words) - 1)):
        if analysis.words[place].gap or not _names(analysis, place):
            break
        last = place + 1
    return analysis.span(first, last)


def _names(analysis: Analysis, place: int) -> bool:
    """A capitalised word, or a noun or adjective that belongs to the one before («поддержки», «возвратов»)."""
    word = analysis.words[place]
    return analysis.text[word.start].isupper() or (word.cyrillic and word.norm.endswith(("ов", "ки", "ии", "ей", "ий")))


# --- what is said otherwise than as a fact ------------------------------------------------------------


def asked(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    """In a question; «…, удобно?» behind a statement asks about it and takes nothing back."""
    if "?" not in analysis.words[sentence.last].gap:
        return False
    tag = _clause_start(analysis, sentence, sentence.last - 1)
    return word >= tag or sentence.last - tag > _TAG_WORDS


def subordinate(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    """The word stands in the clause of «если», «когда», "if we …"."""
    start = _clause_start(analysis, sentence, word)
    openers = _places(analysis, sentence, "subordinate", _opens_subordinate)
    if bisect_left(openers, word) > bisect_left(openers, start):
        return True
    return any(one.norm in _ENGLISH_SUBORDINATE for one in analysis.words[max(start, word - 2) : word])


def _clause_start(analysis: Analysis, sentence: Sentence, word: int) -> int:
    breaks = _places(analysis, sentence, "breaks", _breaks)
    before = bisect_right(breaks, word)
    return max(breaks[before - 1], sentence.first) if before else sentence.first


def _places(
    analysis: Analysis, sentence: Sentence, name: str, wanted: Callable[[Sequence[Word], int], bool]
) -> Sequence[int]:
    """The words of a sentence that are ``wanted``; found once."""
    key = f"{name} {sentence.first}"
    if key not in analysis.shared:
        places = range(sentence.first, sentence.last)
        analysis.shared[key] = [place for place in places if wanted(analysis.words, place)]
    return cast("Sequence[int]", analysis.shared[key])


def _breaks(words: Sequence[Word], place: int) -> bool:
    return not _BREAKS.isdisjoint(words[place].gap)


def _opens_subordinate(words: Sequence[Word], place: int) -> bool:
    norm = words[place].norm
    if norm == "только":
        return place > 0 and words[place - 1].norm == "как" and not _breaks(words, place)
    return norm in _SUBORDINATE


def conditional(analysis: Analysis, sentence: Sentence) -> bool:
    """The sentence depends on «если», or on what the customer does: «как только пришлёте», "once you send"."""
    name = f"conditional {sentence.first}"
    if name not in analysis.shared:
        places = range(sentence.first, sentence.last)
        analysis.shared[name] = any(_opens_condition(analysis, sentence, place) for place in places)
    return analysis.shared[name] is True


def _opens_condition(analysis: Analysis, sentence: Sentence, place: int) -> bool:
    norm = analysis.words[place].norm
    if norm in ("если", "if", "unless"):
        asked_for = place > sentence.first and analysis.words[place - 1].norm in _AFTER_ASKING
        return not asked_for
    if norm not in _WHEN:
        return False
    if norm == "как":
        return False  # «как вы просили»
    return any(_of_customer(analysis, near) for near in range(place + 1, min(place + 4, sentence.last)))


def _of_customer(analysis: Analysis, place: int) -> bool:
    word = analysis.words[place]
    return word.norm in _CUSTOMER or "#2per" in word.keys


def reported(analysis: Analysis, sentence: Sentence, word: int) -> bool:
    """The customer's words or wishes, retold: «вы пишете, что мы …», "you asked that we …"."""
    thats, told = _retold(analysis, sentence)
    before = bisect_left(thats, word)
    return before > 0 and bool(told) and told[0] < thats[before - 1]


def _retold(analysis: Analysis, sentence: Sentence) -> tuple[Sequence[int], Sequence[int]]:
    """The words «что», "that" of a sentence and its words that tell of what the customer says; found once."""
    name = f"retold {sentence.first}"
    if name not in analysis.shared:
        places = range(sentence.first, sentence.last)
        thats = [place for place in places if analysis.words[place].norm in _THAT]
        told = [place for place in places if _told(analysis, sentence, place)] if thats else []
        analysis.shared[name] = (thats, told)
    return cast("tuple[Sequence[int], Sequence[int]]", analysis.shared[name])


def _told(analysis: Analysis, sentence: Sentence, place: int) -> bool:
    near = range(max(sentence.first, place - 3), place + 2)
    return _says(analysis, place) and any(_of_customer(analysis, one) for one in near)


def _says(analysis: Analysis, place: int) -> bool:
    word = analysis.words[place]
    return word.norm in _ENGLISH_SAYING or not _SAYING.isdisjoint(word.keys)
