"""Internal notes, or the standard's own wording, carried into the draft -> a hit for each stretch.

Compared are the lemmas of words that carry meaning: a note that is put into other forms or loses its small words
is still the note. What the ticket or a source says too is nobody's secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.lemmas import search_terms
from kb_index.text.normalise import clean_input
from kb_index.text.sentences import sentences
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.vouched import request_texts, source_texts
from service.standards.node import Node

_LEAST = 3  # a note of fewer words of meaning could be anything
Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """``run``: so many words of meaning in a row; a shorter sentence of a note counts whole."""

    run: int

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if not context.internal_notes:
            return ()
        runs = {run for note in context.internal_notes for run in _note_runs(clean_input(note)[0], self.run)}
        vouched = [_terms(clean_input(text)[0]) for text in request_texts(context)]
        vouched += [_source_terms(text) for text in source_texts(context)]
        terms = [(term, Span(word.start, word.end)) for word in analysis.words[:-1] for term in _terms(word.norm)[:1]]
        found = [span for length in sorted({len(run) for run in runs}) for span in _found(terms, runs, length, vouched)]
        return tuple(Hit(span) for span in _joined(found))


def _terms(text: str) -> Run:
    return tuple(search_terms(text))


@lru_cache(maxsize=512)
def _source_terms(text: str) -> Run:
    """Articles are cited again and again."""
    return _terms(clean_input(text)[0])


def _note_runs(note: str, run: int) -> Iterator[Run]:
    for span in sentences(note):
        terms = _terms(span.of(note))
        size = min(run, len(terms))
        if size >= _LEAST:
            yield from (terms[at : at + size] for at in range(len(terms) - size + 1))


def _found(terms: Sequence[tuple[str, Span]], runs: set[Run], length: int, vouched: Sequence[Run]) -> Iterator[Span]:
    for at in range(len(terms) - length + 1):
        piece = tuple(term for term, _ in terms[at : at + length])
        if piece in runs and not any(_holds(text, piece) for text in vouched):
            yield Span(terms[at][1].start, terms[at + length - 1][1].end)


def _holds(text: Run, piece: Run) -> bool:
    return any(text[at : at + len(piece)] == piece for at, term in enumerate(text) if term == piece[0])


def _joined(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return kept


def build(node: Node, material: Material) -> Leak:
    return Leak(node.only(required=("run",))["run"].integer(least=_LEAST))
