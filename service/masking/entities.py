"""A text -> the structured personal data in it: contacts, documents, payments, places, numbers, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.masking.cued import cued_numbers, long_numbers, signed_numbers
from service.masking.hit import Hit
from service.masking.hushed import hushed
from service.masking.kinds import Label
from service.masking.network import network_names
from service.masking.places import places
from service.masking.shaped import shaped
from service.personal.identifiers import IdentifierKind, identifiers
from service.personal.secrets import secrets

_CUT = re.compile(r"\d[ ()\-]{0,2}\n[ ()\-]{0,2}\d")


def entities(text: str) -> Iterator[Hit]:
    """``text`` normalised. The surer kinds first: of two that overlap the first is kept whole."""
    for secret in secrets(text):
        span = secret.span
        yield Hit(span.start, span.end, Label.SECRET, secret.value, text[span.start : span.end])
    yield from hushed(text)
    yield from places(text)
    yield from _identifiers(text)
    yield from network_names(text)
    yield from shaped(text)
    yield from _across_lines(text)
    yield from cued_numbers(text)
    yield from signed_numbers(text)
    yield from long_numbers(text)


def _identifiers(text: str) -> Iterator[Hit]:
    for one in identifiers(text):
        label = Label.BIRTH_DATE if one.kind is IdentifierKind.BIRTH_DATE else Label(one.kind)
        yield Hit(one.span.start, one.span.end, label, one.value, one.span.of(text))


def _across_lines(text: str) -> Iterator[Hit]:
    """What a line end cuts in two: only what check digits or the form put beyond doubt."""
    if not _CUT.search(text):
        return
    yield from (hit for hit in _identifiers(text.replace("\n", " ")) if "\n" in text[hit.start : hit.end])
