"""A stretch of an article -> whether it says anything without its heading: «Артикул» и «Название». "Two weeks." """

from __future__ import annotations

import re
from functools import lru_cache

from kb_index.text.lemmas import parses
from service.drafting.passages import Section, Unit, UnitKind

_SHORT = 60  # characters; what is longer says by itself what it speaks of
_FEW = 5  # words of an English fragment besides names: its verbs cannot be told by their form
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NAME = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|`[^`]*`")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_PREDICATES = frozenset({"VERB", "INFN", "PRTS", "ADJS", "PRED", "GRND"})
_SAYS_ALL = re.compile(r"\w[»\"”)]?\s*[—–:→=]\s|:\W*\Z|\A\|")  # «Срок — 30 дней», a line that leads to others, a table
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|shall|should|will|would"
    r"|you|we|it|they|i|he|she|there|yes|no|\w+n['’]t|\w+['’](?:re|s|ve|ll))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…][\"»”)\]*_]*\Z")


def is_fragment(unit: Unit) -> bool:
    """Whether a short sentence has nothing that could be its verb."""
    if unit.kind is not UnitKind.SENTENCE or unit.length > _SHORT or _SAYS_ALL.search(unit.text):
        return False
    words = _WORD.findall(_NAME.sub(" ", unit.text))
    if _CYRILLIC.search(unit.text):
        return not any(_predicate(word) for word in words)
    inflected = any(word.endswith(("s", "ed")) for word in words[1:-1])  # "the plan holds seven users"
    return len(words) <= _FEW and not inflected and not _VERB.search(_NAME.sub(" ", unit.text))


def is_label(unit: Unit) -> bool:
    """Whether the stretch is no sentence but the name of what follows: "Management console" above its steps."""
    return is_fragment(unit) and not _ENDS.search(unit.text)


def needs_heading(first: Unit, section: Section) -> bool:
    """Whether what is quoted from there on is understood under the heading only."""
    return bool(section.heading) and not section.asks and is_fragment(first)


@lru_cache(maxsize=20_000)
def _predicate(word: str) -> bool:
    likely = parses(word)[0]
    return likely.pos in _PREDICATES or word.lower() in {"да", "нет"}
