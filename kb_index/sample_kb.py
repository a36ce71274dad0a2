"""The package's own data -> the folder of the sample knowledge base."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def sample_path() -> Path:
    """The folder with the sample articles, ``ru/`` and ``en/``; every article carries its id, so it can be copied."""
    return Path(str(files("kb_index") / "sample"))
