"""The ids of a text are those of the tokenizers library, whatever stands in it and whoever finds them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE, WordLevel

from kb_index.embedders.token_ids import TokenIds
from kb_index.embedders.wordpiece import SURE
from tests.static_model import tiny_tokenizer

WORDS = ["пароль", "аккаунт", "деньги", "reset", "vpn", "s3", "postgresql", "или", "й"]
SOME = [
    "Пароль",
    "АККАУНТ",
    "ёлка",
    "е\u0308лка",
    "и\u0306",
    "VPN-сервер",
    "reset.",
    "ждём…",
    "“кавычки”",
    "İ",
    "ß",
    "№5",
]
ODD = [
    "привет\x1cмир",
    "a\x85b",
    "\x0b",
    "Σίσυφος",
    "如何",
    "🧹",
    "\u00ad",
    "\u200b",
    "´",
    "Ⅷ",
    "\ud800",
    "[UNK]",
    "а" * 45,
]


def saved(tokenizer: Tokenizer, folder: Path) -> TokenIds:
    tokenizer.save(str(folder / "tokenizer.json"))
    return TokenIds.open(folder / "tokenizer.json")


def expected(tokenizer: Tokenizer, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text.encode("utf-8", "replace").decode(), add_special_tokens=False).ids
    return ids


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return tiny_tokenizer(WORDS)


@pytest.fixture(scope="module")
def ours(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> TokenIds:
    return saved(tokenizer, tmp_path_factory.mktemp("ours"))


def sure_characters() -> list[str]:
    edges = list(SURE)
    ranges = []
    while edges:
        first = edges.pop(0)
        last = edges.pop(1) if edges[:1] == ["-"] and len(edges) > 1 else first
        edges = edges[1:] if last != first else edges
        ranges.append((ord(first), ord(last)))
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


def test_every_character_whose_rules_are_sure_is_read_as_the_library_reads_it(
    tokenizer: Tokenizer, ours: TokenIds
) -> None:
    characters = sure_characters()
    assert len(characters) > 4000
    texts = [text for one in characters for text in (one, f"па{one}роль", f"Е{one}", f"{one}{one}s3")]
    found = tokenizer.encode_batch([f"x {text}" for text in texts], add_special_tokens=False)
    wrong = [text for text, one in zip(texts, found, strict=True) if list(ours.of(f"x {text}")) != one.ids]
    assert wrong == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.sampled_from(WORDS + SOME + ODD), st.text(max_size=12)), max_size=12),
    st.sampled_from(" \n\t\u00a0"),
)
def test_any_text_has_the_ids_that_the_library_gives(
    tokenizer: Tokenizer, ours: TokenIds, parts: list[str], space: str
) -> None:
    text = space.join(parts)
    assert list(ours.of(text)) == expected(tokenizer, text)
    assert list(ours.of(text)) == expected(tokenizer, text)  # and again, from memory


def bert() -> Tokenizer:
    tokenizer = tiny_tokenizer(WORDS)
    tokenizer.normalizer = normalizers.BertNormalizer(strip_accents=False)
    return tokenizer


def words_alone() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "пароль": 1, "reset": 2, ".": 3}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def bytes_of_text() -> Tokenizer:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(BPE({letter: at for at, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    return tokenizer


def cut_short() -> Tokenizer:
    tokenizer = tiny_tokenizer(WORDS)
    tokenizer.enable_truncation(3)
    return tokenizer


def with_a_token_of_two_words() -> Tokenizer:
    tokenizer = tiny_tokenizer(WORDS)
    tokenizer.add_tokens([AddedToken("reset пароль", normalized=False)])
    return tokenizer


def with_a_token_in_capitals() -> Tokenizer:
    tokenizer = tiny_tokenizer(WORDS)
    tokenizer.add_tokens([AddedToken("vpn пароль", normalized=True)])
    return tokenizer


def joined_lines() -> Tokenizer:
    tokenizer = tiny_tokenizer(WORDS)
    tokenizer.normalizer = normalizers.Replace(" ", "x")
    return tokenizer


KINDS: Sequence[Callable[[], Tokenizer]] = (
    bert,
    words_alone,
    bytes_of_text,
    cut_short,
    with_a_token_of_two_words,
    with_a_token_in_capitals,
    joined_lines,
)


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_tokenizers_of_other_kinds_are_read_as_the_library_reads_them(
    make: Callable[[], Tokenizer], tmp_path: Path
) -> None:
    tokenizer = make()
    ours = saved(tokenizer, tmp_path)
    texts = ["", " ", "Reset пароль, VPN пароль. s3", *SOME, *ODD, " ".join(SOME + ODD)]
    assert [list(ours.of(text)) for text in texts] == [expected(tokenizer, text) for text in texts]


def test_what_is_remembered_has_a_bound(ours: TokenIds, tokenizer: Tokenizer) -> None:
    text = " ".join(map(str, range(60_000)))
    last = expected(tokenizer, "59998 59999")
    assert list(ours.of(text))[-len(last) :] == last
    assert ours.remembered <= 50_000
    assert list(ours.of("0 59999")) == expected(tokenizer, "0 59999")


def test_a_file_that_is_no_tokenizer_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"type": "Unheard", "vocab": {"a": 0}}}))
    with pytest.raises(ValueError, match=r"tokenizer\.json"):
        TokenIds.open(tmp_path / "tokenizer.json")
