"""The measure of masking, as a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.masking.__main__ import main


def test_the_command_reports_every_figure_and_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"text": "Как сменить тариф?"}\n{"text": "Звоните 8 912 345-67-89"}\n', encoding="utf-8")

    assert main(["--json", "--count", "60", "--step", "400", "--texts", str(questions)]) == 0

    told = json.loads(capsys.readouterr().out)
    figures = {one["name"]: one for one in told["figures"]}
    assert figures["structured, hidden"]["whole"] == 60
    assert figures["given names, hidden"]["share"] == 1.0
    assert figures["round trips, byte for byte"]["met"] is True
    assert figures["questions.jsonl: nothing else hidden"]["missed"] == ["phone: 8 912 345-67-89"]
    assert told["hide_6000_characters_ms"] > 0
