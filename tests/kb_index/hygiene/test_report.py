"""A report lists findings by weight and place, always the same, and its JSON gives everything by offsets."""

from __future__ import annotations

import json

import pytest

from kb_index.errors import IndexMissing
from kb_index.hygiene.articles import Limits
from kb_index.hygiene.finding import Severity
from kb_index.hygiene.report import as_json, examine, summary
from kb_index.records import Article

ARTICLES = (
    Article("en/a", "Refunds", "A paid yearly subscription is refunded in full within 14 days. [x](gone.md)", "en"),
    Article("en/b", "Refunds", "A paid yearly subscription is refunded in full within 30 days. See there.", "en"),
)


def test_errors_come_first_and_every_finding_once(examined):
    found = examined(*ARTICLES)
    weights = [list(Severity).index(one.severity) for one in found]
    assert weights == sorted(weights)
    assert len(found) == len(set(found))
    assert [str(one.check) for one in found[:2]] == ["contradiction", "dead_link"]


def test_the_json_gives_stretches_of_the_stored_markdown(examined, tmp_path):
    examined(*ARTICLES)
    report = as_json(examine(tmp_path / "index", Limits(0.0)))
    bodies = {article.article_id: article.body_markdown for article in ARTICLES}
    places = [place for finding in json.loads(json.dumps(report))["findings"] for place in finding["places"]]
    assert all(bodies[it["article_id"]][it["start"] : it["end"]] == it["text"] for it in places)
    assert (report["articles"], report["errors"]) == (2, 2)


def test_two_reports_on_one_index_are_equal(examined, tmp_path):
    examined(*ARTICLES)
    one, other = (as_json(examine(tmp_path / "index", Limits(0.0))) for _ in range(2))
    assert one == other


def test_the_index_is_not_changed(examined, tmp_path):
    examined(*ARTICLES)
    before = (tmp_path / "index" / "index.sqlite").read_bytes()
    examine(tmp_path / "index", Limits(0.0))
    assert (tmp_path / "index" / "index.sqlite").read_bytes() == before


def test_the_summary_is_one_line(examined, tmp_path):
    examined(*ARTICLES)
    line = summary(examine(tmp_path / "index", Limits(0.0)))
    assert line.startswith("1 contradiction, 1 dead link")
    assert "\n" not in line


def test_an_empty_index_has_no_findings(examined):
    assert examined() == []


def test_a_folder_without_an_index_is_an_error(tmp_path):
    with pytest.raises(IndexMissing):
        examine(tmp_path)
