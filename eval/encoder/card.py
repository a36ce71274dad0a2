"""A trained student, static or transformer, and its corpus -> the model card that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

from eval.encoder.corpus import Corpus
from eval.encoder.fit import Trained
from eval.encoder.navec import REQUIREMENT, WHEEL_SHA256
from eval.encoder.transformer import BANK, BATCH, POSITIONS, Tuned
from eval.encoder.transformer_start import LONGEST
from kb_index.embedders.bundled import NAME, WEIGHTS_SHA256

_FRONT = """---
language: ru
license: apache-2.0
library_name: sentence-transformers
tags: [sentence-similarity{tags}]
---
# {name} {version}

Maps Russian text into the vector space of {teacher}, so that a Russian question finds a Russian or an English passage.
"""

_USE = """
    SentenceTransformer("{name}").encode(["как вернуть товар"])

- Vectors: {dimension} numbers of length 1; comparable with those of {teacher} only (SHA-256 of its weights
  {partner}).
- Languages: Russian; Latin names inside Russian text. Text in other languages gets meaningless vectors: route it away.
"""

_STATIC = """A static model: the weighted mean of rows that word forms of one lemma share, through one matrix. No
context is read: word order and negation hardly count.
{use}- {tokens} word forms and pieces share {rows} rows of {size} numbers, half precision.

## Training

`make encoder` (docs/encoder.md) with the recipe {recipe}.

Loss: cosine distance to the teacher's vector of the English side, and in-batch cross-entropy. Rows begin with the word
vectors of {navec} (navec, MIT; SHA-256 of the wheel {wheel}) through a ridge map. Of each epoch the held-back texts
say (mean cosine to the teacher; share whose nearest target is their own):

{epochs}

{data}"""

_TRANSFORMER = """A transformer: {layers} of the six layers of {teacher} (Apache-2.0) over Russian rows, all tuned.
{use}- {tokens} word forms and pieces share {rows} rows of {dimension} numbers. It reads {positions} tokens of a
  text, and no signs. Large matrices are kept in eight bits (float8) and computed in single precision.
- Otvet takes the mean of this model and of the static one in `words/` where that folder is there (otvet.json says the
  share); `SentenceTransformer(".../words")` opens it alone. Both are of one space and were trained on the same texts;
  the recipe of the static one stands in docs/encoder.md and the Makefile.

## Training

`python -m eval.encoder` (docs/encoder.md): {steps} steps of {batch} texts, {longest} tokens of a text at most, one
thread of a processor.

Loss: cosine distance to the teacher's vector of the English side, and cross-entropy between the likenesses that both
have to the batch and to {bank} other texts. Rows begin as the English ones that translate them (IBM Model 1 over the
pairs), rare words through the word vectors of {navec} (navec, MIT; SHA-256 of the wheel {wheel}).

At the end {held:,} held-back texts say: mean cosine to the teacher {cosine:.4f}; the nearest target is their own
for {nearest:.3f} of them.

{data}
## Limits

Measured figures: docs/encoder.md. It was taught by sentences and passages of help pages and by everyday questions of
customers; of poetry, news or talk nothing is known. Numbers and rare names are left to lexical search beside it.
"""

_DATA = """## Data

Russian-English pairs, trained texts by source; the licences are those of the sources, listed in NOTICE.

{sources}

Questions and answers of evaluation sets were left out, VK Cloud's pages (share-alike) were not used.
"""


def static_card(trained: Trained, corpus: Corpus, *, recipe: Mapping[str, object], name: str, version: str) -> str:
    """Markdown with the front matter that says the language."""
    epochs = [f"- epoch {one.number}: {one.cosine:.4f}, {one.nearest:.3f}" for one in trained.epochs]
    text = _STATIC.format(
        use=_use(name, int(trained.student.basis.shape[1])),
        tokens=f"{len(trained.vocabulary.tokens):,}",
        rows=f"{trained.vocabulary.size:,}",
        size=int(trained.student.basis.shape[0]),
        recipe=", ".join(f"{key}={value}" for key, value in recipe.items()),
        navec=REQUIREMENT,
        wheel=WHEEL_SHA256,
        epochs="\n".join(epochs),
        data=_data(corpus),
    )
    return _FRONT.format(tags=", static-embeddings", name=name, version=version, teacher=NAME) + text


def transformer_card(tuned: Tuned, corpus: Corpus, *, tokens: int, name: str, version: str) -> str:
    """Markdown with the front matter that says the language. ``tokens``: of the vocabulary."""
    rows, width = tuned.model.embeddings.word_embeddings.weight.shape
    text = _TRANSFORMER.format(
        use=_use(name, width),
        teacher=NAME,
        layers=tuned.model.config.num_hidden_layers,
        tokens=f"{tokens:,}",
        rows=f"{rows:,}",
        dimension=width,
        positions=POSITIONS,
        steps=f"{tuned.steps:,}",
        batch=BATCH,
        longest=LONGEST,
        bank=BANK,
        navec=REQUIREMENT,
        wheel=WHEEL_SHA256,
        cosine=tuned.fares.cosine,
        nearest=tuned.fares.nearest,
        held=len(corpus.examples.held),
        data=_data(corpus),
    )
    return _FRONT.format(tags="", name=name, version=version, teacher=NAME) + text


def _use(name: str, dimension: int) -> str:
    return _USE.format(name=name, dimension=dimension, teacher=NAME, partner=WEIGHTS_SHA256)


def _data(corpus: Corpus) -> str:
    sources = sorted(corpus.by_source.items(), key=lambda one: (-one[1], one[0]))
    return _DATA.format(sources="\n".join(f"- {source}: {count:,}" for source, count in sources))
