"""The customer's words now -> the separate questions, and what to search for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kb_index.text.lemmas import search_terms
from kb_index.text.sentences import sentences
from service.understanding.cues import Cue, find_cues, words_of
from service.understanding.halves import halves
from service.understanding.letters import is_padding, without_greeting, without_padding
from service.understanding.topics import BORROWED, asks, proper, topical

MAX_QUESTIONS = 5
QUERY_CHARACTERS = 900
STORY_CHARACTERS = 400  # of what precedes a question without words of its own
_READ_CHARACTERS = 4000  # of a long message its beginning and end are read
_QUESTION_END = re.compile(r"(?<=\?)\s+")
_ANY_END = re.compile(r"(?<=[.!?\"»”])\s+")
_ALSO = re.compile(
    r"(?:(?:и|а|and)\s+)?(?:ещ[её]|также|кроме того|заодно|кстати|отдельно|второе|второй вопрос|"
    r"also|another|one more|btw|by the way|separately|plus|second(?:ly)?)\b",
    re.IGNORECASE,
)
# "Two quick ones about the trial: is a card needed": what the questions below are about, and the first of them.
_LEAD_IN = re.compile(
    r"[^:?]{0,60}?\b(?:вопрос\w*|интересует|интересуют|уточн\w+|questions?|ones|things|queries)\b[^:?]{0,40}?"
    r"(?:\b(?:насчет|насчёт|касательно|относительно|о|об|про|по|about|on|regarding|concerning|re)\s+(?P<topic>[^:?]{2,60}))?"
    r"\s*(?::\s*(?P<rest>.*)|[.:]?)",
    re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*•–—])\s+")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    cues: frozenset[Cue]
    terms: tuple[str, ...]  # its search terms without those that name no topic: "how long", «нужно», «ждать»
    listed: bool  # an item of the customer's own list: a question by itself

    @property
    def asks(self) -> bool:
        return asks(self.text)

    @property
    def wants(self) -> bool:
        return bool(self.cues & {Cue.WISH, Cue.COMMAND, Cue.TROUBLE})

    @property
    def orders(self) -> bool:
        """A request that is worth an answer beside a question: «Пришлите акт за май»."""
        return Cue.COMMAND in self.cues and Cue.TROUBLE not in self.cues and len(self.terms) >= 2

    @property
    def honest(self) -> bool:
        """What is still read of a message that tries to give orders."""
        return self.asks or (bool(self.cues & {Cue.INTERROGATIVE, Cue.TROUBLE}) and Cue.COMMAND not in self.cues)

    @property
    def leans(self) -> bool:
        """A question that means nothing without the sentence before it."""
        if not self.terms:
            return True
        return len(self.terms) <= (3 if Cue.ANAPHOR in self.cues else 1 if Cue.GENERIC_QUESTION in self.cues else 0)


@lru_cache(maxsize=64)
def split_questions(text: str) -> tuple[str, ...]:
    """The questions and requests of a message in order, at most five; each can be searched for by itself.

    A question without words of its own has the sentences before it in front: «Телефон утонул. Что делать?»
    """
    told = _sentences(text)
    if any(sentence.listed or (sentence.asks and not sentence.leans) for sentence in told):
        found = _Reader().read(told)
    else:
        found = _requests(told)
    return tuple(dict.fromkeys(found))[:MAX_QUESTIONS]


def with_story(text: str, question: str) -> str:
    """An entry of ``split_questions(text)`` with all the statements before it in front; as it is where there are none.

    Longer than what was asked, and less exact: for a question that nothing was found for.
    """
    told, alone = _sentences(text), proper(question)[1]
    at = next((at for at, sentence in enumerate(told) if alone in sentence.text or sentence.text in alone), 0)
    story = [one.text for one in told[:at] if not (one.asks or one.listed or one.text.endswith(":"))]
    return _joined([one for one in story if one not in question], question)


def _requests(told: tuple[_Sentence, ...]) -> list[str]:
    """A message that asks nothing outright is one request: what it wants, with the question that leans on it."""
    wanted = [sentence for sentence in told if sentence.asks or sentence.wants]
    if len(wanted) == 1 and len(told) > 1:
        before = told[: told.index(wanted[0])]
        return [_joined([sentence.text for sentence in before], wanted[0].text)]
    return [" ".join(sentence.text for sentence in wanted)] if wanted else []


@dataclass(slots=True)
class _Reader:
    """Walks the sentences of a message that asks; statements wait until a question needs them."""

    found: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)  # statements since the last question
    trouble: bool = False  # the story holds something to answer
    about: str = ""  # "three questions about the trial:" belongs to each of them
    last: str = ""  # the last question as it was asked

    def read(self, told: tuple[_Sentence, ...]) -> list[str]:
        for sentence in told:
            self._take(sentence)
            if len(self.found) > 2 * MAX_QUESTIONS:
                break
        return self.found

    def _take(self, sentence: _Sentence) -> None:
        lead = _LEAD_IN.fullmatch(sentence.text)
        if lead and not sentence.listed and lead["topic"]:
            self.about = lead["topic"].strip()
        if lead and not sentence.listed and not lead["rest"]:
            return
        text = lead["rest"] if lead and not sentence.listed else sentence.text
        if sentence.listed or sentence.asks or (lead and lead["rest"]):
            self._ask(sentence, text)
        elif sentence.orders:
            self._add(text, text)
        else:
            self.story.append(sentence.text)
            self.trouble = self.trouble or (sentence.wants and len(sentence.terms) >= 2)

    def _ask(self, sentence: _Sentence, text: str) -> None:
        if self.trouble and _ALSO.match(text):  # «Не открывается счёт. И ещё: …»: the trouble is a question too
            self._add(_joined(self.story, ""), self.story[-1])
        if sentence.leans and not self.story and self.found and not sentence.listed and not self.about:
            self.found[-1] = f"{self.found[-1]} {text}"
            return
        for half in halves(text):
            needs_more = sentence.leans or (_is_thin(half) and not self.about)
            self._add(_joined(self.story or [self._borrowed()], half) if needs_more else half, half)

    def _borrowed(self) -> str:
        """The question before, which has its answer apart: «Видит ли менеджер цены… А кладовщик?»"""
        return f"{self.last.rstrip('?!. ')}{BORROWED}" if self.last else ""

    def _add(self, text: str, asked: str) -> None:
        self.found.append(f"{self.about}: {text}" if self.about else text)
        self.story, self.trouble, self.last = [], False, asked


def _is_thin(question: str) -> bool:
    """A question of so few words that its story must be told with it: «Почём каждый следующий?», «где его взять»."""
    anaphoric = any(hit.cue is Cue.ANAPHOR for hit in find_cues(question))
    return len(topical(question)) <= (3 if anaphoric else 1)


def _joined(story: list[str], question: str) -> str:
    """The end of the story, so much of it as a search can use, and the question."""
    kept: list[str] = []
    for told in reversed(story):
        if kept and sum(map(len, kept)) + len(told) > STORY_CHARACTERS:
            break
        kept.insert(0, told[-STORY_CHARACTERS:])
    ended = (part if part[-1:] in ".!?…:" else f"{part}?" for part in kept if part)
    return " ".join(part for part in (*ended, question) if part)


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[_Sentence, ...]:
    kept: list[_Sentence] = []
    injected = any(hit.cue is Cue.INJECTION for hit in find_cues(_ends_of(text)))  # then only questions are read
    for piece in dict.fromkeys(_pieces(_ends_of(text), eager=injected)):
        item = _ITEM.match(piece)
        bare = without_greeting(piece[item.end() :] if item else piece)
        cues = frozenset(hit.cue for hit in find_cues(bare))
        if cues & {Cue.INJECTION, Cue.RETRACTION} or is_padding(bare):
            continue
        kept.append(_Sentence(bare, cues, topical(without_padding(bare)), item is not None))
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


def query_of(text: str) -> str:
    """What to search for: the message without padding and injections; of a long one, its questions first."""
    pieces = [without_padding(sentence.text) for sentence in _sentences(text)]
    joined = " ".join(piece for piece in pieces if piece)
    if len(joined) <= QUERY_CHARACTERS and len(text) <= _READ_CHARACTERS:
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
