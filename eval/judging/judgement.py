"""One verdict of a language model <-> a line of a run's ``judgements.jsonl``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from eval.errors import RunInvalid


class Preferred(StrEnum):
    """``THIS``: the draft of the run that is judged; ``OTHER``: that of the run it is compared with."""

    THIS = "this"
    OTHER = "other"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion of one case, judged once.

    ``rubric``: its version. ``against``: the folder's name of the other run, None where one draft was scored.
    ``order``: which draft was shown first, ``this`` or ``other``; None for one draft. ``score`` or ``preferred`` is
    None where ``error`` says what came instead. ``reason``: in the model's words. ``model``: as configured.
    """

    case_id: str
    rubric: str
    criterion: str
    repeat: int  # from 1
    model: str
    score: int | None = None
    preferred: Preferred | None = None
    order: str | None = None
    against: str | None = None
    reason: str = ""
    error: str | None = None

    @property
    def name(self) -> str:
        """``rubric.criterion``, without the version."""
        return f"{self.rubric.partition('@')[0]}.{self.criterion}"

    @property
    def place(self) -> tuple[str, str, str, int, str, str | None]:
        """Judged twice at one place, the later one counts."""
        return self.case_id, self.rubric, self.criterion, self.repeat, self.model, self.against


_ROW: TypeAdapter[Judgement] = TypeAdapter(Judgement)


def load_judgements(path: Path) -> tuple[Judgement, ...]:
    """The last verdict at each place, in the order of the file; none where there is no file.

    Raises RunInvalid for a line that is no judgement; a last line that was left torn is as if it were not there.
    """
    found: dict[tuple[object, ...], Judgement] = {}
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = _ROW.validate_json(line)
        except ValidationError as exc:
            if number == len(lines):  # no line end behind it: the writing was broken off
                break
            first = exc.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "line"
            raise RunInvalid(f"{path}:{number}: {where}: {first['msg']}; delete the line to judge it anew") from exc
        found[one.place] = one
    return tuple(found.values())


def append_judgements(path: Path, judgements: Iterable[Judgement]) -> None:
    """Whole lines. A torn line at the end of the file is taken out first: it would spoil the next one."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in judgements]
    with path.open("r+b" if path.exists() else "w+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                _cut_last_line(file)
        file.write("".join(lines).encode("utf-8", "surrogatepass"))


def _cut_last_line(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate(file.read().rfind(b"\n") + 1)
    file.seek(0, os.SEEK_END)
