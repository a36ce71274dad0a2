"""Confidence grows with every kind of evidence, means a probability, and survives its JSON form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kb_index.build import index_paths
from kb_index.calibration import DEFAULT_THRESHOLD, PRIOR, Calibration, Evidence, calibration_of
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.ports import DENSE_SHARE, Mode, mode_of
from kb_index.records import Query
from kb_index.search import Searcher

LEXICAL = Evidence(coverage=0.5, titled=0.3, matched=1.0)
DENSE = replace(LEXICAL, cosine=0.5, lead=0.1, mode=Mode.WITH_DENSE)
STATIC = replace(DENSE, mode=Mode.WITH_STATIC)


@pytest.mark.parametrize(
    ("start", "name"),
    [(start, name) for start in (LEXICAL, DENSE, STATIC) for name in PRIOR.weights(start.mode) if name != "bias"],
)
def test_more_evidence_raises_the_confidence(start: Evidence, name: str) -> None:
    changes: list[dict[str, Any]] = [{name: value} for value in (0.0, 0.25, 0.5, 1.0)]
    values = [PRIOR.confidence(replace(start, **change)) for change in changes]
    assert all(low < high for low, high in pairwise(values))
    assert 0 <= values[0] <= values[-1] <= 1


def test_a_query_that_is_covered_whole_is_served_and_one_half_covered_is_not() -> None:
    assert PRIOR.confidence(Evidence(coverage=1.0, titled=0.5, matched=0.8)) >= DEFAULT_THRESHOLD
    assert PRIOR.confidence(Evidence(coverage=0.5, titled=0.1, matched=0.6)) < DEFAULT_THRESHOLD


def test_a_calibration_survives_json() -> None:
    told = replace(PRIOR, record={"n": 3})
    assert Calibration.from_json(json.loads(json.dumps(told.to_json()))) == told


@pytest.mark.parametrize("value", [[], {"with_dense": {}}, {"with_dense": {}, "lexical_only": {}}, {"scheme": "0"}])
def test_json_that_is_no_calibration_is_refused_and_an_index_goes_on_with_the_prior(value: object) -> None:
    with pytest.raises(ValueError, match="with_dense"):
        Calibration.from_json(value)
    assert calibration_of(value) == PRIOR


def test_weights_of_another_version_are_not_used() -> None:
    old = {**PRIOR.to_json(), "scheme": "1", "with_dense": {"bias": 9.0}}
    with pytest.raises(ValueError, match="scheme '1'"):
        Calibration.from_json(old)
    assert calibration_of(old) == PRIOR


def test_a_correction_changes_the_odds_and_not_the_order() -> None:
    for one in (LEXICAL, DENSE, STATIC):
        corrected = PRIOR.corrected(mode=one.mode, slope=0.5, shift=-1.0)
        assert corrected.score(one) == pytest.approx(0.5 * PRIOR.score(one) - 1.0)
        others = {LEXICAL, DENSE, STATIC} - {one}
        assert all(corrected.score(other) == PRIOR.score(other) for other in others)


def test_an_index_calibrated_before_static_encoders_had_weights_goes_on_with_the_prior() -> None:
    old = {name: value for name, value in PRIOR.to_json().items() if name != "with_static"}
    assert calibration_of({**old, "scheme": "3", "with_dense": {"bias": 9.0}}) == PRIOR
    with pytest.raises(ValueError, match="with_static"):
        Calibration.from_json(old)


# --- evidence of a real search ----------------------------------------------------------------------

FILLER = "Погода на выходных обещает быть тёплой, захватите воду и хорошее настроение в дорогу. " * 4
PAGES = {
    "near": ("Термопринтер", f"Чтобы напечатать наклейку, подключите термопринтер кабелем. {FILLER}"),
    "apart": ("Разное", f"Кабель лежит в коробке. {FILLER} Наклейку пришлём. {FILLER} Принтер подключите сами."),
    "far": ("Возврат", "Деньги вернутся на карту за десять дней."),
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("confidence")
    lines = [
        json.dumps({"id": key, "title": title, "lang": "ru", "body_markdown": body})
        for key, (title, body) in PAGES.items()
    ]
    (folder / "pages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    embedder = HashingEmbedder(languages=frozenset({"en"}))
    index_paths([folder / "pages.jsonl"], into=folder / "index", embedder=embedder)
    with closing(Searcher(folder / "index", embedder)) as opened:
        yield opened


def evidence(searcher: Searcher, text: str, *without: str) -> tuple[Evidence, Evidence]:
    whole, partial, _ = searcher.evidence(Query(text, "ru"), without=set(without))
    return whole, partial


def test_words_that_stand_together_cover_more_than_the_same_words_far_apart(searcher: Searcher) -> None:
    together, apart = evidence(searcher, "каким кабелем подключить, чтобы наклейку", "near")
    assert together.coverage > apart.coverage > 0


def test_a_title_that_the_query_names_is_evidence(searcher: Searcher) -> None:
    assert evidence(searcher, "термопринтер")[0].titled == 1.0
    assert evidence(searcher, "кабель")[0].titled < 1.0


def test_without_the_article_that_answers_the_evidence_is_weaker(searcher: Searcher) -> None:
    whole, partial = evidence(searcher, "когда вернутся деньги на карту", "far")
    assert PRIOR.score(whole) > PRIOR.score(partial)
    assert whole.mode is Mode.LEXICAL_ONLY


def test_a_query_that_nothing_matches_has_no_evidence(searcher: Searcher) -> None:
    assert evidence(searcher, "щщщщщ")[0] == Evidence(coverage=0.0, titled=0.0, matched=0.0)


class StaticLike(HashingEmbedder):
    """An encoder that leaves the larger share of a similarity to the words."""

    def dense_share(self, text: str) -> float:
        return DENSE_SHARE - 0.2


@pytest.mark.parametrize(
    ("embedder", "mode"),
    [(HashingEmbedder(), Mode.WITH_DENSE), (StaticLike(), Mode.WITH_STATIC)],
    ids=["dense", "static"],
)
def test_the_share_of_the_cosine_says_which_weights_count(
    tmp_path: Path, embedder: HashingEmbedder, mode: Mode
) -> None:
    (tmp_path / "page.md").write_text(f"# {PAGES['far'][0]}\n\n{PAGES['far'][1]}", encoding="utf-8")
    index_paths([tmp_path / "page.md"], into=tmp_path / "index", embedder=embedder)
    with closing(Searcher(tmp_path / "index", embedder)) as opened:
        found, _ = evidence(opened, "когда вернутся деньги на карту")
    assert found.mode is mode
    assert found.cosine is not None
    by_words = replace(found, mode=Mode.LEXICAL_ONLY)
    assert PRIOR.score(found) != PRIOR.score(by_words)


def test_the_mode_follows_from_the_share_of_the_cosine() -> None:
    assert [mode_of(one) for one in (None, 0.0, 0.4, DENSE_SHARE, 1.0)] == [
        Mode.LEXICAL_ONLY,
        Mode.WITH_STATIC,
        Mode.WITH_STATIC,
        Mode.WITH_DENSE,
        Mode.WITH_DENSE,
    ]
