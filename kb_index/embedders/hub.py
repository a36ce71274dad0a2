"""The name of a model on the Hugging Face hub -> its folder in the local cache, downloaded where it is missing."""

from __future__ import annotations

import threading
from pathlib import Path

from kb_index.embedders.model_folder import WEIGHTS
from kb_index.errors import EmbedderUnavailable

PATIENCE_S = 5.0  # for the hub to answer at all; a download may then take as long as it takes

_ELSEWHERE = (
    "Download the model where there is a network and set OTVET_EMBEDDER to its folder; OTVET_EMBEDDER=bundled needs "
    "no download."
)


def hub_folder(name: str) -> Path:
    """``name``: of a repository, without an owner for those of sentence-transformers. Raises EmbedderUnavailable."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        found = _cached(repository)
    except HFValidationError as exc:
        raise EmbedderUnavailable(f"“{name}” is no model name and no folder; set OTVET_EMBEDDER to one.") from exc
    if found is not None:
        return found
    _require_offered(name, repository)
    from kb_index.embedders.sentence_transformer import load_model

    load_model(name)  # downloads just the files that the model needs
    return Path(snapshot_download(repository, local_files_only=True))


def _cached(repository: str) -> Path | None:
    """None also where a download was broken off before the weights were there."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError):
        return None
    return folder if any(path.suffix in WEIGHTS for path in folder.rglob("*")) else None


def _require_offered(name: str, repository: str) -> None:
    """One question to the hub before the download, whose many retries take a minute to say that there is no network."""
    outcome: list[Exception | None] = []
    # A thread, because the look-up of the host's name knows no time limit; a daemon, because nothing waits for it then.
    asking = threading.Thread(target=lambda: outcome.append(_refusal(repository)), daemon=True)
    asking.start()
    asking.join(PATIENCE_S)
    refusal = outcome[0] if outcome else TimeoutError(f"no answer within {PATIENCE_S:.0f} s")
    if refusal is not None:
        raise EmbedderUnavailable(_explained(name, refusal)) from refusal


def _refusal(repository: str) -> Exception | None:
    """Why the hub does not offer the model; None: it does."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(repository, timeout=PATIENCE_S)
    except Exception as exc:  # noqa: BLE001 - errors of an HTTP library below, which changes from version to version
        return exc
    return None


def _explained(name: str, refusal: Exception) -> str:
    from huggingface_hub import constants
    from huggingface_hub.errors import RepositoryNotFoundError

    if isinstance(refusal, RepositoryNotFoundError):
        return (
            f"{constants.ENDPOINT} offers no model “{name}” to you; check the name, and set HF_TOKEN if the model is "
            f"private."
        )
    reason = next(iter(str(refusal).strip().splitlines()), "") or type(refusal).__name__
    where = f"The model “{name}” is not on this machine, and {constants.ENDPOINT} cannot be asked for it"
    return f"{where}: {reason[:200]}. {_ELSEWHERE}"
