"""A message of several questions -> its questions, each to be searched for by itself; their results -> one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from kb_index.records import Hit, SearchResult
from kb_index.text.lemmas import search_terms
from kb_index.text.sentences import sentences
from kb_index.text.tokens import TokenKind, tokenize

MOST_PARTS = 5
READ = 4000  # characters of a message that are looked at
STORY = 300  # characters of what is told before a question that are searched with it
THIN = 2  # terms that a question needs to be searched for by itself

_ITEM = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-*•–—])\s+")
_ASKING_RU = (
    "как|каким|какой|какая|какое|какие|какую|каких|где|куда|откуда|когда|почему|зачем|отчего|сколько|кто|кому|что|чем|"
    "чей|можно ли|нельзя ли|можно|нужно ли|надо ли|есть ли|будет ли|могу ли|можете ли|подскажите|расскажите|объясните|"
    "поясните|правда ли|возможно ли|по какой|в каком|на каком|до какого|с какого|за какой|в какие|какова|каков"
)
_ASKING_EN = (
    "how|what|where|when|why|which|who|whose|can|could|may|do|does|did|is|are|will|would|should|has|have|is there|"
    "are there|tell me|explain|please tell|please explain|i want to know|i would like to know"
)
_ASKS = re.compile(rf"\W*(?:(?:и|а|но|so|and|but)\s+)?(?:{_ASKING_RU}|{_ASKING_EN})\b", re.IGNORECASE)
# A wish or a trouble: with a link before or behind it, it is a question of its own.
_WANTS = re.compile(
    r"\W*(?:(?:и|а|но|so|and|but)\s+)?(?:(?:мы|я|мне|нам|у меня|у нас)\s+)?(?:хочу|хотим|хотел\w*|нужн[оаы]?|надо|"
    r"помогите|прошу|просим|пришлите|не могу|не можем|не получается|не работает|не приходит|не открывается|пропал\w*|"
    r"(?:i|we)(?:['’]m| am|['’]d| would)?\s+(?:want|need|like|trying|unable|having|looking|inquiring|can['’]?t|cannot|"
    r"couldn['’]?t)|help|please|let me know)\b",
    re.IGNORECASE,
)
# «…, а также как…», "… and how do I …": where one question ends and another begins.
_SECOND = re.compile(
    rf"(?:\s*[,;.]?\s+(?:и ещё|и еще|а ещё|а еще|а также|и также|также|ещё вопрос|еще вопрос|кроме того|заодно|"
    rf"and also|also|as well as|plus|one more thing|another question)[,:]?\s+)"
    rf"|(?:\s*[,;]\s*(?:(?:и|а|and|or)\s+)?|\s+(?:и|and)\s+)(?=(?:{_ASKING_RU}|how|what|where|when|why|which|who|can i|"
    rf"can we|do i|do we|is it|is there|are there|will)\s)",
    re.IGNORECASE,
)
# What only says that the next question comes.
_LINK = re.compile(
    r"^\W*(?:(?:и|а|and)\s+)?(?:ещё|еще|также|кроме того|заодно|кстати|во-первых|во-вторых|в-третьих|second(?:ly)?|"
    r"first(?:ly)?|also|btw|by the way|another question|one more(?: thing)?|plus)\b(?:\s+(?:вопрос|момент))?[\s,:—–-]*",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:и|а|но|and|but|so)\s+(?=\w)", re.IGNORECASE)
_QUOTED = re.compile(r"«([^«»]{2,60})»|\"([^\"]{2,60})\"|“([^“”]{2,60})”")
_ENDS = frozenset('.!?…:;«"“')
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")


def parts(text: str) -> tuple[str, ...]:
    """Its questions in order, at most five; the text itself where it asks one thing or none.

    What is told before a question goes with it, a question of too few words goes with the one before, and a name that
    an earlier question gives («… в Slack») goes with the later ones that give none.
    """
    asked = [part for part in _asked(text[:READ]) if part]
    if len(asked) < 2:
        return (text,)
    return tuple(dict.fromkeys(_with_names(asked[:MOST_PARTS], text)))


def merged(results: Sequence[SearchResult], limit: int) -> SearchResult:
    """The results of the parts as one: the best of each part, then the second of each, and so on.

    So the hits are not in the order of their similarity, which cannot be compared between questions; a passage that
    answers several parts stands once, with its best similarity. ``confidence`` is the mean of the parts: the share
    of the questions that is expected to be answered. Raises ValueError for no results.
    """
    if not results:
        raise ValueError("there is nothing to merge: give at least one result")
    best: dict[tuple[str, int], Hit] = {}
    for hit in _in_turn(results):
        key = (hit.passage.article_id, hit.passage.ordinal)
        if key not in best or best[key].similarity < hit.similarity:
            best[key] = hit  # the place of the first stays
    confidence = sum(result.confidence for result in results) / len(results)
    return replace(results[0], hits=tuple(best.values())[:limit], confidence=confidence)


def _in_turn(results: Sequence[SearchResult]) -> Iterator[Hit]:
    for row in zip_longest(*(result.hits for result in results)):
        yield from (hit for hit in row if hit is not None)


# --- taking a message apart ---------------------------------------------------------------------------


def _asked(text: str) -> list[str]:
    found: list[str] = []
    story: list[str] = []
    for sentence in (span.of(text) for span in sentences(text)):
        item = _ITEM.match(sentence)
        told = sentence[item.end() :] if item else sentence
        bare = _AND.sub("", _LINK.sub("", told))
        linked = item is not None or _LINK.match(told) is not None
        if linked and any(map(_wants, story)):  # «Не приходит письмо. И ещё: …»: the trouble asks something, too
            found.append(" ".join(story)[-STORY:])
            story = []
        if not item and not _is_question(bare) and not (linked and _wants(bare)):
            story.append(sentence)
            continue
        for place, half in enumerate(_halves(bare)):
            _take(found, half, "" if place else " ".join(story)[-STORY:])
        story = []
    return [*found, " ".join(story)[-STORY:]] if found and any(map(_wants, story)) else found


def _wants(sentence: str) -> bool:
    return _WANTS.match(sentence) is not None


def _take(found: list[str], question: str, told: str) -> None:
    """A question that says too little by itself is part of the one before it."""
    if len(search_terms(question)) < THIN and found and not told:
        found[-1] = f"{found[-1]} {question}"
    else:
        found.append(f"{told} {question}".strip())


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(" )»\"'*_").endswith("?") or _ASKS.match(sentence) is not None


def _halves(question: str) -> list[str]:
    """«Как сменить тариф и можно ли вернуть деньги?» -> its two questions; each needs words of its own."""
    pieces, start = [], 0
    for match in _SECOND.finditer(question):
        left, right = question[start : match.start()], question[match.end() :]
        if min(len(search_terms(left)), len(search_terms(right))) >= THIN:
            pieces.append(left.strip(" ,;"))
            start = match.end()
    return [*pieces, question[start:].strip()]


def _with_names(asked: Sequence[str], text: str) -> Iterator[str]:
    """Each part, after the names of the parts before it where it gives none itself."""
    russian = len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))
    known: list[str] = []
    for part in asked:
        names = _names(part, russian)
        yield part if names or not known else f"{' '.join(known)}: {part}"
        known = names or known


def _names(part: str, russian: bool) -> list[str]:
    """Quoted words, codes, words in Latin letters in a Russian text, and words with a capital inside a sentence."""
    found = [next(filter(None, match)) for match in _QUOTED.findall(part)]
    opens = True  # a sentence, so that a capital says nothing
    for token in tokenize(part):
        if token.kind in (TokenKind.WORD, TokenKind.CODE):
            foreign = russian and _LATIN.match(token.text) is not None
            capital = not opens and token.text[:1].isupper() and token.text != "I"
            if (foreign or capital or token.kind is TokenKind.CODE) and search_terms(token.text):
                found.append(token.text)
            opens = False
        opens = opens or token.text in _ENDS or token.kind is TokenKind.NEWLINE
    return list(dict.fromkeys(found))
