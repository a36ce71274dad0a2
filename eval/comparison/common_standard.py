"""Pairs of answers that two standards judged -> the same answers, judged by one of them on both sides.

A rule that is switched off finds nothing, so the candidate's own findings would say that all is well. Rules that are
written alike in both standards keep what they found when the run was made, with all that was known then; those that
differ run anew over both drafts. A rule of the common standard that the candidate's own does not have counts as one
that should have run and did not: the metric ``check_complete`` loses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.comparison.checking import check_body, checked, key_of
from eval.comparison.pairing import Pair
from eval.comparison.rules import Rulebook, named_rulebook, rulebook_of_run
from eval.naming import some_of
from eval.observed import Observed

NOT_CHECKED = "the standard of this run does not check it"
Guardrails = Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Judged:
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """By which book answers under two standards are judged. ``before``, ``after``: theirs; None: not known any more."""

    book: Rulebook
    before: Rulebook | None
    after: Rulebook | None

    @property
    def anew(self) -> frozenset[str]:
        """Ids of the book's rules that run again."""
        return (self.book.differing(self.before) | self.book.differing(self.after)) & self.book.runnable

    def unchecked(self, own: Rulebook | None) -> tuple[str, ...]:
        """Rules of the book that a side did not run, as far as that is known."""
        return () if own is None else tuple(sorted(self.book.runnable - own.runnable))


def judged_alike(pairs: Sequence[Pair], baseline: Path, candidate: Path, standard: str | None = None) -> Judged:
    """``baseline``, ``candidate``: the run folders, which may hold their packs. ``standard``: not the baseline's.

    Answers that one and the same standard judged stay as they are, unless ``standard`` is another. Raises
    UnknownStandard, StandardInvalid for a ``standard`` that cannot be read.
    """
    named = named_rulebook(standard) if standard else None
    result: dict[str, Pair] = {pair.case.id: pair for pair in pairs}
    notes: list[str] = []
    for versions in dict.fromkeys(map(_versions, pairs)):
        group = [pair for pair in pairs if _versions(pair) == versions]
        if None in versions or set(versions) == {named.version if named else versions[0]}:
            continue
        yardstick = _yardstick(versions, (baseline, candidate), named)
        notes += _notes(versions, yardstick, len(group))
        if yardstick is not None:
            judged, refused = _judged(group, yardstick)
            result |= {pair.case.id: pair for pair in judged}
            notes += [f"{refused} drafts could not be checked anew and keep their own findings"] if refused else []
    return Judged(tuple(result.values()), tuple(notes))


def _versions(pair: Pair) -> tuple[str | None, str | None]:
    before, after = (one.answer["versions"]["standard"] if one.answer else None for one in (pair.before, pair.after))
    return before, after


def _yardstick(
    versions: tuple[str | None, ...], folders: tuple[Path, Path], named: Rulebook | None
) -> _Yardstick | None:
    """None where the baseline's standard is nowhere to be found, not even one of its name."""
    found = [rulebook_of_run(str(version), folder) for version, folder in zip(versions, folders, strict=True)]
    book = named or found[0]
    before, after = (
        one if one is not None and one.version == version else None
        for one, version in zip(found, versions, strict=True)
    )
    return _Yardstick(book, before, after) if book is not None else None


def _notes(versions: tuple[str | None, ...], yardstick: _Yardstick | None, cases: int) -> list[str]:
    before, after = versions
    if yardstick is None:
        return [f"judged by two standards, {before} and {after}: neither run folder nor service holds the first"]
    told = [f"{cases} cases judged by {yardstick.book.version} on both sides (runs: {before} and {after})"]
    for side, own in (("baseline", yardstick.before), ("candidate", yardstick.after)):
        missing = yardstick.unchecked(own)
        if own is None:
            told.append(f"the standard of the {side} is not in its folder: whether it lacks rules is not known")
        elif missing:
            told.append(f"the {side} does not check {len(missing)}: {some_of(missing)}")
    return told


def _judged(pairs: Sequence[Pair], yardstick: _Yardstick) -> tuple[list[Pair], int]:
    """The pairs, and how many drafts the checker refused."""
    bodies = (body for pair in pairs for side in (pair.before, pair.after) for body in _bodies(side))
    found = checked(bodies, yardstick.book.checker()) if yardstick.anew else {}
    judged = [
        Pair(
            _with_findings(pair.before, yardstick, yardstick.before, found),
            _with_findings(pair.after, yardstick, yardstick.after, found),
        )
        for pair in pairs
    ]
    return judged, sum(one is None for one in found.values())


def _bodies(observed: Observed) -> list[dict[str, Any]]:
    drafts = observed.answer["drafts"] if observed.answer else ()
    return [check_body(observed, draft) for draft in drafts if draft["text"].strip()]


def _with_findings(observed: Observed, yardstick: _Yardstick, own: Rulebook | None, found: Guardrails) -> Observed:
    if observed.answer is None:
        return observed
    missing = yardstick.unchecked(own)
    drafts = [
        {**draft, "guardrail": _merged(draft["guardrail"], found.get(key_of(check_body(observed, draft))), yardstick)}
        for draft in observed.answer["drafts"]
    ]
    for draft in drafts:
        skipped = [{"rule_id": one, "reason": NOT_CHECKED} for one in missing]
        draft["guardrail"]["skipped"] = [*draft["guardrail"]["skipped"], *skipped]
        draft["guardrail"]["complete"] = not draft["guardrail"]["skipped"]
    answer = {**observed.answer, "drafts": drafts}
    # Whether the service says the same twice is a matter of its own answers, and must stay what it was.
    return replace(observed, answer=answer, again=observed.again if observed.differing() else answer)


def _merged(recorded: Mapping[str, Any], anew: Mapping[str, Any] | None, yardstick: _Yardstick) -> dict[str, Any]:
    """Findings of rules that are written alike as recorded, of the others as found now, of foreign rules none."""
    again = yardstick.anew if anew is not None else frozenset()
    kept = [one for one in recorded["findings"] if one["rule"]["id"] in yardstick.book.rules.keys() - again]
    fresh = [one for one in anew["findings"] if one["rule"]["id"] in again] if anew is not None else []
    findings = sorted([*kept, *fresh], key=lambda one: (one["span"]["start"], one["span"]["end"]))
    skipped = [one for one in recorded["skipped"] if one["rule_id"] in yardstick.book.rules]
    return {**recorded, "findings": findings, "skipped": skipped}
