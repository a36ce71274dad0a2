"""Words written twice in a row -> a hit for each pair, with the word once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb_index.records import Span
from kb_index.text.lemmas import parses
from kb_index.text.tokens import TokenKind
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis, Word
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node

_SERVICE = frozenset({"PREP", "CONJ"})
_EMPHATIC = frozenset({"ADVB", "PRCL", "INTJ", "NUMR", "PRED"})
_SHORTEST_ENGLISH = 4


@dataclass(frozen=True, slots=True)
class Doubled:
    """``safe``: English words that are never rightly doubled; ``emphatic``: those that may be, in any language."""

    safe: frozenset[str]
    emphatic: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        pairs = [
            (left, right)
            for left, right in pairwise(analysis.words)
            if left.norm == right.norm and not right.gap and left.kind is TokenKind.WORD and left.keys
        ]
        return tuple(self._hit(analysis, *pair) for pair in pairs if self._is_slip(analysis.text, *pair))

    def _is_slip(self, text: str, left: Word, right: Word) -> bool:
        if left.norm in self.emphatic or text[right.start].isupper() or _broken(text, left, right):
            return False  # «Duo Duo», «Иванов Иванов»: a name
        return _russian_slip(left.norm) if left.cyrillic else left.latin and self._english_slip(left.norm)

    def _english_slip(self, form: str) -> bool:
        return form in self.safe or len(form) >= _SHORTEST_ENGLISH

    def _hit(self, analysis: Analysis, left: Word, right: Word) -> Hit:
        sure = left.norm in self.safe or (left.cyrillic and _is_service(left.norm))
        once = analysis.text[left.start : left.end]
        return Hit(Span(left.start, right.end), (Replacement(once, "auto" if sure else "suggest"),))


def _broken(text: str, left: Word, right: Word) -> bool:
    """A line end between the two is no gap to the eye of a list or a table."""
    return "\n" in text[left.end : right.start]


@lru_cache(maxsize=4096)
def _russian_slip(form: str) -> bool:
    """«очень очень» and «да да» are meant; «в в», «счёт счёт» are not."""
    return _is_service(form) or not any(_EMPHATIC & parse.grammemes for parse in parses(form))


@lru_cache(maxsize=4096)
def _is_service(form: str) -> bool:
    return parses(form)[0].pos in _SERVICE


def build(node: Node, material: Material) -> Doubled:
    entries = node.only(required=("safe", "emphatic"))
    return Doubled(*(frozenset(_words(entries[key])) for key in ("safe", "emphatic")))


def _words(node: Node) -> list[str]:
    return [word for line in node.texts() for word in line.lower().replace("ё", "е").split()]
