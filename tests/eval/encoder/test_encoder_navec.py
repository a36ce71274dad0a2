import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from eval.encoder.navec import ARCHIVE, WHEEL, fetch_navec, read_navec
from eval.errors import TrainingDataUnusable

WORDS = ["<unk>", "деньги", "возврат", "<pad>"]
COUNTS = [0, 5, 9, 0]
CENTROIDS = np.arange(12, dtype="<f4").reshape(2, 3, 2)  # two parts of two numbers, three centroids each
NUMBERS = [[0, 0], [1, 2], [2, 0], [0, 0]]


def wheel(path: Path, *, words: list[str] = WORDS, parts: bytes | None = None) -> Path:
    """A wheel with an archive in the format of navec: three parts, as small as they can be."""
    vocabulary = np.array([len(words), *COUNTS[: len(words)]], "<u4").tobytes() + "\n".join(words).encode()
    head = np.array([4, 4, 2, 3], "<u4").tobytes()
    quantised = head + np.array(NUMBERS, np.uint8).tobytes() + CENTROIDS.tobytes() if parts is None else parts
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in (("vocab.bin", gzip.compress(vocabulary)), ("pq.bin", quantised)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr(ARCHIVE, packed.getvalue())
    return path


def test_words_come_by_falling_frequency_with_the_centroids_of_their_parts(tmp_path: Path) -> None:
    found = read_navec(wheel(tmp_path / "x.whl"))
    assert found.words == ("возврат", "деньги")
    assert found.counts == (9, 5)
    assert found.vectors.dtype == np.float32
    np.testing.assert_array_equal(found.vectors, [[4, 5, 6, 7], [2, 3, 10, 11]])


def test_a_wheel_with_other_bytes_is_refused_by_its_hash(tmp_path: Path) -> None:
    wheel(tmp_path / WHEEL)
    with pytest.raises(TrainingDataUnusable, match="SHA-256"):
        fetch_navec(tmp_path)


def test_words_and_vectors_of_different_number_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataUnusable, match="3 words, 4 vectors"):
        read_navec(wheel(tmp_path / "x.whl", words=WORDS[:3]))


@pytest.mark.parametrize("parts", [b"", b"\x04\x00\x00\x00", np.array([9, 4, 2, 3], "<u4").tobytes()])
def test_quantised_vectors_that_break_off_are_refused(tmp_path: Path, parts: bytes) -> None:
    with pytest.raises(TrainingDataUnusable, match="fetch it again"):
        read_navec(wheel(tmp_path / "x.whl", parts=parts))


def test_a_file_that_is_no_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.whl").write_bytes(b"no archive")
    with pytest.raises(TrainingDataUnusable, match="fetch it again"):
        read_navec(tmp_path / "x.whl")
