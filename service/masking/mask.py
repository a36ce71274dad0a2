"""A request's texts -> the same without personal data, and a model's answer -> the same with it again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.domain import Ticket
from service.masking.entities import entities
from service.masking.given import Given, given_of
from service.masking.hit import Hit, Read, apart, read
from service.masking.kinds import Label, hidden_labels
from service.masking.markers import markers
from service.masking.names import NameBook, word_forms
from service.masking.people import forms_of, people
from service.masking.register import Register


class Mask:
    """Of one request, used by one thread at a time. Equal values get equal markers in all of its texts.

    ``restore(hide(text)) == text`` for every text, byte for byte. A text is hidden once: what looks like a marker is
    itself hidden, so that no text can bring in another's name.
    """

    def __init__(self, given: Given, *, hidden: frozenset[Label]) -> None:
        self._hidden = hidden
        self._book = NameBook(given)
        self._exact = [(label, value) for label, value in given.exact if label in hidden]
        self._brand = word_forms(given.brand)
        self._met: set[str] = set()  # forms of the names of others, so that a later text is read by an earlier one
        self._seen: dict[str, tuple[int, list[Hit]]] = {}  # text -> how many of them were met before it, what it holds
        self._told: dict[str, Hit] = {}  # what a cue gave away once is hidden where it stands without its cue, too
        self._register = Register()
        for known in self._book.known:
            if known.label in hidden:
                self._register.add(known.label, known.key, known.value, known.cases)

    def hide(self, text: str) -> str:
        """For what people wrote or gave: values of the request, structured data, and the names of others."""
        source = read(text)
        found = self._learned(source.text)
        return self._masked(source, (*found, *self._told_before(source.text, found)))

    def learn(self, text: str) -> None:
        """What a text gives away is hidden in every other one, whichever comes first."""
        self._learned(read(text).text)

    def hide_names(self, text: str) -> str:
        """For articles: only values of the request, and names only where they are written as names."""
        source = read(text)
        named = self._book.find(source.text, exact=True) if self._may_name else ()
        return self._masked(source, (*self._verbatim(source.text), *named))

    def restore(self, text: str) -> str:
        """Markers -> values; a name in the case that its marker, its ending or the words before it ask for.

        Markers that stand for nothing are left as they are: `leftovers` lists them.
        """
        pieces: list[str] = []
        position = 0
        for marker in markers(text):
            found = self._register.resolve(marker, text[: marker.start], text[marker.end : marker.end + 8])
            if found is not None:
                pieces += (text[position : marker.start], found[0])
                position = marker.end + found[1]
        return "".join((*pieces, text[position:]))

    def leftovers(self, text: str) -> tuple[str, ...]:
        """The markers of a model's text that stand for nothing."""
        return tuple(text[one.start : one.end] for one in markers(text) if not self._register.knows(one))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many different values were hidden so far, by label."""
        return self._register.counts

    @property
    def _may_name(self) -> bool:
        return bool({Label.NAME, Label.COMPANY} & self._hidden)

    def _verbatim(self, text: str) -> Iterator[Hit]:
        for label, value in self._exact:
            yield from occurrences(text, label, value)

    def _learned(self, text: str) -> list[Hit]:
        """Read once; and once more where names were met since, which may stand in it too."""
        met = len(self._met)
        if self._seen.get(text, (-1, []))[0] != met:
            self._seen[text] = met, self._read(text)
        return self._seen[text][1]

    def _read(self, text: str) -> list[Hit]:
        named = [*self._book.find(text, exact=False)] if self._may_name else []
        others = [*people(text, named, self._brand, self._met)] if Label.NAME in self._hidden else []
        self._met.update(form for hit in others for form in forms_of(hit.value))
        found = [*apart(_wanted((*self._verbatim(text), *entities(text), *named, *others), self._hidden), text)]
        self._told.update((text[hit.start : hit.end], hit) for hit in found if _worth_remembering(hit, text))
        return found

    def _told_before(self, text: str, found: Sequence[Hit]) -> Iterator[Hit]:
        """Where nothing is found; ``found`` is in order and overlaps nowhere."""
        for written, told in self._told.items():
            for hit in occurrences(text, told.label, written):
                before = bisect_left(found, hit.end, key=lambda one: one.start)
                if before == 0 or found[before - 1].end <= hit.start:
                    yield Hit(hit.start, hit.end, told.label, told.key, told.value)

    def _masked(self, source: Read, found: Iterable[Hit]) -> str:
        text = source.original
        hits = (_in_original(hit, source) for hit in apart(_wanted(found, self._hidden), source.text))
        masked, position = "", 0
        for hit in apart((*_forged(text), *hits), text):
            masked += text[position : hit.start]
            masked += self._register.marker(hit, text[hit.start : hit.end], masked, text[hit.end : hit.end + 1])
            position = hit.end
        return masked + text[position:]


def _worth_remembering(hit: Hit, text: str) -> bool:
    """Names are found by themselves; a word or a number of two signs stands for other things elsewhere."""
    if hit.label in (Label.NAME, Label.COMPANY):
        return False
    written = text[hit.start : hit.end]
    return len(written) > 3 or (len(written) == 3 and any(sign.isdigit() for sign in written))


def _forged(text: str) -> Iterator[Hit]:
    for one in markers(text):
        written = text[one.start : one.end]
        yield Hit(one.start, one.end, Label.TEXT, written, written)


def _wanted(found: Iterable[Hit], hidden: frozenset[Label]) -> Iterator[Hit]:
    return (hit for hit in found if hit.label in hidden)


def _in_original(hit: Hit, source: Read) -> Hit:
    span = source.span(hit.start, hit.end)
    return Hit(span.start, span.end, hit.label, hit.key, hit.value, hit.cases)


def occurrences(text: str, label: Label, value: str) -> Iterator[Hit]:
    """Where the text holds the value, in any letter case, as a word of its own."""
    low, wanted = text.lower(), value.lower()
    if len(low) != len(text):
        low, wanted = text, value
    start = low.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum()):
            yield Hit(start, end, label, value.casefold(), value)
        start = low.find(wanted, end)


def mask_of(ticket: Ticket, *, may_leave: frozenset[str]) -> Mask:
    """``may_leave``: kinds of `service.settings.PersonalKind` that are not hidden; ``all`` hides nothing.

    All texts of the ticket are read at once, so that none tells what a cue in another one hides.
    """
    mask = Mask(given_of(ticket), hidden=hidden_labels(may_leave))
    said = [ticket.conversation.subject, ticket.instruction]
    said += [message.text for message in ticket.conversation.messages]
    said += [f"{one.key}: {one.content}" for one in ticket.context_references]
    for text in said:
        mask.learn(text or "")
    return mask
