"""Pack files -> everything that is wrong with them, and what in them can never do anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.domain import CheckContext
from service.errors import StandardInvalid
from service.guardrail.analysis import Analysis
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.lint import failures
from service.guardrail.phrases.book import Lists, PhraseSet, programs
from service.standards.gathering import Gathering
from service.standards.load import SUFFIX, Examined, examine, parents
from service.standards.model import Rule, Standard
from service.standards.node import Node

_PLAIN = re.compile(r"=?[\w-]+(?: =?[\w-]+)*")


@dataclass(frozen=True, slots=True)
class Audit:
    """``warnings``: what is allowed and yet most likely not meant."""

    problems: tuple[str, ...]
    warnings: tuple[str, ...]


def audit(paths: Sequence[Path]) -> Audit:
    """Packs, and folders with packs. Raises UnknownStandard where a file cannot be read.

    A pack that another one extends is looked at as part of it: alone it may speak of rules it does not have.
    """
    problems: dict[str, None] = {}
    warnings: dict[str, None] = {}
    seen: list[Standard] = []
    for path in _roots(_packs(paths)):
        found = _of_pack(path, seen)
        problems |= dict.fromkeys(found.problems)
        warnings |= dict.fromkeys(found.warnings)
    return Audit(tuple(problems), tuple(warnings))


def _packs(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*" + SUFFIX)) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _roots(paths: Sequence[Path]) -> list[Path]:
    extended = {name for path in paths for name in Gathering().attempt(parents, str(path)) or () if name != path.stem}
    return [path for path in paths if path.stem not in extended]


def _of_pack(path: Path, seen: list[Standard]) -> Audit:
    try:
        examined = examine(str(path))
    except StandardInvalid as exc:
        return Audit(exc.problems, ())
    buildable, problems = _buildable(examined)
    if buildable is None:
        return Audit(problems, ())
    checker = StandardChecker(compile_standard(buildable))
    misbehaving = [problem for failure in failures(checker, seen) for problem in failure.problems]
    seen.append(buildable)
    return Audit((*problems, *misbehaving), tuple(idle(checker)))


def _buildable(examined: Examined) -> tuple[Standard | None, tuple[str, ...]]:
    """The standard without rules that no checker can be built from; None: without rules neither, or a parent lacks."""
    standard, gathering = examined.standard, Gathering()
    gathering.problems += examined.problems
    if not examined.complete or gathering.attempt(compile_standard, replace(standard, rules=())) is None:
        return None, tuple(gathering.problems)
    final = (*standard.rules, *standard.disabled)
    same = {id(rule) for rule in final}
    layered = tuple(rule for rule in standard.definitions if id(rule) not in same)
    everything = replace(standard, rules=(*final, *layered))
    if gathering.attempt(compile_standard, everything) is not None:
        return standard, tuple(gathering.problems)
    broken = {rule.rule_id for rule in everything.rules if not _builds(standard, rule)}
    return _without(standard, broken), tuple(gathering.problems)


def _without(standard: Standard, broken: Collection[str]) -> Standard:
    def kept(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if rule.rule_id not in broken)

    return replace(
        standard,
        rules=kept(standard.rules),
        disabled=kept(standard.disabled),
        definitions=kept(standard.definitions),
    )


def _builds(standard: Standard, rule: Rule) -> bool:
    return Gathering().attempt(compile_standard, replace(standard, rules=(rule,))) is not None


def idle(checker: StandardChecker) -> Iterator[str]:
    """Phrases that stand twice, or that what is listed under ``unless`` always cancels."""
    lists = Lists.of(checker.standard.lists)
    for rule in checker.standard.definitions:
        for check in rule.checks:
            for language, parameters in check.parameters.items():
                if isinstance(parameters.content, Mapping):
                    yield from _idle_phrases(parameters.content, language, lists, checker)


def _idle_phrases(
    parameters: Mapping[str, Node], language: str, lists: Lists, checker: StandardChecker
) -> Iterator[str]:
    phrases = parameters["phrases"].items() if "phrases" in parameters else ()
    unless = programs(parameters["unless"].items(), lists) if "unless" in parameters else ()
    seen: set[str] = set()
    for node in phrases:
        text = node.text()
        if text in seen:
            yield str(node.refusal(f"`{text}` stands twice; remove one"))
        seen.add(text)
        if unless and _PLAIN.fullmatch(text):
            analysis = checker.analyse(text.replace("=", ""), CheckContext(language_code=language))
            analysis = replace(analysis, index=None)  # the standard's own does not know phrases compiled apart
            if _cancelled(PhraseSet(programs((node,), lists), unless), analysis):
                yield str(node.refusal(f"`{text}` is always cancelled by `unless`; remove it, or narrow `unless`"))


def _cancelled(phrases: PhraseSet, analysis: Analysis) -> bool:
    return bool(replace(phrases, unless=()).find(analysis)) and not phrases.find(analysis)
