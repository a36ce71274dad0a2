"""Two language versions of one article -> places where they state different values.

Blocks are aligned by the structure of the document, never by words: translations keep headings, lists, tables, numbers
and inline code. Where the structures differ nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from kb_index.hygiene.contrast import contrasts, miscounted
from kb_index.hygiene.corpus import place
from kb_index.hygiene.finding import Check, Finding, Severity
from kb_index.hygiene.statements import Block, Statement
from kb_index.hygiene.twins import Twins
from kb_index.text.facts import Fact, FactKind

Section = Sequence[Block]
_NAME = re.compile(r"[a-z][\w.\-]*\d[\w.\-]*")
_DIGITS = re.compile(r"\d+")
_STRICT = re.compile(
    r"\b(?:больше|более|свыше|превы\w+|меньше|менее"
    r"|more than|over|above|exceed\w*|greater|less than|fewer|under|below)\b",
    re.IGNORECASE,
)


def twin_findings(twins: Twins, one: Section, other: Section) -> Iterator[Finding]:
    """``one`` and ``other``: the blocks of the two articles."""
    priced_apart = _currencies(one) != _currencies(other)
    severity = Severity.ERROR if twins.sure else Severity.WARNING
    codes = twins.one.language_code, twins.other.language_code
    for left, right in aligned(one, other):
        seen: set[tuple[str, str]] = set()
        for first, second, said, told in _differences(left, right):
            if (priced_apart and _priced(said, told)) or _same_bound(first.text, second.text, said, told):
                continue  # a calculation in another currency; "from 5" where the other says "more than 4"
            if (said.text, told.text) in seen:
                continue
            seen.add((said.text, told.text))
            message = f"the {codes[0]} version says {said.text}, the {codes[1]} version {told.text}"
            places = (place(twins.one, first.span), place(twins.other, second.span))
            yield Finding(Check.TWIN_CONTRADICTION, severity, message, places, (said.text, told.text))


def _currencies(blocks: Section) -> set[Hashable]:
    return {fact.value[2] for block in blocks for fact in block.facts if fact.kind is FactKind.MONEY}


def _same_bound(first: str, second: str, said: Fact, told: Fact) -> bool:
    if said.kind is not FactKind.NUMBER or told.kind is not FactKind.NUMBER:
        return False
    apart = abs(Decimal(str(said.value[0])) - Decimal(str(told.value[0])))
    return apart == 1 and (_STRICT.search(first) is None) != (_STRICT.search(second) is None)


def _priced(said: Fact, told: Fact) -> bool:
    """Bare numbers, one with a fraction: an amount of money in a calculation."""
    bare = all(fact.kind is FactKind.NUMBER and fact.value[2] == "" for fact in (said, told))
    return bare and not all(str(fact.value[0]).isdigit() for fact in (said, told))


def aligned(one: Section, other: Section) -> Iterator[tuple[Block, Block]]:
    """Blocks that are each other's translation: equal in shape and marks, or alone between such with equal shapes."""
    matcher = SequenceMatcher(None, [_key(block) for block in one], [_key(block) for block in other], autojunk=False)
    for _, first, last, begin, end in matcher.get_opcodes():
        ours, theirs = one[first:last], other[begin:end]
        if [block.shape for block in ours] == [block.shape for block in theirs] and not _of_others(ours, theirs):
            yield from zip(ours, theirs, strict=True)


def _of_others(ours: Section, theirs: Section) -> bool:
    """Headings that name different versions or dates: between them stand sections that only one language has."""
    pairs = zip(ours, theirs, strict=True)
    headings = [(left, right) for left, right in pairs if left.shape[0] == "heading"]
    return any(
        (len(ours) > 1 or said.kind is FactKind.VERSION)
        for left, right in headings
        for said, _ in contrasts(left.facts, right.facts)
    )


def _key(block: Block) -> tuple[Hashable, ...]:
    return (block.shape, block.marks)


def _differences(left: Block, right: Block) -> Iterator[tuple[Statement, Statement, Fact, Fact]]:
    if not left.statements or not right.statements or _other_rows(left, right):
        return
    whole = left.joined(), right.joined()
    if _other_things(*whole):
        return
    pairs = [whole]
    near: tuple[tuple[Fact, ...], tuple[Fact, ...]] = ((), ())
    if len(left.statements) == len(right.statements):
        pairs = list(zip(left.statements, right.statements, strict=True))
        near = ((), ()) if left.shape[0] == "table_row" else (left.facts, right.facts)
    for one, other in (pair for pair in pairs if not _other_things(*pair)):
        found = contrasts(one.facts, other.facts, around_one=near[0], around_other=near[1])
        yield from ((one, other, *pair) for pair in found)
    yield from ((*whole, *pair) for pair in miscounted(whole[0].facts, whole[1].facts))


def _other_rows(left: Block, right: Block) -> bool:
    """Rows of a table whose first cells name different things: one language has one more of them."""
    names = [set(_NAME.findall(block.statements[0].text.casefold())) for block in (left, right)]
    return left.shape[0] == "table_row" and names[0] != names[1]


def _other_things(one: Statement, other: Statement) -> bool:
    """Statements that begin with names of different sorts (``b1.micro``, ``b2.medium``), not with two codes."""
    first = [_NAME.match(it.text.casefold().lstrip("`*\"'«“ ")) for it in (one, other)]
    sorts = [_DIGITS.sub("0", match.group()) if match else "" for match in first]
    return bool(sorts[0] and sorts[1]) and sorts[0] != sorts[1]
