"""Labelled replies -> the rows of each class of rules."""

from __future__ import annotations

import json

import pytest

from eval.bars.corpus import opened
from eval.bars.labelled import labelled_bars


@pytest.fixture(scope="module")
def checker():
    return opened("default")


@pytest.fixture
def rows(tmp_path, checker):
    def rows_of(*labels):
        path = tmp_path / "labels.jsonl"
        path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in labels), encoding="utf-8")
        return {row.name: row for row in labelled_bars(checker, [path])}

    return rows_of


def label(text, *violates, **more):
    return {"id": "r1", "text": text, "lang": "ru", "violates": list(violates), "fragment": True, **more}


LEXICON = "error lexicon, openings, required parts"


def test_what_is_found_and_missed_counts_in_the_class_of_its_rule(rows):
    found = rows(label("Вижу вашу проблему.", "no-problema"), label("Счёт готов.", "no-problema"))
    assert (found[f"{LEXICON}: recall"].value, found[f"{LEXICON}: recall"].n) == (0.5, 2)
    assert found[f"{LEXICON}: precision"].value == 1.0
    assert found["tone: recall"].n == 0
    assert found["all deterministic rules: recall"].n == 2


def test_a_mistake_is_told_by_row_and_rule_without_the_words(rows):
    found = rows(label("Счёт готов.", "no-problema"))
    assert found[f"{LEXICON}: recall"].detail["mistakes"] == ["r1 no-problema"]


def test_findings_in_clean_texts_are_counted_per_text(rows):
    found = rows(label("Вижу вашу проблему."), label("Счёт готов."))
    assert found["all deterministic rules: false findings per clean text"].value == 0.5
    assert found[f"{LEXICON}: precision"].value == 0.0


def test_too_few_labels_are_a_miss_of_their_own(rows):
    assert rows(label("Вижу вашу проблему.", "no-problema"))[f"{LEXICON}: labels measured on"].met is False


def test_labelled_rules_that_are_not_run_are_named(rows):
    row = rows(label("Счёт готов.", "no-such-rule"))["labels of rules that are not run"]
    assert (row.value, row.detail["rules"]) == (1, {"no-such-rule": 1})
