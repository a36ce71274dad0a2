"""Article files + labelled queries -> what expansion costs on clean queries, and saves on damaged and compound ones.

``python -m eval.robustness --articles KB.jsonl --queries QUERIES.jsonl``. By words alone unless an embedder is named.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.damage import in_wrong_layout, mangled, with_names_by_ear, with_slip
from eval.indexing import PASSAGES, indexed_into, read_articles
from eval.metrics.paired import paired_difference
from eval.metrics.retrieval import rankings_scored
from eval.questions import Question, read_questions
from kb_index.compound import merged, parts
from kb_index.embedders.open import open_embedder
from kb_index.expansion.expander import ALL, Part, WordExpander
from kb_index.ports import Embedder, Leg
from kb_index.records import Article, Query
from kb_index.search import Searcher
from kb_index.text.tokens import TokenKind, tokenize

MEASURE = "ndcg@10"
CODES = 150  # identifiers of the articles that are asked for
COMPOUNDS = 150  # pairs of questions
_CODE = re.compile(r"(?=.*[^\W\d_]{2})[\w.\-]*\d{2,}[\w.\-]*")
_JOINTS = {"ru": ("{} {}", "{} И ещё: {}", "{} А также {}"), "en": ("{} {}", "{} Also, {}", "{} One more thing: {}")}
SYSTEMS: Mapping[str, frozenset[Part]] = {
    "none": frozenset(),
    **{str(part): frozenset({part}) for part in Part},
    "all": ALL,
}
# Damage -> what does it to a text with a seed, and the part of the expansion that is there for it.
DAMAGES: Mapping[str, tuple[Callable[[str, str], str], Part]] = {
    "slip": (with_slip, Part.TYPOS),
    "layout": (in_wrong_layout, Part.LAYOUT),
    "by ear": (with_names_by_ear, Part.SCRIPTS),
}

Scores = Mapping[str, float]  # query id -> nDCG@10


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: a set of queries searched by one system, beside the undamaged or the unexpanded."""

    queries: str
    system: str
    n: int
    value: float
    beside: float  # of the same queries: clean ones for damaged queries, no expansion for clean ones
    difference: tuple[float, float, float]  # mean and 95 % interval

    @property
    def kept(self) -> float:
        return self.value / self.beside if self.beside else 0.0


class Systems:
    """Searchers over one index that differ in what they expand."""

    def __init__(self, index: Path, embedder: Embedder, *, dense: bool) -> None:
        self._open = {
            name: Searcher(index, embedder, expander=WordExpander(parts=chosen) if chosen else None)
            for name, chosen in SYSTEMS.items()
        }
        self._legs = frozenset({Leg.LEXICAL, Leg.DENSE}) if dense else frozenset({Leg.LEXICAL})

    def close(self) -> None:
        for searcher in self._open.values():
            searcher.close()

    def found(self, system: str, query: Query) -> list[str]:
        """Ids of the articles found, best first."""
        result = self._open[system].ranked(query, legs=self._legs)
        return list(dict.fromkeys(hit.article.article_id for hit in result.hits))

    def found_apart(self, system: str, texts: Sequence[str], query: Query) -> list[str]:
        """The same, with each text searched for by itself."""
        searcher = self._open[system]
        results = [searcher.ranked(replace(query, text=text), legs=self._legs) for text in texts]
        return list(dict.fromkeys(hit.article.article_id for hit in merged(results, query.limit).hits))

    def scores(self, system: str, questions: Sequence[Question]) -> Scores:
        ranked = {one.query_id: self.found(system, _query(one)) for one in questions}
        scored = rankings_scored(ranked, {one.query_id: one.relevant for one in questions})
        return {key: values[MEASURE] for key, values in scored.items()}


@contextmanager
def systems_over(articles: Sequence[Article], embedder: str) -> Iterator[Systems]:
    """All systems over an index of these articles in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="otvet-eval-") as folder:
        model = open_embedder(embedder, cache=Path(folder))
        index = indexed_into(Path(folder), articles, model)
        with closing(Systems(index, model, dense=embedder != "hashing")) as systems:
            yield systems


def measured(systems: Systems, questions: Sequence[Question]) -> Iterator[Row]:
    """Each slice clean with every part of the expansion, then each damage with none, its own part and all."""
    clean = {name: systems.scores(name, questions) for name in SYSTEMS}
    for name, ids in _slices(questions).items():
        yield from (_row(f"{name} clean", system, clean[system], clean["none"], ids) for system in SYSTEMS)
    for damage, (apply, part) in DAMAGES.items():
        damaged = [replace(one, text=apply(one.text, one.query_id)) for one in questions]
        changed = [one for one, before in zip(damaged, questions, strict=True) if one.text != before.text]
        for system in ("none", part, "all") if changed else ():
            scores = systems.scores(system, changed)
            yield _row(f"{_languages(changed)} {damage}", system, scores, clean["none"], list(scores))


def codes_found(systems: Systems, articles: Sequence[Article]) -> Iterator[Row]:
    """Identifiers that stand in one or two articles, asked for as they are and mangled: is the article found."""
    holders = _codes(articles)
    language = articles[0].language_code
    whole = _code_scores(systems, "none", {code: code for code in holders}, holders, language)
    asked = {code: mangled(code, code) for code in holders}
    for system in ("none", Part.CODES, "all") if holders else ():
        scores = _code_scores(systems, system, asked, holders, language)
        yield _row(f"{language} codes mangled", system, scores, whole, list(holders))


def compounds_found(systems: Systems, questions: Sequence[Question]) -> Iterator[tuple[str, int, float, float]]:
    """How often both pages of two joined questions are among the first 5 and 10 articles: way, n, @5, @10."""
    pairs = _pairs(questions)
    ways: Mapping[str, Callable[[Question, Question, str], list[str]]] = {
        "whole": lambda one, _, text: systems.found("all", _query(one, text)),
        "split": lambda one, _, text: systems.found_apart("all", parts(text), _query(one)),
        "ideal": lambda one, other, _: systems.found_apart("all", (one.text, other.text), _query(one)),
    }
    for way, search in ways.items() if pairs else ():
        found = [(search(one, other, text), one, other) for one, other, text in pairs]
        both = [[_both(ranked[:cut], one, other) for ranked, one, other in found] for cut in (5, 10)]
        yield way, len(pairs), float(np.mean(both[0])), float(np.mean(both[1]))


# --- workings -----------------------------------------------------------------------------------------


def _query(question: Question, text: str | None = None) -> Query:
    return Query(question.text if text is None else text, question.language_code, limit=PASSAGES)


def _slices(questions: Iterable[Question]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for question in questions:
        groups.setdefault(question.slice, []).append(question.query_id)
    return groups


def _languages(questions: Iterable[Question]) -> str:
    return "+".join(sorted({question.language_code for question in questions}))


def _row(queries: str, system: str, scores: Scores, beside: Scores, ids: Sequence[str]) -> Row:
    ours, theirs = [scores[one] for one in ids], [beside[one] for one in ids]
    return Row(queries, system, len(ids), float(np.mean(ours)), float(np.mean(theirs)), paired_difference(ours, theirs))


def _codes(articles: Sequence[Article]) -> dict[str, set[str]]:
    """Code -> the articles that hold it, of those that one or two hold; spread evenly over all."""
    holders: dict[str, set[str]] = {}
    for article in articles:
        for token in tokenize(article.body_markdown):
            if token.kind is TokenKind.CODE and 5 <= len(token.text) <= 24 and _CODE.fullmatch(token.text):
                holders.setdefault(token.text, set()).add(article.article_id)
    lower = Counter(code.lower() for code in holders)
    rare = sorted(code for code, held in holders.items() if len(held) <= 2 and lower[code.lower()] == 1)
    return {code: holders[code] for code in rare[:: max(1, len(rare) // CODES)]}


def _code_scores(
    systems: Systems, system: str, asked: Mapping[str, str], holders: Mapping[str, set[str]], language: str
) -> Scores:
    found = {code: systems.found(system, Query(text, language, limit=PASSAGES)) for code, text in asked.items()}
    return {code: values[MEASURE] for code, values in rankings_scored(found, holders).items()}


def _pairs(questions: Sequence[Question]) -> list[tuple[Question, Question, str]]:
    """Questions of different pages, joined in several ways; always the same."""
    half = len(questions) // 2
    made = []
    for number, (one, other) in enumerate(zip(questions[:half], reversed(questions[half:]), strict=False)):
        if one.language_code == other.language_code and not set(one.relevant) & set(other.relevant):
            joints = _JOINTS.get(one.language_code, _JOINTS["en"])
            made.append((one, other, joints[number % len(joints)].format(one.text, other.text)))
    return made[:COMPOUNDS]


def _both(ranked: Sequence[str], one: Question, other: Question) -> bool:
    return bool(set(ranked) & set(one.relevant)) and bool(set(ranked) & set(other.relevant))


# --- showing ------------------------------------------------------------------------------------------


def _table(rows: Iterable[Row]) -> Table:
    table = Table("queries", "expansion", "n", MEASURE, "beside", "kept", "difference, 95 %")
    for row in rows:
        mean, low, high = row.difference
        numbers = (f"{row.value:.3f}", f"{row.beside:.3f}", f"{row.kept:.2f}", f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]")
        table.add_row(row.queries, row.system, str(row.n), *numbers)
    return table


def main() -> None:
    """Prints three tables: clean and damaged queries, mangled codes, compound questions."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, nargs="+", required=True)
    options.add_argument("--queries", type=Path, nargs="+", required=True)
    options.add_argument("--embedder", default="hashing", help="hashing: by words alone")
    given = options.parse_args()
    articles, _ = read_articles(given.articles, "A")
    questions = [one for one in read_questions(given.queries, [], articles, protocol="A") if one.relevant]
    console = Console(width=130)
    with systems_over(articles, given.embedder) as systems:
        console.print(_table([*measured(systems, questions), *codes_found(systems, articles)]))
        table = Table("two questions", "n", "both pages @5", "both pages @10")
        for way, n, five, ten in compounds_found(systems, questions):
            table.add_row(way, str(n), f"{five:.3f}", f"{ten:.3f}")
        console.print(table)


if __name__ == "__main__":
    main()
