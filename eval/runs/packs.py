"""The names of standards -> their packs, kept in a folder: what a run was judged by can be read when it has changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from service.standards.load import SUFFIX, parents, shipped

STANDARDS = "standards"  # the folder in that of a run


def keep_packs(names: Iterable[str], into: Path) -> None:
    """Copies the packs, and all that they extend, into one folder: ``load_standard(into / "NAME.yaml")`` reads them.

    ``names``: as ``service.standards.load.load_standard`` takes them. A pack that is there already is left as it is.
    Raises UnknownStandard, StandardInvalid.
    """
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        _keep(_found(name, Path()) if not name.endswith(SUFFIX) else Path(name), into)


def _keep(pack: Path, into: Path) -> None:
    kept = into / pack.name
    if kept.exists():
        return
    extended = parents(str(pack))
    kept.write_bytes(pack.read_bytes())
    for parent in extended:
        _keep(_found(parent, pack.parent), into)


def _found(name: str, beside: Path) -> Path:
    """Where the loader would find it; a path that does not exist where there is none, which the loader then tells."""
    packs = Path(str(shipped()))
    places = [folder / (name + SUFFIX) for folder in (beside, packs, packs / "parts")]
    return next((place for place in places if place.is_file()), places[1])
