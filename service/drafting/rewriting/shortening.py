"""A text -> the same without what says nothing: polite turns and repetitions. No word of the rest is changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.fact_support import supports
from kb_index.text.facts import facts
from kb_index.text.sentences import sentences
from service.drafting.backing.courtesy import held, is_courtesy, meaning
from service.drafting.backing.naming import days, labels, names
from service.drafting.backing.negation import negated
from service.understanding.cues import Cue, find_cues

_APOLOGY = re.compile(r"извин|прост(?:и|ите)\b|\bsorry\b|apolog", re.IGNORECASE)
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    text: str

    def says(self, promises: Callable[[str], Sequence[str]]) -> bool:
        """Whether something would be missing without it."""
        said = facts(self.text) or names(self.text) or labels(self.text) or days(self.text) or promises(self.text)
        return bool(said) or negated(self.text)


def shortened(text: str, *, room: int | None, promises: Callable[[str], Sequence[str]]) -> str:
    """Greeting, signature and one apology stay. Where the rest is longer than ``room``, plain sentences go as well:

    never one that holds a fact, a name, a promise or a "not", so that the result may still be too long.
    """
    body = _body(text)
    kept = [one for at, one in enumerate(body) if not _idle(one, body[:at])]
    for one in sorted(kept, key=lambda each: len(meaning(each.text))):
        if room is None or len(_joined(text, body, kept)) <= room:
            break
        if not one.says(promises):
            kept.remove(one)
    return _joined(text, body, kept) if kept else text


def _body(text: str) -> list[_Sentence]:
    """The sentences between the first one, which greets or begins, and the signature."""
    farewells = [hit.span.start for hit in find_cues(text) if hit.cue is Cue.VALEDICTION]
    end = max(farewells, default=len(text))
    found = [_Sentence(span, span.of(text)) for span in sentences(text)]
    return [one for one in found[1:] if one.span.end <= end]


def _idle(one: _Sentence, before: Sequence[_Sentence]) -> bool:
    if _APOLOGY.search(one.text):
        return any(_APOLOGY.search(earlier.text) for earlier in before) and is_courtesy(one.text)
    if is_courtesy(one.text):
        return not (facts(one.text) or names(one.text) or labels(one.text) or negated(one.text))
    return any(_repeats(one.text, earlier.text) for earlier in before)


def _repeats(sentence: str, earlier: str) -> bool:
    if negated(sentence) != negated(earlier) or set(names(sentence)) - set(names(earlier)):
        return False
    told = facts(earlier)
    if not all(any(supports(one, fact) for one in told) for fact in facts(sentence)):
        return False
    return all(held(term, meaning(earlier)) for term in meaning(sentence))


def _joined(text: str, body: Sequence[_Sentence], kept: Sequence[_Sentence]) -> str:
    pieces, position = [], 0
    for one in body:
        if one not in kept:
            before, position = text[position : one.span.start], _after(text, one.span)
            ends_line = position == len(text) or text[position] == "\n"
            pieces.append(before.rstrip(" \t") if ends_line else before)
    whole = "".join([*pieces, text[position:]])
    return _EMPTY_LINES.sub("\n\n", whole).strip()


def _after(text: str, span: Span) -> int:
    """Where the text goes on: a line that held nothing else goes with its sentence."""
    begins = not text[: span.start].rpartition("\n")[2].strip()
    end = span.end + len(text[span.end :]) - len(text[span.end :].lstrip(" \t"))
    return end + 1 if begins and text.startswith("\n", end) else end
