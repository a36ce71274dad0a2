"""`otvet index` calibrates what it built; `otvet calibrate` fits it on labelled questions and names a bad line."""

from __future__ import annotations

import json


def test_indexing_tells_how_the_confidence_was_fitted(otvet, tmp_path, kb):
    ended = otvet("index", "--into", tmp_path / "index", kb, "--json")
    assert ended.code == 0
    assert ended.json()["calibration"]["fitted_on"] == "itself"
    assert "calibration: fitted on itself" in ended.err


def test_labels_are_fitted_on_and_kept_when_the_index_is_brought_up_to_date(otvet, tmp_path, kb):
    index, labels = tmp_path / "index", tmp_path / "labels.jsonl"
    assert otvet("index", "--into", index, kb).code == 0
    labels.write_text(json.dumps({"text": "Где купить билет?", "lang": "ru", "relevant": []}) + "\n", encoding="utf-8")
    assert "fitted on labels" in otvet("calibrate", "--labels", labels, "--into", index).err
    assert "fitted on labels" in otvet("index", "--into", index, kb).err


def test_a_label_that_cannot_be_used_is_named_with_its_line(otvet, tmp_path, kb):
    index, labels = tmp_path / "index", tmp_path / "labels.jsonl"
    assert otvet("index", "--into", index, kb).code == 0
    labels.write_text('{"text": "?", "lang": "ru", "relevant": []}\n\n{"text": "?"}\n', encoding="utf-8")
    ended = otvet("calibrate", "--labels", labels, "--into", index)
    assert ended.code == 2
    assert "labels.jsonl:3: write" in ended.err
