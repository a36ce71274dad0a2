"""The age of the sources -> a hit for each that is too old, on what the draft takes from it, else without width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb_index.records import Span
from service.domain import CheckContext, Source
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clock import instant, moment_of
from service.guardrail.grounding import ground
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Stale:
    """``older_than``: how long after its last change an article is still trusted."""

    older_than: timedelta

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if context.sources is None:
            return Unknown("sources")
        dated = [source for source in context.sources if source.updated_at]
        if context.sources and not dated:
            return Unknown("sources.updated_at")
        if not dated:
            return ()
        now = moment_of(context, "case.now")
        if isinstance(now, Unknown):
            return now
        return tuple(Hit(span) for span in self._places(dated, now, analysis, context))

    def _places(self, dated: list[Source], now: datetime, analysis: Analysis, context: CheckContext) -> Iterator[Span]:
        old = [source for source in dated if self._is_old(source, now)]
        traced = ground(analysis, context) if old else None
        for source in old:
            taken = (
                (claim.span for claim in traced.supported_claims if claim.source == source.source_id) if traced else ()
            )
            yield next(iter(taken), Span(0, 0))

    def _is_old(self, source: Source, now: datetime) -> bool:
        changed = instant(source.updated_at) if source.updated_at else None
        return changed is not None and now - changed > self.older_than


def build(node: Node, material: Material) -> Stale:
    entries = node.only(required=("days",))
    return Stale(timedelta(days=entries["days"].integer(least=1)))
