"""Files and folders -> articles, through the loader that knows each suffix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kb_index.errors import SourceUnreadable
from kb_index.loaders import jsonl, markdown, plaintext
from kb_index.loaders.apart import ReadingApart
from kb_index.loaders.found import Found, Skipped

Load = Callable[[Path, Path], Iterator[Found | Skipped]]

# One line per format: the suffixes, and what reads them. A name is a module of this package that leans on a library
# for a foreign format; it is imported when such a file is met, in a process of its own with limits.
_FORMATS: tuple[tuple[tuple[str, ...], Load | str], ...] = (
    ((".md", ".markdown", ".mdx"), markdown.load),
    ((".jsonl", ".ndjson"), jsonl.load),
    ((".txt",), plaintext.load),
    ((".html", ".htm", ".xhtml"), "html_page"),
    ((".pdf",), "pdf_document"),
    ((".docx",), "docx_document"),
    ((".csv", ".tsv"), "csv_table"),
    ((".xlsx", ".xlsm"), "xlsx_table"),
    ((".json",), "json_records"),
)


def require_sources(paths: Sequence[Path]) -> None:
    """Raises SourceUnreadable for a path that is not there: most likely a typing mistake."""
    for path in paths:
        if not path.exists():
            raise SourceUnreadable(f"{path} does not exist; name a file or folder with articles.")


def load_source(source: Path) -> Iterator[Found | Skipped]:
    """Everything below one file or folder, in sorted order; hidden files and links to folders are passed over.

    A folder that cannot be read is one Skipped with its own path.
    """
    root = source if source.is_dir() else source.parent
    with ReadingApart() as apart:
        for path in _files(source):
            if isinstance(path, OSError):
                yield Skipped(Path(path.filename), f"the folder cannot be read: {path.strerror}")
            else:
                yield from _loaded(path, root, apart)


def _loaded(path: Path, root: Path, apart: ReadingApart) -> Iterator[Found | Skipped]:
    load = next((load for suffixes, load in _FORMATS if path.suffix.lower() in suffixes), None)
    if path.name.startswith("~$"):
        return  # Word and Excel leave these beside a file that is open
    if load is None:
        yield Skipped(path, f"no loader for {path.suffix or 'files without suffix'} (there are {_known()})")
    elif path.exists() and not path.is_file():
        yield Skipped(path, "a pipe or a device, not a file")  # reading one may never end
    elif isinstance(load, str):
        yield from apart.load(load, path, root)
    else:
        yield from load(path, root)


def _known() -> str:
    return ", ".join(suffix for suffixes, _ in _FORMATS for suffix in suffixes)


def _files(source: Path) -> Iterator[Path | OSError]:
    if not source.is_dir():
        yield source
        return
    unread: list[OSError] = []
    for folder, folders, names in os.walk(source, onerror=unread.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
    yield from unread
