"""The source tree + a few changed files -> a folder of links in which those files are changed, for another process.

A planted fault must reach everything that reads the file, as an edit would, and leave the tree itself alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from service.standards.load import shipped

PACKAGES = ("service", "kb_index", "eval")


def lay_over(into: Path, changed: Mapping[str, str | None]) -> Path:
    """``changed``: path such as ``prompts/phrases/ru.yaml`` -> its new text; None: it is not there. Returns ``into``.

    Raises FileNotFoundError for a path that the tree does not have: a fault in nothing proves nothing.
    """
    for name, package in _roots().items():
        _link(package, into / name)
    for path, text in changed.items():
        place = _unfolded(into, Path(path))
        if not place.exists():
            raise FileNotFoundError(f"{path}: the source tree has no such file")
        place.unlink()
        if text is not None:
            place.write_text(text, encoding="utf-8")
    return into


def original(path: str) -> str:
    """The text of a file as the source tree has it."""
    name, _, rest = path.partition("/")
    return (_roots()[name] / rest).read_text(encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """For a process that reads the packages from the folder; its byte code goes nowhere, since folders are shared."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTVET_")}
    return {**kept, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def _roots() -> dict[str, Path]:
    packages = {name: Path(str(resources.files(name))) for name in PACKAGES}
    return {**packages, "prompts": Path(str(shipped())).parent}


def _unfolded(into: Path, path: Path) -> Path:
    """The place of the file, its package made of real folders full of links: walks of a tree follow no linked one."""
    package = into / path.parts[0]
    if package.is_symlink():
        target = package.resolve()
        package.unlink()
        _mirror(target, package)
    return into / path


def _mirror(source: Path, place: Path) -> None:
    place.mkdir()
    for entry in source.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            _mirror(entry, place / entry.name)
        elif entry.is_file():
            _link(entry, place / entry.name)


def _link(target: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target.resolve())
