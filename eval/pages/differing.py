"""Two drafts of one reply -> the stretches of one that the other does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_PART = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.4  # below it the reply was written anew, and marking all of it would tell nothing


def new_in(text: str, other: str) -> tuple[tuple[int, int], ...]:
    """Half-open places in ``text``, whole words, without the white space around them; none in a reply written anew."""
    if text == other:
        return ()
    ours, theirs = _PART.findall(text), _PART.findall(other)
    matched = SequenceMatcher(None, theirs, ours, autojunk=False)
    return tuple(_places(ours, matched)) if matched.ratio() >= _ALIKE else ()


def _places(ours: list[str], matched: SequenceMatcher[str]) -> Iterator[tuple[int, int]]:
    for kind, _, _, first, last in matched.get_opcodes():
        said = "".join(ours[first:last])
        if kind in ("insert", "replace") and said.strip():
            start = len("".join(ours[:first])) + len(said) - len(said.lstrip())
            yield start, start + len(said.strip())
