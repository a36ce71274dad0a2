from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from service.cli import main


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def otvet(monkeypatch, capfd) -> Iterator[Callable[..., Ended]]:
    """Runs the command in this process, with a clean environment and the cheap embedder."""
    for name in [name for name in os.environ if name.startswith("OTVET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OTVET_EMBEDDER", "hashing")
    root = logging.getLogger()
    handlers, level = root.handlers, root.level

    def run(*arguments: object, **settings: object) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(name, str(value))
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        code = ended.value.code
        return Ended(code if isinstance(code, int) else int(code is not None), *capfd.readouterr())

    yield run
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def kb(tmp_path) -> Path:
    """A folder with one article in English and one in Russian."""
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "export.md").write_text(
        "---\nid: orders/export\ntitle: How to export orders\nlanguage: en\n---\n"
        "# How to export orders\n\nOpen Orders and choose Export. The file arrives by email within 5 minutes.\n",
        encoding="utf-8",
    )
    (folder / "refund.md").write_text(
        "---\nid: refund\ntitle: Как вернуть деньги\nlanguage: ru\n---\n"
        "# Как вернуть деньги\n\nОткройте раздел «Оплата» и нажмите «Возврат». Деньги придут за 3 дня.\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def index(otvet, tmp_path, kb) -> Path:
    folder = tmp_path / "index"
    assert otvet("index", "--into", folder, kb).code == 0
    return folder


@pytest.fixture
def written(tmp_path) -> Callable[[object], Path]:
    """Writes a text, or a value as JSON, to a file."""

    def write(value: object) -> Path:
        path = tmp_path / "request.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    return write
