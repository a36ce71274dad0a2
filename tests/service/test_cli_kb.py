"""`otvet kb report` tells people and programs what to put right, and ends with 1 where readers are misled."""

from __future__ import annotations

import pytest

from kb_index.sample_kb import sample_path


@pytest.fixture
def wrong(tmp_path):
    """Two articles that contradict each other, one of them with a dead link."""
    folder = tmp_path / "wrong"
    folder.mkdir()
    for name, days in (("a", 14), ("b", 30)):
        text = f"A paid yearly subscription is refunded in full within {days} days of the payment. [More](gone.md)"
        front = f"id: {name}\ntitle: Refunds\nlanguage: en\nupdated_at: 2020-01-01"
        (folder / f"{name}.md").write_text(f"---\n{front}\n---\n{text}\n", encoding="utf-8")
    return folder


def test_what_misleads_readers_is_shown_and_ends_with_1(otvet, wrong, tmp_path):
    otvet("index", "--into", tmp_path / "index", wrong)
    ended = otvet("kb", "report", "--index", tmp_path / "index")
    assert ended.code == 1
    assert ended.out.index("contradiction · error · 1") < ended.out.index("dead link · error · 2")
    assert "one says 14 days, the other 30 days" in " ".join(ended.out.split())


def test_programs_get_everything_by_offsets(otvet, wrong, tmp_path):
    otvet("index", "--into", tmp_path / "index", wrong)
    ended = otvet("kb", "report", "--index", tmp_path / "index", "--json")
    report = ended.json()
    assert (ended.code, report["errors"], report["counts"]["contradiction"]) == (1, 3, 1)
    places = report["findings"][0]["places"]
    assert [(it["article_id"], it["text"][it["text"].index("within") :]) for it in places] == [
        ("a", "within 14 days of the payment."),
        ("b", "within 30 days of the payment."),
    ]


def test_without_errors_it_ends_with_0_and_age_is_an_option(otvet, kb, tmp_path):
    otvet("index", "--into", tmp_path / "index", kb)
    assert otvet("kb", "report", "--index", tmp_path / "index").code == 0


def test_old_articles_are_named_when_asked_for(otvet, wrong, tmp_path):
    otvet("index", "--into", tmp_path / "index", wrong)
    counts = otvet("kb", "report", "--index", tmp_path / "index", "--json", "--stale-days", "365").json()["counts"]
    assert counts["stale"] == 2


def test_no_embedder_is_needed(otvet, wrong, tmp_path):
    otvet("index", "--into", tmp_path / "index", wrong)
    ended = otvet("kb", "report", "--index", tmp_path / "index", "--json", OTVET_EMBEDDER="/no/such/model")
    assert ended.json()["articles"] == 2


def test_a_missing_index_is_named(otvet, tmp_path):
    ended = otvet("kb", "report", "--index", tmp_path / "none")
    assert (ended.code, "none" in ended.err) == (3, True)


def test_indexing_ends_with_the_summary(otvet, wrong, tmp_path):
    ended = otvet("index", "--into", tmp_path / "index", wrong)
    assert "hygiene: 1 contradiction, 2 dead link" in ended.err


def test_indexing_without_a_change_examines_nothing(otvet, wrong, tmp_path):
    otvet("index", "--into", tmp_path / "index", wrong)
    assert "hygiene" not in otvet("index", "--into", tmp_path / "index", wrong).err


def test_the_sample_misleads_nobody(otvet, tmp_path):
    otvet("index", "--into", tmp_path / "index", sample_path())
    report = otvet("kb", "report", "--index", tmp_path / "index", "--json").json()
    assert report["errors"] == 0
