"""A JSONL or YAML file -> its records, each with the line it stands on; nothing is known here of what a case is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.case_text import Fault, decoded

YAML_SUFFIXES = (".yaml", ".yml")
Place = tuple[str | int, ...]
_EXCEL = re.compile(r'^\s*"?\{\s*""')
_CURLY = re.compile(r"[{,:\[]\s*[“”„«]")
_SINGLE = re.compile(r"[{,:\[]\s*'")
_PYTHON = re.compile(r"[:,\[]\s*(True|False|None)\b")
_HANGING = re.compile(r",\s*[}\]]")
_UNSEEN = re.compile("[\u00a0\u200b\u2060\ufeff\u2028]")


@dataclass(frozen=True, slots=True)
class Record:
    """``lines``: path of a field -> the line it stands on, where the file tells."""

    path: Path
    line: int
    value: Any
    lines: Mapping[Place, int] = field(default_factory=dict)

    def fault(self, place: Place, message: str) -> Fault:
        """At the line of the field, or of the nearest one around it."""
        known = (self.lines[place[:length]] for length in range(len(place), -1, -1) if place[:length] in self.lines)
        return Fault(self.path, next(known, self.line), ".".join(map(str, place)) or None, message)


@dataclass(frozen=True, slots=True)
class FileRead:
    records: tuple[Record, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


def read_records(path: Path) -> FileRead:
    """All that can be read and all that is wrong; never raises."""
    file = decoded(path)
    found: list[Record | Fault] = []
    if path.suffix.lower() in YAML_SUFFIXES:
        from eval.case_yaml import yaml_records

        found += yaml_records(path, file.text)
    else:
        found += _jsonl(path, file.text)
    if not found and not file.faults:
        found.append(Fault(path, None, None, "no cases; one JSON object per line, or a YAML list, is expected"))
    records = tuple(one for one in found if isinstance(one, Record))
    return FileRead(records, (*file.faults, *(one for one in found if isinstance(one, Fault))), file.notes)


def _jsonl(path: Path, text: str) -> Iterator[Record | Fault]:
    whole = _one_document(path, text)
    if whole is not None:
        yield whole
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield from _parsed(path, number, line)


def _one_document(path: Path, text: str) -> Fault | None:
    """A file that is one JSON value over many lines, as programs print it for people."""
    head = text.lstrip()[:1]
    if head != "[" and "\n" not in text.strip():
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    message = (
        f"is one JSON value over many lines; one case per line is expected, or rename it to {path.stem}.yaml: "
        "a YAML list may be written so"
    )
    return Fault(path, 1, None, message)


def _parsed(path: Path, number: int, line: str) -> Iterator[Record | Fault]:
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        twice.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)
        return dict(found)

    try:
        value = json.loads(line, object_pairs_hook=pairs, parse_constant=_no_number)
    except RecursionError:
        yield Fault(path, number, None, "is nested too deeply; write it flatter")
        return
    except json.JSONDecodeError as exc:
        yield Fault(path, number, None, f"not a JSON object: {exc.msg} at column {exc.colno}{_hint(line)}")
        return
    except ValueError as exc:
        yield Fault(path, number, None, str(exc))
        return
    yield from (Fault(path, number, name, "stands twice in one object; keep one of them") for name in twice)
    yield Record(path, number, value)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number; write null, or leave the key out")


def _hint(line: str) -> str:
    """What most likely happened to the line."""
    hints = (
        (_EXCEL, 'Excel doubled the quotes (""): edit case files in a text editor, tables with `otvet eval import`'),
        (_CURLY, 'curly quotes, which a word processor makes; JSON takes straight ones: "'),
        (_SINGLE, 'single quotes; JSON takes double ones: "'),
        (_PYTHON, "True, False and None are Python; write true, false and null"),
        (_HANGING, "a comma before a closing bracket; leave it out"),
        (_UNSEEN, "an invisible sign or a no-break space between the values; type plain spaces"),
    )
    found = next((hint for shape, hint in hints if shape.search(line)), None)
    if found is None and line.rstrip().count("{") > line.rstrip().count("}"):
        found = "the line ends within the object: a case takes one line, or a YAML file"
    return f" ({found})" if found else ""
