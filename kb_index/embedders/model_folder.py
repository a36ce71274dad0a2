"""A folder with a sentence-transformers model -> its name, hash, prompts and languages; nothing heavy is imported."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from kb_index.errors import EmbedderUnavailable
from kb_index.ports import DENSE_SHARE

ANY_LANGUAGE = frozenset({"*"})

WEIGHTS = frozenset({".safetensors", ".bin"})
_HASHED = WEIGHTS | {".json", ".txt", ".model"}
_FRONT_MATTER = re.compile(r"---\n(?P<yaml>.*?)\n---", re.DOTALL)
# The names under which models keep their prompts, and the ones whose configuration forgets to say them:
# https://huggingface.co/intfloat/multilingual-e5-small#faq
_QUERY_NAMES = ("query",)
_PASSAGE_NAMES = ("passage", "document", "corpus")
_E5 = re.compile(r"(^|[-_/])e5-(?!.*instruct)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prompts:
    """What the model wants in front of a query and of a passage."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on disk. ``digest`` is the SHA-256 over everything that its vectors depend on."""

    name: str
    folder: Path
    digest: str
    prompts: Prompts
    languages: frozenset[str]
    languages_told: bool = False  # by a person, against what the model says of itself
    hashes: Mapping[str, str] = field(default_factory=dict)  # relative path -> SHA-256 of what the digest is over

    def fingerprint(self, dimension: int) -> str:
        """One line; equal for whatever runtime computes the vectors."""
        prompts = json.dumps([self.prompts.query, self.prompts.passage], ensure_ascii=False)
        line = f"{self.name}@{self.digest[:16]} prompts={prompts} dimension={dimension}"
        # They decide which passages of an index have a vector at all.
        return f"{line} languages={','.join(sorted(self.languages))}" if self.languages_told else line

    def told(
        self, languages: frozenset[str] | None, *, query_prompt: str | None, passage_prompt: str | None
    ) -> ModelFolder:
        """The model as a person describes it; what is None stays as the model says."""
        prompts = Prompts(
            self.prompts.query if query_prompt is None else query_prompt,
            self.prompts.passage if passage_prompt is None else passage_prompt,
        )
        known = self.languages if languages is None else languages
        return replace(self, prompts=prompts, languages=known, languages_told=known != self.languages)


class FolderEmbedder:
    """What every embedder of such a model says of itself; how it computes is its own."""

    def __init__(self, source: ModelFolder, dimension: int, *, dense_share: float = DENSE_SHARE) -> None:
        self._source = source
        self._dimension = dimension
        self._dense_share = dense_share

    @property
    def fingerprint(self) -> str:
        return self._source.fingerprint(self._dimension)

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def languages(self) -> frozenset[str]:
        return self._source.languages

    def dense_share(self, text: str) -> float:
        return self._dense_share


def read_model_folder(name: str, folder: Path, *, languages: frozenset[str] | None = None) -> ModelFolder:
    """``languages=None``: those of the model card, ``{"*"}`` where it names none. Raises EmbedderUnavailable."""
    try:
        files = sorted(_files(folder))
        if not any(path.suffix in WEIGHTS for path in files):
            raise EmbedderUnavailable(f"{folder} holds no model weights (*.safetensors or *.bin); name a model folder.")
        hashes = {path.relative_to(folder).as_posix(): file_digest(path) for path in files}
        digest = hashlib.sha256("".join(f"{name} {one}\n" for name, one in hashes.items()).encode())
        prompts = _prompts(name, folder)
        known = languages or _card_languages(folder)
    except (OSError, ValueError) as exc:
        raise EmbedderUnavailable(f"The model in {folder} cannot be read: {exc}; copy or download it again.") from exc
    return ModelFolder(name, folder, digest.hexdigest(), prompts, known, hashes=hashes)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The model's own files: of the folder and of the modules it names, not of other runtimes' copies beside them."""
    modules = _json(folder / "modules.json")
    places = {folder / module.get("path", "") for module in modules} if isinstance(modules, list) else set()
    for place in places | {folder}:
        if place.is_dir():
            yield from (path for path in place.iterdir() if path.is_file() and path.suffix in _HASHED)


def _prompts(name: str, folder: Path) -> Prompts:
    config = _json(folder / "config_sentence_transformers.json")
    given = (config.get("prompts") if isinstance(config, dict) else None) or {}
    own = Prompts(_first(given, _QUERY_NAMES), _first(given, _PASSAGE_NAMES))
    if own == Prompts() and _E5.search(f"{name}/{_base_model(folder)}"):
        return Prompts("query: ", "passage: ")
    return own


def _first(given: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((given[name] for name in names if given.get(name)), "")


def _base_model(folder: Path) -> str:
    config = _json(folder / "config.json")
    return str(config.get("_name_or_path", "")) if isinstance(config, dict) else ""


def _card_languages(folder: Path) -> frozenset[str]:
    card = folder / "README.md"
    found = _FRONT_MATTER.match(card.read_text("utf-8", errors="replace")) if card.is_file() else None
    try:
        fields = yaml.safe_load(found["yaml"]) if found else {}
    except yaml.YAMLError:
        return ANY_LANGUAGE
    named = fields.get("language") if isinstance(fields, dict) else None
    codes = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    subtags = {str(code).lower().split("-")[0] for code in codes}
    return ANY_LANGUAGE if not subtags or "multilingual" in subtags else frozenset(subtags)


def _json(path: Path) -> object:
    return json.loads(path.read_text("utf-8")) if path.is_file() else None
