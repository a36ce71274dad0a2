"""Two statements on the same matter -> the facts in which they differ. Values do not depend on the language.

A fact that the other side supports anywhere nearby contrasts with nothing. What is left on both sides is compared
within one dimension (the same kind and unit): prices in one currency, durations in days, counts of things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kb_index.text.fact_support import supports
from kb_index.text.facts import Fact, FactKind
from kb_index.text.units import counted_things

_MEASURED = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.NUMBER})
_BY_VALUE = frozenset({FactKind.DATE, FactKind.TIME, FactKind.VERSION})
_NUMBER = re.compile(r"\d+")
_AMOUNT = re.compile(r"\d[\d.,'  ]*\d|\d")
_LANGUAGE = re.compile(r"(?<=/)(?:ru|en)(?:-[a-z]{2})?(?=/)|(?<=//)(?:ru|en)(?=\.)")
_LISTED = 3  # values of one dimension: a list, of which one side has more
_MOST = 3  # values of one dimension left over: more is another text, not another value

Dimension = tuple[str, str]


def contrasts(
    one: Sequence[Fact], other: Sequence[Fact], *, around_one: Iterable[Fact] = (), around_other: Iterable[Fact] = ()
) -> tuple[tuple[Fact, Fact], ...]:
    """Pairs of facts that contradict each other. ``around_…``: the facts near by, which support but never contrast."""
    left = unsupported(one, (*other, *around_other))
    right = unsupported(other, (*one, *around_one))
    mine, its = _by_dimension(one), _by_dimension(other)
    pairs: list[tuple[Fact, Fact]] = []
    for key in sorted(left.keys() & right.keys()):
        listed = len(mine[key]) != len(its[key]) and max(len(mine[key]), len(its[key])) >= _LISTED
        if len(left[key]) == len(right[key]) <= _MOST and not listed:
            pairs += zip(left[key], right[key], strict=True)
    return tuple(pairs)


def miscounted(one: Iterable[Fact], other: Iterable[Fact]) -> tuple[tuple[Fact, Fact], ...]:
    """Where both sides state equally many values of a dimension, and all but one pair agree: that pair.

    Finds what `contrasts` cannot: a value that is told twice and was changed in one place.
    """
    left, right = _by_dimension(one), _by_dimension(other)
    pairs: list[tuple[Fact, Fact]] = []
    for key in sorted(left.keys() & right.keys()):
        if len(left[key]) == len(right[key]) > 1:
            lonely, rest = _matched(left[key], right[key])
            if len(lonely) == len(rest) == 1:
                pairs.append((lonely[0], rest[0]))
    return tuple(pairs)


def _matched(left: Iterable[Fact], right: Iterable[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What is left of both when each fact has taken one that agrees."""
    lonely, rest = [], list(right)
    for fact in left:
        found = next((index for index, other in enumerate(rest) if agree(fact, other)), None)
        if found is None:
            lonely.append(fact)
        else:
            rest.pop(found)
    return lonely, rest


def _by_dimension(told: Iterable[Fact]) -> dict[Dimension, list[Fact]]:
    found: dict[Dimension, list[Fact]] = defaultdict(list)
    for fact in told:
        key = dimension(fact)
        if key is not None and _NUMBER.search(fact.text):
            found[key].append(fact)
    return found


def unsupported(told: Iterable[Fact], others: Sequence[Fact]) -> dict[Dimension, list[Fact]]:
    """The facts in digits that none of the others states, by dimension; each value once."""
    found: dict[Dimension, list[Fact]] = defaultdict(list)
    for fact in told:
        key = dimension(fact)
        if key is None or not _NUMBER.search(fact.text) or any(agree(fact, other) for other in others):
            continue
        if all(fact.value != held.value for held in found[key]):
            found[key].append(fact)
    return dict(found)


def dimension(fact: Fact) -> Dimension | None:
    """What values must share to be compared; None: of this fact there is nothing to compare."""
    if fact.kind is FactKind.NUMBER:
        unit = str(fact.value[2])
        return (str(fact.kind), "" if unit in counted_things() else unit)
    if fact.kind in _MEASURED:
        return (str(fact.kind), str(fact.value[2]))
    if fact.kind in _BY_VALUE:
        return (str(fact.kind), "")
    sort = _NUMBER.sub("0", _neutral(fact))
    return (str(fact.kind), sort) if sort != _neutral(fact) else None


def stands_alone(fact: Fact) -> bool:
    """Whether the fact says something of the world: codes, addresses and bare numbers are often examples."""
    if not _NUMBER.search(fact.text):
        return False
    return fact.kind in _BY_VALUE or fact.kind is FactKind.PHONE or (fact.kind in _MEASURED and fact.value[2] != "")


def agree(one: Fact, other: Fact) -> bool:
    """Whether one says what the other says, or may be taken to: precision comes first."""
    if supports(one, other) or supports(other, one):
        return True
    if one.kind not in _MEASURED or other.kind not in _MEASURED:
        return _digits(one) == _digits(other) if one.kind != other.kind else _neutral(one) == _neutral(other)
    same_sort = dimension(one) == dimension(other) and dimension(one) != (str(FactKind.NUMBER), "")
    return not same_sort and _amounts(one) == _amounts(other)


def _neutral(fact: Fact) -> str:
    """Without the language of an address: /ru/ and /en/ lead to the same page."""
    folded = fact.text.casefold().rstrip("/.,")
    return _LANGUAGE.sub("", folded) if fact.kind is FactKind.URL else folded


def _digits(fact: Fact) -> list[int]:
    return sorted(map(int, _NUMBER.findall(fact.text)))


def _amounts(fact: Fact) -> list[str]:
    return [re.sub(r"[^\d]", "", found) for found in _AMOUNT.findall(fact.text)]
