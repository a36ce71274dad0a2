"""Second-person singular verbs of Russian -> a hit for each: the reply says «ты» where «вы» is due."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import morphology, parses
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PhraseSet, programs
from service.standards.node import Node

_TRIGGERS = frozenset({"#2per", "#impr"})
_SUBJECTS = "я мы он она оно они вы кто это"
_PRONOUNS = frozenset(_SUBJECTS.split())


@dataclass(frozen=True, slots=True)
class Familiar:
    """Only words that the dictionary reads in no other way; ``unless``: turns of speech that address nobody."""

    unless: PhraseSet

    @property
    def triggers(self) -> frozenset[str]:
        return _TRIGGERS

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        places = sorted({place for key in _TRIGGERS for place in analysis.positions.get(key, ())})
        found = [place for place in places if says_thou(analysis.words[place].norm) and _addresses(analysis, place)]
        if not found:
            return ()
        set_turns = {word for first, last in self.unless.find(analysis) for word in range(first, last)}
        return tuple(Hit(analysis.span(place, place + 1)) for place in found if place not in set_turns)


def _addresses(analysis: Analysis, place: int) -> bool:
    """Not «знай мы раньше» (had we known), and not a name in the middle of a sentence."""
    follows = analysis.words[place + 1]
    if (
        follows.norm in _PRONOUNS
        and "," not in follows.gap
        and analysis.sentence_of[place + 1] == (analysis.sentence_of[place])
    ):
        return False
    return place in analysis.starts or not analysis.text[analysis.words[place].start].isupper()


@lru_cache(maxsize=20_000)
def says_thou(form: str) -> bool:
    """Whether every reading of a known word is the second person singular or its imperative."""
    verbs = [parse.grammemes for parse in parses(form) if parse.pos not in ("CONJ", "INTJ")]
    singular = bool(verbs) and all("sing" in one and ("2per" in one or "impr" in one) for one in verbs)
    return singular and bool(morphology().word_is_known(form))


def build(node: Node, material: Material) -> Familiar:
    entries = node.only(optional=("unless",))
    unless = (*(entries["unless"].items() if "unless" in entries else ()), *material.allow)
    material.lists.anchors.update(_TRIGGERS)
    return Familiar(PhraseSet(programs(unless, material.lists)))
