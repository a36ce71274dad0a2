"""The tickets and the help centre that come with the project -> case files, an index, the settings to serve it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kb_index.build import BuildReport, index_paths
from kb_index.embedders.open import BUNDLED, open_embedder
from kb_index.ports import Embedder
from kb_index.sample_kb import sample_path
from kb_index.search import Searcher
from service.settings import Settings
from service.wiring import open_searcher


def sample_cases() -> tuple[Path, ...]:
    folder = Path(str(resources.files("eval").joinpath("cases")))
    return tuple(sorted(folder.glob("*.jsonl")))


def build_sample_index(folder: Path, *, embedder: str = BUNDLED) -> BuildReport:
    """Indexes the sample articles into the folder. Raises KbError."""
    return index_paths([sample_path()], into=folder, embedder=open_embedder(embedder, cache=folder))


def sample_settings(folder: Path, *, embedder: str = BUNDLED) -> Settings:
    """The defaults with that index, whatever the environment says: a result depends on the code alone."""
    defaults = {name: one.get_default() for name, one in Settings.model_fields.items()}
    return Settings.model_construct(**{**defaults, "index": folder, "embedder": embedder})


def shipped_searcher(folder: Path, embedder: Embedder) -> Searcher:
    """The search of an index with the defaults of the service. Raises KbError."""
    return open_searcher(sample_settings(folder), embedder)
