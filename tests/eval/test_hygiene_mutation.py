"""One fact changed in one of two language versions: the report points at it."""

from __future__ import annotations

import random

from eval.hygiene_mutation import changes, found_in, tried
from kb_index.hygiene.statements import read_blocks
from kb_index.records import Article

ARTICLES = [
    Article("ru/refund", "Возврат", "Деньги вернутся за 14 дней.\n\nЛимит файла — 25 МБ.", "ru"),
    Article("en/refund", "Refund", "The money comes back within 14 days.\n\nThe file limit is 25 MB.", "en"),
]
BLOCKS = {article.article_id: read_blocks(article) for article in ARTICLES}


def test_versions_that_agree_raise_no_alarm() -> None:
    assert found_in(ARTICLES, BLOCKS) == []


def test_every_changed_fact_that_the_other_version_states_is_found() -> None:
    outcomes = [tried(change, ARTICLES, BLOCKS) for change in changes(ARTICLES, BLOCKS, random.Random(1))]
    assert len(outcomes) == 4
    assert all(one is not None and one.change.twice and one.found for one in outcomes)


def test_the_same_seed_makes_the_same_changes() -> None:
    first, second = (list(changes(ARTICLES, BLOCKS, random.Random(3))) for _ in range(2))
    assert [(one.place, one.written) for one in first] == [(one.place, one.written) for one in second]
