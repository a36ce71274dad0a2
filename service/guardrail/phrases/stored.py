"""Compiled phrases <-> a file in the user's cache folder, so that a start need not compile thousands of them again.

The file belongs to one standard and one state of the code that compiles phrases; anything else about it
that is odd (another owner, writable for others, cut short) and it is left alone: compiling is the way out.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from service.guardrail.phrases.anchors import Anchor
from service.guardrail.phrases.program import Program
from service.guardrail.phrases.steps import Op, Step
from service.guardrail.phrases.syntax import Assertion
from service.guardrail.phrases.words import Reading, WordTest

Phrase = tuple[str, str]  # a phrase as it is written, and its reading
Stored = Mapping[Phrase, Program]

_CODE = ("anchors.py", "english.py", "program.py", "steps.py", "stored.py", "syntax.py", "words.py")
_KEPT = 16  # files, those used last: a pack that is being written has a new version with each change
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def stored(version: str) -> Stored:
    """The phrases of a standard of that version; none where they were never stored or cannot be trusted."""
    path = _path(version)
    try:
        about = path.stat()
        if about.st_uid != os.getuid() or about.st_mode & _OTHERS_WRITE:
            return {}
        found = _unpacked(marshal.loads(path.read_bytes()))  # noqa: S302 - written by this user, for nobody else
        os.utime(path)  # what is in use outlives the versions of a pack that is being written
    except (OSError, ValueError, EOFError, TypeError, KeyError, IndexError):
        return {}
    return found


def store(version: str, phrases: Stored) -> None:
    """Whole or not at all; a folder that cannot be written is no error."""
    path = _path(version)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
            file.write(marshal.dumps(_packed(phrases)))
        Path(file.name).replace(path)
        for old in sorted(path.parent.glob("phrases-*.bin"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _path(version: str) -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "otvet" / f"phrases-{version}-{_code()}.bin"


@cache
def _code() -> str:
    """A digest over the code that compiles phrases: what another state of it made is of no use."""
    folder = resources.files("service.guardrail.phrases")
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update(folder.joinpath(name).read_bytes())
    return digest.hexdigest()[:12]


def _packed(phrases: Stored) -> dict[str, Any]:
    """Tests stand in a table: thousands of phrases share them."""
    tests: dict[WordTest, int] = {}
    rows = []
    for (text, reading), program in phrases.items():
        steps = tuple(
            (
                int(step.op),
                step.targets,
                -1 if step.test is None else tests.setdefault(step.test, len(tests)),
                step.most,
                step.sign,
                step.absent,
                None if step.edge is None else str(step.edge),
            )
            for step in program.steps
        )
        anchor = program.anchor
        place = None if anchor is None else (anchor.keys, anchor.least, anchor.most, anchor.cost)
        rows.append((text, reading, steps, place, program.needed))
    table = [(t.keys, t.lemma, t.required, t.forbidden, str(t.reading), t.fact, t.shape) for t in _in_order(tests)]
    return {"tests": table, "phrases": rows}


def _in_order(tests: Mapping[WordTest, int]) -> Iterable[WordTest]:
    return sorted(tests, key=lambda test: tests[test])


def _unpacked(packed: Mapping[str, Any]) -> Stored:
    tests = [
        WordTest(keys, lemma, required, forbidden, Reading(reading), fact, shape)
        for keys, lemma, required, forbidden, reading, fact, shape in packed["tests"]
    ]
    return {
        (text, reading): Program(_steps(steps, tests), None if anchor is None else Anchor(*anchor), needed)
        for text, reading, steps, anchor, needed in packed["phrases"]
    }


def _steps(rows: Iterable[tuple[Any, ...]], tests: list[WordTest]) -> tuple[Step, ...]:
    return tuple(
        Step(
            _OPS[op],
            targets,
            None if test < 0 else tests[test],
            most,
            sign,
            absent,
            None if edge is None else _EDGES[edge],
        )
        for op, targets, test, most, sign, absent, edge in rows
    )


_OPS = {int(op): op for op in Op}
_EDGES = {str(edge): edge for edge in Assertion}
