"""YAML text -> Node: values that know their file and line, so that every refusal can say where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from service.errors import StandardInvalid

_MAX_DEPTH = 20
# «- если ..6 #VERB»: YAML takes the rest for a comment and the phrase silently loses its end.
_SWALLOWED = re.compile(r"^\s*-\s+[^\s\"'#][^\"#]*\s#[A-Za-z0-9-]", re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Content = str | tuple["Node", ...] | Mapping[str, "Node"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a pack with its place.

    Scalars stay text: in YAML 1.1 a bare ``no`` or ``yes`` is a boolean, which would silently
    swallow the very words that rules are about. Whoever wants a number or a flag asks for one.
    """

    content: Content
    file: str
    line: int

    def refusal(self, what: str) -> StandardInvalid:
        return StandardInvalid(f"{self.file}:{self.line}: {what}")

    def text(self) -> str:
        if not isinstance(self.content, str) or not self.content.strip():
            raise self.refusal("a text is expected here; write one, in quotes if it begins with a special character")
        return self.content

    def flag(self) -> bool:
        value = self.text()
        if value not in ("true", "false"):
            raise self.refusal(f"`{value}` is neither true nor false; write one of the two")
        return value == "true"

    def integer(self, least: int = 0) -> int:
        value = self.text()
        if not value.isdecimal() or int(value) < least:
            raise self.refusal(f"`{value}` is not a whole number of at least {least}; write one")
        return int(value)

    def choice(self, options: Iterable[str]) -> str:
        value, known = self.text(), sorted(options)
        if value not in known:
            raise self.refusal(f"`{value}` is not known here; choose one of: {', '.join(known)}")
        return value

    def items(self) -> tuple[Node, ...]:
        """The elements of a list; a single value counts as a list of one."""
        return self.content if isinstance(self.content, tuple) else (self,)

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def entries(self) -> Mapping[str, Node]:
        if not isinstance(self.content, Mapping):
            raise self.refusal("keys with values are expected here; write `key: value` lines")
        return self.content

    def only(self, *, required: Iterable[str] = (), optional: Iterable[str] = ()) -> Mapping[str, Node]:
        """The entries, once it is sure that all the required and none but the known keys are there."""
        entries, needed = self.entries(), tuple(required)
        known = {*needed, *optional}
        names = ", ".join(sorted(known))
        refusals = [
            value.refusal(f"unknown key `{key}`; the keys here are: {names}")
            for key, value in entries.items()
            if key not in known
        ]
        refusals += [self.refusal(f"the key `{key}` is missing; add it") for key in needed if key not in entries]
        if refusals:
            raise StandardInvalid(*(problem for refusal in refusals for problem in refusal.problems))
        return entries


def parse(text: str, file: str) -> Node:
    """Raises StandardInvalid where the text is no YAML, repeats a key or nests endlessly."""
    if swallowed := _SWALLOWED.search(text):
        line = text.count("\n", 0, swallowed.end()) + 1
        raise StandardInvalid(f"{file}:{line}: a # after a space begins a comment in YAML; put the phrase in quotes")
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        raise StandardInvalid(f"{file}:{line}: this is not YAML ({exc.problem}); mend the line") from exc
    except yaml.YAMLError as exc:
        raise StandardInvalid(f"{file}:1: this is not YAML ({exc}); mend the file") from exc
    if root is None:
        raise StandardInvalid(f"{file}:1: the file is empty; write `standard:`, `description:` and `rules:`")
    return _node(root, file, 0)


def _node(raw: yaml.Node, file: str, depth: int) -> Node:
    line = raw.start_mark.line + 1
    if depth > _MAX_DEPTH:
        raise StandardInvalid(f"{file}:{line}: nested too deeply, or an alias that holds itself; flatten it")
    if isinstance(raw, yaml.ScalarNode):
        return Node(raw.value, file, line)
    if isinstance(raw, yaml.SequenceNode):
        return Node(tuple(_node(item, file, depth + 1) for item in raw.value), file, line)
    return _mapping(raw, file, depth)


def _mapping(raw: yaml.Node, file: str, depth: int) -> Node:
    entries: dict[str, Node] = {}
    for key, value in raw.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise StandardInvalid(f"{file}:{line}: a key must be a plain word; rewrite it")
        if key.value in entries:
            raise StandardInvalid(f"{file}:{line}: the key `{key.value}` is used twice; keep one of them")
        entries[key.value] = _node(value, file, depth + 1)
    return Node(entries, file, raw.start_mark.line + 1)
