"""A sentence-transformers model -> an ONNX graph that was seen to compute the same vectors."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from kb_index.embedders.drafts import draft_beside, sweep
from kb_index.embedders.model_folder import ModelFolder, file_digest
from kb_index.embedders.onnx import EXPORT_VERSION, GRAPH, TOKENIZER, Manifest, OnnxEmbedder
from kb_index.embedders.sentence_transformer import SentenceTransformerEmbedder, first_line
from kb_index.errors import EmbedderUnavailable

TOLERANCE = 1e-5  # per component of vectors of length 1
_OPSET = 17
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# Short and long, past the truncation, both languages, capitals, marks, nothing at all.
_PROBES = (
    "How do I reset my password?",
    "REFUNDS are paid within 14 days, see § 4.2 (b) — unless the plan is “Team”.",
    "Как вернуть деньги за неиспользованный период?",
    "naïve café 😀 №5 https://example.com/a?b=c error_code=E-1042",
    "x",
    " ",
    "The webhook is retried five times. " * 60,
)


def export_graph(source: ModelFolder, model: Any, folder: Path) -> None:
    """Write graph, tokenizer and manifest into ``folder``, which appears only when everything is proven.

    Raises EmbedderUnavailable where the model cannot be exported, or computes anything else afterwards.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        with draft_beside(folder) as draft:
            _write(source, model, draft)
            _require_same(SentenceTransformerEmbedder(source, model), OnnxEmbedder.open(source, draft))
            _move(draft, folder)
    except EmbedderUnavailable:
        raise
    except Exception as exc:  # the exporter raises whatever the model's code makes it raise
        raise EmbedderUnavailable(f"{source.name} cannot be exported to ONNX: {first_line(exc)}") from exc


def _write(source: ModelFolder, model: Any, folder: Path) -> None:
    import torch

    features = model.preprocess(["two texts of a different length", "x"])
    inputs = tuple(name for name in _INPUTS if name in features)
    (folder / TOKENIZER).write_text(_tokenizer(source.folder, model.tokenizer.backend_tokenizer.to_str()), "utf-8")
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the exporter warns of its own successor and of every traced constant
        torch.onnx.export(
            _named_module(model, inputs),
            tuple(features[name] for name in inputs),
            str(folder / GRAPH),
            input_names=list(inputs),
            output_names=["sentence_embedding"],
            dynamic_axes={"sentence_embedding": {0: "text"}} | {name: {0: "text", 1: "token"} for name in inputs},
            opset_version=_OPSET,
            dynamo=False,  # the newer exporter fixes the length of the sequence for some models
        )
    Manifest(
        export_version=EXPORT_VERSION,
        model_sha256=source.digest,
        graph_sha256=file_digest(folder / GRAPH),
        tokenizer_sha256=file_digest(folder / TOKENIZER),
        dimension=int(model.get_embedding_dimension()),
        max_tokens=int(model.max_seq_length),
        inputs=inputs,
    ).write(folder)


def _tokenizer(folder: Path, written: str) -> str:
    """As the library writes it, with the whole vocabulary: of tokens that share an id it writes one only."""
    own = folder / TOKENIZER
    if not own.is_file():
        return written
    fields, given = json.loads(written), json.loads(own.read_text("utf-8"))["model"].get("vocab")
    if isinstance(given, dict) and len(given) > len(fields["model"]["vocab"]):
        fields["model"]["vocab"] = given
    return json.dumps(fields, ensure_ascii=False)


def _named_module(model: Any, inputs: tuple[str, ...]) -> Any:
    """All steps of the model (encoder, pooling, what follows) as one function of its named inputs."""
    import torch

    class Whole(torch.nn.Module):  # type: ignore[misc]  # torch is seen without types here
        def __init__(self) -> None:
            super().__init__()
            self.steps = model

        def forward(self, *tensors: Any) -> Any:
            return self.steps(dict(zip(inputs, tensors, strict=True)))["sentence_embedding"]

    return Whole().eval()


def _require_same(reference: SentenceTransformerEmbedder, exported: OnnxEmbedder) -> None:
    pairs = [(reference.embed_query(text), exported.embed_query(text)) for text in _PROBES]
    pairs += [(reference.embed_passages(_PROBES), exported.embed_passages(_PROBES))]
    worst = max(float(np.abs(ours - theirs).max()) for theirs, ours in pairs)
    if not worst <= TOLERANCE:  # also where it is not a number
        raise EmbedderUnavailable(f"the exported graph differs from the model by {worst:.1e} per component.")


def _move(draft: Path, folder: Path) -> None:
    if folder.exists():  # damaged, or written by another process meanwhile: ours is proven
        former = Path(tempfile.mkdtemp(prefix=f"{folder.name}.former.", dir=folder.parent))
        folder.replace(former)
        shutil.rmtree(former, ignore_errors=True)
    draft.chmod(0o755)
    draft.replace(folder)
