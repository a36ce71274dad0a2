"""A question -> whether it can be understood without the sentences before it, and how it should be searched for."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from kb_index.text.lemmas import parses
from service.understanding.cues import Cue, find_cues, words_of
from service.understanding.letters import without_padding
from service.understanding.topics import topical

_FEW, _SOME = 1, 4  # topical words: with one a question hardly names a topic, with more than four it is its own story
_NAMED_BEFORE = 1  # topical words before a pronoun that may be what it stands for
# "Is it possible to…", "how long does it take", «как это работает»: such words stand for nothing.
_EMPTY = re.compile(
    r"\bis it (?:at all |even |also |still )?(?:possible|ok|okay|allowed|safe|necessary|true|normal|better|required)\b"
    r"|\bdoes it (?:cost|take)\b|\b(?:this|that|these|those|same|эт\w+|тот|того|том) "
    r"(?:year|month|week|day|days|morning|evening|time|года?|году|месяца?|месяце|недел\w+|дн\w+|раз)\b",
    re.IGNORECASE,
)
# The case that is asked about stands in the question: «Сохранятся ли остатки, если сменить тариф?»
_CASE = re.compile(
    r"\b(?:если|когда|при|после|перед|в случае|без|if|when|after|once|while|before|without|unless|during|in case)\s+"
    r"(?!(?:this|that|it|this|then|этого|этом|нее|него)\b)[^\W\d_]{2,}",
    re.IGNORECASE,
)
_ENGLISH_FUTURE = re.compile(r"\W*(?:(?:and|but|so|or)\s+)?(?:will|would|won't)\b", re.IGNORECASE)
_ASKS_WAY = re.compile(
    r"\b(?:как|где|куда|откуда|сколько|какой|какая|какие|какое|каким|каких|какую|кто|чем|зачем|почему|когда|"
    r"how|where|which|who|why|when)\b",
    re.IGNORECASE,
)
_NAMES = frozenset({"NOUN", "ADJF", "ADJS", "PRTF", "NUMR", ""})  # "": Latin and figures


class Standing(StrEnum):
    """``alone``: names its own topic; ``thin``: hardly; ``outcome``: asks what will be, of a case told before, if one
    was; ``leaning``: means nothing without what stands before it.
    """

    ALONE = "alone"
    THIN = "thin"
    OUTCOME = "outcome"
    LEANING = "leaning"


@lru_cache(maxsize=4096)
def standing(question: str) -> Standing:
    """How far a single question goes without what was told before it."""
    text = without_padding(question)
    terms = topical(text)
    if not terms or (len(terms) <= _SOME and (_points_back(text) or _asks_what_becomes(text))):
        return Standing.LEANING
    if len(terms) <= _FEW or _only_verbs(text):
        return Standing.THIN
    return Standing.OUTCOME if len(terms) <= _SOME and _asks_what_will_be(text) else Standing.ALONE


def asks_way(text: str) -> bool:
    """How, where, how much: not whether. Such a question tells what it is about, whatever went wrong before it."""
    return bool(_ASKS_WAY.search(text))


def states_case(text: str) -> bool:
    """«…, если сменить тариф?», "… after an upgrade?": asks of any case, not of the customer's own."""
    found = _CASE.search(text.lstrip())
    return found is not None and (found.start() > 0 or "," in text)  # «Когда откроете доступ?» states none


def _points_back(text: str) -> bool:
    """Whether a pronoun stands for something that the question has not named before it."""
    bare = _EMPTY.sub(" ", text)
    hits = find_cues(bare)
    first = next((hit for hit in hits if hit.cue is Cue.ANAPHOR), None)
    return first is not None and len(topical(bare[: first.span.start])) <= _NAMED_BEFORE


def _asks_what_becomes(text: str) -> bool:
    """«Что будет с оплаченными днями?», "Can they still sign in?": of a case that the question does not tell."""
    return not states_case(text) and any(hit.cue is Cue.OUTCOME for hit in find_cues(text))


def _asks_what_will_be(text: str) -> bool:
    """«Уроки сгорят?», "Will we lose the photos?", and neither when nor how."""
    if states_case(text) or asks_way(text):
        return False
    return bool(_ENGLISH_FUTURE.match(text)) or any(_is_future(word.text) for word in words_of(text))


@lru_cache(maxsize=20_000)
def _is_future(word: str) -> bool:
    read = parses(word)[0]
    return read.pos == "VERB" and "futr" in read.grammemes


def _only_verbs(text: str) -> bool:
    """«Сколько мне придётся заплатить?»: nothing is named that it is about. In English that cannot be told."""
    spoken = [word.text for word in words_of(text) if topical(word.text)]
    return bool(spoken) and not any(parses(word)[0].pos in _NAMES for word in spoken)
