"""Places that a person should look at -> a table that Excel opens with a double click."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from eval.importing.privacy import Look


def write_review(path: Path, looks: Iterable[tuple[str, Look]]) -> None:
    """What stands there now, never what stood there before. A cell that Excel would take for a formula is quoted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("case", "where", "why", "text"))
        for case_id, look in looks:
            writer.writerow((case_id, look.field, look.why, _harmless(look.text)))


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@" else text
