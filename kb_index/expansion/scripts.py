"""A word in one script -> words of the index in the other that sound like it: «слак», slack; telegram, «Телеграм»."""

from __future__ import annotations

from kb_index.expansion.catalogue import Catalogue
from kb_index.expansion.sounds import Reading, is_cyrillic, is_latin, likeness, readings
from kb_index.expansion.typos import is_word
from kb_index.ports import Vocabulary

WORTH = 0.9  # of a word that sounds the same
ALIKE = 0.7  # least likeness of words that no Russian dictionary has: they are borrowed or names
SURE = 0.95  # the same of Russian words, most of which were never borrowed, and of very short ones
FEW, ENOUGH = 2, 3  # consonants of a borrowed word, and of one that is Russian too
BESIDE = 0.5  # of that, where passages hold the word as it was asked for
CLOSE = 0.02  # how much less alike than the best a further word may be
MOST = 3


def across(term: str, catalogue: Catalogue, vocabulary: Vocabulary, *, needed: bool = True) -> list[tuple[str, float]]:
    """Terms that passages hold, most alike first, with what they are worth.

    ``needed``: whether passages lack the term itself. Where they hold it, a Russian word stays as it is; a Latin one
    stands in examples of code as often as in the text.
    """
    if not is_latin(term) and not is_cyrillic(term):
        return []
    best: dict[str, float] = {}
    for mine in readings(term):
        for other, reading in catalogue.sounding(term, mine.consonants):
            alike = _likeness(term, mine, other, reading)
            useful = needed or is_latin(term) or not is_word(term)
            if useful and alike > best.get(other, 0.0) and vocabulary.held(other):
                best[other] = alike
    ranked = sorted(best.items(), key=lambda one: (-one[1], vocabulary.number(one[0])))
    worth = WORTH if needed else WORTH * BESIDE
    return [(other, worth * alike) for other, alike in ranked[:MOST] if alike > ranked[0][1] - CLOSE]


def _likeness(term: str, mine: Reading, other: str, reading: Reading) -> float:
    """0 where they are too little alike."""
    russian, latin = (other, mine) if is_latin(term) else (term, reading)
    cyrillic = reading if is_latin(term) else mine
    native = is_word(russian)
    consonants = max(len(one.consonants) for one in readings(russian)) if native else len(mine.consonants)
    if consonants < (ENOUGH if native else FEW) or len(mine.consonants) < FEW:
        return 0.0
    alike = likeness(latin, cyrillic)
    return alike if alike >= (SURE if native or consonants == FEW else ALIKE) else 0.0
