"""The folder of an index -> the findings of all checks, the most important first."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_index.hygiene.articles import Limits, check_article, check_fields, check_reach
from kb_index.hygiene.contradictions import check_contradictions
from kb_index.hygiene.corpus import Corpus, read_corpus
from kb_index.hygiene.duplicates import check_duplicates
from kb_index.hygiene.finding import Check, Finding, Severity
from kb_index.hygiene.links import Judged, dead_links, judge
from kb_index.hygiene.pages import open_pages
from kb_index.hygiene.statements import Block, read_blocks
from kb_index.hygiene.twin_facts import twin_findings
from kb_index.hygiene.twin_match import match_twins
from kb_index.hygiene.twins import check_twins, find_twins

NOTHING = "nothing found"
_ORDER = {check: place for place, check in enumerate(Check)}
_SEVERITIES = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Report:
    """``findings``: by severity, check and place; equal indexes, equal reports. It names articles of every access
    group: it is for those who look after the knowledge base.
    """

    generation: int
    articles: int
    passages: int
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def counts(self) -> dict[Check, int]:
        """Of the checks that found something, in order."""
        counted = Counter(finding.check for finding in self.findings)
        return {check: counted[check] for check in Check if counted[check]}


def examine(folder: Path, limits: Limits | None = None) -> Report:
    """Reads one committed generation; a service may run meanwhile. Raises IndexMissing, IndexCorrupt."""
    start = time.perf_counter()
    corpus = read_corpus(folder)
    findings = ordered(_findings(corpus, limits or Limits(time.time())))
    passages = len(corpus.content.passages)
    return Report(corpus.generation, len(corpus.articles), passages, findings, time.perf_counter() - start)


def _findings(corpus: Corpus, limits: Limits) -> Iterator[Finding]:
    pages, judged = open_pages(corpus), list[Judged]()
    blocks: dict[str, Sequence[Block]] = {}
    for article in corpus.articles:  # all checks of one article together: its Markdown is read once
        blocks[article.article_id] = read_blocks(article)
        judged += judge(article, pages)
        yield from check_article(article, limits)
    twins = find_twins(corpus.articles)
    paired = {article.article_id for pair in twins for article in (pair.one, pair.other)}
    twins += match_twins([article for article in corpus.articles if article.article_id not in paired], blocks)
    for pair in twins:
        yield from twin_findings(pair, blocks[pair.one.article_id], blocks[pair.other.article_id])
    yield from check_contradictions(corpus.articles, blocks)
    yield from check_twins(corpus, twins)
    yield from check_duplicates(corpus)
    yield from dead_links(judged)
    yield from check_fields(corpus.articles)
    yield from check_reach(corpus, limits.embedder_tokens)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda it: (_SEVERITIES[it.severity], _ORDER[it.check], it.places, it.message)))


def as_json(report: Report) -> dict[str, Any]:
    """Everything; spans are code points of each article's ``body_markdown``."""
    return {
        "generation": report.generation,
        "articles": report.articles,
        "passages": report.passages,
        "errors": report.errors,
        "counts": {str(check): count for check, count in report.counts.items()},
        "findings": [_finding(one) for one in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    places = [
        {"article_id": it.article_id, "start": it.span.start, "end": it.span.end, "text": it.text}
        for it in finding.places
    ]
    fields = {
        "check": str(finding.check),
        "severity": str(finding.severity),
        "message": finding.message,
        "places": places,
        "values": list(finding.values),
    }
    return fields if finding.share is None else fields | {"share": finding.share}


def summary(report: Report) -> str:
    """One line: what was found, the most important first."""
    found = ", ".join(f"{count} {str(check).replace('_', ' ')}" for check, count in report.counts.items())
    return found or NOTHING
