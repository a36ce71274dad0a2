"""The folder of a real BERT cross-encoder, two layers with random weights."""

from __future__ import annotations

from pathlib import Path

WORDS = (
    "reset",
    "the",
    "password",
    "on",
    "sign",
    "in",
    "page",
    "invoices",
    "are",
    "sent",
    "monthly",
    "no",
    "title",
    ".",
)


def write_tiny_cross_encoder(folder: Path, *, outputs: int = 1) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(0)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        num_labels=outputs,
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return folder
