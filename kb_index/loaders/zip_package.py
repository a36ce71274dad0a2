"""A DOCX or XLSX file -> the same file, or the reason why it is not opened: these are ZIP archives of XML."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kb_index.errors import SourceUnreadable

MAX_PACKAGE_BYTES = 64_000_000
_MOST_PARTS = 5_000
_MOST_XML_BYTES = 24_000_000  # of one part; a tree of it takes some thirty times as much
_MOST_BYTES = 400_000_000  # of all parts: pictures are there too
_XML = (".xml", ".rels", ".vml")
_DEFINITIONS = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")


def require_harmless(path: Path, *, kind: str) -> None:
    """Raises SourceUnreadable for what is no such archive, unpacks to too much or defines XML entities.

    Office programs write no document type definitions; a file that has one means to blow up its reader.
    """
    try:
        if path.stat().st_size > MAX_PACKAGE_BYTES:
            raise SourceUnreadable(f"larger than {MAX_PACKAGE_BYTES // 1_000_000} MB; split it")
        with path.open("rb") as file:
            if file.read(8) == _OLD_OFFICE:
                raise SourceUnreadable(f"protected by a password, or in the format of before 2007; save it as {kind}")
        with zipfile.ZipFile(path) as package:
            _require_small(package)
            for part in package.infolist():
                if part.filename.lower().endswith(_XML):
                    _require_plain(package.read(part), part.filename)
    except OSError as exc:
        raise SourceUnreadable(f"cannot be read: {exc.strerror or exc}") from exc
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as exc:
        raise SourceUnreadable(f"no {kind} file, or a damaged one: {exc}") from exc


def _require_small(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise SourceUnreadable(f"unpacks to more than {_MOST_PARTS:,} parts or {_MOST_BYTES // 1_000_000} MB")
    large = next(
        (part for part in parts if part.filename.lower().endswith(_XML) and part.file_size > _MOST_XML_BYTES), None
    )
    if large is not None:
        raise SourceUnreadable(
            f"{large.filename} unpacks to more than {_MOST_XML_BYTES // 1_000_000} MB; split the file"
        )


def _require_plain(data: bytes, name: str) -> None:
    if any(word in data for word in _DEFINITIONS):
        raise SourceUnreadable(f"{name} defines XML entities, which no office program writes")
