"""Articles -> an index of them in the harness's cache, built as the service's own command builds it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from eval.encoder_cache import open_stored
from eval.errors import EvalError
from eval.runs.versions import code_version, digest
from kb_index.build import index_paths
from kb_index.chunking import CHUNKING
from kb_index.ports import Embedder
from kb_index.search import Searcher
from kb_index.self_calibration import calibrate
from service.encoder import open_encoder
from service.settings import Settings
from service.wiring import open_searcher

_DONE = "done"


def indexed(articles: Path, settings: Settings, cache: Path, *, calibrated: bool = True) -> Path:
    """The folder of the index; one that this code made of these articles with this encoder is used again.

    ``articles``: a file or a folder. Raises EvalError (it holds none, the cache cannot be written), KbError.
    """
    embedder = open_encoder(settings, cache=cache)
    key = digest([_content(articles), embedder.fingerprint, CHUNKING, settings.reranker, calibrated])
    folder, code = cache / f"articles-{key}", code_version("kb_index")
    if not _usable(folder, code):
        _require_writable(cache)
        with _draft(cache / f".articles-{key}.{os.getpid()}.new") as draft:
            _build(articles, draft / "index", settings, _storing(settings, cache, embedder))
            if calibrated:
                _calibrate(draft / "index", settings, embedder)
            (draft / _DONE).write_text(code, "utf-8")
            if not _usable(folder, code):  # a run beside this one may have made it meanwhile, and be reading it
                shutil.rmtree(folder, ignore_errors=True)
                draft.rename(folder)
    return folder / "index"


def _usable(folder: Path, code: str) -> bool:
    return (folder / _DONE).is_file() and (folder / _DONE).read_text("utf-8") == code


def _require_writable(cache: Path) -> None:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=cache).close()
    except OSError as exc:
        raise EvalError(f"{cache}: cannot be written ({exc.strerror}); name another folder with --cache") from exc


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder that is gone in the end, unless it was given another name."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _content(articles: Path) -> list[tuple[str, str]]:
    files = sorted(one for one in articles.rglob("*") if one.is_file()) if articles.is_dir() else [articles]
    return [(one.name, hashlib.sha256(one.read_bytes()).hexdigest()) for one in files]


def _storing(settings: Settings, cache: Path, embedder: Embedder) -> Embedder:
    """The same encoder with its vectors kept, where nothing but its name is set."""
    special = settings.embedder_languages or settings.query_prompt or settings.passage_prompt
    return embedder if special else open_stored(settings.embedder, cache)


def _build(articles: Path, into: Path, settings: Settings, embedder: Embedder) -> None:
    into.parent.mkdir(parents=True, exist_ok=True)
    report = index_paths([articles], into=into, embedder=embedder)
    if not report.added:
        reason = report.skipped[0].reason if report.skipped else "it is empty"
        raise EvalError(f"{articles}: no article of it could be indexed; the first reason: {reason}")


def _calibrate(folder: Path, settings: Settings, embedder: Embedder) -> None:
    calibrate(folder, embedder, search=partial(_search, settings))


def _search(settings: Settings, folder: Path, embedder: Embedder) -> Searcher:
    return open_searcher(settings.model_copy(update={"index": folder}), embedder)
