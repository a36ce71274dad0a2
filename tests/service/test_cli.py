from __future__ import annotations

import pytest

import kb_index.errors
import service.errors
from service.cli import CODES, exit_code
from service.commands.evaluate import spread

ASK = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "How do I export orders?"}]}}


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


def test_the_language_model_settings_are_known(otvet):
    assert "unknown setting" not in otvet("suggest", "/none", OTVET_LLM__BASE_URL="http://localhost").err


def test_every_error_has_an_exit_code_of_its_family():
    for module in (kb_index.errors, service.errors):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Exception):
                assert exit_code(kind.__new__(kind)) in {2, 3}
    assert set(CODES.values()) == {2, 3}


# --- index -----------------------------------------------------------------------------------------


def test_indexing_counts_and_names_what_was_skipped(otvet, tmp_path, kb):
    source = kb
    (source / "broken.md").write_bytes(b"\xff\xfe")
    ended = otvet("index", "--into", tmp_path / "index", source)
    assert ended.code == 0
    assert ended.out == ""
    assert "2 added" in ended.err
    assert "passages/s" in ended.err
    assert "broken.md" in ended.err


def test_indexing_again_changes_nothing_and_json_is_one_document(otvet, index, kb):
    report = otvet("index", "--into", index, "--json", kb).json()
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 2)


def test_articles_that_are_gone_are_reported_and_deleted_on_request(otvet, index, kb):
    (kb / "refund.md").unlink()
    kept = otvet("index", "--into", index, "--json", kb).json()
    pruned = otvet("index", "--into", index, "--json", "--prune", kb).json()
    assert (kept["gone"], kept["deleted"]) == (["refund"], 0)
    assert (pruned["gone"], pruned["deleted"]) == ([], 1)


def test_a_path_that_is_not_there_exits_with_2(otvet, tmp_path):
    assert otvet("index", "--into", tmp_path / "index", tmp_path / "none").code == 2


def test_the_folder_of_the_index_is_a_setting(otvet, tmp_path, written, kb):
    assert otvet("index", kb, OTVET_INDEX=tmp_path / "there").code == 0
    assert otvet("suggest", "--json", written(ASK)).json()["retrieved"]


# --- suggest ---------------------------------------------------------------------------------------


def test_a_request_of_the_api_gives_its_response(otvet, index, written):
    answer = otvet("suggest", "--index", index, "--json", written(ASK)).json()
    assert {"suggestion_id", "outcome", "drafts", "retrieved", "versions", "timings_ms"} <= answer.keys()
    assert answer["drafts"][0]["text"]


def test_people_read_the_draft_and_its_sources(otvet, index, written):
    request = written(ASK)
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
        ({**ASK, "mode": "llm"}, "OTVET_LLM__BASE_URL"),
        ({**ASK, "standard": "nobody"}, "nobody"),
    ],
)
def test_a_request_that_cannot_be_used_exits_with_2_and_says_why(otvet, index, value, said, written):
    ended = otvet("suggest", "--index", index, written(value))
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_without_an_index_it_exits_with_3_and_says_what_to_run(otvet, tmp_path, written):
    ended = otvet("suggest", "--index", tmp_path / "none", written(ASK))
    assert ended.code == 3
    assert "otvet index" in ended.err


def test_a_damaged_index_exits_with_3_and_is_left_as_it_is(otvet, tmp_path, written, kb):
    folder = tmp_path / "index"
    assert otvet("index", "--into", folder, kb).code == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        path.write_bytes(b"not an index" * 500)
    ended = otvet("suggest", "--index", folder, written(ASK))
    assert ended.code == 3
    assert all(path.read_bytes() == b"not an index" * 500 for path in files)


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
