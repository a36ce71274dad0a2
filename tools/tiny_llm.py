"""A folder name -> a Llama of random weights in it, half a megabyte: it answers quickly, and only gibberish.

Run with the Python of the transformers environment (``make llm-servers`` does).
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

# What the vocabulary is made of: enough for pieces of Russian, English and JSON words.
TEXTS = [
    "Здравствуйте! Спасибо за обращение. Подскажите, пожалуйста, номер заказа: мы всё проверим и ответим до пятницы.",
    "Hello! Thank you for writing to us. Please tell us the number of the order, and we will look into it by Friday.",
    '{"parts": [{"text": "In the settings, choose Export.", "passages": [1, 2]}], "unanswered": []}',
]
PAD, BEGIN, END = "<pad>", "<s>", "</s>"  # ids 0, 1 and 2
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"


def main(folder: str) -> int:
    Path(folder).mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer()
    tokenizer.save_pretrained(folder)
    torch.manual_seed(7)
    model = LlamaForCausalLM(_config(len(tokenizer)))
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.save_pretrained(folder)
    return 0


def _tokenizer() -> PreTrainedTokenizerFast:
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=512, special_tokens=[PAD, BEGIN, END], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    trained.train_from_iterator(TEXTS * 20, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=trained)
    fast.add_special_tokens({"pad_token": PAD, "bos_token": BEGIN, "eos_token": END})
    fast.chat_template = TEMPLATE
    return fast


def _config(words: int) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=words,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=8192,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
