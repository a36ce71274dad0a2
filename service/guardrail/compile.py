"""Standard -> CompiledStandard: every rule's checks built, and an index of the words that call for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from service.domain import RuleRef
from service.guardrail.check import Check, Material
from service.guardrail.conditions import Needs, conditions
from service.guardrail.phrases.book import Index, Lists, programs
from service.guardrail.phrases.program import Program
from service.guardrail.phrases.stored import Stored, store, stored
from service.guardrail.promises import Promises, read_promises
from service.guardrail.quotes import QuoteWords
from service.guardrail.registry import KINDS, WHOLE_REPLY_KINDS
from service.standards.gathering import Gathering
from service.standards.model import ANY_LANGUAGE, CheckSpec, Rule, Standard
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    """``number`` is the check's place in the standard; ``whole_reply``: not for a fragment."""

    number: int
    rule: Rule
    needs: Needs  # checks with the same conditions share one tuple
    ref: RuleRef
    language_code: str
    check: Check
    whole_reply: bool
    lexical: bool  # runs only where one of its words occurs


@dataclass(frozen=True, slots=True)
class CompiledStandard:
    standard: Standard
    checks: tuple[CompiledCheck, ...]
    index: Mapping[str, tuple[int, ...]]  # key of a word -> the checks that it calls for
    always: tuple[int, ...]
    conditional: tuple[CompiledCheck, ...]  # those with a `when` that only run where a word calls for them
    quote_words: QuoteWords
    promises: Promises
    phrases: Mapping[str, tuple[Program, ...]]  # key of a word -> the phrases that it calls for
    vocabulary: frozenset[str]  # every key that a phrase of the standard is looked up by
    compiled: Stored  # each phrase with what it became, for a standard that shares most of them

    def of_rule(self, rule_id: str) -> list[CompiledCheck]:
        return [compiled for compiled in self.checks if compiled.rule.rule_id == rule_id]

    def called_for(self, keys: AbstractSet[str]) -> list[CompiledCheck]:
        """The checks that can find something in a text with these words, in the order of the standard."""
        numbers = set(self.always)
        for key in self.index.keys() & keys:
            numbers.update(self.index[key])
        return [self.checks[number] for number in sorted(numbers)]


def compile_standard(standard: Standard, *, known: Stored | None = None) -> CompiledStandard:
    """Raises StandardInvalid with all parameters that their kind refuses: file, line, what to do.

    ``known``: phrases that were compiled with the same lists; None: those that were stored for this version.
    """
    lists, known = Lists.of(standard.lists), stored(standard.version) if known is None else known
    lists.compiled.update(known)
    checks: list[CompiledCheck] = []
    shared: dict[Needs, Needs] = {}
    gathering = Gathering()
    for rule in standard.rules:
        for spec in rule.checks:
            checks += gathering.attempt(_built, rule, spec, standard, lists, shared, first=len(checks)) or ()
    gathering.close()
    index, always = _indexed(checks)
    quote_words, promises = _quote_words(standard.lists, lists), read_promises(standard, lists)
    if len(lists.compiled) > len(known):
        store(standard.version, lists.compiled)
    return CompiledStandard(
        standard=standard,
        checks=tuple(checks),
        index=index,
        always=always,
        conditional=tuple(one for one in checks if one.needs and one.lexical and not one.rule.judged),
        quote_words=quote_words,
        promises=promises,
        phrases=Index.of(tuple(lists.compiled.values())).by_key,
        vocabulary=frozenset(lists.anchors),
        compiled=lists.compiled,
    )


def _built(
    rule: Rule, spec: CheckSpec, standard: Standard, lists: Lists, shared: dict[Needs, Needs], *, first: int
) -> list[CompiledCheck]:
    needs = conditions({**rule.when, **spec.when})
    needs = shared.setdefault(needs, needs)
    kind = Node(spec.kind, spec.place.file, spec.place.line).choice(KINDS)
    built: list[CompiledCheck] = []
    for language, parameters in spec.parameters.items():
        allow = rule.allow.get(language, ()) if language != ANY_LANGUAGE else _all(rule.allow)
        check = KINDS[kind](parameters, Material(language, lists, allow, standard.rules))
        number = first + len(built)
        severity = spec.severity or rule.severity_in(language)
        source = RuleRef(rule.rule_id, kind, severity, standard.name, standard.version, rule.source)
        lexical = check.triggers is not None
        built.append(CompiledCheck(number, rule, needs, source, language, check, kind in WHOLE_REPLY_KINDS, lexical))
    return built


def _all(allow: Mapping[str, tuple[Node, ...]]) -> tuple[Node, ...]:
    return tuple(node for nodes in allow.values() for node in nodes)


def _indexed(checks: Iterable[CompiledCheck]) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    index: dict[str, list[int]] = {}
    always: list[int] = []
    for compiled in checks:
        triggers = compiled.check.triggers
        if triggers is None:
            always.append(compiled.number)
        for key in triggers or ():
            index.setdefault(key, []).append(compiled.number)
    return {key: tuple(numbers) for key, numbers in index.items()}, tuple(always)


def _quote_words(nodes: Mapping[str, tuple[Node, ...]], lists: Lists) -> QuoteWords:
    def keys(name: str) -> frozenset[str]:
        anchors = (program.anchor for program in programs(nodes.get(name, ()), lists))
        return frozenset(key for anchor in anchors if anchor for key in anchor.keys)

    return QuoteWords(keys("quote-titles"), keys("quote-speakers"), keys("quote-verbs"))
