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

from service.errors import StandardInvalid, UnknownStandard
from service.standards.gathering import Gathering
from service.standards.model import Standard, StandardInfo
from service.standards.node import Node, parse
from service.standards.pack import Pack, read_pack
from service.standards.stack import stack
from service.standards.words import ID_PATTERN, identifier

_NAME = re.compile(ID_PATTERN)
SUFFIX = ".yaml"
_PARTS = "parts"  # packs that are only extended, never chosen by themselves


@dataclass(frozen=True, slots=True)
class _Read:
    pack: Pack
    raw: bytes
    path: Path | None  # None: it came with the service and does not change while that runs
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What can be made of a pack, everything that is wrong with it, and the files that it was made of."""

    standard: Standard
    problems: tuple[str, ...]
    complete: bool  # False: a pack that it extends cannot be read
    files: tuple[Path, ...]  # what it was made of, without what comes with the service


def load_standard(name_or_path: str) -> Standard:
    """A shipped standard by name, or a pack by the path of its ``.yaml`` file.

    Raises UnknownStandard where there is none, StandardInvalid (file, line, what to do) where a pack
    is broken. The examples are not run here: that takes the checker (`service.guardrail.lint`).
    """
    if not name_or_path.endswith(SUFFIX):
        return _shipped_standard(name_or_path)
    return _sound(examine(name_or_path))


def examine(path: str) -> Examined:
    """As `load_standard`, for a file that may be broken. Raises StandardInvalid where nothing can be read."""
    file = Path(path)
    return _stacked(_read(file, path), (file.parent, *_shipped_folders()))


def parents(path: str) -> tuple[str, ...]:
    """The names of the packs that a pack extends. Raises StandardInvalid where it cannot be read."""
    return tuple(identifier(parent) for parent in _read(Path(path), path).pack.extends)


def available() -> tuple[StandardInfo, ...]:
    """The shipped standards, by name."""
    return tuple(
        StandardInfo(found.name, found.version, found.description, found.extends, len(found.rules))
        for found in map(_shipped_standard, shipped_names())
    )


def rule_ids(standard: str) -> frozenset[str]:
    """Of all rules of this standard and of every shipped one. Raises UnknownStandard, StandardInvalid."""
    return frozenset(rule.rule_id for name in {standard, *shipped_names()} for rule in load_standard(name).rules)


def shipped() -> Traversable:
    """The folder of the packs that come with the service."""
    return resources.files("prompts").joinpath("standards")


def _shipped_folders() -> tuple[Traversable, ...]:
    return shipped(), shipped().joinpath(_PARTS)


def shipped_names() -> tuple[str, ...]:
    names = (entry.name for entry in shipped().iterdir() if entry.name.endswith(SUFFIX))
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names))


@lru_cache(maxsize=32)
def _shipped_standard(name: str) -> Standard:
    if not _NAME.fullmatch(name) or name not in shipped_names():
        known = ", ".join(shipped_names())
        raise UnknownStandard(f"there is no standard `{name}`; there are {known}, or give the path of a .yaml file")
    return _sound(_stacked(_shipped_pack(name, parts=False), _shipped_folders()))


@lru_cache(maxsize=64)
def _shipped_pack(name: str, *, parts: bool) -> _Read:
    """Every shipped standard extends the same packs; each is read once."""
    label = f"{_PARTS}/{name}{SUFFIX}" if parts else name + SUFFIX
    return replace(_read(_shipped_folders()[parts].joinpath(name + SUFFIX), label), path=None)


def _sound(examined: Examined) -> Standard:
    if examined.problems:
        raise StandardInvalid(*examined.problems)
    return examined.standard


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
    gathering = Gathering()
    pack = read_pack(parse(text, label), source.name.removesuffix(SUFFIX), gathering)
    return _Read(pack, raw, source if isinstance(source, Path) else None, tuple(gathering.problems))


def _stacked(top: _Read, folders: Sequence[Traversable | Path]) -> Examined:
    finding = Gathering()
    reads = _ancestry(top, folders, (), finding)
    stacking = Gathering()
    standard = stack([read.pack for read in reads], _digest(read.raw for read in reads), stacking)
    unread, complete = finding.problems, not finding.problems
    problems = [*unread, *(problem for read in reads for problem in read.problems)]
    return Examined(
        standard=standard,
        problems=tuple([*problems, *stacking.problems] if complete else problems),
        complete=complete,
        files=tuple(read.path for read in reads if read.path),
    )


def _digest(raws: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for raw in raws:
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:12]


def _ancestry(
    read: _Read, folders: Sequence[Traversable | Path], below: tuple[str, ...], gathering: Gathering
) -> list[_Read]:
    """The pack and everything it extends, each once, parents before children; what cannot be read is noted."""
    chain = (*below, read.pack.name)
    ordered: list[_Read] = []
    for asked in read.pack.extends:
        parent = gathering.attempt(_find, asked, chain, folders)
        found = _ancestry(parent, folders, chain, gathering) if parent else []
        ordered += [one for one in found if one.pack.name not in {other.pack.name for other in ordered}]
    return [*ordered, read]


def _find(asked: Node, chain: tuple[str, ...], folders: Sequence[Traversable | Path]) -> _Read:
    name, beside = identifier(asked), folders[0]
    if name in chain:
        circle = " → ".join((*chain[chain.index(name) :], name))
        raise asked.refusal(f"the packs extend each other in a circle ({circle}); break it")
    for folder in folders:
        candidate = folder.joinpath(name + SUFFIX)
        if not candidate.is_file():
            continue
        if folder is beside and isinstance(folder, Path) and folder != shipped():
            return _read(candidate, str(candidate))
        return _shipped_pack(name, parts=folder.name == _PARTS)
    raise asked.refusal(f"there is no pack `{name}` to extend; put {name}{SUFFIX} beside this file or fix the name")
