"""Preview -> a table for a terminal, and one JSON document."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.impact.effects import Effect, Kind
from eval.impact.preview import Preview


def preview_json(preview: Preview) -> dict[str, Any]:
    return {
        "cases": preview.cases,
        "unfinished": preview.unfinished,
        "changed": len(preview.effects),
        "by_kind": _by_kind(preview),
        "also_differs": {name: list(pair) for name, pair in preview.also.items()},
        "effects": [
            {
                "case": one.case_id,
                "changed": {str(kind): words for kind, words in one.told.items()},
                "before": one.before,
                "after": one.after,
            }
            for one in preview.effects
        ],
    }


def table(preview: Preview) -> RenderableType:
    """The cases with the gravest effects first; drafts whose text alone changed are counted, not listed."""
    shown = Table(title="What the change does", title_justify="left")
    shown.add_column("case", no_wrap=True)
    shown.add_column("changed")
    for effect in preview.effects:
        if effect.grave or Kind.SOURCES in effect.told:
            shown.add_row(effect.case_id, Text(_words(effect)))
    return Group(shown, *(Text(line) for line in _summary(preview)))


def _words(effect: Effect) -> str:
    return "\n".join(f"{kind}: {words}" for kind, words in effect.told.items() if kind is not Kind.TEXT)


def _summary(preview: Preview) -> list[str]:
    counts = ", ".join(f"{kind} {count}" for kind, count in _by_kind(preview).items())
    lines = [f"{len(preview.effects)} of {preview.cases} tickets change" + (f": {counts}" if counts else "")]
    if preview.unfinished:
        lines.append(f"never finished in the run, and not asked: {preview.unfinished}")
    for name, (was, now) in preview.also.items():
        lines.append(f"the run was made with another {name} ({was}, now {now}): its effects are counted, too")
    return lines


def _by_kind(preview: Preview) -> dict[str, int]:
    counted = Counter(kind for effect in preview.effects for kind in effect.told)
    return {str(kind): counted[kind] for kind in Kind if counted[kind]}
