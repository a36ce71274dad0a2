"""The robustness harness damages queries as people do, and tells what expansion saves."""

import pytest
from rapidfuzz.distance import OSA

from eval.damage import in_wrong_layout, mangled, with_names_by_ear, with_slip
from eval.questions import Question
from eval.robustness import codes_found, compounds_found, measured, systems_over
from kb_index.records import Article

ARTICLES = [
    Article("slack", "Интеграция со Slack", "Подключите Slack в настройках. Ключ SL-20417.", "ru"),
    Article("refund", "Возврат средств", "Возврат приходит на карту за десять дней. Код RF-30991.", "ru"),
    Article("kafka", "Кластер Kafka", "Создайте кластер Kafka из двух узлов. Порт KF-90920.", "ru"),
    Article("export", "Выгрузка отчёта", "Отчёт выгружается в таблицу одной кнопкой.", "ru"),
]
QUESTIONS = [
    Question("q1", "Когда придёт возврат?", "ru", "ru/shop/faq", "p1", ("refund",), None),
    Question("q2", "Как создать кластер Kafka?", "ru", "ru/shop/faq", "p2", ("kafka",), None),
    Question("q3", "Как выгрузить отчёт?", "ru", "ru/shop/faq", "p3", ("export",), None),
    Question("q4", "Где настройки интеграции?", "ru", "ru/shop/faq", "p4", ("slack",), None),
]


def test_a_slip_is_one_edit_in_one_longer_word_and_always_the_same():
    text = "Как подключить интеграцию?"
    assert with_slip(text, "a") == with_slip(text, "a")
    edits = {with_slip(text, str(seed)) for seed in range(40)}
    assert len(edits) > 20
    assert all(OSA.distance(text, one) <= 1 and one.startswith("Как ") for one in edits)
    assert with_slip("Как мне?", "a") == "Как мне?"


@pytest.mark.parametrize(("text", "typed"), [("привет", "ghbdtn"), ("hello", "руддщ")])
def test_a_text_in_the_wrong_layout_has_the_same_keys(text, typed):
    assert in_wrong_layout(text, "") == typed


def test_names_are_written_as_they_sound():
    assert with_names_by_ear("Кластер Kafka в kafkacat", "") == "cluster кафка в kafkacat"


def test_a_mangled_code_is_the_same_letters_and_digits_otherwise():
    for seed in range(20):
        other = mangled("E-1043", str(seed))
        assert other != "E-1043"
        assert "".join(filter(str.isalnum, other)).lower() == "e1043"


@pytest.fixture(scope="module")
def reports():
    with systems_over(ARTICLES, "hashing") as systems:
        rows = {(row.queries, row.system): row for row in measured(systems, QUESTIONS)}
        codes = {row.system: row for row in codes_found(systems, ARTICLES)}
        compounds = {way: (n, five, ten) for way, n, five, ten in compounds_found(systems, QUESTIONS)}
    return rows, codes, compounds


def test_clean_queries_lose_nothing_by_any_part(reports):
    clean = [row for (queries, _), row in reports[0].items() if queries.endswith("clean")]
    assert len(clean) == 7
    assert all(row.difference[0] >= 0 for row in clean)


@pytest.mark.parametrize("damage", ["slip", "layout", "by ear"])
def test_expansion_keeps_more_of_damaged_queries(reports, damage):
    assert reports[0][f"ru {damage}", "all"].kept >= reports[0][f"ru {damage}", "none"].kept


def test_queries_in_the_wrong_layout_find_nothing_without_expansion_and_all_with_it(reports):
    assert reports[0]["ru layout", "none"].kept < 0.5
    assert reports[0]["ru layout", "all"].kept == pytest.approx(1.0)


def test_mangled_codes_are_found(reports):
    assert reports[1]["all"].n == 3
    assert reports[1]["all"].value == pytest.approx(1.0)


def test_both_pages_of_two_questions_are_found(reports):
    assert {way: found[0] for way, found in reports[2].items()} == {"whole": 2, "split": 2, "ideal": 2}
    assert reports[2]["ideal"][1] == 1.0
