from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

import kb_index.errors
import service.errors
from service.cli import CODES, exit_code, main
from service.commands.check import underlined
from service.commands.evaluate import spread

ASK = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "How do I export orders?"}]}}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def otvet(monkeypatch, capfd) -> Iterator[Callable[..., Ended]]:
    """Runs the command in this process, with a clean environment and the cheap embedder."""
    for name in [name for name in os.environ if name.startswith("OTVET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OTVET_EMBEDDER", "hashing")
    root = logging.getLogger()
    handlers, level = root.handlers, root.level

    def run(*arguments: object, **settings: object) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(name, str(value))
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        code = ended.value.code
        return Ended(code if isinstance(code, int) else int(code is not None), *capfd.readouterr())

    yield run
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


def articles(folder: Path) -> Path:
    folder.mkdir()
    (folder / "export.md").write_text(
        "---\nid: orders/export\ntitle: How to export orders\nlanguage: en\n---\n"
        "# How to export orders\n\nOpen Orders and choose Export. The file arrives by email within 5 minutes.\n",
        encoding="utf-8",
    )
    (folder / "refund.md").write_text(
        "---\nid: refund\ntitle: Как вернуть деньги\nlanguage: ru\n---\n"
        "# Как вернуть деньги\n\nОткройте раздел «Оплата» и нажмите «Возврат». Деньги придут за 3 дня.\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def index(otvet, tmp_path) -> Path:
    folder = tmp_path / "index"
    assert otvet("index", "--into", folder, articles(tmp_path / "kb")).code == 0
    return folder


def written(folder: Path, value: object) -> Path:
    path = folder / "request.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


# --- version, usage, settings ----------------------------------------------------------------------


def test_the_version_is_told_to_people_and_to_programs(otvet):
    assert otvet("version").out.startswith("otvet ")
    assert set(otvet("version", "--json").json()) == {"otvet", "python"}


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check", "--nonsense"], ["serve", "--port", "x"], ["eval"]])
def test_wrong_usage_exits_with_2(otvet, arguments):
    assert otvet(*arguments).code == 2


def test_an_unknown_setting_names_the_nearest_one(otvet):
    ended = otvet("suggest", OTVET_INDX="x")
    assert ended.code == 2
    assert "OTVET_INDX; did you mean OTVET_INDEX?" in ended.err


@pytest.mark.parametrize(
    ("name", "value"), [("OTVET_PORT", "eighty"), ("OTVET_DEADLINE_S", "0"), ("OTVET_LOG_LEVEL", "loud")]
)
def test_a_setting_that_cannot_be_used_is_named(otvet, name, value):
    ended = otvet("suggest", **{name: value})
    assert (ended.code, name in ended.err) == (2, True)


def test_a_token_is_never_printed(otvet):
    ended = otvet("serve", "--host", "nowhere.invalid", OTVET_TOKEN="s3cret-4711", OTVET_PORT="-1")
    assert ended.code == 2
    assert "s3cret-4711" not in ended.out + ended.err


def test_the_language_model_settings_are_known_for_later(otvet):
    assert "unknown setting" not in otvet("suggest", "/none", OTVET_LLM__BASE_URL="http://localhost").err


def test_every_error_has_an_exit_code_of_its_family():
    for module in (kb_index.errors, service.errors):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Exception):
                assert exit_code(kind.__new__(kind)) in {2, 3}
    assert set(CODES.values()) == {2, 3}


# --- index -----------------------------------------------------------------------------------------


def test_indexing_counts_and_names_what_was_skipped(otvet, tmp_path):
    source = articles(tmp_path / "kb")
    (source / "broken.md").write_bytes(b"\xff\xfe")
    ended = otvet("index", "--into", tmp_path / "index", source)
    assert ended.code == 0
    assert ended.out == ""
    assert "2 added" in ended.err
    assert "passages/s" in ended.err
    assert "broken.md" in ended.err


def test_indexing_again_changes_nothing_and_json_is_one_document(otvet, index, tmp_path):
    report = otvet("index", "--into", index, "--json", tmp_path / "kb").json()
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 2)


def test_articles_that_are_gone_are_reported_and_deleted_on_request(otvet, index, tmp_path):
    (tmp_path / "kb" / "refund.md").unlink()
    kept = otvet("index", "--into", index, "--json", tmp_path / "kb").json()
    pruned = otvet("index", "--into", index, "--json", "--prune", tmp_path / "kb").json()
    assert (kept["gone"], kept["deleted"]) == (["refund"], 0)
    assert (pruned["gone"], pruned["deleted"]) == ([], 1)


def test_a_path_that_is_not_there_exits_with_2(otvet, tmp_path):
    assert otvet("index", "--into", tmp_path / "index", tmp_path / "none").code == 2


def test_the_folder_of_the_index_is_a_setting(otvet, tmp_path):
    assert otvet("index", articles(tmp_path / "kb"), OTVET_INDEX=tmp_path / "there").code == 0
    assert otvet("suggest", "--json", written(tmp_path, ASK)).json()["retrieved"]


# --- suggest ---------------------------------------------------------------------------------------


def test_a_request_of_the_api_gives_its_response(otvet, index, tmp_path):
    answer = otvet("suggest", "--index", index, "--json", written(tmp_path, ASK)).json()
    assert {"suggestion_id", "outcome", "drafts", "retrieved", "versions", "timings_ms"} <= answer.keys()
    assert answer["drafts"][0]["text"]


def test_people_read_the_draft_and_its_sources(otvet, index, tmp_path):
    request = written(tmp_path, ASK)
    answer = otvet("suggest", "--index", index, "--json", request).json()
    ended = otvet("suggest", "--index", index, request)
    assert answer["drafts"][0]["text"].splitlines()[0] in ended.out
    assert answer["outcome"].upper() in ended.out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('{"conversation":', "not JSON"),
        ("[1, 2]", "request.json cannot be used"),
        ({**ASK, "tone": "warm"}, "tone: unknown field"),
        ({"conversation": {"channel": "fax", "messages": []}}, "conversation.channel"),
        ({**ASK, "mode": "llm"}, "not supported yet"),
        ({**ASK, "standard": "nobody"}, "nobody"),
    ],
)
def test_a_request_that_cannot_be_used_exits_with_2_and_says_why(otvet, index, tmp_path, value, said):
    ended = otvet("suggest", "--index", index, written(tmp_path, value))
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_without_an_index_it_exits_with_3_and_says_what_to_run(otvet, tmp_path):
    ended = otvet("suggest", "--index", tmp_path / "none", written(tmp_path, ASK))
    assert ended.code == 3
    assert "otvet index" in ended.err


def test_a_damaged_index_exits_with_3_and_is_left_as_it_is(otvet, tmp_path):
    folder = tmp_path / "index"
    assert otvet("index", "--into", folder, articles(tmp_path / "kb")).code == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        path.write_bytes(b"not an index" * 500)
    ended = otvet("suggest", "--index", folder, written(tmp_path, ASK))
    assert ended.code == 3
    assert all(path.read_bytes() == b"not an index" * 500 for path in files)


# --- check -----------------------------------------------------------------------------------------


def test_a_finding_is_shown_with_its_place_underlined_and_exits_with_1(otvet, tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text("Здравствуйте!\n🙂 К сожалению, у вас возникла проблема с оплатой.\n", encoding="utf-8")
    ended = otvet("check", path, "--context", written(tmp_path, {"fragment": True}))
    lines = ended.out.splitlines()
    place = next(i for i, line in enumerate(lines) if "проблема с оплатой" in line)
    assert ended.code == 1
    assert "line 2, characters [" in lines[place - 1]
    assert "^" in lines[place + 1]
    assert lines[-1].startswith("block: ")


def test_a_check_in_json_is_the_answer_of_the_api(otvet, tmp_path):
    text = "У вас возникла проблема с оплатой."
    path = tmp_path / "reply.txt"
    path.write_text(text, encoding="utf-8")
    ended = otvet("check", "--json", path, "--context", written(tmp_path, {"fragment": True}))
    spans = [one["span"] for one in ended.json()["guardrail"]["findings"]]
    matches = [one["match"] for one in ended.json()["guardrail"]["findings"]]
    assert matches
    assert [text[span["start"] : span["end"]] for span in spans] == matches


def test_a_fragment_without_faults_exits_with_0(otvet, tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text("Откройте раздел «Заказы».", encoding="utf-8")
    ended = otvet("check", path, "--context", written(tmp_path, {"fragment": True}))
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
def test_a_context_that_cannot_be_used_exits_with_2(otvet, tmp_path, context):
    path = tmp_path / "reply.txt"
    path.write_text("Здравствуйте!", encoding="utf-8")
    assert otvet("check", path, "--context", written(tmp_path, context)).code == 2


def test_an_unknown_standard_or_a_missing_file_exits_with_2(otvet, tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text("Здравствуйте!", encoding="utf-8")
    assert otvet("check", path, "--standard", "nobody").code == 2
    assert otvet("check", tmp_path / "none.txt").code == 2
    assert otvet("check", "-", "--context", "-").code == 2


def test_standard_input_is_read_and_only_json_stands_on_stdout(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTVET_")}
    ended = subprocess.run(
        [sys.executable, "-m", "service", "check", "--json", "--context", written(tmp_path, {"fragment": True})],
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


# --- eval ------------------------------------------------------------------------------------------


def test_files_that_a_shell_expanded_each_get_their_option():
    given = ["eval", "retrieval", "--articles", "a", "b", "--queries", "q", "--protocol", "A", "--json"]
    assert spread(given) == [
        *["eval", "retrieval", "--articles", "a", "--articles", "b", "--queries", "q", "--protocol", "A", "--json"]
    ]
    assert spread(["check", "--articles", "a", "b"]) == ["check", "--articles", "a", "b"]


def test_cases_that_cannot_be_used_exit_with_2(otvet, tmp_path):
    broken = tmp_path / "cases.jsonl"
    broken.write_text('{"id": 1}\n', encoding="utf-8")
    ended = otvet("eval", "run", "--cases", broken)
    assert ended.code == 2
    assert "cases.jsonl:1" in ended.err
