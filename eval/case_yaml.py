"""A YAML text -> records with the line of every field. Plain words are read as in YAML 1.2: «no» is a word, 001 too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from eval.case_files import Place, Record
from eval.case_text import Fault

_NULL = re.compile(r"|~|null|Null|NULL")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9]\d*)\.\d+(?:[eE][-+]?\d+)?")
_MOST_NODES = 500_000  # what aliases unfold to counts each time
_DEEPEST = 40


def yaml_records(path: Path, text: str) -> Iterator[Record | Fault]:
    """Documents that are lists of cases, one case each, or an object with the list under ``cases``."""
    try:
        documents = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        yield Fault(path, mark.line + 1 if mark else None, None, _told(exc))
        return
    except yaml.YAMLError as exc:
        yield Fault(path, None, None, f"not YAML: {exc}")
        return
    for document in documents:
        for node in _items(document):
            yield from _record(path, node)


def _told(exc: yaml.MarkedYAMLError) -> str:
    problem = str(exc.problem or exc)
    if "\\t" in problem:
        return "not YAML: a tab in the indentation; YAML is indented with spaces"
    hint = ""
    if "mapping values are not allowed" in problem:
        hint = " (a text with «: » in it goes into quotes)"
    elif "expected <block end>" in problem or "could not find expected" in problem:
        hint = " (look at the indentation here and at quotes that are not closed above)"
    return f"not YAML: {problem}{hint}"


def _items(document: yaml.Node) -> list[yaml.Node]:
    if isinstance(document, yaml.MappingNode) and len(document.value) == 1:
        key, value = document.value[0]
        document = value if key.value == "cases" else document
    return list(document.value) if isinstance(document, yaml.SequenceNode) else [document]


def _record(path: Path, node: yaml.Node) -> Iterator[Record | Fault]:
    reading = _Reading(path)
    line = node.start_mark.line + 1
    try:
        value = reading.value(node, ())
    except RecursionError:
        yield Fault(path, line, None, "is nested too deeply, or an alias holds itself; write it out")
        return
    yield from reading.faults
    yield Record(path, line, value, reading.lines)


@dataclass
class _Reading:
    path: Path
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    nodes: int = 0

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Raises RecursionError for what unfolds without end."""
        self.nodes += 1
        if self.nodes > _MOST_NODES or len(place) > _DEEPEST:
            raise RecursionError
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, (*place, number)) for number, one in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        plain = isinstance(node, yaml.ScalarNode) and node.style is None
        return _scalar(node.value) if plain else node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name == "<<" and key.style is None:
                parts = value.value if isinstance(value, yaml.SequenceNode) else [value]
                for part in reversed(parts):
                    found = self.value(part, place)
                    merged |= found if isinstance(found, dict) else {}
                continue
            if name in own:
                message = "stands twice in one object; keep one of them"
                field_path = ".".join(map(str, (*place, name)))
                self.faults.append(Fault(self.path, key.start_mark.line + 1, field_path, message))
            self.lines[(*place, name)] = key.start_mark.line + 1
            own[name] = self.value(value, (*place, name))
        return {**merged, **own}


def _scalar(text: str) -> Any:
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
