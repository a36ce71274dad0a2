"""Settings -> the versions that answers depend on, and what a run must keep of them to be done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr, create_model

from eval.cases import Case
from eval.runs.record import Manifest
from kb_index.store.database import connect, translated
from kb_index.store.reading import read_meta
from service.drafting.prompt_book import prompt_version
from service.errors import UnknownStandard
from service.settings import LlmSettings, Settings
from service.standards.load import SUFFIX, load_standard
from service.version import SERVICE_VERSION

# What the answers do not depend on, or what another version tells better.
_SILENT = frozenset({"host", "port", "token", "cors_origins", "log_level", "index", "llm.api_key", "llm.record"})
_APART = {"service": frozenset[str](), "kb_index": frozenset({"sample"}), "eval": frozenset({"cases", "labelled"})}
_COMPILED = ("__pycache__", ".pyc")
_OF_COMMITS = frozenset({"generation", "horizon"})
_LENGTH = 12


def versions_now(settings: Settings, standards: Iterable[str] = ()) -> dict[str, str]:
    """Name -> version, of the service as these settings open it; nothing is opened but the index's file.

    ``standards``: further ones that requests name. Raises KbError (no index, a damaged one), UnknownStandard,
    StandardInvalid.
    """
    told, content = settings_told(settings), index_version(settings.index)
    return {
        "service": SERVICE_VERSION,
        "code": code_version("service", "kb_index"),
        "harness": code_version("eval"),
        "settings": digest({name: value for name, value in flat(told).items() if name not in _SILENT}),
        "prompts": prompt_version(),
        "standard": ", ".join(dict.fromkeys([_standard(settings.standard), *_named(standards)])),
        "index": content["index"],
        "embedder": content["embedder"],
        "model": _model(settings.llm),
    }


def cases_version(cases: Sequence[Case]) -> str:
    return digest([case.model_dump(mode="json") for case in cases])


def index_version(folder: Path) -> Mapping[str, str]:
    """``index``: of what it holds, however often it was committed; ``embedder``: its fingerprint. Raises KbError."""
    with closing(connect(folder)) as connection, translated(folder):
        meta = read_meta(connection)
        held = sorted(connection.execute("SELECT article_id, version_hash FROM articles"))
    meta = {name: value for name, value in meta.items() if name not in _OF_COMMITS}
    return {"index": digest([held, meta]), "embedder": str(meta["embedder"])}


@cache
def code_version(*packages: str) -> str:
    """Of every file of the packages as they are installed, data too; the sample articles and all cases apart."""
    found = hashlib.sha256()
    for package in packages:
        for name, file in _files(resources.files(package), _APART[package]):
            found.update(f"{package}/{name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:_LENGTH]


def _files(folder: Traversable, apart: Iterable[str] = (), prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in apart or entry.name.endswith(_COMPILED):
            continue
        if entry.is_dir():
            yield from _files(entry, prefix=f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry


def _standard(name: str) -> str:
    standard = load_standard(name)
    return f"{standard.name}@{standard.version}"


def _named(standards: Iterable[str]) -> Iterator[str]:
    """Those that there are; a request for another one is refused, and its row says so."""
    for name in sorted(set(standards)):
        try:
            yield _standard(name)
        except UnknownStandard:
            continue


def _model(llm: LlmSettings) -> str:
    if not llm.configured:
        return "composer"
    if llm.replay is None:
        return str(llm.model)
    return f"{llm.model} on {file_version(llm.replay)}"


def file_version(path: Path) -> str:
    """Of a file that may be missing: whoever opens it tells that better."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:_LENGTH] if path.is_file() else "no file"


def digest(value: Any) -> str:
    """Twelve hex digits over a value as JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def settings_told(settings: Settings) -> dict[str, Any]:
    """Those that differ from their defaults, as JSON; secrets left out, paths made absolute."""
    told = _changed(settings)
    if settings.standard.endswith(SUFFIX):
        told["standard"] = _plain(Path(settings.standard))
    within = _changed(settings.llm)
    return {**told, "llm": within} if within else told


def _changed(settings: BaseModel) -> dict[str, Any]:
    """Without secrets, and without settings within settings."""
    fields = type(settings).model_fields
    values = {name: getattr(settings, name) for name in fields}
    told = {name: value for name, value in values.items() if value != fields[name].get_default()}
    return {name: _plain(value) for name, value in told.items() if not isinstance(value, SecretStr | BaseModel)}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value.resolve())
    if isinstance(value, str) and "://" in value and "@" in (urlsplit(value).netloc or ""):
        parts = urlsplit(value)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return list(value) if isinstance(value, tuple) else value


def flat(told: Mapping[str, Any]) -> dict[str, Any]:
    """``{"llm": {"model": …}}`` -> ``{"llm.model": …}``."""
    return {name: value for name, value in told.items() if name != "llm"} | {
        f"llm.{name}": value for name, value in told.get("llm", {}).items()
    }


def settings_of(manifest: Manifest, secrets: Settings | None = None) -> Settings:
    """The settings of a run, whatever the environment says; only the key of the language model is taken from there."""
    fields: dict[str, Any] = {name: (field.annotation, field) for name, field in Settings.model_fields.items()}
    held = create_model("Held", **fields).model_validate(manifest.settings)
    settings = Settings.model_construct(**{name: getattr(held, name) for name in Settings.model_fields})
    key = secrets.llm.api_key if secrets else None
    return settings.model_copy(update={"llm": settings.llm.model_copy(update={"api_key": key})})


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Name -> (then, now), of those that both sides tell."""
    return {name: (then[name], now[name]) for name in then if name in now and then[name] != now[name]}
