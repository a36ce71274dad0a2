"""The texts of one ticket -> the same without personal data: stand-ins instead, counts, and places to look at.

Nothing is kept that leads back: stand-ins are drawn by the ticket's id and the order of the values, not by the values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.importing.standins.left import could_be_name, left_names, without_markers
from eval.importing.standins.replace import Replacing
from kb_index.text.stopwords import STOP_WORDS
from service.masking.given import Given
from service.masking.kinds import Label, hidden_labels
from service.masking.markers import markers
from service.masking.mask import Mask
from service.masking.spelling import skeleton

Keep = Callable[[str, str], bool]
_LONG = re.compile(r"\d(?:[ ()\-]{0,2}\d){5,}")
_WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?")
_AMID = re.compile(r"(?<![.!?:;…\n»\")#*•\-–—] )(?<=[\w,»] )")  # a capital there is no sentence's
_ALPHABETS = (re.compile("[A-Za-z]"), re.compile("[А-Яа-яЁё]"))
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
_ROUNDS = 3  # a name that was found makes a name of its neighbour


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
    for _ in range(_ROUNDS):
        left = tuple(name for text in masked for name in left_names(text, brand=given.brand))
        if not left:
            break
        given = replace(given, names=(*given.names, *left))
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


def _looks(field: str, masked: str, replaced: set[tuple[str, int]]) -> Iterator[Look]:
    bare = without_markers(masked, lambda _: "[…]")  # so that no stand-in is asked about
    for match in _LONG.finditer(bare):
        yield Look(field, "a long number was left: is it somebody's?", _shown(bare, *match.span()), match.group())
    for match in _WORD.finditer(bare):
        why = _asked_about(match.group(), amid=_AMID.match(bare, match.start()) is not None)
        if why:
            yield Look(field, why, _shown(bare, *match.span()), match.group())
    for one in markers(masked):
        if one.label in _DOUBTFUL and (one.label, one.number) in replaced:
            around = _shown(masked, one.start, one.end)
            yield Look(field, f"replaced as {one.label}: was it a code or a page that the question needs?", around)


def _asked_about(word: str, *, amid: bool) -> str | None:
    if any(all(alphabet.search(part) for alphabet in _ALPHABETS) for part in word.split("-")):
        return "a word in two alphabets was left: is it a name?"
    if amid and word[0].isupper() and not word.isupper() and word.casefold() not in STOP_WORDS:
        return "a word with a capital was left: is it a name?"
    return "a word that may be a name was left: is it one?" if could_be_name(word) else None


def _shown(text: str, start: int, end: int) -> str:
    """Markers are shown as their labels, and never half of one."""
    before, after = _MARKED.sub(r"[\1]", text[:start]), _MARKED.sub(r"[\1]", text[end:])
    middle = _MARKED.sub(r"[\1]", text[start:end])
    return " ".join((before[-_AROUND:] + middle + after[:_AROUND]).split())
