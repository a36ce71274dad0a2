"""Files become articles; what cannot is skipped with file, line and reason, and the rest goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kb_index.errors import SourceUnreadable
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.walk import load_source, require_sources
from kb_index.records import Article

SUFFIXES = (
    ".md, .markdown, .mdx, .jsonl, .ndjson, .txt, .html, .htm, .xhtml, .pdf, .docx, .csv, .tsv, .xlsx, .xlsm, .json"
)
BODY = "The invoice is sent to you on the first day of the month."


def load(folder: Path, name: str, content: str | bytes) -> list[Found | Skipped]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(load_source(folder))


def article(folder: Path, name: str, content: str | bytes) -> Article:
    (item,) = load(folder, name, content)
    assert isinstance(item, Found), item
    return item.article


def reason(folder: Path, name: str, content: str | bytes) -> str:
    (item,) = load(folder, name, content)
    assert isinstance(item, Skipped), item
    assert item.path == folder / name
    return item.reason


# --- markdown ---------------------------------------------------------------------------------------

FRONT_MATTER = """---
id: ru/refund
title: "Возврат денег"
language: ru
product: billing
kind: article
updated_at: 2026-03-14
url: https://help.example/refund
parallel_id: en/refund
valid_from: 2026-01-01T00:00:00+03:00
valid_to:
tags: [деньги, 14]
---

Вернём деньги за 14 дней.
"""


def test_front_matter_fills_the_article(tmp_path: Path) -> None:
    assert article(tmp_path, "x.md", FRONT_MATTER) == Article(
        article_id="ru/refund",
        title="Возврат денег",
        body_markdown="Вернём деньги за 14 дней.\n",
        language_code="ru",
        uri="https://help.example/refund",
        product="billing",
        kind="article",
        updated_at="2026-03-14",
        valid_from="2026-01-01T00:00:00+03:00",
        valid_to=None,
        metadata={"parallel_id": "en/refund", "tags": ["деньги", 14]},
    )


def test_a_bare_file_is_named_by_its_first_heading_and_its_path(tmp_path: Path) -> None:
    found = article(tmp_path, "billing/paying.md", f"```\n# not this\n```\n\n# How **invoices** `work`\n\n{BODY}")
    assert (found.article_id, found.title, found.language_code) == ("billing/paying", "How invoices work", "en")
    assert found.body_markdown.startswith("```")


def test_without_any_heading_the_file_name_is_the_title(tmp_path: Path) -> None:
    found = article(tmp_path, "оплата счёта.md", "Мы выставляем счёт первого числа каждого месяца.")
    assert (found.article_id, found.title, found.language_code) == ("оплата счёта", "оплата счёта", "ru")


@pytest.mark.parametrize("text", [f"---\n\n{BODY}", f"---\n{BODY}\n---\nMore.", f"---\ntitle: x\n{BODY}"])
def test_a_page_that_begins_with_a_rule_is_body(tmp_path: Path, text: str) -> None:
    assert article(tmp_path, "x.md", text).body_markdown == text


def test_a_region_of_a_language_is_dropped(tmp_path: Path) -> None:
    assert article(tmp_path, "x.md", f"---\nlang: en-GB\n---\n{BODY}").language_code == "en"


def test_byte_order_mark_and_windows_line_ends_are_taken_off(tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\nOne line of the text.\r\nAnd two.\r\n")
    assert (found.title, found.body_markdown) == ("T", "One line of the text.\nAnd two.\n")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no text"),
        (b"  \n\n", "no text"),
        (b"---\ntitle: T\n---\n", "no text"),
        ("Счёт".encode("cp1251"), "not UTF-8 at byte 0"),
        ("Text".encode("utf-16"), "UTF-16"),
        (b"a\0b", "NUL"),
        (b"---\ntitle: [a\n---\nBody", "not YAML"),
        (b"---\na: &a [1]\nb: *a\n---\nBody", "aliases"),
        (b"---\nupdated_at: 2026-02-31\n---\nBody", "front matter cannot be read"),
        (b"---\nvalid_to: last week\n---\nBody", "not an ISO 8601 date"),
        (b"---\ntitle: {a: 1}\n---\nBody", "title is a dict"),
        (b"---\nlanguage: english language\n---\nBody", "no language code"),
        (b"a" * 1_000_001, "1,000,001 characters"),
        (b"a" * 8_000_001, "larger than 8 MB"),
    ],
)
def test_markdown_that_cannot_be_indexed_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    assert why in reason(tmp_path, "x.md", content)


@pytest.mark.parametrize(
    ("written", "read"), [("2024-12-02 (snapshot)", "2024-12-02"), ("last week", None), ("2026-03-14T10:00:00Z",) * 2]
)
def test_an_article_is_not_left_out_for_an_odd_time_of_update(tmp_path: Path, written: str, read: str | None) -> None:
    (item,) = load(tmp_path, "x.jsonl", line(updated_at=written).encode())
    assert isinstance(item, Found)
    assert item.article.updated_at == read


def test_a_mistake_in_front_matter_names_its_line(tmp_path: Path) -> None:
    (item,) = load(tmp_path, "x.md", '---\ntitle: T\nkind: "open\n---\nBody')
    assert isinstance(item, Skipped)
    assert item.line in {3, 4}


# --- jsonl ------------------------------------------------------------------------------------------


def line(**fields: object) -> str:
    return json.dumps({"id": "a", "title": "T", "body_markdown": BODY} | fields, ensure_ascii=False) + "\n"


def test_a_record_keeps_what_it_has_beyond_the_article_as_metadata(tmp_path: Path) -> None:
    record = line(
        lang="en", url="https://x", section="s", aliases=["b"], parallel_id=None, updated_at="2026-06-29T10:26:50Z"
    )
    assert article(tmp_path, "x.jsonl", record) == Article(
        article_id="a",
        title="T",
        body_markdown=BODY,
        language_code="en",
        uri="https://x",
        updated_at="2026-06-29T10:26:50Z",
        metadata={"section": "s", "aliases": ["b"]},
    )


def test_a_plain_record_needs_id_title_and_body_only(tmp_path: Path) -> None:
    assert article(tmp_path, "x.ndjson", line(language_code="ru")).language_code == "ru"
    assert article(tmp_path, "x.ndjson", line()).language_code == "en"


def test_broken_lines_are_skipped_with_their_number_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        line(id="first").encode(),
        b"{broken\n",
        b"\n",
        b"[1]\n",
        line(title="").encode(),
        line(id=None).encode(),
        line(body_markdown=" ").encode(),
        line(id="date", valid_from="yesterday").encode(),
        b'{"id": "\xff"}\n',
        line(body_markdown=5 * ["x"]).encode(),
        b"[" * 100_000 + b"\n",
        line(id="long", body_markdown="word " * 1_000_000).encode(),
        line(id="last").encode().rstrip(),
    ]
    items = load(tmp_path, "x.jsonl", b"\xef\xbb\xbf" + b"".join(lines))
    assert [item.article.article_id for item in items if isinstance(item, Found)] == ["first", "last"]
    assert [item.line for item in items if isinstance(item, Found)] == [1, 13]
    reasons = {item.line: item.reason for item in items if isinstance(item, Skipped)}
    expected = {
        2: "not JSON",
        4: "a JSON list",
        5: "no title",
        6: "no id",
        7: "no text",
        8: "not an ISO 8601",
        9: "not UTF-8",
        10: "body_markdown is a list",
        11: "not JSON",
        12: "5,000,000 characters",
    }
    assert reasons.keys() == expected.keys()
    for number, why in expected.items():
        assert why in reasons[number], reasons[number]


def test_nul_and_half_surrogates_in_json_become_replacement_characters(tmp_path: Path) -> None:
    found = article(
        tmp_path, "x.jsonl", '{"id": "a", "title": "T\\u0000", "body_markdown": "x\\ud800y", "k": "\\udc00"}'
    )
    assert (found.title, found.body_markdown, found.metadata) == ("T\ufffd", "x\ufffdy", {"k": "\ufffd"})


# --- plain text and folders ---------------------------------------------------------------------------


def test_a_text_file_takes_its_title_from_a_first_line_that_stands_alone(tmp_path: Path) -> None:
    assert article(tmp_path, "a/x.txt", f"Invoices\n\n{BODY}\n").title == "Invoices"
    assert article(tmp_path, "a/x.txt", f"{BODY}\n{BODY}\n").title == "x"
    assert article(tmp_path, "a/x.txt", "Only line").title == "x"


def test_a_folder_is_read_in_order_without_hidden_files_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.TXT", "a/y.md", ".hidden.md", ".git/x.md", "logo.png", "README"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BODY)
    items = list(load_source(tmp_path))
    places = [(type(item).__name__, item.path.relative_to(tmp_path).as_posix()) for item in items]
    assert places == [
        ("Skipped", "README"),
        ("Found", "b.md"),
        ("Skipped", "logo.png"),
        ("Found", "a/y.md"),
        ("Found", "a/z.TXT"),
    ]
    assert [item.reason for item in items if isinstance(item, Skipped)] == [
        f"no loader for files without suffix (there are {SUFFIXES})",
        f"no loader for .png (there are {SUFFIXES})",
    ]


def test_a_file_that_was_deleted_or_forbidden_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
    (item,) = load_source(tmp_path)
    assert isinstance(item, Skipped)
    assert "cannot be read" in item.reason


def test_a_pipe_or_a_device_is_skipped_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    found = list(load_source(tmp_path))
    assert [(one.path.name, one.reason) for one in found if isinstance(one, Skipped)] == [
        ("pipe.md", "a pipe or a device, not a file"),
        ("zero.txt", "a pipe or a device, not a file"),
    ]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="does not exist"):
        require_sources([tmp_path, tmp_path / "nothing"])


# --- markdown of site generators --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "updated_at", "uri"),
    [
        ("---\ntitle: T\nlastmod: 2026-03-14\ndate: 2020-01-01\n---\n", "2026-03-14", None),
        ("---\ntitle: T\nlast_update:\n  date: 2026-03-14\n---\n", "2026-03-14", None),
        ("---\ntitle: T\ndate: 2026-03-14 10:00:00\n---\n", "2026-03-14T10:00:00", None),
        ("---\ntitle: T\ncanonical_url: https://x.example/t\n---\n", None, "https://x.example/t"),
        ("---\ntitle: T\npermalink: /t/\n---\n", None, None),
        ('+++\ntitle = "T"\nlastmod = 2026-03-14\n+++\n', "2026-03-14", None),
    ],
)
def test_front_matter_of_site_generators_is_understood(
    tmp_path: Path, head: str, updated_at: str | None, uri: str | None
) -> None:
    found = article(tmp_path, "x.md", f"{head}{BODY}\n")
    assert (found.title, found.updated_at, found.uri, found.body_markdown) == ("T", updated_at, uri, f"{BODY}\n")


@pytest.mark.parametrize("mark", ["draft: true", "published: false"])
def test_a_page_that_its_site_does_not_show_is_left_out(tmp_path: Path, mark: str) -> None:
    (item,) = load(tmp_path, "x.md", f"---\ntitle: T\n{mark}\n---\n{BODY}")
    assert item == Skipped(tmp_path / "x.md", "a draft: its front matter says so", unpublished=True)


def test_guarded_pages_with_toml_front_matter_stay_guarded(tmp_path: Path) -> None:
    assert article(tmp_path, "x.md", f'+++\naccess_groups = ["staff"]\n+++\n{BODY}').access_groups == ("staff",)


DIALECTS = """import Tabs from '@theme/Tabs';

# Title {#title}

{{< note >}}Mind the **gap**.{{< /note >}} {% include x.html %}
See [this]({{< ref "other.md" >}}).
{% comment %}not
shown{% endcomment %}<!-- nor this -->

!!! warning "Careful"
    Do not press.

    1. Twice.

:::tip Good to know
It works.
:::

<Tabs>
Write `{% raw %}` so:
</Tabs>

```liquid
{% if user %}
!!! note
```
{: .class}
"""


def test_what_a_site_generator_would_carry_out_is_taken_off_and_the_words_stay(tmp_path: Path) -> None:
    assert [line for line in article(tmp_path, "x.mdx", DIALECTS).body_markdown.splitlines() if line.strip()] == [
        "# Title",
        "Mind the **gap**. ",
        "See [this](other.md).",
        "**Careful**",
        "Do not press.",
        "1. Twice.",
        "**Good to know**",
        "It works.",
        "Write `{% raw %}` so:",
        "```liquid",
        "{% if user %}",
        "!!! note",
        "```",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Use {placeholder} and {{ name }} in the text: 100 % sure.",
        "A\n===\n\nB\n\n1. one\n2. two",
        "```\n{% if x %}\n```\n\n    {% indented %}?",
        "> quoted\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n",
        "Wow!!! That is all::: end",
    ],
)
def test_plain_markdown_stays_as_it_is(tmp_path: Path, text: str) -> None:
    if "indented" in text:
        text = text.replace("{% indented %}?", "indented code")
    assert article(tmp_path, "x.md", text).body_markdown == text
