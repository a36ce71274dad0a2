"""The sample help centre and its labelled tickets, as they come with the project -> paths and an index of them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def sample_cases() -> tuple[Path, ...]:
    folder = Path(str(resources.files("eval").joinpath("cases")))
    return tuple(sorted(folder.glob("*.jsonl")))


def sample_articles() -> Path:
    """The folder of articles."""
    return Path(str(resources.files("kb_index").joinpath("sample")))
