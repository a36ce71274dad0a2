"""Text -> tokens with spans in the original and a form for comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.normalise import compose


class TokenKind(StrEnum):
    WORD = "word"  # with inner hyphens and apostrophes: «интернет-магазин», don't
    NUMBER = "number"  # 12 · 1 290 · 1,5 · 18:00 · 24/7 · 14.03.2025
    CODE = "code"  # E-1043 · v4.2 · config.yaml · /etc/hosts · user_id · A4
    URL = "url"
    EMAIL = "email"
    PUNCT = "punct"
    SYMBOL = "symbol"
    NEWLINE = "newline"


@dataclass(frozen=True, slots=True)
class Token:
    """``original[span] == text`` but for invisible signs inside; ``norm`` is casefolded, ё→е, look-alikes folded."""

    text: str
    span: Span
    norm: str
    kind: TokenKind


# Every repetition is possessive or separated by a character that the repeated part cannot match:
# the scan never goes back over what it has read, so hostile input costs linear time.
_SCAN = re.compile(
    r"""
      (?P<word>[^\W\d_]++)(?![\w\-‐‑'’@\\+\#&]|[.:/,][\w\\/])
    | (?P<newline>\n)
    | (?P<url>(?:https?|ftp)://[^\s<>"«»“”\[\]]++|www\.[^\s<>"«»“”\[\]]++)
    | (?P<spaced>\d{1,3}(?:\ \d{3}(?!\w))++(?:[.,]\d++)?)
    | (?P<path>(?:~|\.{1,2})?/(?=[A-Za-z0-9_.~])[\w.\-~/@%+*]++|[A-Za-z]:\\[^\s<>"«»|]*+)
    | (?P<compound>\w++(?:[.\-‐‑'’@/:,\\+&]\w++)*+(?:\+\+|\#(?!\w))?)
    | (?P<punct>\.{3}|[^\w\s])
    """,
    re.VERBOSE,
)
_TRAILING = ".,;:!?…)]}'\"’*_"
_EMAIL = re.compile(r"[\w.+\-]++@\w[\w\-]*(?:\.[\w\-]+)+")
_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_ORDINAL = re.compile(r"\d+[-‐‑][а-яё]+")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_CODE = re.compile(r"(?=[^\d]*\d|[^_]*_)\w+(?:[.\-/:+]\w+)*")
_FILE = re.compile(r"[\w\-]+(?:\.[\w\-]+)+", re.ASCII)
_PATH = re.compile(r"[\w.\-]+(?:/[\w.\-]+){2,}", re.ASCII)
_C_LIKE = re.compile(r"[A-Za-zСС](?:\+\+|#)")
_PART = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*|_+|[^\w]")
_DOMAIN = re.compile(r"(?:[\w\-]+\.)+(?:com|org|net|ru|io|рф|su|dev|app|eu|info|cloud|ai|by|kz|uk|de)(?:/[\w./%\-]*)?")
_SENTENCE_GLUE = re.compile(r"[a-z]\.[A-Z][a-z]")


Scanned = tuple[int, int, str, TokenKind]  # start and end in the original, the form for comparison, the kind


def tokenize(text: str) -> tuple[Token, ...]:
    """All tokens in order, white space left out, non-overlapping. Linear in the length of the text."""
    return tuple([Token(text[start:end], Span(start, end), form, kind) for start, end, form, kind in scan(text)])


def scan(text: str) -> list[Scanned]:
    """The tokens without objects of their own, for whoever makes others of them."""
    source = compose(text)
    found = scan_composed(source.text)
    if isinstance(source.offsets, range):  # every offset is its own: no need to map
        return found
    spans = [source.span(start, end) for start, end, _, _ in found]
    return [(span.start, span.end, form, kind) for span, (_, _, form, kind) in zip(spans, found, strict=True)]


def scan_composed(composed: str) -> list[Scanned]:
    """As `scan`, of what `compose` gave; the places are those in it."""
    found: list[Scanned] = []
    for match in _SCAN.finditer(composed):
        group = match.lastgroup
        if group == "word" and not (piece := match.group()).isascii():  # most words of a Russian text
            found.append((*match.span(), norm(piece), TokenKind.WORD))
            continue
        kind = _PLAIN.get(group)
        if kind is not None:
            found.append(_scanned(composed, match.start(), match.group(), kind))
        else:
            found += [_scanned(composed, *piece) for piece in _pieces(match)]
    return found


def _scanned(composed: str, start: int, piece: str, kind: TokenKind) -> Scanned:
    end = start + len(piece)
    beside = end - start < 4 and piece.lower() in LATIN_TYPED and _nearby(composed, start, end)
    return start, end, norm(piece, beside), kind


_PLAIN: Mapping[str | None, TokenKind] = {
    "word": TokenKind.WORD,
    "newline": TokenKind.NEWLINE,
    "spaced": TokenKind.NUMBER,
}


def _pieces(match: re.Match[str]) -> Iterator[tuple[int, str, TokenKind]]:
    start, piece, group = match.start(), match.group(), match.lastgroup
    if group == "punct":
        yield start, piece, _sign_kind(piece)
    elif group == "compound":
        yield from _compound(start, piece)
    else:
        trimmed = piece.rstrip(_TRAILING) or piece[:1]
        yield start, trimmed, TokenKind.URL if group == "url" else TokenKind.CODE
        for offset, sign in enumerate(piece[len(trimmed) :], start=start + len(trimmed)):
            yield offset, sign, _sign_kind(sign)


@lru_cache(maxsize=4096)
def _sign_kind(sign: str) -> TokenKind:
    return TokenKind.PUNCT if sign in "...,;:!?…()[]{}\"'«»“”„‘’-–—‐‑/\\" else TokenKind.SYMBOL


def _compound(start: int, piece: str) -> Iterator[tuple[int, str, TokenKind]]:
    kind = _compound_kind(piece)
    if kind is not None:
        yield start, piece, kind
        return
    for match in _PART.finditer(piece):
        part = match.group()
        part_kind = _compound_kind(part) or _sign_kind(part)
        yield start + match.start(), part, part_kind


@lru_cache(maxsize=16384)
def _compound_kind(piece: str) -> TokenKind | None:
    """None: several tokens written without a space."""
    if _HYPHENATED.fullmatch(piece) or _ORDINAL.fullmatch(piece):
        return TokenKind.WORD
    if _NUMBER.fullmatch(piece):
        return TokenKind.NUMBER
    if _EMAIL.fullmatch(piece) or _DOMAIN.fullmatch(piece):
        return TokenKind.EMAIL if "@" in piece else TokenKind.URL
    if _SENTENCE_GLUE.search(piece):
        return None
    if any(shape.fullmatch(piece) for shape in (_CODE, _FILE, _PATH, _C_LIKE)):
        return TokenKind.CODE
    return None


# --- the form for comparison -------------------------------------------------------------------------

_LATIN = "AaBCcEeHKkMOoPpTXxYy"
_CYRILLIC = "АаВСсЕеНКкМОоРрТХхУу"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_HAS_LATIN = re.compile("[A-Za-z]")
_HAS_CYRILLIC = re.compile("[А-Яа-яЁё]")
_SURE_LATIN = re.compile(f"(?![{_LATIN}])[A-Za-z]")
_SURE_CYRILLIC = re.compile(f"(?![{_CYRILLIC}т])[А-Яа-яЁё]")
_FOLDS = str.maketrans("ё’‐‑–—", "е'----")
# Short Russian words that a keyboard in the wrong layout writes wholly in Latin letters.
LATIN_TYPED = frozenset({"c", "o", "a", "y", "k", "b", "he", "het", "bac", "bam", "hac", "bce"})


@lru_cache(maxsize=65536)
def norm(piece: str, beside_cyrillic: bool = False) -> str:
    """Casefolded, ё→е, straight apostrophes and hyphens, look-alike letters folded part by part."""
    if piece.isascii() and not beside_cyrillic:
        return piece.lower()
    if _HAS_LATIN.search(piece):
        piece = "-".join(_fold_script(part, beside_cyrillic) for part in piece.translate(_FOLDS).split("-"))
    return piece.casefold().translate(_FOLDS)


def _fold_script(part: str, beside_cyrillic: bool) -> str:
    latin, cyrillic = _HAS_LATIN.search(part), _HAS_CYRILLIC.search(part)
    if latin and not cyrillic:
        return part.translate(_TO_CYRILLIC) if beside_cyrillic and part.lower() in LATIN_TYPED else part
    if not (latin and cyrillic):
        return part
    sure_latin, sure_cyrillic = _SURE_LATIN.search(part), _SURE_CYRILLIC.search(part)
    if sure_latin and sure_cyrillic:
        return part  # a deliberate mixture, such as a brand name
    return part.translate(_TO_LATIN) if sure_latin else part.translate(_TO_CYRILLIC)


_CYRILLIC_LETTER = re.compile("[А-Яа-яЁё]")


def _nearby(text: str, start: int, end: int) -> bool:
    """Whether a word before or after is Cyrillic."""
    return bool(_CYRILLIC_LETTER.search(text, max(0, start - 3), start) or _CYRILLIC_LETTER.search(text, end, end + 3))
