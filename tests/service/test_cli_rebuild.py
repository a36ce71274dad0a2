"""`otvet index --rebuild`: the same articles anew, also with another model, without naming their paths again."""

from __future__ import annotations


def test_an_index_is_rebuilt_from_itself(otvet, index):
    report = otvet("index", "--into", index, "--rebuild", "--json").json()
    assert (report["added"], report["unchanged"], report["passages"]) == (0, 2, 2)
    assert report["embedded"] + report["reused"] == 2
    assert (index / "index.sqlite").is_symlink()


def test_without_paths_there_must_be_an_index_to_rebuild(otvet, tmp_path):
    assert otvet("index", "--into", tmp_path / "none").code == 2
    missing = otvet("index", "--into", tmp_path / "none", "--rebuild")
    assert (missing.code, "otvet index --into" in missing.err) == (3, True)
