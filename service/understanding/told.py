"""A message -> its sentences without greetings and orders to the service, each with what it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.sentences import sentences
from service.understanding.cues import Cue, find_cues
from service.understanding.leaning import Standing, standing
from service.understanding.letters import is_padding, without_greeting, without_padding
from service.understanding.situation import ERROR_CODE
from service.understanding.topics import asks, gives_order, topical

READ_CHARACTERS = 4000  # of a long message its beginning and end are read
_QUESTION_END = re.compile(r"(?<=\?)\s+")
_ANY_END = re.compile(r"(?<=[.!?\"»”])\s+")
_NUMBER = re.compile(r"(?:(?<=^)|(?<=\s))\(?(\d)[.)](?=\s)")
# «Во-первых, …», "Second, …": items where there are at least two of them.
_ORDINAL = re.compile(
    r"^\s*(?:first|second|third|fourth|firstly|secondly|thirdly|во-первых|во-вторых|в-третьих|в-четвертых|в-четвёртых|"
    r"первое|второе|третье)\s*[,:–—-]\s+",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*•–—])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was written, and what it is there for."""

    text: str
    cues: frozenset[Cue]
    terms: tuple[str, ...]  # its search terms without those that name no topic: "how long", «нужно», «ждать»
    listed: bool  # an item of the customer's own list: a question by itself

    @property
    def asks(self) -> bool:
        announced = self.text.partition(": ")[2]  # «Подскажите по импорту: какие столбцы нужны»
        return any(asks(text) for text in (self.text, without_padding(self.text), announced) if text)

    @property
    def asks_within(self) -> bool:
        """«Тогда вопрос, как выгрузить акт»: announces a question and asks it at once."""
        return bool(self.terms) and (self.asks or Cue.COMMAND in self.cues)

    @property
    def wants(self) -> bool:
        return bool(self.cues & {Cue.WISH, Cue.COMMAND, Cue.TROUBLE})

    @property
    def fails(self) -> bool:
        return Cue.TROUBLE in self.cues or bool(ERROR_CODE.search(self.text))

    @property
    def orders(self) -> bool:
        """A request that is worth an answer beside a question: «Пришлите акт за май»."""
        return Cue.TROUBLE not in self.cues and len(self.terms) >= 2 and gives_order(self.text)

    @property
    def honest(self) -> bool:
        """What is still read of a message that tries to give orders."""
        return self.asks or (bool(self.cues & {Cue.INTERROGATIVE, Cue.TROUBLE}) and Cue.COMMAND not in self.cues)

    @property
    def leans(self) -> bool:
        """A question that means nothing without the sentence before it."""
        return standing(self.text) is Standing.LEANING


@lru_cache(maxsize=64)
def told(text: str) -> tuple[Sentence, ...]:
    """In order, each once; of a very long message those of its beginning and its end."""
    kept: list[Sentence] = []
    injected = any(hit.cue is Cue.INJECTION for hit in find_cues(_ends_of(text)))  # then only questions are read
    pieces = tuple(dict.fromkeys(_pieces(_ends_of(text), eager=injected)))
    counted = sum(1 for piece in pieces if _ORDINAL.match(piece)) > 1
    for piece in pieces:
        item = _ITEM.match(piece) or (_ORDINAL.match(piece) if counted else None)
        bare = without_greeting(piece[item.end() :] if item else piece)
        cues = frozenset(hit.cue for hit in find_cues(bare))
        if cues & {Cue.INJECTION, Cue.RETRACTION} or is_padding(bare):
            continue
        kept.append(Sentence(bare, cues, topical(without_padding(bare)), item is not None))
    return tuple(sentence for sentence in kept if sentence.honest or not injected)


def _pieces(text: str, *, eager: bool) -> list[str]:
    """Sentences; in hurried messages a small letter may follow a question mark (``eager``: any end mark)."""
    cut = _ANY_END if eager else _QUESTION_END
    apart = _items_apart(text)
    return [piece for span in sentences(apart) for piece in cut.split(span.of(apart))]


def _items_apart(text: str) -> str:
    """A numbered list in one line as a line for each item: «1) как войти 2) где счёт»."""
    return "\n".join(_numbered_apart(line) for line in text.split("\n"))


def _numbered_apart(line: str) -> str:
    marks = list(_NUMBER.finditer(line))
    if [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)) or len(marks) < 2:
        return line
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    items = [line[mark.start() : end].strip(" ;,") for mark, end in zip(marks, ends, strict=True)]
    return "\n".join(part for part in (line[: marks[0].start()].strip(), *items) if part)


def _ends_of(text: str) -> str:
    if len(text) <= READ_CHARACTERS:
        return text
    half = READ_CHARACTERS // 2
    first, last = text[:half].rsplit(maxsplit=1), text[-half:].split(maxsplit=1)
    return "\n".join((*first[:1], *last[-1:]))  # either may be white space
