"""A run's folder: begun in one step, gone on with where it is the same run, grown by whole lines."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from eval.cases import Case, case_json
from eval.errors import RunInvalid
from eval.naming import some_of
from eval.observed import Observed
from eval.runs.packs import STANDARDS, keep_packs
from eval.runs.record import ANSWERS, CASES, JUDGEMENTS, MANIFEST, REPORT, Manifest, load_run, observed_json
from eval.runs.versions import differences

_OURS = (CASES, ANSWERS, REPORT, JUDGEMENTS, "report.html", MANIFEST)
HARMLESS = frozenset({"harness"})  # changes scores, which are computed from the answers anew each time


def begin(folder: Path, manifest: Manifest, cases: Sequence[Case], standards: Sequence[str]) -> None:
    """Makes the folder of a run with no answers yet; it appears whole or not at all.

    Raises RunInvalid where the folder holds something else, or cannot be written; UnknownStandard, StandardInvalid.
    """
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        lines = (json.dumps(case_json(case), ensure_ascii=False) for case in cases)
        (draft / CASES).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (draft / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
        if standards:
            keep_packs(standards, draft / STANDARDS)
        draft.rename(folder)  # takes the place of an empty folder, too
    except OSError as exc:
        raise RunInvalid(_unwritable(folder, exc)) from exc
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> str:
    if (folder / MANIFEST).is_file():
        return f"{folder}: another process has just begun a run there; name another folder with --into"
    if folder.is_dir() and any(folder.iterdir()):
        return f"{folder}: the folder holds other files and no run; name a new or an empty folder with --into"
    return f"{folder}: cannot be written ({error.strerror}); name another folder with --into"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises RunInvalid where the file of a run cannot be written; nothing else may fail in the block."""
    try:
        yield
    except OSError as exc:
        raise RunInvalid(f"{path}: cannot be written ({exc.strerror}); mend that, or copy the run elsewhere") from exc


def forget(folder: Path) -> None:
    """Takes a run out of its folder. Raises RunInvalid, and leaves all as it is, where other files lie beside it, or
    where another process writes it."""
    if not (folder / MANIFEST).is_file():
        return
    others = sorted(entry.name for entry in folder.iterdir() if entry.name not in (*_OURS, STANDARDS))
    if others:
        raise RunInvalid(f"{folder}: holds {some_of(others, 3)} beside the run; move that away, or name another folder")
    with appending(folder), writing(folder):
        shutil.rmtree(folder / STANDARDS, ignore_errors=True)
        for name in _OURS:
            (folder / name).unlink(missing_ok=True)


def require_same(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest of the run in the folder, whose cases and versions are those of the given one.

    Raises RunInvalid, naming what differs and what to do.
    """
    held = load_run(folder).manifest
    changed = {"target": (held.target, manifest.target)} if held.target != manifest.target else {}
    changed |= differences(held.versions, manifest.versions)
    changed = {name: change for name, change in changed.items() if name not in HARMLESS}
    if not changed:
        return held
    told = "; ".join(f"{name} was {then}, is {now}" for name, (then, now) in changed.items())
    told += _settings_told(held, manifest) if "settings" in changed else ""
    raise RunInvalid(
        f"{folder}: holds a run of something else: {told}. "
        "Give another folder with --into, or drop that run with --fresh"
    )


def _settings_told(held: Manifest, now: Manifest) -> str:
    """Which settings, with their values: digests say nothing to a person."""
    names = [name for name in {**held.settings, **now.settings} if held.settings.get(name) != now.settings.get(name)]
    pairs = (f"{name}: {_shown(held.settings, name)} then, {_shown(now.settings, name)} now" for name in names)
    return f" ({'; '.join(pairs)})"


def _shown(settings: Mapping[str, object], name: str) -> str:
    return json.dumps(settings[name], ensure_ascii=False) if name in settings else "the default"


class Answers:
    """The open file of answers."""

    def __init__(self, file: int, path: Path) -> None:
        self._file = file
        self._path = path

    def append(self, observed: Observed) -> None:
        """One line in one write: a process that is killed loses no finished case. Raises RunInvalid: a full disk."""
        line = json.dumps(observed_json(observed), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        with writing(self._path):
            while line:
                line = line[os.write(self._file, line) :]


@contextmanager
def appending(folder: Path) -> Iterator[Answers]:
    """A line that was torn by the end of a process is cut off. Raises RunInvalid where another process appends, or
    where nothing can be written."""
    path = folder / ANSWERS
    with writing(path):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(file, path.read_bytes().rfind(b"\n") + 1)
        yield Answers(file, path)
    except BlockingIOError as exc:
        raise RunInvalid(f"{folder}: another process is writing this run; wait for it, or stop it") from exc
    finally:
        os.close(file)


def update(folder: Path, manifest: Manifest) -> None:
    """Puts another manifest in the place of the one that is there, in one step."""
    draft = folder / f"{MANIFEST}.new"
    with writing(folder / MANIFEST):
        draft.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
        draft.replace(folder / MANIFEST)
