"""Files of labelled queries -> Question[]: those that the given articles answer, and those that nothing answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from kb_index.records import Article, Span

# Protocol -> the field that holds the relevant ids.
RELEVANT: Mapping[str, str] = {"A": "relevant", "B": "relevant_linked", "cross": "relevant_other_lang"}


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled query. ``relevant`` is empty for a question that the articles do not answer."""

    query_id: str
    text: str
    language_code: str
    slice: str  # language/kb/origin
    page: str  # where the question stands: questions of one page share their fate when data is split
    relevant: tuple[str, ...]
    gold: tuple[str, Span] | None


def read_questions(
    queries: Sequence[Path], noanswer: Sequence[Path], articles: Sequence[Article], *, protocol: str
) -> list[Question]:
    """The queries whose relevant ids are all among the articles, then the unanswerable ones. Raises EvalError."""
    if protocol not in RELEVANT:
        raise EvalError(f"there is no protocol {protocol!r}; choose one of {', '.join(RELEVANT)}")
    label = RELEVANT[protocol]
    ids = {article.article_id for article in articles}
    pages = {article.metadata.get("source_path") for article in articles} - {None}
    rows = [row for path in queries for row in _rows(path)]
    counted = [row for row in rows if row.get(label) and ids.issuperset(row[label])]
    if not counted:
        raise EvalError("no query has all its relevant articles among those given; check that files belong together")
    bases = {(row["lang"], row["kb"]) for row in counted}
    refused = [row for row in rows if row.get("answerable") is False]
    refused += [row for path in noanswer for row in _rows(path)]
    # A question about another product is no answerless one where that product's page is indexed too.
    refused = [row for row in refused if (row["lang"], row["kb"]) in bases and row.get("source_path") not in pages]
    return [_question(row, tuple(row[label])) for row in counted] + [_question(row, ()) for row in refused]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise EvalError(f"{path} cannot be read: {exc}") from exc
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(line, f"{path}:{number}")


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        missing = [name for name in ("id", "text", "lang", "kb", "origin") if not isinstance(row.get(name), str)]
    except (ValueError, AttributeError) as exc:
        raise EvalError(f"{place}: not a JSON object: {exc}") from exc
    if missing:
        raise EvalError(f"{place}: a labelled query has the text field(s) {', '.join(missing)}")
    return dict(row)


def _question(row: Mapping[str, Any], relevant: tuple[str, ...]) -> Question:
    gold = row.get("gold_span_noquestions")
    return Question(
        query_id=row["id"],
        text=row["text"],
        language_code=row["lang"],
        slice=f"{row['lang']}/{row['kb']}/{row['origin']}",
        page=str(row.get("source_path") or row["id"]),
        relevant=relevant,
        gold=(gold["article_id"], Span(gold["start"], gold["end"])) if gold and relevant else None,
    )
