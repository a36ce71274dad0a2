"""The key of a source -> how much of it an encoder is trained on, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class SourceRule:
    """``cap`` of pairs (None: all), ``passages`` made of pairs near in meaning; ``weight``: how often a pair is shown
    beside one of weight 1; ``held_back``: whether a part is kept for early stopping."""

    pattern: str
    cap: int | None
    passages: int | None
    weight: float
    reason: str
    held_back: bool = True


# The first pattern that fits holds. Counts are those after cleaning; most lines of the data are product reference.
RULES = (
    SourceRule(
        "everyday-words", None, 0, 2.0, "a dictionary: each word stands once, so none is held back", held_back=False
    ),
    SourceRule("everyday-*", None, 1500, 4.0, "how customers write, and a hundredth of the lines"),
    SourceRule("*-passage", None, 0, 1.5, "real passages of help pages: what an index holds"),
    SourceRule("*-block", None, 0, 1.0, "aligned help pages; their passages come apart from them"),
    SourceRule("*-heading", None, 0, 1.0, "aligned help pages; their passages come apart from them"),
    SourceRule("ms-cpp:ht", 3000, 300, 1.0, "C++ reference by people, but of one narrow subject"),
    SourceRule("ms-cpp:*", 2500, 200, 0.5, "C++ reference, machine translated (flagged or not)"),
    SourceRule("ms-officeclient:ht", 2500, 300, 1.0, "Office object reference by people, narrow"),
    SourceRule("ms-officeclient:*", 2500, 200, 0.5, "Office object reference, machine translated, names mangled"),
    SourceRule("ms-officejs:*", 1500, 200, 0.5, "Office object reference, mostly machine translated"),
    SourceRule("ms-d365smb:*", 16000, 2500, 1.0, "orders, invoices, stock, payments: nearest to commerce, unflagged"),
    SourceRule("ms-nav:*", 14000, 2500, 1.2, "orders, invoices, stock, payments, translated by people"),
    SourceRule("ms-intune:ht", 14000, 2500, 1.2, "devices, sign-in, passwords, translated by people"),
    SourceRule("*:mt", 2000, 300, 0.5, "machine translation: meaning mostly right, words often not"),
    SourceRule("ms-*:ht", 5000, 1000, 1.0, "product documentation translated by people"),
    SourceRule("ms-*", 1000, 200, 0.8, "product documentation without a word on its translator"),
    SourceRule("godot-l10n", 4500, 0, 0.7, "interface labels of a game engine: short and out of context"),
    SourceRule("tarantool-doc", 5000, 800, 1.0, "database documentation by people"),
    SourceRule("tarantool-*", None, 300, 1.0, "database documentation by people"),
    SourceRule("fastapi-docs", None, 1200, 1.0, "running text, by people or reviewed"),
    SourceRule("*-docs", None, 1200, 1.0, "running text by people"),
    SourceRule("matrix-react-sdk", None, 0, 1.5, "what a messenger says to its users: accounts, calls, settings"),
    SourceRule("mattermost-*", None, 0, 1.5, "what a messenger says to its users: accounts, calls, settings"),
    SourceRule("lineage-apps", None, 0, 1.5, "what a telephone says to its users"),
    SourceRule("laravel-lang", None, 0, 1.5, "forms, accounts and payments of web shops"),
    SourceRule("*", 5000, 500, 1.0, "not known here: read it before it is given more"),
)

# A transformer passes over the texts once or twice, a static student six times: what customers write is few and must
# be read as often.
_OFTEN = {"everyday-words": 5.0, "everyday-*": 12.0}
TRANSFORMER_RULES = tuple(replace(rule, weight=_OFTEN.get(rule.pattern, rule.weight)) for rule in RULES)


def rule_of(source: str, rules: Sequence[SourceRule] = RULES) -> SourceRule:
    """The first rule whose pattern fits. Raises LookupError where none does: a table ends with ``*``."""
    for rule in rules:
        if fnmatchcase(source, rule.pattern):
            return rule
    raise LookupError(f"No rule fits the source {source!r}; end the table with the pattern *.")
