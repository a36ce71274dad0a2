"""The texts of one ticket -> the same without personal data: stand-ins instead, counts, and places to look at.

Nothing is kept that leads back: stand-ins are drawn by the ticket's id and the order of the values, not by the values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.importing.standins.replace import Replacing
from kb_index.text.stopwords import STOP_WORDS
from service.masking.declension import Part
from service.masking.given import Given, GivenName
from service.masking.kinds import Label, hidden_labels
from service.masking.markers import markers
from service.masking.mask import Mask
from service.masking.spelling import skeleton

Keep = Callable[[str, str], bool]
_BESIDE = re.compile(
    r"\[\[name_\d+[^\]]*\]\][ \u00a0](?P<word>[A-ZА-ЯЁ][a-zа-яё]+(?:-[A-ZА-ЯЁ][a-zа-яё]+)?)(?=[,.!?;)\n]|$)"
)
_LONG = re.compile(r"\d(?:[ ()\-]{0,2}\d){5,}")
_CAPITAL = re.compile(r"(?<![.!?:;…\n»\")#*•\-–—] )(?<=[\w,»] )[A-ZА-ЯЁ][a-zа-яё]{2,}(?:-[A-ZА-ЯЁ][a-zа-яё]+)?")
_DOUBTFUL = frozenset({Label.NUMBER, Label.SECRET, Label.LOGIN, Label.DEVICE, Label.DOCUMENT, Label.URL})
_MARKED = re.compile(r"\[\[(\w+?)_\d+[^\]]*\]\]")
_FIRMS = (
    re.compile(r"(?<!\w)(?:ООО|ОАО|ЗАО|ПАО|АО|НАО|ТОО|АНО|ГК|ТД)\s{0,2}[«\"“„](?P<name>[^«»\"”“\n]{2,60})[»\"”“]"),
    re.compile(r"(?<!\w)(?:ООО|ОАО|ЗАО|ПАО|ТОО|АНО) (?P<name>[А-ЯЁA-Z][\w\-]+(?: [А-ЯЁA-Z][\w\-]+){0,2})"),
    re.compile(
        r"(?P<name>[A-Z][\w&'\-]*(?: (?:&|and|of|[A-Z][\w&'\-]*)){0,4}),? "
        r"(?:LLC|Ltd|Limited|Inc|GmbH|Corp|PLC|LLP|Oy|s\.r\.o)(?![\w])"
    ),
)
_AROUND = 40  # characters shown on each side


@dataclass(frozen=True, slots=True)
class Look:
    """A place that a person should look at; ``text`` is what stands there now, never what stood there."""

    field: str
    why: str
    text: str
    word: str = ""  # that gave rise to it, for leaving out what many tickets hold


@dataclass(frozen=True, slots=True)
class Anonymised:
    """``texts`` in their order; ``counts``: label -> how many values were replaced."""

    texts: tuple[str, ...]
    counts: Mapping[str, int]
    looks: tuple[Look, ...]


def anonymised(texts: Mapping[str, str], given: Given, *, seed: str, keep: Keep = lambda *_: False) -> Anonymised:
    """``texts``: name of the field -> what stands there; equal values of all of them get equal stand-ins.

    ``keep(label, surface)``: what is hidden by its looks but may stay, such as the address of a help page.
    """
    values = list(texts.values())
    given = replace(given, companies=(*given.companies, *_firms(values, given.brand)))
    mask, masked = _masked(values, given)
    beside = tuple(_beside(masked))
    if beside:
        given = replace(given, names=(*given.names, *beside))
        mask, masked = _masked(values, given)
    replacing = Replacing(mask, given.names, masked, seed=seed)
    made = tuple(replacing.text(one, keep=keep) for one in masked)
    found = zip(texts, masked, strict=True)
    looks = tuple(look for field, one in found for look in _looks(field, one, replacing.replaced))
    return Anonymised(made, Counter(label for label, _ in replacing.replaced), looks)


def _firms(texts: Sequence[str], brand: str) -> Iterator[str]:
    """«ООО «Светлый дом»», "Hale Hardware Ltd": companies that no column gives; the own one stays."""
    own = skeleton(brand)
    for match in (match for text in texts for shape in _FIRMS for match in shape.finditer(text)):
        if not own or own not in skeleton(match["name"]):
            yield match["name"].strip()


def _masked(texts: Sequence[str], given: Given) -> tuple[Mask, list[str]]:
    mask = Mask(given, hidden=hidden_labels(frozenset()))
    for text in texts:
        mask.learn(text)
    return mask, [mask.hide(text) for text in texts]


def _beside(masked: Sequence[str]) -> Iterator[GivenName]:
    """«Peter Smith,»: a word with a capital between a name and a comma is its other part, dictionary or not."""
    for text in masked:
        for match in _BESIDE.finditer(text):
            if match["word"].casefold() not in STOP_WORDS:
                yield GivenName(match["word"], Part.SURNAME, None)


def _looks(field: str, masked: str, replaced: set[tuple[str, int]]) -> Iterator[Look]:
    bare = _without_stand_ins(masked)
    for match in _LONG.finditer(bare):
        yield Look(field, "a long number was left: is it somebody's?", _shown(bare, *match.span()), match.group())
    for match in _CAPITAL.finditer(bare):
        if match.group().casefold() not in STOP_WORDS:
            why = "a word with a capital was left: is it a name?"
            yield Look(field, why, _shown(bare, *match.span()), match.group())
    for one in markers(masked):
        if one.label in _DOUBTFUL and (one.label, one.number) in replaced:
            around = _shown(masked, one.start, one.end)
            yield Look(field, f"replaced as {one.label}: was it a code or a page that the question needs?", around)


def _without_stand_ins(masked: str) -> str:
    """The words around the stand-ins; each of them is shown as ``[…]``, so that none is asked about."""
    pieces, position = [], 0
    for one in markers(masked):
        pieces.append(masked[position : one.start])
        position = one.end
    return "[…]".join([*pieces, masked[position:]])


def _shown(text: str, start: int, end: int) -> str:
    """Markers are shown as their labels, and never half of one."""
    before, after = _MARKED.sub(r"[\1]", text[:start]), _MARKED.sub(r"[\1]", text[end:])
    middle = _MARKED.sub(r"[\1]", text[start:end])
    return " ".join((before[-_AROUND:] + middle + after[:_AROUND]).split())
