"""Two drafts of one reply -> the stretches of one that the other does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")
_ALIKE = 0.4  # below it the reply was written anew, and marking all of it would tell nothing
_MOST = 6000  # parts of both: the time to match them grows with the square


def new_in(text: str, other: str) -> tuple[tuple[int, int], ...]:
    """Half-open places in ``text``, without the white space around them; none in a reply written anew.

    Whole words; in drafts of several pages whole sentences, and nothing in longer ones.
    """
    if text == other:
        return ()
    for shape in (_WORDS, _SENTENCES):
        ours, theirs = shape.findall(text), shape.findall(other)
        if len(ours) + len(theirs) <= _MOST:
            # What stands everywhere anchors nothing: it would take minutes where a draft repeats one word.
            matched = SequenceMatcher(None, theirs, ours, autojunk=True)
            return tuple(_places(ours, matched)) if matched.ratio() >= _ALIKE else ()
    return ()


def _places(ours: list[str], matched: SequenceMatcher[str]) -> Iterator[tuple[int, int]]:
    for kind, _, _, first, last in matched.get_opcodes():
        said = "".join(ours[first:last])
        if kind in ("insert", "replace") and said.strip():
            start = len("".join(ours[:first])) + len(said) - len(said.lstrip())
            yield start, start + len(said.strip())
