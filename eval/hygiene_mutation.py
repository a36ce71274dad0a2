"""The sample knowledge base with one fact changed at a time -> what share of the changes the hygiene report finds.

``python -m eval.hygiene_mutation [--count 100] [--seed 1]``. The untouched articles are examined first: whatever is
found there is a false alarm. A fact is *told twice* where the other language version states it too; the others
(prices in another currency, the number of a step) cannot be found by comparing.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from eval.indexing import read_articles
from kb_index.hygiene.contradictions import check_contradictions
from kb_index.hygiene.contrast import agree, dimension
from kb_index.hygiene.finding import Finding
from kb_index.hygiene.statements import Block, read_blocks
from kb_index.hygiene.twin_facts import twin_findings
from kb_index.hygiene.twins import find_twins
from kb_index.records import Article, Span
from kb_index.sample_kb import sample_path
from kb_index.text.facts import Fact

Blocks = Mapping[str, Sequence[Block]]
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Change:
    """One number of one article replaced. ``twice``: the other language version states the fact too."""

    article: Article
    fact: Fact
    place: Span
    written: str
    twice: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    change: Change
    found: bool


def found_in(articles: Sequence[Article], blocks: Blocks) -> list[Finding]:
    """The contradictions alone."""
    pairs = find_twins(articles)
    twins = [one for it in pairs for one in twin_findings(it, blocks[it.one.article_id], blocks[it.other.article_id])]
    return [*twins, *check_contradictions(articles, blocks)]


def changes(articles: Sequence[Article], blocks: Blocks, dice: random.Random) -> Iterator[Change]:
    """Every fact in digits, in a random order, each changed once."""
    others = {it.one.article_id: it.other for it in find_twins(articles)}
    others |= {it.other.article_id: it.one for it in find_twins(articles)}
    facts = [(article, it, fact) for article in articles for block in blocks[article.article_id]
             for it in block.statements for fact in it.facts if dimension(fact)]  # fmt: skip
    dice.shuffle(facts)
    for article, statement, fact in facts:
        at = article.body_markdown.find(fact.text, statement.span.start, statement.span.end)
        number = _NUMBER.search(fact.text)
        if at < 0 or number is None:
            continue
        other = others.get(article.article_id)
        told = [one for block in blocks[other.article_id] for one in block.facts] if other else []
        place = Span(*number.span()).shifted(at)
        twice = any(agree(fact, one) for one in told)
        yield Change(article, fact, place, _another(number.group(), dice), twice)


def _another(digits: str, dice: random.Random) -> str:
    number = int(digits)
    near = [number + 1, number - 1] if number < 32 else [number + 1, number * 2, number + 10]
    return str(dice.choice([one for one in near if one > 0 and len(str(one)) <= len(digits) + 1])).zfill(len(digits))


def tried(change: Change, articles: Sequence[Article], blocks: Blocks) -> Outcome | None:
    """None where the changed text states no other fact: an address without its number."""
    body = change.article.body_markdown
    changed = body[: change.place.start] + change.written + body[change.place.end :]
    article = replace(change.article, body_markdown=changed)
    own = {**blocks, article.article_id: read_blocks(article)}
    told = [fact for block in own[article.article_id] for fact in block.facts]
    if Counter(fact.value for fact in told) == Counter(
        fact.value for block in blocks[article.article_id] for fact in block.facts
    ):
        return None
    after = [article if one.article_id == article.article_id else one for one in articles]
    return Outcome(change, any(_points_at(one, change) for one in found_in(after, own)))


def _points_at(finding: Finding, change: Change) -> bool:
    return any(
        it.article_id == change.article.article_id and it.span.start <= change.place.start < it.span.end
        for it in finding.places
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    articles, _ = read_articles([sample_path()], "A")
    blocks = {article.article_id: read_blocks(article) for article in articles}
    alarms = found_in(articles, blocks)
    outcomes: list[Outcome] = []
    for change in changes(articles, blocks, random.Random(given.seed)):
        outcome = tried(change, articles, blocks)
        outcomes += [outcome] if outcome else []
        if len(outcomes) == given.count:
            break
    console = Console()
    console.print(_table(outcomes))
    console.print(f"false alarms on the untouched sample: {len(alarms)}")
    for one in outcomes:
        if one.change.twice and not one.found:
            console.print(f"missed: {one.change.article.article_id} {one.change.fact.text} -> {one.change.written}")


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table("facts", "changed", "found", title="one fact changed at a time")
    kinds = sorted({str(one.change.fact.kind) for one in outcomes})
    groups = [("all", outcomes), ("told twice", [one for one in outcomes if one.change.twice])]
    groups += [(f"{kind}, told twice", [one for one in outcomes if one.change.twice and one.change.fact.kind == kind])
               for kind in kinds]  # fmt: skip
    for name, own in groups:
        if own:
            found = sum(one.found for one in own)
            table.add_row(name, str(len(own)), f"{found} ({found / len(own):.0%})")
    return table


if __name__ == "__main__":
    main()
