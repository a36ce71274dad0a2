from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.encoder.teacher import open_teacher, teacher_vectors
from eval.errors import TrainingDataUnusable
from kb_index.arrays import FloatArray
from kb_index.embedders.hashing import HashingEmbedder


class Counting(HashingEmbedder):
    """Counts the texts that it encodes and is killed after so many batches."""

    def __init__(self, *, batches: int = 1000) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._left = batches

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self.texts += texts
        return super().embed_passages(texts)


TEXTS = [f"order number {n} has left the warehouse" for n in range(10)]


def vectors(teacher: Counting, cache: Path, texts: Sequence[str] = TEXTS, said: list[str] | None = None) -> np.ndarray:
    return teacher_vectors(
        texts, teacher=teacher, cache=cache, progress=(said if said is not None else []).append, shard=4
    )


def test_vectors_stand_in_the_order_of_the_texts_in_half_precision(tmp_path: Path) -> None:
    found = vectors(Counting(), tmp_path, [TEXTS[3], TEXTS[1], TEXTS[3]])
    assert found.dtype == np.float16
    np.testing.assert_allclose(found, HashingEmbedder().embed_passages([TEXTS[3], TEXTS[1], TEXTS[3]]), atol=1e-3)


def test_no_text_is_encoded_twice_neither_in_one_run_nor_in_a_later_one(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    vectors(first, tmp_path, TEXTS[:6] * 2)
    vectors(second, tmp_path, [*TEXTS, *TEXTS])
    assert first.texts == TEXTS[:6]
    assert second.texts == TEXTS[6:]


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    killed, later = Counting(batches=2), Counting()
    with pytest.raises(KeyboardInterrupt):
        vectors(killed, tmp_path)
    found = vectors(later, tmp_path)
    assert later.texts == TEXTS[8:]
    np.testing.assert_array_equal(found, vectors(Counting(), tmp_path / "fresh"))


@pytest.mark.parametrize("left", [0, 100, -40])
def test_a_damaged_shard_is_encoded_again_and_a_half_written_one_is_removed(tmp_path: Path, left: int) -> None:
    whole = vectors(Counting(), tmp_path)
    shard = sorted(tmp_path.rglob("*.npz"))[0]
    shard.write_bytes(shard.read_bytes()[:left])
    (shard.parent / "half.part").write_bytes(b"half")
    again, said = Counting(), list[str]()
    np.testing.assert_array_equal(vectors(again, tmp_path, said=said), whole)
    assert 0 < len(again.texts) <= 4
    assert any("damaged" in line for line in said)
    assert not list(tmp_path.rglob("*.part"))


def test_a_changed_byte_of_a_shard_is_noticed(tmp_path: Path) -> None:
    whole = vectors(Counting(), tmp_path)
    shard = sorted(tmp_path.rglob("*.npz"))[0]
    data = bytearray(shard.read_bytes())
    data[len(data) // 2] ^= 0xFF
    shard.write_bytes(bytes(data))
    np.testing.assert_array_equal(vectors(Counting(), tmp_path), whole)


def test_progress_says_how_many_of_the_missing_texts_are_done(tmp_path: Path) -> None:
    said: list[str] = []
    vectors(Counting(), tmp_path, said=said)
    assert said == [f"teacher: {n} of 10 texts" for n in (4, 8, 10)]


def test_a_cache_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(TrainingDataUnusable, match="cannot be kept"):
        vectors(Counting(), tmp_path / "file")


def test_no_texts_give_no_vectors(tmp_path: Path) -> None:
    assert vectors(Counting(), tmp_path, []).shape == (0, HashingEmbedder().dimension)


def test_the_teacher_is_the_bundled_english_model(tmp_path: Path) -> None:
    assert open_teacher(tmp_path).dimension == 384
