"""Files of ``ru<TAB>en<TAB>source`` lines -> pairs, and a report of the lines that are none."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eval.errors import TrainingDataUnusable

SUFFIXES = (".tsv", ".tsv.gz")
_NAMED = 20  # malformed lines that a report names; the rest is only counted


@dataclass(frozen=True, slots=True)
class Pair:
    """The same said in Russian and in English; ``source`` is the key that caps and weights go by."""

    ru: str
    en: str
    source: str


@dataclass(slots=True)
class ReadingReport:
    """Filled while the pairs are read; ``malformed`` holds the first ``file:line`` of those that are none."""

    files: int = 0
    pairs: int = 0
    malformed_lines: int = 0
    malformed: list[str] = field(default_factory=list)

    def note_malformed(self, path: Path, number: int) -> None:
        self.malformed_lines += 1
        if len(self.malformed) < _NAMED:
            self.malformed.append(f"{path}:{number}")


def pair_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files, and of each folder its .tsv and .tsv.gz files in order of name (not those of folders within).

    Raises TrainingDataUnusable for a path that is not there, has another suffix or is a folder without such files.
    """
    return tuple(file for path in paths for file in _files_of(path))


def read_pairs(paths: Iterable[Path], report: ReadingReport) -> Iterator[Pair]:
    """The pairs of every file in order. A malformed line (not three filled fields) is reported and passed over.

    Raises TrainingDataUnusable for a file that cannot be read as text.
    """
    for path in pair_files(paths):
        report.files += 1
        for number, line in enumerate(_lines(path), start=1):
            pair = _pair(line)
            if pair is None:
                report.note_malformed(path, number)
            else:
                report.pairs += 1
                yield pair


def write_pairs(path: Path, pairs: Iterable[Pair]) -> int:
    """Writes them as ``read_pairs`` reads them and says how many; white space within a field becomes one blank."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for pair in pairs:
            file.write("\t".join(" ".join(one.split()) for one in (pair.ru, pair.en, pair.source)) + "\n")
            written += 1
    return written


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.name.endswith(SUFFIXES))
        if not found:
            raise TrainingDataUnusable(f"{path} holds no .tsv or .tsv.gz file; name a folder of parallel texts.")
        return found
    if not path.is_file():
        raise TrainingDataUnusable(f"There is no file or folder {path}; check the paths of the parallel texts.")
    if not path.name.endswith(SUFFIXES):
        raise TrainingDataUnusable(f"{path} is no parallel text: its name must end in .tsv or .tsv.gz.")
    return [path]


def _lines(path: Path) -> Iterator[str]:
    # Lines end at "\n" alone: str.splitlines would also cut at a line separator inside a field.
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            for line in file:
                yield line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as exc:
        raise TrainingDataUnusable(f"{path} cannot be read as UTF-8 text: {exc}. Fetch or write it again.") from exc


def _pair(line: str) -> Pair | None:
    fields = [one.strip() for one in line.split("\t")]
    if len(fields) != 3 or not all(fields):
        return None
    return Pair(*fields)
