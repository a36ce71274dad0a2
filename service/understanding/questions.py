"""The customer's words now -> the separate questions, and what to search for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from service.understanding.halves import halves
from service.understanding.leaning import Standing, asks_way, standing
from service.understanding.letters import without_padding
from service.understanding.told import READ_CHARACTERS, Sentence, told
from service.understanding.topics import ASKS_FIGURE, BORROWED, asks, proper, topical

MAX_QUESTIONS = 8
QUERY_CHARACTERS = 900
STORY_CHARACTERS = 400  # of what precedes a question without words of its own
_BRIEF = 2  # topical words of a question that may go on with the one before it: "How do I get a key?"
_ALSO = re.compile(
    r"(?:(?:и|а|and)\s+)?(?:ещ[её]|также|кроме того|заодно|кстати|отдельно|второе|второй вопрос|"
    r"also|another|one more|btw|by the way|separately|plus|second(?:ly)?)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:и|and|also|также|ещ[её])\b", re.IGNORECASE)
# "Two quick ones about the trial: is a card needed": what the questions below are about, and the first of them.
_LEAD_IN = re.compile(
    r"[^:?]{0,60}?\b(?:вопрос\w*|интересует|интересуют|уточн\w+|questions?|queries|(?P<thing>ones?|things?))\b[^:?]{0,40}?"
    r"(?:\b(?:насчет|насчёт|касательно|относительно|о|об|про|по|about|on|regarding|concerning|re)\s+(?P<topic>[^:?]{2,60}))?"
    r"\s*(?::\s*(?P<rest>.*)|[.:]?)",
    re.IGNORECASE | re.DOTALL,
)
# "About the API: what is the limit?", «Подскажите по импорту: …»
_NAMED = re.compile(
    r"\W*(?P<thing>(?:подскажите|скажите|расскажите|please|also|и|ещё|еще),?\s+)?(?:по поводу|насчет|насчёт|касательно|"
    r"относительно|про|по|about|regarding|concerning|re)\s+(?P<topic>[^:?.,]{2,50}):\s*(?P<rest>[^\s/].*)",
    re.IGNORECASE | re.DOTALL,
)
_IF_SO = re.compile(
    r"\W*(?:(?:and|but|а|и|но)\s+)?(?:if (?:not|so|yes|no)|если (?:нет|да|так|не)|or|или)\b", re.IGNORECASE
)


@lru_cache(maxsize=64)
def split_questions(text: str) -> tuple[str, ...]:
    """The questions and requests of a message in order, at most eight; each can be searched for by itself.

    A question without words of its own has the sentences before it in front: «Телефон утонул. Что делать?»
    """
    sentences = told(text)
    if any(sentence.listed or (sentence.asks and sentence.terms) for sentence in sentences):
        found = _Reader().read(sentences)
    else:
        found = _requests(sentences)
    return tuple(dict.fromkeys(found))[:MAX_QUESTIONS]


def with_story(text: str, question: str) -> str:
    """An entry of ``split_questions(text)`` with all the statements before it in front; as it is where there are none.

    Longer than what was asked, and less exact: for a question that nothing was found for.
    """
    sentences, alone = told(text), proper(question)[1]
    at = next((at for at, sentence in enumerate(sentences) if alone in sentence.text or sentence.text in alone), 0)
    story = [one.text for one in sentences[:at] if not (one.asks or one.listed or one.text.endswith(":"))]
    return _joined([one for one in story if one not in question], question)


def with_question(text: str, question: str) -> str:
    """A brief entry of ``split_questions(text)`` with the question before it in front: «Где лимиты API… Как получить
    ключ?» Longer ones, and those that have something in front already, as they are.
    """
    found = split_questions(text)
    at = found.index(question) if question in found else 0
    story, alone = proper(question)
    if at == 0 or story or len(topical(alone)) > _BRIEF:
        return question
    before = [proper(one.split(BORROWED)[0])[1] for one in found[:at]]
    return _joined(_lent(_topic_of(before), before[-1]), question)


def _topic_of(questions: list[str]) -> str:
    """The last question that is not brief, or the first: what the brief ones behind it go on with."""
    return next((one for one in reversed(questions) if len(topical(one)) > _BRIEF), questions[0])


def _lent(*questions: str) -> list[str]:
    """«Видит ли менеджер цены… А кладовщик?»: questions that only tell what the next one is about."""
    return list(dict.fromkeys(f"{one.rstrip('?!. ')}{BORROWED}" for one in questions))


def _requests(sentences: tuple[Sentence, ...]) -> list[str]:
    """A message that asks nothing outright is one request: what it wants, with the question that leans on it."""
    wanted = [sentence for sentence in sentences if sentence.asks or sentence.wants]
    if len(wanted) == 1 and len(sentences) > 1:
        before = sentences[: sentences.index(wanted[0])]
        return [_joined([sentence.text for sentence in before], wanted[0].text)]
    return [" ".join(sentence.text for sentence in wanted)] if wanted else []


@dataclass(slots=True)
class _Reader:
    """Walks the sentences of a message that asks; statements wait until a question needs them."""

    found: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)  # statements since the last question
    trouble: bool = False  # the story holds something to answer
    failing: bool = False  # and something that went wrong
    about: str = ""  # "three questions about the trial:" belongs to each of them
    own: list[str] = field(default_factory=list)  # the questions that borrowed nothing from those before them
    lent: list[str] = field(default_factory=list)  # what had to be told for it

    def read(self, sentences: tuple[Sentence, ...]) -> list[str]:
        for sentence in sentences:
            self._take(sentence)
            if len(self.found) > 2 * MAX_QUESTIONS:
                break
        if self.trouble and len(self.found) == 1 and self.found == self.own and sentences[0].leans:
            self.found[0] = _joined(self.own, " ".join(self.story))  # «Это у всех так? Страница не открывается.»
        return self.found

    def _take(self, sentence: Sentence) -> None:
        lead = _LEAD_IN.fullmatch(sentence.text) or _NAMED.fullmatch(sentence.text)
        if lead and not sentence.listed and lead["topic"]:
            self.about = lead["topic"].strip(" .!")
        if lead and not sentence.listed and not lead["rest"] and not sentence.asks_within:
            return
        text = (lead["rest"] if lead and not sentence.listed else "") or sentence.text
        if sentence.listed or sentence.asks or (lead and (not lead["thing"] or asks(text))):
            self._ask(sentence, text)
        elif sentence.orders or (self.found and sentence.wants and _AND.match(text)):
            self._add(text, text)
        else:
            self.story.append(sentence.text)
            self.trouble = self.trouble or (sentence.wants and bool(sentence.terms))
            self.failing = self.failing or sentence.fails

    def _ask(self, sentence: Sentence, text: str) -> None:
        if self.trouble and self._another(text):  # «Не открывается счёт. И ещё: …»: the trouble is a question too
            self._add(_joined(self.story, ""), self.story[-1])
        if not (self.story or sentence.listed or self.about) and self.found and _only_adds(text, sentence.terms):
            self.found[-1] = f"{self.found[-1]} {text}"
            return
        for half in halves(text):
            before = self._before(self._stands(_ALSO.sub("", half)))
            told_before = [one for one in before if not one.endswith(BORROWED)]
            self._add(_joined(before, half), "" if len(told_before) < len(before) else half)
            self.lent = told_before

    def _another(self, text: str) -> bool:
        """Whether a question is told apart from the wish or the trouble before it: «И ещё: …», «И когда…»."""
        if self.found and standing(self.story[-1]) is Standing.LEANING:  # "Our accountant needs them every month."
            return False
        own = set(topical(text))
        if _ALSO.match(text):
            return True
        return bool(_AND.match(text)) and standing(text) is Standing.ALONE and not own & set(topical(self.story[-1]))

    def _stands(self, question: str) -> Standing:
        """Also by what stands around it: whether something is lost is asked of what went wrong."""
        stands = standing(question)
        wrong = stands is Standing.ALONE and self.failing and not asks_way(question)
        return Standing.OUTCOME if wrong else stands

    def _before(self, stands: Standing) -> list[str]:
        """What has to be told for a question to be understood."""
        if stands is Standing.ALONE or (self.about and not self.story):
            return []
        if self.story or stands is Standing.OUTCOME:
            return self.story or self.lent
        return [*self.lent, *_lent(_topic_of(self.own), self.own[-1])] if self.own else []

    def _add(self, text: str, asked: str) -> None:
        self.found.append(f"{self.about}: {text}" if self.about else text)
        self.own += [asked] if asked else []
        self.story, self.lent = [], []
        self.trouble = self.failing = False


def _only_adds(question: str, terms: tuple[str, ...]) -> bool:
    """Whether a question is a part of the one before: «Что делать?», "If not, is it planned?"; no other figure."""
    return bool(_IF_SO.match(question)) or (not terms and not ASKS_FIGURE.search(question))


def _joined(story: list[str], question: str) -> str:
    """The end of the story, so much of it as a search can use, and the question."""
    kept: list[str] = []
    for part in reversed(story):
        if kept and sum(map(len, kept)) + len(part) > STORY_CHARACTERS:
            break
        kept.insert(0, part[-STORY_CHARACTERS:])
    ended = (part if part[-1:] in ".!?…:" else f"{part}?" for part in kept if part)
    return " ".join(part for part in (*ended, question) if part)


def query_of(text: str) -> str:
    """What to search for: the message without padding and injections; of a long one, its questions first."""
    pieces = [without_padding(sentence.text) for sentence in told(text)]
    joined = " ".join(piece for piece in pieces if piece)
    if len(joined) <= QUERY_CHARACTERS and len(text) <= READ_CHARACTERS:
        return joined
    asked = " ".join(without_padding(question) for question in split_questions(text))
    kept = f"{asked} {joined}"[:QUERY_CHARACTERS].rsplit(maxsplit=1)
    return kept[0] if kept else ""  # of 20,000 emoji nothing is left


def searched_alone(text: str) -> str:
    """The only question of a message, where it names its topic: what was told around it may be of something else.

    "" where the message has several questions or none, or one that has to be read with its story.
    """
    found = split_questions(text)
    if len(found) != 1 or found[0] not in {sentence.text for sentence in told(text)}:
        return ""
    alone = without_padding(found[0])
    return alone if asks(alone) and standing(alone) is Standing.ALONE and not _goes_wrong(text, alone) else ""


def _goes_wrong(text: str, question: str) -> bool:
    """Whether a yes or no is asked of something that went wrong, told before or behind it."""
    return not asks_way(question) and any(sentence.fails for sentence in told(text))
