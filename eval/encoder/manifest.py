"""A model of our own -> its folder, made anew, and otvet.json, which tells what it is and what its files must be."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from kb_index.embedders.bundled import NAME, WEIGHTS_SHA256
from kb_index.embedders.model_folder import file_digest
from kb_index.embedders.partners import FORMAT, MANIFEST, Words


def empty_folder(into: Path) -> None:
    """What stood in it is gone."""
    into.mkdir(parents=True, exist_ok=True)
    for old in sorted(into.rglob("*"), reverse=True):
        old.unlink() if old.is_file() else old.rmdir()


def write_manifest(into: Path, *, name: str, version: str, dimension: int, words: Words | None = None) -> None:
    """Last: it lists what is in the folder now. A model card may change, so it is not listed.

    ``words``: the static model below the folder that this one is mixed with.
    """
    files = sorted(path for path in into.rglob("*") if path.is_file() and path.name not in {"README.md", MANIFEST})
    for path in files:
        path.chmod(0o644)  # the library writes weights for its own user alone
    hashes = {path.relative_to(into).as_posix(): file_digest(path) for path in files}
    told: dict[str, object] = {"format": FORMAT if words else 1, "name": name, "version": version}
    told |= {"languages": ["ru"], "dimension": dimension, "partner": {"name": NAME, "weights_sha256": WEIGHTS_SHA256}}
    beside = {"words": asdict(words)} if words else {}
    write_json(into / MANIFEST, {**told, **beside, "files": hashes})


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
