"""The customer's words now -> the separate questions, and what to search for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import search_terms
from kb_index.text.sentences import sentences
from service.understanding.cues import Cue, find_cues, words_of
from service.understanding.letters import is_padding, without_greeting, without_padding

MAX_QUESTIONS = 5
QUERY_CHARACTERS = 900
_READ_CHARACTERS = 6000  # of a long message its beginning and end are read
_QUESTION_END = re.compile(r"(?<=\?)\s+")
_ANY_END = re.compile(r"(?<=[.!?\"»”])\s+")
_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*•–—])\s+")
_SECOND = re.compile(
    r"(?:[,;]\s*(?:(?:и|а|и ещё|и еще|а также|а ещё|а еще|and|and also|also|or)\s+)?|"
    r"\s+(?:и|и ещё|и еще|а также|and|and also)\s+)"
    r"(?=(?:как|где|куда|когда|почему|зачем|сколько|какой|какая|какие|какую|можно ли|нужно ли|надо ли|есть ли|будет ли|"
    r"сохранится ли|how|what|where|when|why|which|who|can i|can we|do i|do we|is it|is there|are there|will)\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    cues: frozenset[Cue]
    terms: tuple[str, ...]
    listed: bool  # an item of the customer's own list: a question by itself

    @property
    def asks(self) -> bool:
        bare = self.text.rstrip(')»" ')
        return bare.endswith("?") or (not bare.endswith("!") and self._opens_as_question())

    @property
    def wants(self) -> bool:
        return bool(self.cues & {Cue.WISH, Cue.COMMAND, Cue.TROUBLE})

    @property
    def explains(self) -> bool:
        """A wish beside a question is its background: «Хотим понять, резать ли файл»."""
        return not self.asks and not self.listed and not self.cues & {Cue.COMMAND, Cue.TROUBLE}

    @property
    def honest(self) -> bool:
        """What is still read of a message that tries to give orders."""
        return self.asks or (bool(self.cues & {Cue.INTERROGATIVE, Cue.TROUBLE}) and Cue.COMMAND not in self.cues)

    @property
    def leans(self) -> bool:
        """A question that means nothing without the sentence before it."""
        if Cue.GENERIC_QUESTION in self.cues and len(self.terms) <= 2:
            return True
        return len(self.terms) <= 1 or (Cue.ANAPHOR in self.cues and len(self.terms) <= 3)

    def _opens_as_question(self) -> bool:
        starts = {(hit.cue, hit.words.start) for hit in find_cues(self.text[:80])}
        second = (Cue.CONJUNCTION, 0) in starts and (Cue.INTERROGATIVE, 1) in starts
        return (Cue.INTERROGATIVE, 0) in starts or second


def split_questions(text: str) -> tuple[str, ...]:
    """The questions and requests of a message in order, verbatim, at most five.

    A statement joins the question that it explains.
    """
    found: list[str] = []
    context: str | None = None  # a request that the next question may explain
    told = _sentences(text)
    before = ""
    asked = any(sentence.asks and not sentence.leans for sentence in told)
    for sentence in told:
        if not (sentence.asks or sentence.wants) or (asked and sentence.explains):
            before = sentence.text
            continue
        if sentence.asks and sentence.leans and (context or found or before):
            found.append(f"{context or (found.pop() if found else before)} {sentence.text}")
            context = None
            continue
        if context and not sentence.asks and not sentence.listed:
            context = f"{context} {sentence.text}"
            continue
        if context:
            found.append(context)
        context = None if sentence.asks else sentence.text
        if sentence.asks:
            found.extend(_halves(sentence.text))
    if context:
        found.append(context)
    return tuple(dict.fromkeys(found))[:MAX_QUESTIONS]


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[_Sentence, ...]:
    kept: list[_Sentence] = []
    injected = any(hit.cue is Cue.INJECTION for hit in find_cues(_ends_of(text)))  # then only questions are read
    for piece in _pieces(_ends_of(text), eager=injected):
        item = _ITEM.match(piece)
        bare = without_greeting(piece[item.end() :] if item else piece)
        cues = frozenset(hit.cue for hit in find_cues(bare))
        if cues & {Cue.INJECTION, Cue.RETRACTION} or is_padding(bare):
            continue
        kept.append(_Sentence(bare, cues, tuple(search_terms(without_padding(bare), "ru")), item is not None))
    return tuple(sentence for sentence in kept if sentence.honest or not injected)


def _pieces(text: str, *, eager: bool) -> list[str]:
    """Sentences; in hurried messages a small letter may follow a question mark (``eager``: any end mark)."""
    cut = _ANY_END if eager else _QUESTION_END
    return [piece for span in sentences(text) for piece in cut.split(span.of(text))]


def _ends_of(text: str) -> str:
    if len(text) <= _READ_CHARACTERS:
        return text
    half = _READ_CHARACTERS // 2
    return text[:half].rsplit(maxsplit=1)[0] + "\n" + text[-half:].split(maxsplit=1)[-1]


def _halves(question: str) -> list[str]:
    """«Как сменить тариф и можно ли вернуть деньги?» -> its two questions; each must carry words of its own."""
    pieces, start = [], 0
    for match in _SECOND.finditer(question):
        if match.start() <= start:
            continue
        left, right = question[start : match.start()], question[match.end() :]
        if _asks_something(left) and len(search_terms(right, "ru")) >= 2:
            pieces.append(left.strip(" ,;"))
            start = match.end()
    pieces.append(question[start:].strip())
    return pieces


def _asks_something(text: str) -> bool:
    cues = {hit.cue for hit in find_cues(text)}
    return len(search_terms(without_padding(text), "ru")) >= 2 and Cue.INTERROGATIVE in cues


def query_of(text: str) -> str:
    """What to search for: the message without padding and injections; of a long one, its questions first."""
    pieces = [without_padding(sentence.text) for sentence in _sentences(text)]
    joined = " ".join(piece for piece in pieces if piece)
    if len(joined) <= QUERY_CHARACTERS:
        return joined
    asked = " ".join(without_padding(question) for question in split_questions(text))
    return f"{asked} {joined}"[:QUERY_CHARACTERS].rsplit(maxsplit=1)[0]


def is_elliptic(text: str) -> bool:
    """«а на годовом тарифе?»: a short question that borrows its subject from the one before."""
    words = words_of(text)
    if not words or len(words) > 9:
        return False
    hits = find_cues(text)
    opens = any(hit.cue is Cue.ELLIPSIS and hit.words.start == 0 for hit in hits)
    anaphoric = any(hit.cue is Cue.ANAPHOR for hit in hits)
    terms = search_terms(without_padding(text), "ru")
    asks = any(hit.cue in {Cue.INTERROGATIVE, Cue.WISH, Cue.COMMAND, Cue.TROUBLE} for hit in hits)
    return (opens and (len(terms) <= 4)) or (anaphoric and len(terms) <= 3) or (len(terms) <= 2 and not asks)


def is_vague(text: str) -> bool:
    """A call for help with nothing to search for."""
    words = words_of(text)
    covered: set[int] = set()
    for hit in find_cues(text):
        if hit.cue in {Cue.VAGUE, Cue.SMALLTALK, Cue.GREETING, Cue.ADDRESSEE, Cue.FILLER, Cue.THANKS, Cue.COMPLAINT}:
            covered.update(hit.words)
    left = [word for index, word in enumerate(words) if index not in covered]
    return not search_terms(" ".join(word.text for word in left), "ru")
