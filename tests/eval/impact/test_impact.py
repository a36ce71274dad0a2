"""A change beside a recorded run: what would be answered differently."""

import asyncio
import json
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.cases import Case
from eval.endpoint import in_process
from eval.errors import EvalError
from eval.impact.changes import Change
from eval.impact.effects import Kind
from eval.impact.preview import Preview, preview
from eval.impact.table import preview_json
from eval.run import observe
from eval.runs.record import ANSWERS, CASES, MANIFEST, Manifest, Run, load_run, observed_json
from eval.runs.running import Portion
from eval.runs.targets import InProcess, Live
from eval.sample import sample_settings
from kb_index.build import index_paths
from kb_index.embedders.open import open_embedder
from kb_index.store.database import connect
from service.settings import Settings

ARTICLES = {
    "orders/export": ("en", "How to export orders", "Open Orders and choose Export. The file arrives in 5 minutes."),
    "billing/refunds": ("en", "Refunds", "Write to billing. The money is returned within 10 business days."),
    "ru/refunds": ("ru", "Как вернуть деньги", "Напишите в поддержку. Деньги возвращаются за 10 рабочих дней."),
    "ru/logo": ("ru", "Как сменить логотип", "Откройте Настройки и загрузите картинку до 2 МБ."),
}
QUESTIONS = {
    "en-export": ("en", "How do I export my orders?"),
    "en-refund": ("en", "How long does a refund take?"),
    "ru-refund": ("ru", "За сколько дней вернут деньги?"),
    "ru-logo": ("ru", "Как сменить логотип и какого размера картинка?"),
    "en-thanks": ("en", "Thanks a lot!"),
}

PACK = """\
standard: strict
description: {ru: "Строже.", en: "Stricter."}
extends: [default]
rules:
  - id: no-hello
    severity: error
    source: "House style, words"
    statement: {ru: "Не говори «здравствуйте».", en: "Do not say hello."}
    message: {ru: "Без «{match}».", en: "No {match}."}
    check:
      kind: existence
      ru: {phrases: ["здравствуйте"]}
      en: {phrases: ["hello"]}
    examples:
      ru: {bad: ["[[Здравствуйте]]!", "И вам [[здравствуйте]]."], good: ["Добрый день!", "Доброе утро!"]}
      en: {bad: ["[[Hello]]!", "[[Hello]] there."], good: ["Good morning!", "Dear Anna,"]}
"""


def written(folder: Path, article_id: str, language: str, title: str, body: str) -> Path:
    path = folder / (article_id.replace("/", "-") + ".md")
    head = f"---\nid: {article_id}\ntitle: {title}\nlanguage: {language}\n---\n"
    path.write_text(f"{head}{body}\n", encoding="utf-8")
    return path


def case(case_id: str, language: str, text: str) -> Case:
    request = {
        "conversation": {"channel": "email", "messages": [{"role": "end_user", "text": text}]},
        "case": {"id": "T-1", "now": "2026-11-17T11:20:00+03:00"},
    }
    return Case.model_validate({"id": case_id, "request": request, "expected": {"language_code": language}})


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    folder = tmp_path_factory.mktemp("kb")
    for article_id, (language, title, body) in ARTICLES.items():
        written(folder, article_id, language, title, body)
    index_paths([folder], into=folder / "index", embedder=open_embedder("hashing", cache=folder))
    return sample_settings(folder / "index", embedder="hashing")


@pytest.fixture(scope="module")
def portions(run, settings) -> list[Portion]:
    return [Portion(run.cases, InProcess(settings))]


@pytest.fixture(scope="module")
def run(settings, tmp_path_factory) -> Run:
    async def asked() -> list[dict]:
        async with in_process(settings) as endpoint:
            return [observed_json(await observe(one, endpoint)) for one in cases]

    cases = [case(name, *about) for name, about in QUESTIONS.items()]
    folder = tmp_path_factory.mktemp("run")
    now = datetime(2026, 11, 17, tzinfo=UTC)
    manifest = Manifest(name="test", created=now, target="in process", versions={}, settings={})
    (folder / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
    (folder / CASES).write_text("".join(one.model_dump_json() + "\n" for one in cases), encoding="utf-8")
    lines = asyncio.run(asked())
    (folder / ANSWERS).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return load_run(folder)


def texts(observed) -> dict[str, str]:
    return {one.case.id: one.text for one in observed}


def answered(settings: Settings) -> dict[str, str]:
    async def asked() -> list:
        async with in_process(settings) as endpoint:
            return [await observe(case(name, *about), endpoint) for name, about in QUESTIONS.items()]

    return texts(asyncio.run(asked()))


def told(found: Preview) -> dict[str, dict[Kind, str]]:
    return {one.case_id: dict(one.told) for one in found.effects}


def test_nothing_changes_where_nothing_was_changed(run, portions):
    found = preview(run, Change(), portions)
    assert (found.effects, found.cases, found.also) == ((), 5, {})


def test_a_changed_article_changes_the_tickets_that_quote_it_and_no_others(run, portions, tmp_path):
    slower = written(tmp_path, "ru/refunds", "ru", "Как вернуть деньги", "Деньги возвращаются за 30 рабочих дней.")
    found = preview(run, Change((slower,)), portions)
    (effect,) = found.effects
    assert effect.case_id == "ru-refund"
    assert "10 рабочих" in effect.before
    assert "30 рабочих" in effect.after


@pytest.mark.parametrize("article_id", list(ARTICLES))
def test_the_preview_is_what_a_service_with_the_change_answers(run, portions, tmp_path, article_id):
    """Beside an index that never held the article, asked anew: exact, whatever a change moves."""
    for one, held in ARTICLES.items():
        if one != article_id:
            written(tmp_path, one, *held)
    index_paths([tmp_path], into=tmp_path / "index", embedder=open_embedder("hashing", cache=tmp_path))
    truth = answered(sample_settings(tmp_path / "index", embedder="hashing"))
    expected = {name: text for name, text in truth.items() if text != texts(run.observed)[name]}
    found = preview(run, Change(deleted=(article_id,)), portions)
    assert {one.case_id: one.after for one in found.effects} == expected


def test_a_deleted_article_takes_the_answer_with_it(run, portions):
    found = told(preview(run, Change(deleted=("ru/logo",)), portions))
    assert found["ru-logo"][Kind.OUTCOME].startswith("suggest → ")
    assert found["ru-logo"][Kind.SOURCES] == "no longer ru/logo"


def test_a_standard_that_finds_more_says_so_ticket_by_ticket(run, portions, tmp_path):
    """A pack of one more rule, on a word of our own phrases: what an article says is quoted, not judged."""
    stricter = tmp_path / "strict.yaml"
    stricter.write_text(PACK, encoding="utf-8")
    found = preview(run, Change(standard=str(stricter)), portions)
    greeted = {one.case.id for one in run.observed if re.search("Здравствуйте|Hello", one.text)}
    assert {"ru-refund", "ru-logo"} <= greeted
    assert {
        case for case, words in told(found).items() if "no-hello (error)" in words.get(Kind.FINDINGS, "")
    } == greeted


def test_the_index_of_the_run_is_only_read(run, settings, portions):
    preview(run, Change(deleted=("orders/export",)), portions)
    with closing(connect(settings.index)) as index:
        held = {row[0] for row in index.execute("SELECT article_id FROM articles")}
    assert held == set(ARTICLES)


def test_an_article_that_is_not_there_cannot_be_deleted(run, portions):
    with pytest.raises(EvalError, match="there is no article no/such"):
        preview(run, Change(deleted=("no/such",)), portions)


def test_a_file_that_changes_nothing_is_told(run, portions, tmp_path):
    same = written(tmp_path, "orders/export", *ARTICLES["orders/export"])
    with pytest.raises(EvalError, match="nothing in it differs"):
        preview(run, Change((same,)), portions)


def test_a_service_elsewhere_cannot_try_a_change(run):
    with pytest.raises(EvalError, match="make a run in process"):
        preview(run, Change(), [Portion(run.cases, Live("http://127.0.0.1:8080"))])


def test_the_document_counts_by_kind_and_shows_both_drafts(run, portions):
    document = preview_json(preview(run, Change(deleted=("ru/logo",)), portions))
    (effect,) = [one for one in document["effects"] if one["case"] == "ru-logo"]
    assert (document["cases"], document["changed"]) == (5, len(document["effects"]))
    assert document["by_kind"]["outcome"] >= 1
    assert effect["before"] != effect["after"]


def test_articles_are_changed_in_one_knowledge_base(run, settings):
    halves = [Portion(run.cases[:2], InProcess(settings)), Portion(run.cases[2:], InProcess(settings))]
    assert preview(run, Change(), halves).effects == ()
    with pytest.raises(EvalError, match="of 2 knowledge bases"):
        preview(run, Change(deleted=("ru/logo",)), halves)
