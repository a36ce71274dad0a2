"""Requests to read a file, one JSON line each -> its articles as JSON lines: what reads files of strangers runs here.

A parser that goes astray takes this process with it and nothing else; see ``apart``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TextIO

from kb_index.loaders.found import Found, Skipped


def main() -> None:
    """Until the input ends. The first argument is the limit of memory in bytes."""
    _limit_memory(int(sys.argv[1]))
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # what a library prints must not land among the answers
        for line in sys.stdin:
            request = json.loads(line)
            _serve(request["loader"], Path(request["path"]), Path(request["root"]), out=out)


def _serve(loader: str, path: Path, root: Path, *, out: TextIO) -> None:
    for item in _items(loader, path, root):
        if isinstance(item, Found):
            record: dict[str, object] = {"article": asdict(item.article), "line": item.line}
        else:
            record = {"reason": item.reason, "line": item.line, "unpublished": item.unpublished}
        _send(record, out)
    _send({"done": True}, out)


def _items(loader: str, path: Path, root: Path) -> Iterator[Found | Skipped]:
    try:
        yield from import_module(f"kb_index.loaders.{loader}").load(path, root)
    except MemoryError:
        yield Skipped(path, "takes more memory than a file may; split it")
    except ImportError as exc:
        yield Skipped(path, f"the library for this format is missing ({exc}); install Otvet with its dependencies")
    except Exception as exc:  # noqa: BLE001 - the parsers of strangers' formats fail in ways of their own
        yield Skipped(path, f"damaged: {type(exc).__name__}: {exc}"[:300])


def _send(record: dict[str, object], out: TextIO) -> None:
    out.write(json.dumps(record) + "\n")
    out.flush()


def _limit_memory(size: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


if __name__ == "__main__":
    main()
