"""A standard's name or path -> Standard: the pack, the packs it extends, and its layers over them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from service.domain import Severity
from service.errors import StandardInvalid, UnknownStandard
from service.standards.model import Rule, Standard, StandardInfo
from service.standards.node import Node, parse
from service.standards.pack import Layer, Pack, identifier, read_pack

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SUFFIX = ".yaml"
_PARTS = "parts"  # packs that are only extended, never chosen by themselves


@dataclass(frozen=True, slots=True)
class _Read:
    pack: Pack
    raw: bytes


def load_standard(name_or_path: str) -> Standard:
    """A shipped standard by name, or a pack by the path of its ``.yaml`` file.

    Raises UnknownStandard where there is none, StandardInvalid (file, line, what to do) where a pack
    is broken. The examples are not run here: that takes the checker (`service.guardrail.lint`).
    """
    if name_or_path.endswith(_SUFFIX):
        path = Path(name_or_path)
        return _stack(_read(path, str(path)), (path.parent, *_shipped_folders()))
    return _shipped_standard(name_or_path)


def available() -> tuple[StandardInfo, ...]:
    """The shipped standards, by name."""
    return tuple(
        StandardInfo(found.name, found.version, found.description, found.extends, len(found.rules))
        for found in map(_shipped_standard, shipped_names())
    )


def shipped() -> Traversable:
    """The folder of the packs that come with the service."""
    return resources.files("prompts").joinpath("standards")


def _shipped_folders() -> tuple[Traversable, ...]:
    return shipped(), shipped().joinpath(_PARTS)


def shipped_names() -> tuple[str, ...]:
    names = (entry.name for entry in shipped().iterdir() if entry.name.endswith(_SUFFIX))
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names))


@lru_cache(maxsize=32)
def _shipped_standard(name: str) -> Standard:
    if not _NAME.fullmatch(name) or name not in shipped_names():
        known = ", ".join(shipped_names())
        raise UnknownStandard(f"there is no standard `{name}`; there are {known}, or give the path of a .yaml file")
    return _stack(_read_shipped(name), _shipped_folders())


def _read_shipped(name: str) -> _Read:
    return _read(shipped().joinpath(name + _SUFFIX), f"{name}{_SUFFIX}")


def _read(source: Traversable | Path, label: str) -> _Read:
    try:
        raw = source.read_bytes()
    except OSError as exc:
        raise UnknownStandard(f"the pack {label} cannot be read ({exc.strerror}); check the path") from exc
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise StandardInvalid(f"{label}:{line}: byte {exc.start} is not UTF-8; save the file as UTF-8") from exc
    return _Read(read_pack(parse(text, label), source.name.removesuffix(_SUFFIX)), raw)


def _stack(top: _Read, folders: Sequence[Traversable | Path]) -> Standard:
    reads = _ancestry(top, folders, ())
    rules: dict[str, Rule] = {}
    lists: dict[str, tuple[Node, ...]] = {}
    for read in reads:
        _add_rules(rules, read.pack.rules)
        for layer in read.pack.layers:
            _apply(rules, layer)
        for name, words in read.pack.lists.items():
            lists[name] = lists.get(name, ()) + words
    return Standard(
        name=top.pack.name,
        version=_digest(read.raw for read in reads),
        description=top.pack.description,
        extends=tuple(identifier(parent) for parent in top.pack.extends),
        rules=tuple(rules.values()),
        lists=lists,
    )


def _digest(raws: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for raw in raws:
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:12]


def _ancestry(read: _Read, folders: Sequence[Traversable | Path], below: tuple[str, ...]) -> list[_Read]:
    """The pack and everything it extends, each once, parents before children."""
    chain = (*below, read.pack.name)
    ordered: list[_Read] = []
    for parent in read.pack.extends:
        name = identifier(parent)
        if name in chain:
            circle = " → ".join((*chain[chain.index(name) :], name))
            raise parent.refusal(f"the packs extend each other in a circle ({circle}); break it")
        found = _ancestry(_find(name, parent, folders), folders, chain)
        ordered += [one for one in found if one.pack.name not in {other.pack.name for other in ordered}]
    return [*ordered, read]


def _find(name: str, asked: Node, folders: Sequence[Traversable | Path]) -> _Read:
    for folder in folders:
        candidate = folder.joinpath(name + _SUFFIX)
        if candidate.is_file():
            return _read(
                candidate, str(candidate) if isinstance(folder, Path) and folder is folders[0] else f"{name}{_SUFFIX}"
            )
    raise asked.refusal(f"there is no pack `{name}` to extend; put {name}{_SUFFIX} beside this file or fix the name")


def _add_rules(rules: dict[str, Rule], new: Sequence[Rule]) -> None:
    for rule in new:
        if rule.rule_id in rules:
            first = rules[rule.rule_id].place
            raise rule.place.refusal(
                f"the rule `{rule.rule_id}` is inherited from {first.file}:{first.line}; change it under `overrides:`"
            )
        rules[rule.rule_id] = rule


def _apply(rules: dict[str, Rule], layer: Layer) -> None:
    rule = rules.get(layer.rule_id)
    if rule is None:
        raise layer.place.refusal(f"there is no rule `{layer.rule_id}` to override; check the id")
    if rule.locked and _lowers(rule, layer):
        raise layer.place.refusal(
            f"`{rule.rule_id}` is a security rule: it cannot be disabled, lowered or given exceptions; remove this"
        )
    if not layer.enabled:
        del rules[layer.rule_id]
        return
    allow = dict(rule.allow)
    for language, phrases in layer.allow.items():
        allow[language] = allow.get(language, ()) + phrases
    rules[layer.rule_id] = replace(rule, severity=layer.severity or rule.severity, allow=allow)


def _lowers(rule: Rule, layer: Layer) -> bool:
    order = list(Severity)
    weaker = layer.severity is not None and order.index(layer.severity) > order.index(rule.severity)
    return not layer.enabled or weaker or bool(layer.allow)
