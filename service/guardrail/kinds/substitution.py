"""Words to be replaced -> a hit for each, with the new word in the fitting form.

A replacement is ``auto`` only where a load-time check and the place both prove it: equal gender and
animacy, one possible form, and a turn of phrase that the pack lists under ``auto``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb_index.text.lemmas import lemmas
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis, Word
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.inflection import fits_after, in_letter_case_of, same_gender, swap_english, swap_russian
from service.guardrail.phrases.book import PhraseSet, programs
from service.standards.node import Node

_WORDS = re.compile(r"[а-яё]+(?:-[а-яё]+)*")


@dataclass(frozen=True, slots=True)
class Substitution:
    """``swaps``: per lemma, what finds it and what may stand in its place, the best first."""

    words: PhraseSet
    swaps: Mapping[str, tuple[str, ...]]
    safe: PhraseSet
    russian: bool

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.words.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = self.words.find(analysis)
        if not found:
            return ()
        safe = {word for hit in self.safe.find(analysis) for word in range(*hit)}
        return tuple(
            Hit(analysis.span(first, last), self._replacements(analysis, first, safe=first in safe))
            for first, last in found
            if not _names(analysis, first)
        )

    def _replacements(self, analysis: Analysis, place: int, *, safe: bool) -> tuple[Replacement, ...]:
        word = analysis.words[place]
        written = analysis.text[word.start : word.end]
        before = analysis.words[place - 1].norm if place else ""
        made = [self._one(word, source, target, before) for source, targets in self.swaps.items() for target in targets]
        offers = [
            (text, sure and safe and not analysis.in_zone(analysis.span(place, place + 1))) for text, sure in made
        ]
        ranked = [(text, sure) for text, sure in offers if text and fits_after(before, text)]
        return tuple(
            Replacement(in_letter_case_of(written, text), "auto" if sure and number == 0 else "suggest")
            for number, (text, sure) in enumerate(ranked)
        )

    def _one(self, word: Word, source: str, target: str, before: str) -> tuple[str, bool]:
        if not self.russian:
            return swap_english(word.norm, source, target, before) or "", False
        swap = swap_russian(word.norm, source, target) if source in word.keys else None
        return (swap.text, swap.sure and same_gender(source, target)) if swap else ("", False)


def _names(analysis: Analysis, place: int) -> bool:
    """ "Problem Solver" within a sentence is what something is called."""
    if place in analysis.starts or not _capitalised(analysis, place):
        return False
    sentence = analysis.sentences[analysis.sentence_of[place]]
    beside = [number for number in (place - 1, place + 1) if sentence.first <= number < sentence.last]
    return any(_capitalised(analysis, number) and number not in analysis.starts for number in beside)


def _capitalised(analysis: Analysis, place: int) -> bool:
    word = analysis.words[place]
    written = analysis.text[word.start : word.end]
    return len(written) > 1 and written[0].isupper() and written[1:].islower()


def build(node: Node, material: Material) -> Substitution:
    """Raises StandardInvalid for a word that is no lemma, on either side, and for ``auto`` that can never be."""
    entries = node.only(required=("swap",), optional=("auto", "unless"))
    russian = material.language_code == "ru"
    swaps = {source: targets.texts() for source, targets in entries["swap"].entries().items()}
    sources = [Node(source, targets.file, targets.line) for source, targets in entries["swap"].entries().items()]
    unless = (*(entries["unless"].items() if "unless" in entries else ()), *material.allow)
    words = PhraseSet(programs(sources, material.lists), programs(unless, material.lists), latin=not russian)
    for targets in entries["swap"].entries().values():
        programs(targets.items(), material.lists)  # only to refuse what is no lemma
    auto = entries["auto"].items() if "auto" in entries else ()
    if auto and not (russian and any(same_gender(source, targets[0]) for source, targets in swaps.items())):
        raise entries["auto"].refusal("no first replacement has the gender of its word; put one first, or drop `auto`")
    for claim in auto:
        _refuse_unsure(claim, swaps)
    return Substitution(
        words=words,
        swaps=swaps,
        safe=PhraseSet(programs(auto, material.lists)),
        russian=russian,
    )


def _refuse_unsure(claim: Node, swaps: Mapping[str, tuple[str, ...]]) -> None:
    """A turn of phrase where a replacement can never be sure is a mistake, though a harmless one."""
    phrase = claim.text().lower()
    named = [(form, source) for form in _WORDS.findall(phrase) for source in swaps if source in lemmas(form)]
    if not named and "<" not in phrase:  # a list may bring the word in
        raise claim.refusal(f"`{claim.text()}` never holds a word of `swap`; mend it, or remove it")
    for form, source in named:
        swap = swap_russian(form, source, swaps[source][0]) if "=" + form in phrase else None
        if swap is not None and not swap.sure:
            raise claim.refusal(
                f"`={form}` may be several forms of `{source}`, which part in `{swaps[source][0]}`, so no replacement "
                f"is sure; drop it from `auto`"
            )
