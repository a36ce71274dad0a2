"""Case files, and the articles they speak of -> the cases, and everything that is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from eval.case_files import Place, Record, read_records
from eval.case_text import Fault
from eval.cases import Case, case_fields, cases_of
from eval.observed import contains

RequestFaults = Callable[[Mapping[str, Any]], Iterable[tuple[Place, str]]]


@dataclass(frozen=True, slots=True)
class Checked:
    """``faults`` make a file unusable; ``notes`` are worth a look."""

    cases: tuple[Case, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many cases have what, for a first look."""
        told = Counter[str]()
        for case in self.cases:
            told[f"language {case.expected.language_code}"] += 1
            told["with relevant articles"] += bool(case.relevant)
            told["with a gold answer"] += case.gold_answer is not None
            told["with an expected outcome"] += bool(case.expected.outcome)
            told["with required facts"] += bool(case.facts_required)
            told["that must pass"] += case.must_pass
        return {what: number for what, number in told.items() if number}


def check_files(
    paths: Sequence[Path],
    *,
    bodies: Mapping[str, str] | None = None,
    rules: Collection[str] | None = None,
    request_faults: RequestFaults | None = None,
) -> Checked:
    """``bodies``: article id -> its Markdown, where articles are known; ``rules``: ids of those that a standard has;
    ``request_faults`` knows the API's schema."""
    files = [read_records(path) for path in paths]
    records = [record for file in files for record in file.records]
    cases, faults = cases_of(records)
    found = [*(fault for file in files for fault in file.faults), *faults]
    notes = [note for file in files for note in file.notes]
    # What can be told is told of unusable cases, too: nobody wants to mend a file in several rounds.
    for record in records:
        value = case_fields(record.value)
        request = value.get("request")
        if request_faults is not None and isinstance(request, dict):
            found += (record.fault(("request", *place), message) for place, message in request_faults(request))
        if rules is not None:
            found += _unknown_rules(value, record, rules)
        if bodies is not None:
            found += _unknown(value, record, bodies)
            notes += _facts_nowhere(value, record, bodies)
    return Checked(cases, _in_order(found, paths), tuple(notes))


def _in_order(faults: Iterable[Fault], paths: Sequence[Path]) -> tuple[Fault, ...]:
    order = {path: number for number, path in enumerate(paths)}
    return tuple(sorted(faults, key=lambda one: (order[one.path], one.line or 0)))


def _texts(value: Any) -> Iterator[tuple[int, str]]:
    """The texts of a list with their places, whatever else stands there."""
    if isinstance(value, list):
        yield from ((number, one) for number, one in enumerate(value) if isinstance(one, str))


def _unknown(value: Mapping[str, Any], record: Record, bodies: Mapping[str, str]) -> Iterator[Fault]:
    for number, article_id in _texts(value.get("relevant")):
        if article_id not in bodies:
            yield record.fault(("relevant", number), f"no article has the id `{article_id}`{_near(article_id, bodies)}")
    listed = value.get("evidence")
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        source = one.get("article_id") if isinstance(one, dict) else None
        quote = one.get("quote") if isinstance(one, dict) else None
        if isinstance(source, str) and isinstance(quote, str):
            yield from _not_there(source, quote, record, ("evidence", number), bodies)


def _unknown_rules(value: Mapping[str, Any], record: Record, rules: Collection[str]) -> Iterator[Fault]:
    for number, rule_id in _texts(value.get("rules_kept")):
        if rule_id not in rules:
            yield record.fault(("rules_kept", number), f"no standard has the rule `{rule_id}`{_near(rule_id, rules)}")


def _not_there(article_id: str, quote: str, record: Record, place: Place, bodies: Mapping[str, str]) -> Iterator[Fault]:
    if article_id not in bodies:
        message = f"no article has the id `{article_id}`{_near(article_id, bodies)}"
        yield record.fault((*place, "article_id"), message)
    elif quote not in bodies[article_id]:
        message = f"`{article_id}` does not hold these words; copy them from its Markdown as they stand there"
        yield record.fault((*place, "quote"), message)


def _near(given: str, known: Iterable[str]) -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _facts_nowhere(value: Mapping[str, Any], record: Record, bodies: Mapping[str, str]) -> Iterator[Fault]:
    """A fact that no article tells cannot be in a grounded reply, unless it is the customer's own."""
    texts = [bodies[one] for _, one in _texts(value.get("relevant")) if one in bodies]
    for number, fact in _texts(value.get("facts_required")) if texts else ():
        if not any(contains(text, fact) for text in texts):
            message = f"“{fact}” stands in none of the relevant articles; a grounded reply can hardly say it"
            yield record.fault(("facts_required", number), message)
