from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from service.commands.check import underlined


def test_a_finding_is_shown_with_its_place_underlined_and_exits_with_1(otvet, tmp_path, written):
    path = tmp_path / "reply.txt"
    path.write_text("Здравствуйте!\n🙂 К сожалению, у вас возникла проблема с оплатой.\n", encoding="utf-8")
    ended = otvet("check", path, "--context", written({"fragment": True}))
    lines = ended.out.splitlines()
    place = next(i for i, line in enumerate(lines) if "проблема с оплатой" in line)
    assert ended.code == 1
    assert "line 2, characters [" in lines[place - 1]
    assert "^" in lines[place + 1]
    assert lines[-1].startswith("block: ")


def test_a_check_in_json_is_the_answer_of_the_api(otvet, tmp_path, written):
    text = "У вас возникла проблема с оплатой."
    path = tmp_path / "reply.txt"
    path.write_text(text, encoding="utf-8")
    ended = otvet("check", "--json", path, "--context", written({"fragment": True}))
    spans = [one["span"] for one in ended.json()["guardrail"]["findings"]]
    matches = [one["match"] for one in ended.json()["guardrail"]["findings"]]
    assert matches
    assert [text[span["start"] : span["end"]] for span in spans] == matches


def test_a_fragment_without_faults_exits_with_0(otvet, tmp_path, written):
    path = tmp_path / "reply.txt"
    path.write_text("Откройте раздел «Заказы».", encoding="utf-8")
    ended = otvet("check", path, "--context", written({"fragment": True}))
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "pass: nothing found")


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"\xff\xfe", "not UTF-8"), (b"", "text"), ("я".encode() * 20_001, "20000")],
)
def test_a_text_that_cannot_be_checked_exits_with_2(otvet, tmp_path, raw, said):
    path = tmp_path / "reply.txt"
    path.write_bytes(raw)
    ended = otvet("check", path)
    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize("context", ["[]", '{"text": "x"}', '{"lang": "ru"}', "{"])
def test_a_context_that_cannot_be_used_exits_with_2(otvet, tmp_path, context, written):
    path = tmp_path / "reply.txt"
    path.write_text("Здравствуйте!", encoding="utf-8")
    assert otvet("check", path, "--context", written(context)).code == 2


def test_an_unknown_standard_or_a_missing_file_exits_with_2(otvet, tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text("Здравствуйте!", encoding="utf-8")
    assert otvet("check", path, "--standard", "nobody").code == 2
    assert otvet("check", tmp_path / "none.txt").code == 2
    assert otvet("check", "-", "--context", "-").code == 2


def test_standard_input_is_read_and_only_json_stands_on_stdout(written):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTVET_")}
    ended = subprocess.run(
        [sys.executable, "-m", "service", "check", "--json", "--context", written({"fragment": True})],
        input=b"A\x00b.",
        capture_output=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["warnings"] == ["text: invalid characters replaced by U+FFFD: 1"]


@pytest.mark.parametrize(
    ("text", "match", "expected"),
    [
        ("one two", "two", ("one two", "    ^^^")),
        ("a\nя 🙂 две\nb", "две", ("я 🙂 две", "     ^^^")),
        ("日本 x", "x", ("日本 x", "     ^")),
        ("tab\there", "here", ("tab here", "    ^^^^")),
        ("end", "", ("end", "^")),
    ],
)
def test_carets_stand_under_the_match_in_terminal_columns(text, match, expected):
    start = text.index(match)
    assert underlined(text, start, start + len(match)) == expected


def test_a_long_line_is_cut_around_the_match():
    shown, carets = underlined("x" * 500 + "match" + "y" * 500, 500, 505)
    assert shown == "x" * 60 + "match" + "y" * 60
    assert carets == " " * 60 + "^" * 5


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1251"])
def test_a_terminal_that_cannot_show_a_text_ends_no_run_and_changes_no_json(tmp_path, encoding):
    path = tmp_path / "reply.txt"
    path.write_text("У вас возникла проблема 🙂.", encoding="utf-8")

    def checked(*more: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "service", "check", str(path), *more]
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        return subprocess.run(command, env=environment, capture_output=True, check=False)

    for_people, for_programs = checked(), checked("--json")
    assert (for_people.returncode, for_people.stderr) == (1, b"")
    assert b"no-problema" in for_people.stdout
    assert for_programs.returncode == 1
    findings = json.loads(for_programs.stdout.decode("utf-8"))["guardrail"]["findings"]
    assert "проблема" in [one["match"] for one in findings]
