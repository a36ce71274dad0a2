"""Text as people type it -> text that can be compared, with a map back to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kb_index.records import Span

# Invisible characters that may stand inside a word: soft hyphen, zero-width signs, bidi controls, BOM.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
# Dropped too, but they belong to the sign before them (an emoji), so its stretch keeps them.
_EXTENDING = "\u200d\ufe00-\ufe0f"
_DROPPED = re.compile(f"([{_EXTENDING}]*)[{_INVISIBLE}{_EXTENDING}]*+")
_ANY_DROPPED = re.compile(f"\r\n|[{_INVISIBLE}{_EXTENDING}]")
_CUT = re.compile(f"\r(?=\n)|[{_INVISIBLE}{_EXTENDING}]+")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ")
_ACUTE = "\u0301"

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c"
_LINE_ENDS = "\r\u2028\u2029\u0085"
_SPACE_TABLE = {**{ord(c): " " for c in _SPACES}, **{ord(c): "\n" for c in _LINE_ENDS}}
_FOLD_TABLE = {
    **{ord(c): '"' for c in "\u201c\u201d\u201e\u201f\u2033"},
    **{ord(c): "'" for c in "\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4"},
    **{ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"},
}
_FOLDED = {chr(code): sign for code, sign in {**_SPACE_TABLE, **_FOLD_TABLE}.items()}
_TO_SPACE = re.compile("[" + "".join(map(chr, _SPACE_TABLE)) + "]")
_TO_ASCII = re.compile("[" + "".join(map(chr, _FOLD_TABLE)) + "]")
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` and, for each of its code points, where it begins and ends in the original.

    ``offsets`` has ``len(text) + 1`` items, the last is the length of the original; ``ends`` has ``len(text)``.
    """

    text: str
    offsets: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original that became ``text[start:end]``; invisible signs at its rim stay out."""
        first = self.offsets[start]
        return Span(first, self.ends[end - 1] if end > start else first)


def normalise(text: str) -> Normalised:
    """Compose, drop stress marks and invisible signs, unify spaces and line ends, fold quotes and dashes to ASCII.

    «…», №, … and full-width letters stay: NFKC would change the meaning of Russian texts.
    Idempotent: ``normalise(normalise(t).text).text == normalise(t).text``.
    """
    composed = compose(text)
    return Normalised(_TO_ASCII.sub(_folded, composed.text), composed.offsets, composed.ends)


def compose(text: str) -> Normalised:
    """As `normalise`, but quotes and dashes stay as they were written."""
    whole = range(len(text) + 1)
    cut = _cut_invisible(Normalised(text, whole, whole[1:]))
    composed = _compose_clusters(cut)
    return Normalised(_TO_SPACE.sub(_folded, composed.text), composed.offsets, composed.ends)


def _folded(match: re.Match[str]) -> str:
    return _FOLDED[match.group()]


def clean_input(text: str) -> tuple[str, bool]:
    """Lone surrogates and NULs become U+FFFD one for one; the flag tells whether there were any."""
    cleaned, count = _UNUSABLE.subn("\ufffd", text)
    return cleaned, count > 0


def _cut_invisible(source: Normalised) -> Normalised:
    text = source.text
    if not _ANY_DROPPED.search(text):
        return source
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    line_ends: list[tuple[int, int]] = []
    position = 0
    for match in _CUT.finditer(text):
        _keep(text, position, match.start(), into=(kept, starts, ends))
        position = match.end()
        if match.group() == "\r":  # its line feed stands for both
            line_ends.append((len(starts), match.start()))
        elif ends:
            extending = _DROPPED.match(text, match.start())
            ends[-1] = extending.end(1) if extending and ends[-1] == match.start() else ends[-1]
    _keep(text, position, len(text), into=(kept, starts, ends))
    for index, start in line_ends:
        starts[index] = start
    return Normalised("".join(kept), (*starts, len(text)), ends)


def _keep(text: str, start: int, end: int, *, into: tuple[list[str], list[int], list[int]]) -> None:
    kept, starts, ends = into
    kept.append(text[start:end])
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))


def _compose_clusters(source: Normalised) -> Normalised:
    text = source.text
    if _ACUTE not in text and unicodedata.is_normalized("NFC", text):
        return source
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _CLUSTER.finditer(text):
        composed = _composed(match.group())
        if composed == match.group():
            continue
        begin, end = match.span()
        kept.append(text[position:begin] + composed)
        starts.extend(source.offsets[position:begin])
        ends.extend(source.ends[position:begin])
        starts.extend([source.offsets[begin]] * len(composed))
        ends.extend([source.ends[end - 1]] * len(composed))
        position = end
    kept.append(text[position:])
    starts.extend(source.offsets[position:])
    ends.extend(source.ends[position:])
    return Normalised("".join(kept), starts, ends)


def _composed(cluster: str) -> str:
    if unicodedata.combining(cluster[0]):
        return cluster  # reordering marks around a foreign one would not be stable
    if cluster[0] in _CYRILLIC_VOWELS:
        cluster = cluster.replace(_ACUTE, "")
    return unicodedata.normalize("NFC", cluster)
