"""Program + Analysis -> the stretches of words that match, leftmost first, none overlapping."""

from __future__ import annotations

from collections.abc import Sequence

from service.guardrail.analysis import Analysis
from service.guardrail.phrases.program import Program


def find(program: Program, analysis: Analysis, *, bound: bool = True) -> Sequence[tuple[int, int]]:
    """(first word, word after the last) per match; ``bound``: a match never leaves its sentence.

    A sentence (or text) that lacks a word which the phrase cannot do without is passed over at once.
    """
    if not bound:
        held = all(analysis.sentences_with((keys,)) for keys in program.needed)
        return _in_text(program, analysis) if held else ()
    fitting = analysis.sentences_with(program.needed)
    return _in_sentences(program, analysis, fitting) if fitting else ()


def _in_sentences(program: Program, analysis: Analysis, fitting: int) -> Sequence[tuple[int, int]]:
    """``fitting``: a bit for each sentence that is worth a look."""
    found: list[tuple[int, int]] = []
    behind, near, far = 0, program.anchor.least if program.anchor else 0, program.anchor.most if program.anchor else 0
    sentence_of, sentences = analysis.sentence_of, analysis.sentences
    for place in _places(program, analysis):
        number = sentence_of[place]
        if fitting >> number & 1:
            sentence = sentences[number]
            starts = max(behind, sentence.first, place - far), place - near + 1
            behind = _matches(program, analysis, starts, sentence.last, found)
    return found


def _in_text(program: Program, analysis: Analysis) -> Sequence[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    behind, near, far = 0, program.anchor.least if program.anchor else 0, program.anchor.most if program.anchor else 0
    limit = len(analysis.words) - 1
    for place in _places(program, analysis):
        behind = _matches(program, analysis, (max(behind, place - far), place - near + 1), limit, found)
    return found


def _places(program: Program, analysis: Analysis) -> Sequence[int]:
    """The words that the phrase cannot do without, or all."""
    if program.anchor is None:
        return range(len(analysis.words) - 1)
    present = [key for key in program.anchor.keys if key in analysis.positions]
    if len(present) == 1:
        return analysis.positions[present[0]]
    return sorted({place for key in present for place in analysis.positions[key]})


def _matches(
    program: Program, analysis: Analysis, starts: tuple[int, int], limit: int, found: list[tuple[int, int]]
) -> int:
    """Tries each word from ``starts[0]`` up to ``starts[1]``; the first word that is still to be tried."""
    first, after = starts
    keys_of, run, opens = analysis.keys_of, program.matcher.run, program.matcher.opens
    while first < after:
        end = first
        if opens is None or not opens.isdisjoint(keys_of[first]):
            end = run(analysis, keys_of, first, limit)
        if end > first:
            found.append((first, end))
        first = max(end, first + 1)
    return first
