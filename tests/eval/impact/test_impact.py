"""A change beside a recorded run: what would be answered differently."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from eval.cases import Case
from eval.errors import EvalError
from eval.impact.changes import Change
from eval.impact.effects import Kind
from eval.impact.preview import Preview, preview
from eval.impact.table import preview_json
from eval.runs.record import Run
from eval.runs.running import Portion, run_into
from eval.runs.targets import InProcess, Live
from eval.sample import sample_settings
from kb_index.build import index_paths
from kb_index.embedders.open import open_embedder
from kb_index.store.database import connect
from service.settings import Settings
from tests.packs import no_word, write_pack

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


ASKED = [case(name, *about) for name, about in QUESTIONS.items()]


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
    return run_into(tmp_path_factory.mktemp("run") / "r", ASKED, InProcess(settings))


def texts(run: Run) -> dict[str, str]:
    return {one.case.id: one.text for one in run.observed}


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
    truth = texts(run_into(tmp_path / "r", ASKED, InProcess(sample_settings(tmp_path / "index", embedder="hashing"))))
    expected = {name: text for name, text in truth.items() if text != texts(run)[name]}
    found = preview(run, Change(deleted=(article_id,)), portions)
    assert {one.case_id: one.after for one in found.effects} == expected


def test_a_deleted_article_takes_the_answer_with_it(run, portions):
    found = told(preview(run, Change(deleted=("ru/logo",)), portions))
    assert found["ru-logo"][Kind.OUTCOME].startswith("suggest → ")
    assert found["ru-logo"][Kind.SOURCES] == "no longer ru/logo"


def test_a_standard_that_finds_more_says_so_ticket_by_ticket(run, portions, tmp_path):
    """A pack of one more rule, on a word of our own phrases: what an article says is quoted, not judged."""
    stricter = write_pack(tmp_path, "strict", "extends: [default]\n", rules=no_word("здравствуйте", "hello"))
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
