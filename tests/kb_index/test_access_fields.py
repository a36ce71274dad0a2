"""What a file says of its access groups is read exactly or refused; it is never read as “everyone” by mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb_index.article_rules import require_valid
from kb_index.errors import ArticleInvalid
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.walk import load_source
from kb_index.records import Article

BODY = "Refunds of partners take three days."


def loaded(tmp_path: Path, name: str, content: str) -> Found | Skipped:
    (tmp_path / name).write_text(content, "utf-8")
    (item,) = load_source(tmp_path)
    return item


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("access_groups: [vip, staff, vip]", ("staff", "vip")),
        ("access_groups: staff", ("staff",)),
        ("access_groups: ' staff , отдел продаж '", ("staff", "отдел продаж")),
        ("access_groups:\n- staff\n- 'yes'", ("staff", "yes")),
        ("access_groups: []", ()),
        ("title: x", ()),
    ],
)
def test_front_matter_names_groups_in_a_list_or_with_commas(
    tmp_path: Path, written: str, expected: tuple[str, ...]
) -> None:
    item = loaded(tmp_path, "x.md", f"---\n{written}\n---\n{BODY}")
    assert isinstance(item, Found)
    assert item.article.access_groups == expected
    assert item.article.metadata == {}


@pytest.mark.parametrize(
    "written",
    [
        "access_groups:",
        "access_groups: ''",
        "access_groups: 7",
        "access_groups: true",
        "access_groups: {staff: true}",
        "access_groups: [staff, 7]",
        "access_groups: [staff, null]",
        "access_groups: [yes]",
        "access_groups: 'staff,,vip'",
        "access-groups: staff",
        "accessGroups: [staff]",
        "Access_Group: staff",
        "access group:",
    ],
)
def test_front_matter_that_means_groups_and_does_not_name_them_is_refused(tmp_path: Path, written: str) -> None:
    item = loaded(tmp_path, "x.md", f"---\n{written}\n---\n{BODY}")
    assert isinstance(item, Skipped)
    assert "access_groups" in item.reason


@pytest.mark.parametrize(
    "text",
    [
        f"---\naccess_groups: staff\n\n{BODY}",
        f"\n---\naccess_groups: staff\n---\n{BODY}",
        f'+++\ntitle = "T"\naccess_groups = ["staff"]\n\n{BODY}',
        f"---\ntitle\naccess_groups: staff\n---\n{BODY}".replace("title\n", "- title\n# x\n"),
        f"access_groups: staff\n\n{BODY}",
    ],
)
def test_groups_that_would_be_read_as_text_are_refused(tmp_path: Path, text: str) -> None:
    assert isinstance(loaded(tmp_path, "x.md", text), Skipped)


def test_a_page_that_speaks_of_access_groups_is_a_page(tmp_path: Path) -> None:
    text = f"# Setting up\n\n{BODY}\n\n```\naccess_groups: staff\n```\n"
    item = loaded(tmp_path, "x.md", text)
    assert isinstance(item, Found)
    assert item.article.access_groups == ()


@pytest.mark.parametrize(
    ("groups", "expected"),
    [(["b", "a"], ("a", "b")), ("a,b", ("a", "b")), ([], ()), (None, None), ({}, None), (1, None)],
)
def test_a_record_names_groups_in_the_same_ways(
    tmp_path: Path, groups: object, expected: tuple[str, ...] | None
) -> None:
    record = {"id": "x", "title": "T", "body_markdown": BODY, "access_groups": groups}
    item = loaded(tmp_path, "x.jsonl", json.dumps(record))
    assert (item.article.access_groups if isinstance(item, Found) else None) == expected


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ("staff", "no list of names"),
        (("staff", 7), "no list of names"),
        (("",), "is empty"),
        ((" staff",), "begins or ends with a space"),
        (("a" * 201,), "201 characters"),
        (("st\x00aff",), "NUL"),
        (tuple(f"g{number}" for number in range(201)), "201 access groups"),
    ],
)
def test_groups_that_can_be_no_groups_make_the_article_invalid(groups: tuple[str, ...], why: str) -> None:
    with pytest.raises(ArticleInvalid, match=why):
        require_valid(Article("x", "T", BODY, "en", access_groups=groups))


@pytest.mark.parametrize("key", ["access_groups", "accessGroups", "Access-Group"])
def test_groups_in_the_metadata_make_the_article_invalid(key: str) -> None:
    with pytest.raises(ArticleInvalid, match="guards nothing"):
        require_valid(Article("x", "T", BODY, "en", metadata={key: ["staff"]}))
