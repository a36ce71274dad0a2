"""Files of everyday support questions -> questions with their paraphrases and near-misses, and sentences to hide them.

A question is one JSON object a line: ``id``, ``topic`` and four sentences in each language: the question, the same as
another customer would put it, the same in other words altogether, a near-miss (same words, another question). A
distractor is a line ``Russian<TAB>English``. docs/evaluation.md describes both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from eval.errors import EvalError
from kb_index.text.language import share

LANGUAGES = ("ru", "en")
_SENTENCES = tuple(f"{code}{kind}" for code in LANGUAGES for kind in ("", "_reworded", "_paraphrase", "_near_miss"))
_FIELDS = ("id", "topic", *_SENTENCES)
_MOST_TOLD = 20
_OWN_SCRIPT = 0.5  # of the letters; names in the other script may stand in a sentence


@dataclass(frozen=True, slots=True)
class EverydayQuestion:
    """``sentences`` by field: ``ru``, ``ru_reworded``, ``ru_paraphrase``, ``ru_near_miss``; the same with ``en``."""

    question_id: str
    topic: str
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Everyday:
    """All questions, and the distractors of each language."""

    questions: tuple[EverydayQuestion, ...]
    distractors: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    text: str


def everyday_folder() -> Path:
    """Where the questions of the project stand."""
    return Path(str(resources.files("eval").joinpath("everyday")))


def read_everyday(folder: Path) -> Everyday:
    """``questions_*.jsonl`` and ``distractors_*.tsv`` of a folder. Raises EvalError, which names every wrong line."""
    wrong: list[str] = []
    rows = list(_questions(_lines(folder, "questions_*.jsonl"), wrong))
    pairs = list(_distractors(_lines(folder, "distractors_*.tsv"), wrong))
    wrong += _twice([(place, one.question_id) for place, one in rows], "the id")
    for column, code in enumerate(LANGUAGES):
        own = [(place, one.sentences[name]) for place, one in rows for name in _SENTENCES if name.startswith(code)]
        # A sentence that stands twice would be right and wrong at once.
        wrong += _twice([*own, *((place, pair[column]) for place, pair in pairs)], "the sentence")
    if wrong:
        more = [f"and {len(wrong) - _MOST_TOLD} more"] if len(wrong) > _MOST_TOLD else []
        raise EvalError("\n".join([f"{folder} cannot be used:", *wrong[:_MOST_TOLD], *more]))
    hidden = {code: tuple(pair[column] for _, pair in pairs) for column, code in enumerate(LANGUAGES)}
    return Everyday(tuple(one for _, one in rows), hidden)


def _lines(folder: Path, pattern: str) -> list[_Line]:
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise EvalError(f"{folder} holds no {pattern}; docs/evaluation.md shows the files")
    return [line for path in paths for line in _file(path)]


def _file(path: Path) -> Iterator[_Line]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise EvalError(f"{path} cannot be read: {exc}") from exc
    for number, text in enumerate(lines, start=1):
        if text.strip():
            yield _Line(f"{path.name}:{number}", text)


def _questions(lines: Sequence[_Line], wrong: list[str]) -> Iterator[tuple[str, EverydayQuestion]]:
    for line in lines:
        try:
            row = json.loads(line.text)
            texts = {name: " ".join(row[name].split()) for name in _FIELDS}
        except (ValueError, KeyError, TypeError, AttributeError):
            wrong.append(f"{line.place}: a question is a JSON object with the texts {', '.join(_FIELDS)}")
            continue
        complaints = [f"{line.place}: {name} is empty" for name in _FIELDS if not texts[name]]
        complaints += _misplaced(line.place, [(name, name[:2], texts[name]) for name in _SENTENCES])
        wrong += complaints
        if not complaints:
            yield line.place, EverydayQuestion(texts["id"], texts["topic"], {name: texts[name] for name in _SENTENCES})


def _distractors(lines: Sequence[_Line], wrong: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in lines:
        cells = [" ".join(cell.split()) for cell in line.text.split("\t")]
        if len(cells) != len(LANGUAGES) or not all(cells):
            wrong.append(f"{line.place}: a distractor is Russian, one tab, English")
            continue
        complaints = _misplaced(line.place, [(code, code, text) for code, text in zip(LANGUAGES, cells, strict=True)])
        wrong += complaints
        if not complaints:
            yield line.place, (cells[0], cells[1])


def _misplaced(place: str, texts: Sequence[tuple[str, str, str]]) -> list[str]:
    return [f"{place}: {name} is not in its language" for name, code, text in texts if share(text, code) < _OWN_SCRIPT]


def _twice(placed: Sequence[tuple[str, str]], what: str) -> list[str]:
    first: dict[str, str] = {}
    wrong = []
    for place, text in placed:
        key = text.casefold().rstrip(" .?!")
        if key in first:
            wrong.append(f"{place}: {what} “{text}” stands in {first[key]}, too")
        first.setdefault(key, place)
    return wrong
