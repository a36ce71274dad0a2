"""JSON files: lists of records, and what Zendesk, Chatwoot and Zammad hand out, told by their shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb_index.loaders import jsonl
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.json_records import load
from kb_index.records import Article


def read(folder: Path, document: object, name: str = "export.json") -> list[Found | Skipped]:
    content = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    (folder / name).write_bytes(content)
    return list(load(folder / name, folder))


def articles(items: list[Found | Skipped]) -> list[Article]:
    return [item.article for item in items if isinstance(item, Found)]


def reasons(items: list[Found | Skipped]) -> list[tuple[int | None, str, bool]]:
    return [(item.line, item.reason, item.unpublished) for item in items if isinstance(item, Skipped)]


# --- Zendesk ------------------------------------------------------------------------------------------

ZENDESK = {
    "id": 360001,
    "url": "https://acme.zendesk.example/api/v2/help_center/ru/articles/360001.json",
    "html_url": "https://acme.zendesk.example/hc/ru/articles/360001",
    "title": "Возврат денег",
    "body": (
        '<p>Деньги <strong>вернём</strong>. <a href="/hc/ru/articles/2">Сроки</a></p><ol><li>Раз</li><li>Два</li></ol>'
    ),
    "locale": "ru",
    "source_locale": "en-us",
    "draft": False,
    "outdated": False,
    "promoted": False,
    "section_id": 7,
    "label_names": ["деньги"],
    "user_segment_id": None,
    "updated_at": "2026-01-02T00:00:00Z",
}


def test_a_zendesk_article_keeps_its_text_language_address_and_time(tmp_path: Path) -> None:
    assert articles(read(tmp_path, {"count": 1, "next_page": None, "articles": [ZENDESK]})) == [
        Article(
            article_id="zendesk/360001/ru",
            title="Возврат денег",
            body_markdown=(
                "Деньги **вернём**. [Сроки](https://acme.zendesk.example/hc/ru/articles/2)\n\n1. Раз\n2. Два\n"
            ),
            language_code="ru",
            uri="https://acme.zendesk.example/hc/ru/articles/360001",
            updated_at="2026-01-02T00:00:00Z",
            metadata={"section_id": 7, "label_names": ["деньги"]},
        )
    ]


@pytest.mark.parametrize(
    ("segment", "groups"),
    [
        ({"user_segment_id": None}, ()),
        ({"user_segment_id": None, "user_segment_ids": []}, ()),
        ({"user_segment_id": 9}, ("zendesk-segment-9",)),
        ({"user_segment_id": None, "user_segment_ids": [9, 5]}, ("zendesk-segment-5", "zendesk-segment-9")),
        ({"user_segment_id": 0}, ("zendesk-segment-0",)),
        ({"user_segment_id": ""}, ("zendesk-segment-",)),
        ({"user_segment_id": {"id": 1}}, ("zendesk-segment-{'id': 1}",)),
    ],
)
def test_a_zendesk_article_of_a_user_segment_never_becomes_public(
    tmp_path: Path, segment: dict[str, object], groups: tuple[str, ...]
) -> None:
    (found,) = articles(read(tmp_path, {"articles": [ZENDESK | segment]}))
    assert found.access_groups == groups


def test_zendesk_drafts_are_left_out_and_translations_are_articles_with_the_same_limits(tmp_path: Path) -> None:
    translation = {"locale": "en-us", "title": "Refund", "body": "<p>Money back.</p>", "draft": False}
    hidden = {"locale": "de", "title": "Geld", "body": "<p>Zurück.</p>", "draft": True}
    items = read(
        tmp_path,
        [
            {"articles": [ZENDESK | {"user_segment_id": 9, "translations": [translation, hidden]}]},
            {"articles": [ZENDESK | {"id": 2, "draft": True}]},
        ],
    )
    assert [(one.article_id, one.language_code, one.access_groups) for one in articles(items)] == [
        ("zendesk/360001/ru", "ru", ("zendesk-segment-9",)),
        ("zendesk/360001/en-us", "en", ("zendesk-segment-9",)),
    ]
    assert reasons(items) == [
        (2, "record 2 (2): a draft in Zendesk; publish it there to have it indexed", True),
    ]


def test_a_zendesk_article_in_a_line_of_jsonl_keeps_its_limits_too(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        json.dumps(ZENDESK | {"user_segment_id": 9}) + "\n" + json.dumps(ZENDESK | {"draft": True})
    )
    found, draft = jsonl.load(tmp_path / "x.jsonl", tmp_path)
    assert isinstance(found, Found)
    assert found.article.access_groups == ("zendesk-segment-9",)
    assert found.article.body_markdown.startswith("Деньги **вернём**")
    assert isinstance(draft, Skipped)
    assert draft.unpublished


# --- Chatwoot -----------------------------------------------------------------------------------------

CHATWOOT = {
    "id": 5,
    "slug": "1700-refund",
    "title": "Refund",
    "content": "# How\n\nWe refund within 10 days.",
    "description": "Money back",
    "status": "published",
    "account_id": 1,
    "updated_at": 1770000000,
    "category": {"id": 2, "name": "Billing", "slug": "billing", "locale": "en"},
    "portal": {"slug": "help", "custom_domain": "help.example", "name": "Help"},
    "views": 12,
    "author": {"id": 3, "email": "a@b.example"},
}


def test_a_chatwoot_article_keeps_its_markdown_and_gets_its_address(tmp_path: Path) -> None:
    assert articles(read(tmp_path, {"payload": [CHATWOOT], "meta": {"current_page": 1, "articles_count": 1}})) == [
        Article(
            article_id="chatwoot/5",
            title="Refund",
            body_markdown="# How\n\nWe refund within 10 days.",
            language_code="en",
            uri="https://help.example/hc/help/articles/1700-refund",
            updated_at="2026-02-02T02:40:00+00:00",
            metadata={"category": "Billing", "description": "Money back", "slug": "1700-refund"},
        )
    ]


@pytest.mark.parametrize("status", ["draft", "archived", 0, 2, None, "something new"])
def test_what_is_not_published_in_chatwoot_is_left_out(tmp_path: Path, status: object) -> None:
    ((line, reason, unpublished),) = reasons(read(tmp_path, {"payload": [CHATWOOT | {"status": status}]}))
    assert (line, unpublished) == (1, True)
    assert "publish it there" in reason


# --- Zammad -------------------------------------------------------------------------------------------


def zammad(**answer: object) -> dict[str, object]:
    return {
        "id": 1,
        "assets": {
            "KnowledgeBaseAnswer": {
                "1": {"id": 1, "category_id": 3, "archived_at": None, "internal_at": None, "published_at": None}
                | answer
            },
            "KnowledgeBaseAnswerTranslation": {
                "11": {"id": 11, "answer_id": 1, "kb_locale_id": 1, "content_id": 21, "title": "Refund"},
                "12": {"id": 12, "answer_id": 1, "kb_locale_id": 2, "content_id": 22, "title": "Возврат"},
            },
            "KnowledgeBaseAnswerTranslationContent": {
                "21": {"id": 21, "body": "<div>Money back.</div>"},
                "22": {"id": 22, "body": "<div>Вернём деньги.</div><div>Скоро.</div>"},
            },
            "KnowledgeBaseCategoryTranslation": {
                "31": {"id": 31, "category_id": 3, "kb_locale_id": 1, "title": "Billing"},
                "32": {"id": 32, "category_id": 3, "kb_locale_id": 2, "title": "Оплата"},
            },
            "KnowledgeBaseLocale": {"1": {"id": 1, "system_locale_id": 8}, "2": {"id": 2, "system_locale_id": 9}},
            "Locale": {"8": {"id": 8, "locale": "en-us"}, "9": {"id": 9, "locale": "ru"}},
        },
    }


PAST, FUTURE = "2025-03-12T14:52:38.014Z", "2999-01-01T00:00:00.000Z"


def test_each_translation_of_a_zammad_answer_is_an_article(tmp_path: Path) -> None:
    found = articles(read(tmp_path, zammad(published_at=PAST, updated_at=PAST)))
    assert [(one.article_id, one.title, one.body_markdown, one.language_code, one.metadata) for one in found] == [
        ("zammad/1/11", "Refund", "Money back.\n", "en", {"category": "Billing"}),
        ("zammad/1/12", "Возврат", "Вернём деньги.\n\nСкоро.\n", "ru", {"category": "Оплата"}),
    ]
    assert {(one.access_groups, one.updated_at, one.valid_to) for one in found} == {((), PAST, None)}


@pytest.mark.parametrize(
    "times",
    [
        {"internal_at": PAST},
        {"internal_at": PAST, "published_at": FUTURE},
        {"internal_at": PAST, "archived_at": FUTURE},
    ],
)
def test_internal_answers_of_zammad_never_become_public(tmp_path: Path, times: dict[str, str]) -> None:
    found = articles(read(tmp_path, zammad(**times)))
    assert {one.access_groups for one in found} == {("zammad-internal",)}
    assert {one.valid_to for one in found} == {times.get("archived_at")}


@pytest.mark.parametrize(
    "times",
    [
        {},
        {"published_at": FUTURE},
        {"published_at": PAST, "archived_at": PAST},
        {"internal_at": PAST, "archived_at": PAST},
    ],
)
def test_drafts_and_archived_answers_of_zammad_are_left_out(tmp_path: Path, times: dict[str, str]) -> None:
    assert [unpublished for _, _, unpublished in reasons(read(tmp_path, zammad(**times)))] == [True, True]


def test_a_zammad_answer_with_an_odd_time_or_without_content_is_skipped(tmp_path: Path) -> None:
    assert "not an ISO 8601 time" in reasons(read(tmp_path, zammad(published_at="soon")))[0][1]
    bare = zammad(published_at=PAST)
    del bare["assets"]["KnowledgeBaseAnswerTranslationContent"]  # type: ignore[attr-defined]
    assert "include_contents" in reasons(read(tmp_path, bare))[0][1]


# --- lists of records ---------------------------------------------------------------------------------


def test_records_with_any_of_the_usual_names_are_articles(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        [
            {"id": "a", "title": "T", "body_markdown": "Some <b>text</b>.", "language": "en", "section": "s"},
            {"вопрос": "Как оплатить?", "ответ": "<p>Картой.</p>"},
            {"question": "Who?", "answer": "We.", "access_groups": ["staff"]},
            5,
            {"id": "b", "title": "No text"},
        ],
    )
    assert [(one.title, one.body_markdown, one.access_groups) for one in articles(items)] == [
        ("T", "Some <b>text</b>.", ()),
        ("Как оплатить?", "Картой.\n", ()),
        ("Who?", "We.", ("staff",)),
    ]
    assert articles(items)[0].metadata == {"section": "s"}
    assert articles(items)[1].article_id.startswith("export/q-")
    assert [(line, unpublished) for line, _, unpublished in reasons(items)] == [(4, False), (5, False)]


@pytest.mark.parametrize("name", ["articles", "items", "data"])
def test_a_list_may_stand_in_an_object(tmp_path: Path, name: str) -> None:
    items = read(tmp_path, {"total": 1, name: [{"id": "a", "title": "T", "body": "Text."}]})
    assert [one.article_id for one in articles(items)] == ["a"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"5", "JSON without articles"),
        (b"[]", "JSON without articles"),
        (b"{}", "JSON without articles"),
        (b"[" * 100_000, "not JSON"),
        ('{"a": "счёт"}'.encode("cp1251"), "not UTF-8"),
        (b" " * 64_000_001, "larger than 64 MB"),
    ],
)
def test_json_that_holds_no_articles_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    ((_, reason, unpublished),) = reasons(read(tmp_path, content))
    assert why in reason
    assert not unpublished
