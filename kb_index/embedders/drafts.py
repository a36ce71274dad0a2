"""A folder that is to appear whole -> a draft beside it, and no drafts left of processes that were killed."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "in-use"  # held by the process that writes the draft; the system lets go of it when the process dies
_YOUNG_S = 60.0  # a draft may be there for a moment before its lock is


@contextmanager
def draft_beside(folder: Path) -> Iterator[Path]:
    """A folder to write into and to move away when it is done; it is removed where it was not."""
    draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        with (draft / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        (folder / _LOCK).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed processes left beside the folder; drafts that are being written stay."""
    for left in folder.parent.glob(f"{folder.name}.*"):
        if left.is_dir() and not _in_use(left):
            shutil.rmtree(left, ignore_errors=True)


def _in_use(draft: Path) -> bool:
    try:
        with (draft / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return time.time() - draft.stat().st_mtime < _YOUNG_S
    except OSError:  # somebody holds it
        return True
    return False
