"""A mask and the texts of this measure -> how much of what must be hidden is, and of what must be readable stays."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import process_time

from eval.masking.given_names import named_texts
from eval.masking.others import sentences
from eval.masking.planted import planted
from eval.masking.readable import readable
from service.domain import Channel, Conversation, Ticket
from service.masking.declension import own_forms
from service.masking.given import given_of
from service.masking.markers import markers
from service.masking.mask import Mask, mask_of
from service.masking.spelling import skeleton

_NOBODY = Ticket(Conversation(Channel.EMAIL))
_RUN = 5  # digits in a row that would give a number away
_SHORT = 3  # letters of a name that is looked for as a whole word only: «Ли» stands in «говорили»
_MARKER = re.compile(r"\[\[[a-z]+_\d+(?::\w+)?\]\]")
_SHOWN = 12
_TIMED = 6000  # characters


@dataclass(frozen=True, slots=True)
class Figure:
    """``part`` of ``whole``; ``must``: what the share has to be, None: told, not judged."""

    name: str
    part: int
    whole: int
    must: float | None = None
    missed: tuple[str, ...] = ()
    detail: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def met(self) -> bool | None:
        return None if self.must is None else self.share >= self.must


def fresh(ticket: Ticket = _NOBODY) -> Mask:
    return mask_of(ticket, may_leave=frozenset())


def structured(count: int) -> Figure:
    """No five digits in a row and nothing of the wording of a planted value may be left."""
    texts = list(planted(count))
    leaked = [one for one in texts if gives_away(one.value, fresh().hide(one.text))]
    kinds = Counter(one.kind for one in leaked)
    shown = tuple(f"{one.kind}: {one.text}" for one in leaked)
    return Figure("structured, hidden", count - len(leaked), count, 1.0, shown[:_SHOWN], dict(kinds))


def gives_away(value: str, masked: str) -> bool:
    left = _folded(_MARKER.sub("|", masked))
    wanted = _folded(value)
    digits = "".join(str(int(sign)) for sign in wanted if sign.isdigit())
    runs = {digits[at : at + _RUN] for at in range(len(digits) - _RUN + 1)}
    there = re.sub(r"[^\d|]", "", left)
    return wanted in left or any(run in there for run in runs)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").casefold()


def given_names(step: int = 1) -> Figure:
    """Every form of every name given, in every writing; of ``step`` texts one."""
    texts = list(named_texts())[::step]
    leaked = [one for one in texts if _named(one.form, fresh(one.ticket).hide(one.text))]
    shown = tuple(f"{one.kind}: {one.text}" for one in leaked)
    return Figure(
        "given names, hidden",
        len(texts) - len(leaked),
        len(texts),
        1.0,
        shown[:_SHOWN],
        dict(Counter(o.kind for o in leaked)),
    )


def _named(form: str, masked: str) -> bool:
    left, wanted = _MARKER.sub("|", masked), skeleton(form)
    if len(wanted) > _SHORT:
        return wanted in skeleton(left)
    return any(skeleton(word) == wanted for word in re.findall(r"\w+", left))


def names_of_others(language_code: str) -> tuple[Figure, Figure]:
    """Recall over the words of names, and precision over what was hidden as a name."""
    total, caught, hidden, right = 0, 0, 0, 0
    missed: list[str] = []
    wrong: list[str] = []
    for one in (sentence for sentence in sentences() if sentence.language_code == language_code):
        spans = list(hidden_spans(fresh(), one.text))
        names = [(start, end) for start, end, label in spans if label == "name"]
        unseen = [span for span in one.names if not any(start < span[1] and span[0] < end for start, end, _ in spans)]
        extra = [span for span in names if not any(start < span[1] and span[0] < end for start, end in one.names)]
        total, caught = total + len(one.names), caught + len(one.names) - len(unseen)
        hidden, right = hidden + len(names), right + len(names) - len(extra)
        missed += [one.text[start:end] for start, end in unseen]
        wrong += [one.text[start:end] for start, end in extra]
    return (
        Figure(f"names of others ({language_code}), found", caught, total, missed=tuple(missed)),
        Figure(f"names of others ({language_code}), of those hidden a name", right, hidden, missed=tuple(wrong)),
    )


def hidden_spans(mask: Mask, text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of everything that ``hide`` hides in ``text``."""
    masked = mask.hide(text)
    for one in markers(masked):
        start, end = (len(mask.restore(masked[:at])) for at in (one.start, one.end))
        yield start, end, one.label


def still_readable() -> Figure:
    """Codes, versions, prices, dates, sums, article numbers, links."""
    lost: list[str] = []
    whole = 0
    for one in readable():
        masked = fresh().hide(one.text)
        whole += len(one.parts)
        lost += [part for part in one.parts if part not in masked]
    return Figure("codes, prices, dates, versions: readable", whole - len(lost), whole, missed=tuple(lost))


def left_alone(name: str, texts: Iterable[tuple[Ticket, str]]) -> Figure:
    """Texts in which nothing is hidden but names that the request gives; the rest is listed for people to judge."""
    whole, touched = 0, 0
    shown: list[str] = []
    labels: Counter[str] = Counter()
    for ticket, text in texts:
        given = {form for one in given_of(ticket).names for form in map(skeleton, own_forms(one.text, one.part))}
        spans = [(text[start:end], label) for start, end, label in hidden_spans(fresh(ticket), text)]
        strange = [(value, label) for value, label in spans if label != "company" and skeleton(value) not in given]
        whole, touched = whole + 1, touched + bool(strange)
        shown += [f"{label}: {value}" for value, label in strange]
        labels.update(label for _, label in strange)
    return Figure(f"{name}: nothing else hidden", whole - touched, whole, None, tuple(shown), dict(labels))


def round_trips(texts: Iterable[tuple[Ticket, str]]) -> Figure:
    """Texts that come back byte for byte."""
    whole, back = 0, 0
    for ticket, text in texts:
        mask = fresh(ticket)
        whole, back = whole + 1, back + (mask.restore(mask.hide(text)) == text)
    return Figure("round trips, byte for byte", back, whole, 1.0)


def all_texts(count: int, step: int = 1) -> Iterator[tuple[Ticket, str]]:
    yield from ((_NOBODY, one.text) for one in planted(count))
    yield from ((one.ticket, one.text) for one in list(named_texts())[::step])
    yield from ((_NOBODY, sentence.text) for sentence in sentences())
    yield from ((_NOBODY, sentence.text) for sentence in readable())


def milliseconds(texts: Iterable[tuple[Ticket, str]]) -> float:
    """CPU time of hiding 6,000 characters of tickets, median, after the dictionaries are warm."""
    whole = "\n\n".join(text for _, text in texts)
    pieces = [whole[at : at + _TIMED] for at in range(0, len(whole), _TIMED)] or [""]
    times: list[float] = []
    for piece in pieces * 2:
        began = process_time()
        fresh().hide(piece)
        times.append((process_time() - began) * 1000 * _TIMED / max(1, len(piece)))
    return median(times[len(pieces) :])
