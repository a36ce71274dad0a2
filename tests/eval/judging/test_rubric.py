"""Rubric files: those that are shipped can be used in both languages, and others are refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from eval.judging.rubric import RubricInvalid, load_rubric, rendered, rubric_names

WORDING = {"question": "Good?", "anchors": {1: "no", 5: "yes"}}
CRITERION = {"id": "good", "ru": WORDING, "en": WORDING}


def written(folder: Path, **rubric: object) -> str:
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump({"criteria": [CRITERION], **rubric}, allow_unicode=True), encoding="utf-8")
    return str(path)


def test_the_shipped_rubrics_judge_help_grounding_tone_and_honesty() -> None:
    assert set(rubric_names()) >= {"helpfulness", "grounded", "tone", "honesty"}
    for name in rubric_names():
        rubric = load_rubric(name)
        assert rubric.version.startswith(f"{name}@")
        assert (rubric.low, rubric.high) == (1, 5)
        for one in rubric.criteria:
            assert any("а" <= letter <= "я" for letter in one.ru.question)
            assert one.en.question.isascii()
            assert sorted(one.ru.anchors) == sorted(one.en.anchors)


def test_a_rubric_of_a_teams_own_is_named_by_its_file_and_its_version_follows_its_content(tmp_path: Path) -> None:
    first = load_rubric(written(tmp_path))
    other = load_rubric(written(tmp_path, high=10, criteria=[_up_to(10)]))
    assert first.name == other.name == "own"
    assert first.version != other.version
    assert load_rubric(written(tmp_path)).version == first.version


def _up_to(high: int) -> dict[str, object]:
    wording = {"question": "Good?", "anchors": {1: "no", high: "yes"}}
    return {"id": "good", "ru": wording, "en": wording}


@pytest.mark.parametrize(
    ("rubric", "complaint"),
    [
        ({"criteria": []}, "criteria: Tuple should have at least 1 item"),
        ({"criteria": [CRITERION, CRITERION]}, "a criterion's id is used twice"),
        ({"low": 5, "high": 1}, "`high` must be above `low`"),
        ({"high": 4}, "describes its scores 1 and 4 in both languages"),
        ({"criteria": [{"id": "good", "ru": WORDING}]}, r"criteria\.0\.en: is missing; add it"),
        ({"criteria": [{**CRITERION, "id": "Good!"}]}, r"criteria\.0\.id"),
        ({"hihg": 5}, "hihg: no such key; did you mean `high`"),
        (
            {"criteria": [{**CRITERION, "ru": {**WORDING, "note": 1}}]},
            r"ru\.note: no such key; there are question, anchors",
        ),
    ],
)
def test_a_rubric_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, rubric: dict[str, object], complaint: str
) -> None:
    with pytest.raises(RubricInvalid, match=complaint):
        load_rubric(written(tmp_path, **rubric))


def test_names_and_files_that_are_not_there_are_named() -> None:
    with pytest.raises(RubricInvalid, match="no rubric `charm`; choose one of grounded"):
        load_rubric("charm")
    with pytest.raises(RubricInvalid, match=r"none\.yaml: cannot be read"):
        load_rubric("/nowhere/none.yaml")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("pairwise", [True, False])
def test_the_judge_is_told_every_criterion_with_its_anchors(language: str, pairwise: bool) -> None:
    rubric = load_rubric("tone")
    worded = [(one.id, one.wording(language)) for one in rubric.criteria]
    criteria = [{"id": name, "question": one.question, "anchors": list(one.anchors.items())} for name, one in worded]
    told = rendered(
        "system",
        language,
        {"criteria": criteria, "low": 1, "high": 5, "pairwise": pairwise, "gold": False, "points": False},
    )
    for name, one in worded:
        assert name in told
        assert one.question in told
        assert all(anchor in told for anchor in one.anchors.values())
    assert ('"better"' in told) is pairwise
