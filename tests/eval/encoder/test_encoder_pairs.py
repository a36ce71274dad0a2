import gzip
from pathlib import Path

import pytest

from eval.encoder.pairs import Pair, ReadingReport, pair_files, read_pairs, write_pairs
from eval.errors import TrainingDataUnusable

RETURN = Pair("Оформить возврат", "Request a return", "shop")
CARD = Pair("Карта не проходит", "The card is declined", "money")


def test_written_pairs_are_read_back_from_a_folder_in_order_of_name_packed_or_not(tmp_path: Path) -> None:
    write_pairs(tmp_path / "b.tsv", [CARD])
    (tmp_path / "a.tsv.gz").write_bytes(
        gzip.compress(b"\xef\xbb\xbf" + "Оформить возврат\tRequest a return\tshop".encode())
    )
    (tmp_path / "notes.txt").write_text("not read", "utf-8")
    report = ReadingReport()
    assert list(read_pairs([tmp_path], report)) == [RETURN, CARD]
    assert (report.files, report.pairs, report.malformed_lines) == (2, 2, 0)


def test_a_malformed_line_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("Оформить возврат\tRequest a return\tshop\nбез перевода\n\ta\tb\n", "utf-8")
    report = ReadingReport()
    assert list(read_pairs([path], report)) == [RETURN]
    assert report.malformed == [f"{path}:2", f"{path}:3"]
    assert report.malformed_lines == 2


def test_a_line_separator_within_a_field_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("одно\u2028два\tone two\tshop\n", "utf-8")
    assert [pair.en for pair in read_pairs([path], ReadingReport())] == ["one two"]


def test_tabs_within_a_text_do_not_break_what_is_written(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.tsv", [Pair("Оформить\tвозврат", "Request\na return", "shop")])
    assert list(read_pairs([tmp_path], ReadingReport())) == [RETURN]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.tsv.gz", b"no gzip", "cannot be read"),
        ("x.tsv", b"\xff\xfe\xff", "cannot be read"),
        ("x.csv", b"", "must end in"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TrainingDataUnusable, match=said):
        list(read_pairs([tmp_path / name], ReadingReport()))


def test_a_packed_file_that_breaks_off_is_a_clear_error(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join(f"слово {n}\tword {n}\tshop" for n in range(500)).encode())
    (tmp_path / "x.tsv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TrainingDataUnusable, match=r"x\.tsv\.gz"):
        list(read_pairs([tmp_path], ReadingReport()))


def test_a_path_that_is_not_there_and_an_empty_folder_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataUnusable, match="no file or folder"):
        pair_files([tmp_path / "gone"])
    with pytest.raises(TrainingDataUnusable, match=r"holds no \.tsv"):
        pair_files([tmp_path])
