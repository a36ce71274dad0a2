"""A short message -> whether it says anything without the one before it, or without an answer to "what with?"."""

from __future__ import annotations

import re

from kb_index.text.lemmas import search_terms
from service.understanding.cues import Cue, find_cues, words_of
from service.understanding.letters import without_padding
from service.understanding.topics import topical

_SHORT, _BRIEF = 7, 2  # words, and topical ones, of a question that goes on with the one before
_JOINED = re.compile(r"\W*(?:ну\s+|ok,?\s+|ок,?\s+)?(?:а|and)\s", re.IGNORECASE)


def is_elliptic(text: str) -> bool:
    """«а на годовом тарифе?»: a short question that borrows its subject from the one before."""
    words = words_of(text)
    if not words or len(words) > 9:
        return False
    hits = find_cues(text)
    opens = any(hit.cue is Cue.ELLIPSIS and hit.words.start == 0 for hit in hits)
    anaphoric = any(hit.cue is Cue.ANAPHOR for hit in hits)
    terms = search_terms(without_padding(text))
    asks = any(hit.cue in {Cue.INTERROGATIVE, Cue.WISH, Cue.COMMAND, Cue.TROUBLE} for hit in hits)
    return (opens and (len(terms) <= 4)) or (anaphoric and len(terms) <= 3) or (len(terms) <= 2 and not asks)


def goes_on(text: str) -> bool:
    """«а досрочно можно закрыть?»: joined to what was said before, and names little of its own."""
    return bool(_JOINED.match(text)) and len(words_of(text)) <= _SHORT and len(topical(without_padding(text))) <= _BRIEF


def is_vague(text: str) -> bool:
    """A call for help with nothing to search for."""
    words = words_of(text)
    covered: set[int] = set()
    for hit in find_cues(text):
        if hit.cue in {Cue.VAGUE, Cue.SMALLTALK, Cue.GREETING, Cue.ADDRESSEE, Cue.FILLER, Cue.THANKS, Cue.COMPLAINT}:
            covered.update(hit.words)
    left = [word for index, word in enumerate(words) if index not in covered]
    return not search_terms(" ".join(word.text for word in left))
