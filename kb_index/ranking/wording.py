"""Text of a question, of a title, of a passage -> what their wording tells a ranker."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

LONG = 20  # distinct terms; a longer message tells a story
READ = 2000  # characters of a question that are looked at
GRAM = 4  # characters; long enough to be rare, short enough to survive an ending

_POLAR = re.compile(
    r"\b(?:ли|разве|правда что)\b"
    r"|(?:^|[.!?,:;]\s+)(?:can|could|is|are|do|does|did|will|would|may|should|has|have)\s+\w+",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:я|мы|мне|меня|нам|нас|мой|моя|моё|мое|мои|моего|моей|моих|наш|наша|наше|наши|нашего|нашей|наших"
    r"|i|we|me|us|my|our|i'm|i've|we're|we've)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"\W*(?:да|нет|конечно|yes|no|sure|of course)\b", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Wording:
    """How something is asked."""

    topic: bool  # it names a topic, as a title does: no question mark, no person, no story
    polar: bool  # it asks for a yes or a no


def wording(text: str, terms: int) -> Wording:
    """``terms``: how many distinct terms the question has."""
    read = text[:READ]
    asks = "?" in read or _PERSON.search(read) is not None
    return Wording(topic=terms < LONG and not asks, polar=_POLAR.search(read) is not None)


@lru_cache(maxsize=20_000)
def answers_yes_or_no(passage: str) -> bool:
    """Whether a passage begins with a yes or a no."""
    return _YES_OR_NO.match(passage) is not None


def likeness(left: str, right: str) -> float:
    """Cosine of the sets of character 4-grams, 0..1: «кластера» is close to «кластеров»."""
    ours, theirs = _grams(left[:READ]), _grams(right[:READ])
    if not ours or not theirs:
        return 0.0
    return len(ours & theirs) / math.sqrt(len(ours) * len(theirs))


@lru_cache(maxsize=20_000)
def _grams(text: str) -> frozenset[str]:
    plain = _BETWEEN_WORDS.sub(" ", text.lower().replace("ё", "е")).strip()
    return frozenset(plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1))
