"""Parallel texts -> the vocabulary of the Russian transformer, and what each of its rows begins with.

Many word forms share the row of their lemma. A row begins as the English word pieces that it stands beside in parallel
texts (IBM Model 1: Brown et al., The mathematics of statistical machine translation, 1993); a rare one as the English
pieces that its word vector points to. The English model reads such rows as a translation word by word.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from eval.encoder.navec import WordVectors
from eval.encoder.words import CONTINUED, UNKNOWN, Vocabulary, build_vocabulary
from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.embedders.bundled import bundled_folder

PADDING, OPENING, CLOSING = SPECIAL = ("[PAD]", "[CLS]", "[SEP]")
ROWS, PIECES, FORMS = 11_500, 1_000, 60_000  # with five layers 29.5 MB
LONGEST = 192  # tokens of a text that training looks at: of 800 texts it cuts one

_LONGEST_ALIGNED = 40
_ROUNDS = 5
_LEAST_CHANCE = 0.03
_KEY = 100_000  # above any number of a token
_TRUSTED = 10.0  # a row seen this often owes half of what it begins with to its word vector
_SEEN_ENOUGH = 15
_RIDGE = 10.0
_NEAREST, _SHARPNESS = 5, 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """``tokenizer``: the content of tokenizer.json; ``rows``, shape (ids, 384)."""

    tokenizer: str
    rows: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Parallel:
    """``vectors``, shape (texts, 384), of length 1: what the English model says of the English side."""

    russian: Sequence[str]
    english: Sequence[str]
    vectors: FloatArray


def tokenizer_file(vocabulary: Vocabulary, vectors: WordVectors, *, forms: int) -> str:
    """The content of tokenizer.json: row i has the id i + 3, and the ``forms`` most frequent word forms lead to theirs.

    The library reads a vocabulary whose tokens share ids, but writes one of them only: so the file is written here.
    """
    news = {word.replace("ё", "е"): count for word, count in zip(vectors.words, vectors.counts, strict=True)}
    row = dict(zip(vocabulary.tokens, vocabulary.rows.tolist(), strict=True))
    own = {token for token in vocabulary.units if token in row}
    others = sorted((token for token in row if token not in own), key=lambda token: (-news.get(token, 0), token))
    ids = {special: number for number, special in enumerate(SPECIAL)}
    ids |= {token: row[token] + len(SPECIAL) for token in [*sorted(own, key=row.__getitem__), *others[:forms]]}
    content = json.loads(_empty_tokenizer().to_str())
    content["model"]["vocab"] = ids
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _empty_tokenizer() -> Tokenizer:
    tokens = (*SPECIAL, UNKNOWN)
    empty = Tokenizer(models.WordPiece({token: n for n, token in enumerate(tokens)}, unk_token=UNKNOWN))
    empty.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase(), normalizers.Replace("ё", "е")])
    empty.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\p{L}\p{N}]+"), "removed", invert=True)
    ends = [(OPENING, tokens.index(OPENING)), (CLOSING, tokens.index(CLOSING))]
    empty.post_processor = processors.TemplateProcessing(single=f"{OPENING} $A {CLOSING}", special_tokens=ends)
    empty.add_special_tokens(list(tokens))
    return empty


def read_ids(tokenizer: Tokenizer, texts: Sequence[str], *, ends: bool, longest: int = LONGEST) -> list[IntArray]:
    """Token ids of each text, ``longest`` at most; ``ends``: with the marks around it."""
    tokenizer.enable_truncation(longest)
    return [np.array(found.ids, np.int64) for found in tokenizer.encode_batch(list(texts), add_special_tokens=ends)]


def begin(parallel: Parallel, vectors: WordVectors, english: FloatArray) -> Beginning:
    """``english``: the input rows of the English model."""
    vocabulary = build_vocabulary(parallel.russian, vectors, rows=ROWS, pieces=PIECES)
    content = tokenizer_file(vocabulary, vectors, forms=FORMS)
    return Beginning(content, first_rows(parallel, vocabulary, Tokenizer.from_str(content), english))


def first_rows(parallel: Parallel, vocabulary: Vocabulary, tokenizer: Tokenizer, english: FloatArray) -> FloatArray:
    """Shape (ids, 384). ``english``: the input rows of the English model."""
    teacher = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
    teacher.no_padding()
    sources, targets = (
        read_ids(t, x, ends=False) for t, x in ((tokenizer, parallel.russian), (teacher, parallel.english))
    )
    counts = np.bincount(np.concatenate(sources), minlength=len(vocabulary.units) + len(SPECIAL))
    seen = np.bincount(np.concatenate(targets), minlength=len(english))
    translated = _translated(sources, targets, english, len(counts))
    words = np.zeros((len(counts), vocabulary.start.shape[1]), np.float32)
    words[len(SPECIAL) :] = vocabulary.start
    pointed = _pointed(words, translated, counts >= _SEEN_ENOUGH, english[seen >= 5])
    share = (counts / (counts + _TRUSTED))[:, None].astype(np.float32)
    rows: FloatArray = share * translated + (1 - share) * pointed
    for number, token in enumerate((*SPECIAL, *vocabulary.units)):
        if token.isascii():  # a Latin name, a digit or a mark is what it is in English
            rows[number] = _same(teacher, token, english)
    return rows


def _translated(sources: Sequence[IntArray], targets: Sequence[IntArray], english: FloatArray, size: int) -> FloatArray:
    fits = range(1, _LONGEST_ALIGNED + 1)
    both = [(s, t) for s, t in zip(sources, targets, strict=True) if len(s) in fits and len(t) in fits]
    pairs, chance = align([s for s, _ in both], [t for _, t in both])
    pairs, chance = pairs[chance > _LEAST_CHANCE], chance[chance > _LEAST_CHANCE]
    total = np.zeros((size, english.shape[1]), np.float32)
    np.add.at(total, pairs[:, 0], english[pairs[:, 1]] * chance[:, None])
    weight = np.bincount(pairs[:, 0], chance, size)
    return (total / np.maximum(weight, 1e-9)[:, None]).astype(np.float32)


def align(sources: Sequence[IntArray], targets: Sequence[IntArray]) -> tuple[IntArray, FloatArray]:
    """Model 1: pairs (n, 2) of source id (0: none) and target id, and the target's chance (n,) given the source."""
    both = list(zip(sources, targets, strict=True))
    left = np.concatenate([np.tile(np.append(s, 0), len(t)) for s, t in both])
    right = np.concatenate([np.repeat(t, len(s) + 1) for s, t in both])
    sizes = np.concatenate([np.full(len(t), len(s) + 1) for s, t in both])
    group = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    keys, at = np.unique(left * _KEY + right, return_inverse=True)
    source = keys // _KEY
    chance = np.ones(len(keys), np.float64)
    for _ in range(_ROUNDS):
        expected = chance[at]
        expected = expected / np.add.reduceat(expected, starts)[group]
        count = np.bincount(at, expected, len(keys))
        chance = count / np.bincount(source, count)[source]
    return np.stack([source, keys % _KEY], axis=1), chance.astype(np.float32)


def _pointed(words: FloatArray, known: FloatArray, trusted: BoolArray, english: FloatArray) -> FloatArray:
    """Ridge regression from word vectors to English rows, then the mean of the English rows nearest to its guess."""
    has = np.abs(words).sum(1) > 0
    fit = has & trusted
    middle, centre = words[fit].mean(0), known[fit].mean(0)
    x, y = words[fit] - middle, known[fit] - centre
    guess = (words - middle) @ np.linalg.solve(x.T @ x + _RIDGE * np.eye(x.shape[1], dtype=np.float32), x.T @ y)
    near = unit(guess) @ unit(english - english.mean(0)).T
    best = np.argsort(-near, axis=1)[:, :_NEAREST]
    weights = np.exp(np.take_along_axis(near, best, 1) * _SHARPNESS)
    mixed = (english[best] * (weights / weights.sum(1, keepdims=True))[..., None]).sum(1)
    found: FloatArray = np.where(has[:, None], mixed, english.mean(0)).astype(np.float32)
    return found


def _same(teacher: Tokenizer, token: str, english: FloatArray) -> FloatArray:
    known = teacher.token_to_id(token)
    found = (
        [known] if known is not None else teacher.encode(token.removeprefix(CONTINUED), add_special_tokens=False).ids
    )
    mean: FloatArray = english[found].mean(0)
    return mean


def unit(rows: FloatArray) -> FloatArray:
    """Every row of length 1; a row of zeros stays."""
    found: FloatArray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found
