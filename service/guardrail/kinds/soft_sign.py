"""«может появится» -> a hit for a verb in «-тся» where a modal word asks for the infinitive, with its soft sign."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import known, parses
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.inflection import in_letter_case_of
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_BETWEEN = frozenset(
    {
        "не",
        "также",
        "сразу",
        "сам",
        "само",
        "сама",
        "сами",
        "снова",
        "только",
        "автоматически",
        "ли",
        "он",
        "она",
        "оно",
    }
    | {"они", "вы", "это"}
)


@dataclass(frozen=True, slots=True)
class SoftSign:
    """``phrases``: the words that an infinitive follows."""

    phrases: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = ((last, self._infinitive(analysis, last)) for _, last in self.phrases.find(analysis))
        return tuple(self._hit(analysis, place) for _, place in found if place is not None)

    def _infinitive(self, analysis: Analysis, place: int) -> int | None:
        """The word after the modal one, over two small words and no sign."""
        for number in range(place, place + 3):
            word = analysis.words[number] if number < len(analysis.words) - 1 else None
            if word is None or word.gap or not word.keys or analysis.sentence_of[number] != analysis.sentence_of[place]:
                return None
            if _lacks_sign(word.norm):
                return number
            if word.norm not in _BETWEEN:
                return None
        return None

    def _hit(self, analysis: Analysis, place: int) -> Hit:
        span = analysis.span(place, place + 1)
        written = span.of(analysis.text)
        mended = in_letter_case_of(written, written[:-3] + "ться")
        return Hit(span, (Replacement(mended, "suggest"),))


@lru_cache(maxsize=4096)
def _lacks_sign(form: str) -> bool:
    if not form.endswith("тся") or not known([form[:-3] + "ться"]):
        return False
    return all(parse.pos == "VERB" for parse in parses(form))


def build(node: Node, material: Material) -> SoftSign:
    entries = node.only(required=("phrases",), optional=PHRASE_KEYS)
    return SoftSign(phrase_set(entries, material.lists, language_code="ru", allow=material.allow))
