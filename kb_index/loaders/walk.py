"""Files and folders -> articles, through the loader that knows each suffix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kb_index.errors import SourceUnreadable
from kb_index.loaders import jsonl, markdown, plaintext
from kb_index.loaders.found import Found, Skipped

Load = Callable[[Path, Path], Iterator[Found | Skipped]]

# One line per format.
_FORMATS: tuple[tuple[tuple[str, ...], Load], ...] = (
    (markdown.SUFFIXES, markdown.load),
    (jsonl.SUFFIXES, jsonl.load),
    (plaintext.SUFFIXES, plaintext.load),
)


def require_sources(paths: Sequence[Path]) -> None:
    """Raises SourceUnreadable for a path that is not there: most likely a typing mistake."""
    for path in paths:
        if not path.exists():
            raise SourceUnreadable(f"{path} does not exist; name a file or folder with articles.")


def load_source(source: Path) -> Iterator[Found | Skipped]:
    """Everything below one file or folder, in sorted order; hidden files and links to folders are passed over."""
    root = source if source.is_dir() else source.parent
    for path in _files(source):
        load = next((load for suffixes, load in _FORMATS if path.suffix.lower() in suffixes), None)
        if load is not None:
            yield from load(path, root)
        else:
            yield Skipped(path, f"no loader for {path.suffix or 'files without suffix'} (there are {_known()})")


def _known() -> str:
    return ", ".join(suffix for suffixes, _ in _FORMATS for suffix in suffixes)


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
        return
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
