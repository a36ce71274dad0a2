"""A run in this process: under which versions it was, that it can be done again, and what differs when it cannot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from eval.cases import Case
from eval.errors import RunInvalid
from eval.runs.folder import update
from eval.runs.portions import of_run
from eval.runs.record import Manifest, load_run
from eval.runs.recorded import AnswersInvalid
from eval.runs.replay import Replayed, replay, replay_json, verdict
from eval.runs.running import run_into
from eval.runs.targets import InProcess, Live
from eval.runs.versions import settings_of, settings_told, versions_now
from eval.sample import sample_settings
from kb_index.build import index_paths
from kb_index.embedders.open import open_embedder
from kb_index.sample_kb import sample_path
from service.settings import LlmSettings, Settings
from tests.packs import no_word, write_pack
from tests.small_service import small_service


def case(name: str, text: str, **labels: object) -> Case:
    body = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": text}]}}
    return Case.model_validate(
        {"id": name, "request": body, "expected": {"outcome": ["suggest"], "language_code": "en"}} | labels
    )


CASES = (
    case("webhook", "What does E-4090 on my webhook mean?", relevant=["en/webhooks"]),
    case("thanks", "Thanks, that helped!", tags=["thanks"]),
)


def index(articles: Path, into: Path) -> None:
    index_paths([articles], into=into, embedder=open_embedder("hashing", cache=into))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles in ``kb`` and an index of them."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(sample_path() / "en", folder / "kb")
    index(folder / "kb", folder / "index")
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return sample_settings(tmp_path / "index", embedder="hashing")


def done_again(folder: Path) -> Replayed:
    run = load_run(folder)
    return replay(run, of_run(run, folder.parent / "cache"))


def test_a_run_that_is_done_again_is_identical_however_many_are_asked_at_once(
    settings: Settings, tmp_path: Path
) -> None:
    more = [
        case(f"webhook-{number}", f"What does E-4090 on webhook {number} mean?", relevant=["en/webhooks"])
        for number in range(4)
    ]
    run = run_into(tmp_path / "r", (*CASES, *more), InProcess(settings), parallel=1)
    assert {one.error for one in run.observed} == {None}
    assert set(run.manifest.versions) == {
        *("service", "code", "harness", "settings", "prompts"),
        *("standard", "index", "embedder", "model", "cases"),
    }
    assert run.manifest.versions["model"] == "composer"
    assert (tmp_path / "r" / "standards" / "default.yaml").is_file()
    update(tmp_path / "r", run.manifest.model_copy(update={"parallel": 4}))
    again = done_again(tmp_path / "r")
    assert (again.identical, again.versions, again.cases) == (True, {}, 6)
    assert verdict(again) == "identical: 6 answers"


def test_a_changed_article_is_told_with_the_case_and_the_fields(settings: Settings, tmp_path: Path) -> None:
    run_into(tmp_path / "r", CASES, InProcess(settings))
    page = tmp_path / "kb" / "webhooks.md"
    page.write_text(page.read_text("utf-8").replace("E-4090", "E-4090 (too slow)"), "utf-8")
    index(page, settings.index)
    again = done_again(tmp_path / "r")
    assert not again.identical
    assert set(again.versions) == {"index"}
    (changed,) = again.changed
    assert (changed.case_id, changed.outcomes) == ("webhook", ("suggest", "suggest"))
    assert "drafts" in changed.fields
    assert "versions" not in changed.fields
    assert replay_json(again)["changed"][0]["id"] == "webhook"


def test_an_index_that_was_only_built_anew_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    run_into(tmp_path / "r", CASES, InProcess(settings))
    settings.index.rename(tmp_path / "former")
    index(tmp_path / "kb", settings.index)
    again = done_again(tmp_path / "r")
    assert (again.identical, again.versions) == (True, {})


def test_a_changed_standard_is_told(settings: Settings, tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "ours")
    before = pack.read_bytes()
    run_into(tmp_path / "r", CASES, InProcess(settings.model_copy(update={"standard": str(pack)})))
    write_pack(tmp_path, "ours", rules=no_word("вебхук", "webhook"))
    again = done_again(tmp_path / "r")
    assert set(again.versions) == {"standard"}
    assert {one.case_id: one.fields for one in again.changed} == {"webhook": ("drafts",)}
    assert (tmp_path / "r" / "standards" / "ours.yaml").read_bytes() == before


def test_versions_tell_what_a_run_depends_on_and_nothing_else(settings: Settings) -> None:
    told = versions_now(settings)
    for silent in ({"host": "0.0.0.0"}, {"port": 9}, {"token": SecretStr("t")}, {"log_level": "debug"}):
        assert versions_now(settings.model_copy(update=silent)) == told
    other = versions_now(settings.model_copy(update={"freshness_days": 30.0}))
    assert {name for name in told if told[name] != other[name]} == {"settings"}
    other = versions_now(settings, ["retail-social", "no-such-standard"])
    assert {name for name in told if told[name] != other[name]} == {"standard"}


def test_settings_are_kept_without_secrets_and_come_back(settings: Settings, tmp_path: Path) -> None:
    llm = LlmSettings(base_url="http://me:secret@127.0.0.1:1/v1", api_key=SecretStr("secret"), model="m")
    given = settings.model_copy(update={"llm": llm, "token": SecretStr("secret"), "freshness_days": 3.0})
    told = json.loads(json.dumps(settings_told(given)))
    assert "secret" not in str(told)
    assert told["llm"] == {"base_url": "http://127.0.0.1:1/v1", "model": "m"}
    manifest = Manifest.model_validate(
        {"name": "r", "created": "2026-01-01T00:00:00Z", "target": "in process", "versions": {}, "settings": told}
    )
    back = settings_of(manifest, given)
    assert (back.index, back.freshness_days, back.llm.model) == (settings.index, 3.0, "m")
    assert back.llm.api_key == SecretStr("secret")
    assert back.token is None


def test_recorded_answers_of_a_model_are_used_in_its_place(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps({"key": "0" * 64, "text": "no matter"}) + "\n", "utf-8")
    run = run_into(tmp_path / "r", CASES, InProcess(settings, file))
    answer = run.by_case["webhook"].answer
    assert answer is not None
    assert (answer["mode"], answer["degraded_reason"]) == ("extractive", "llm_unreachable")
    assert (run.manifest.target, run.manifest.answers) == (f"answers of {file}", str(file))
    assert run.manifest.versions["model"].startswith("answers ")
    assert done_again(tmp_path / "r").identical
    for line, said in (
        ("[]", "an object is expected"),
        ('{"id": "webhook", "text": "Hm."}', "no `key`.* prompts score"),
    ):
        file.write_text(f"{line}\n", "utf-8")
        with pytest.raises(AnswersInvalid, match=rf"answers\.jsonl:1: {said}"):
            done_again(tmp_path / "r")


def test_a_live_run_is_asked_of_the_same_address_again(tmp_path: Path) -> None:
    with small_service(token="t") as service:
        run_into(tmp_path / "r", CASES, Live(service.address, "t"))
        run = load_run(tmp_path / "r")
        assert replay(run, of_run(run, tmp_path, token="t")).identical
        service.versions = {**service.versions, "prompt": "q"}
        again = replay(run, of_run(run, tmp_path, token="t"))
    assert again.versions == {"prompts": ("p", "q")}
    assert verdict(again) == "identical: 2 answers, although versions differ"


def test_a_run_without_answers_cannot_be_done_again(tmp_path: Path) -> None:
    with small_service() as service:
        run_into(tmp_path / "r", CASES, Live(service.address))
    (tmp_path / "r" / "answers.jsonl").write_text("", "utf-8")
    with pytest.raises(RunInvalid, match="no case of it is finished"):
        of_run(load_run(tmp_path / "r"), tmp_path)
