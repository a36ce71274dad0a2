"""The standard's own statements, which only the drafter is told -> a hit where the draft recites one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb_index.text.tokens import TokenKind, tokenize
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class PromptLeak:
    """``openings``: the longest word of a statement's first words -> (its place among them, the words)."""

    openings: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset("=" + word for word in self.openings)

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        hits = []
        for word, openings in self.openings.items():
            for at in analysis.positions.get("=" + word, ()):
                hits += [
                    Hit(analysis.span(at - place, at - place + len(run)))
                    for place, run in openings
                    if at >= place and _stands(analysis, at - place, run)
                ]
        return tuple(sorted(set(hits), key=lambda hit: hit.span))


def _stands(analysis: Analysis, first: int, run: tuple[str, ...]) -> bool:
    return tuple(word.norm for word in analysis.words[first : first + len(run)]) == run


def _openings(statements: Iterable[str], words: int) -> dict[str, tuple[tuple[int, tuple[str, ...]], ...]]:
    found: dict[str, tuple[tuple[int, tuple[str, ...]], ...]] = {}
    for statement in statements:
        run = tuple(token.norm for token in tokenize(statement) if token.kind not in _SIGNS)[:words]
        if len(run) == words:
            rarest = max(run, key=len)
            found[rarest] = (*found.get(rarest, ()), (run.index(rarest), run))
    return found


_SIGNS = frozenset({TokenKind.PUNCT, TokenKind.SYMBOL, TokenKind.NEWLINE})


def build(node: Node, material: Material) -> PromptLeak:
    """``words``: so many first words of a statement, as they stand, are recited by nobody by chance."""
    entries = node.only(required=("words",))
    told = (statement for rule in material.rules if not rule.outside for statement in rule.statement.values())
    openings = _openings(told, entries["words"].integer(least=4))
    material.lists.anchors.update("=" + word for word in openings)
    return PromptLeak(openings)
