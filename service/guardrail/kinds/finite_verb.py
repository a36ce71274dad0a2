"""«деньги вернуться завтра» -> a hit for an infinitive in «-ться» where its subject asks for «-тся»."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import known, parses
from kb_index.text.tokens import norm
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis, Sentence
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node

_GOVERNS = frozenset({"VERB", "INFN", "PRED", "ADJS", "PRTS", "GRND", "COMP"})  # any of them may ask for an infinitive
_INFINITIVE = "#INFN"
_THIRD_PERSON = frozenset({"он", "она", "оно", "они"})


@dataclass(frozen=True, slots=True)
class FiniteVerb:
    """``followed``: nouns and other words that an infinitive may follow («просьба», «возможность», «чтобы»)."""

    followed: frozenset[str]

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset({_INFINITIVE})

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        places = [n for n in analysis.positions.get(_INFINITIVE, ()) if analysis.words[n].norm.endswith("ться")]
        return tuple(self._hit(analysis, place) for place in places if self._wrong(analysis, place))

    def _wrong(self, analysis: Analysis, place: int) -> bool:
        sentence = analysis.sentences[analysis.sentence_of[place]]
        word = analysis.words[place]
        if place == sentence.first or word.gap or not _is_subject(analysis.words[place - 1].norm):
            return False
        if place - 1 > sentence.first and _is_preposition(analysis.words[place - 2].norm):
            return False  # «через сайт»
        if "?" in analysis.words[sentence.last].gap or not _has_finite(word.norm):
            return False
        return not self._governed(analysis, sentence, place)

    def _governed(self, analysis: Analysis, sentence: Sentence, place: int) -> bool:
        others = (analysis.words[n] for n in range(sentence.first, sentence.last) if n != place)
        return any({word.norm, _lemma(word.norm)} & self.followed or _may_govern(word.norm) for word in others)

    def _hit(self, analysis: Analysis, place: int) -> Hit:
        span = analysis.span(place, place + 1)
        return Hit(span, (Replacement(span.of(analysis.text)[:-4] + "тся", "suggest"),))


@lru_cache(maxsize=20_000)
def _is_subject(form: str) -> bool:
    return form in _THIRD_PERSON or any(parse.pos == "NOUN" and "nomn" in parse.grammemes for parse in parses(form))


@lru_cache(maxsize=4096)
def _is_preposition(form: str) -> bool:
    return parses(form)[0].pos == "PREP"


@lru_cache(maxsize=20_000)
def _has_finite(form: str) -> bool:
    finite = form[:-4] + "тся"
    return bool(known([finite])) and any("3per" in parse.grammemes for parse in parses(finite))


@lru_cache(maxsize=50_000)
def _lemma(form: str) -> str:
    """The likeliest: on paper «к» is a form of «как»."""
    return parses(form)[0].lemma


@lru_cache(maxsize=50_000)
def _may_govern(form: str) -> bool:
    return any(parse.pos in _GOVERNS for parse in parses(form))


def build(node: Node, material: Material) -> FiniteVerb:
    entries = node.only(required=("followed",))
    material.lists.anchors.add(_INFINITIVE)
    return FiniteVerb(frozenset(norm(word) for line in entries["followed"].texts() for word in line.split()))
