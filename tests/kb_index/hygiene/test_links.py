"""Links to pages and headings of the knowledge base that are not there are named; all others are left alone."""

from __future__ import annotations

import pytest

from kb_index.records import Article

SITE = "https://help.shop.example"


def page(article_id: str, body: str, uri: str | None = "") -> Article:
    return Article(article_id, "T", body, "en", uri=f"{SITE}/{article_id}" if uri == "" else uri)


TARGET = page(
    "en/prices", "# Prices\n\n## What it costs\n\nA lot.\n\n## What it costs\n\nMore. {#own}\n\n## Цена, ₽\n\nText."
)


def dead(examined, body: str, **options: object) -> list[tuple[str, ...]]:
    found = examined(page("en/start", body), TARGET, **options)
    return [(one.check, *one.values) for one in found if one.check.startswith("dead")]


@pytest.mark.parametrize(
    "target",
    [
        f"{SITE}/en/gone",
        "gone.md",
        "../en/gone",
        "./gone/index.html",
        "/en/gone",
        "<gone.md>",
        'gone.md "with a title"',
    ],
)
def test_a_link_to_a_page_that_is_not_there_is_dead(examined, target):
    ((check, _),) = dead(examined, f"See [the page]({target}).")
    assert check == "dead_link"


@pytest.mark.parametrize(
    "target",
    [
        f"{SITE}/en/prices", f"{SITE}/en/prices/", f"{SITE}/en/prices?from=mail", f"{SITE}/en/prices#what-it-costs",
        "prices.md", "./prices.md#what-it-costs-1", "prices", "../en/prices.html", "prices#own", "/en/prices",
        "prices.md#%D1%86%D0%B5%D0%BD%D0%B0-", "https://elsewhere.example/en/gone", f"{SITE}/blog/gone",
        f"{SITE}/pricing", "mailto:a@shop.example", "tel:+123", "picture.png", "files/list.pdf", "#",
    ],
)  # fmt: skip
def test_links_that_lead_somewhere_or_away_are_left_alone(examined, target):
    assert dead(examined, f"See [the page]({target}).") == []


@pytest.mark.parametrize(("target", "anchor"), [("prices.md#gone", "prices.md#gone"), ("#nowhere", "#nowhere")])
def test_a_link_to_a_heading_that_is_not_there_is_named(examined, target, anchor):
    assert dead(examined, f"# Start\n\nSee [the part]({target}).") == [("dead_anchor", anchor)]


@pytest.mark.parametrize("body", ["`[x](gone.md)`", "```\n[x](gone.md)\n```", "![x](gone.md)", "    [x](gone.md)"])
def test_code_and_pictures_are_no_links(examined, body):
    assert dead(examined, f"Text.\n\n{body}") == []


def test_definitions_and_bare_addresses_are_links(examined):
    body = f"See [it][1] and <{SITE}/en/away>.\n\n[1]: gone.md\n"
    assert dead(examined, body) == [("dead_link", f"{SITE}/en/away"), ("dead_link", "gone.md")]


def test_files_are_found_by_their_place_whatever_their_ids(examined):
    one = Article("7", "T", "[x](../b/two.md) [y](../b/three.md)", "en")
    two = Article("8", "T", "Text.", "en")
    found = examined(one, two, origins={"7": "a/one.md", "8": "b/two.md"}, check="dead_link")
    assert [it.values for it in found] == [("../b/three.md",)]


def test_the_stretch_of_a_dead_link_is_given(examined):
    (finding,) = examined(page("en/start", "See [the page](gone.md) now."), TARGET, check="dead_link")
    assert (finding.places[0].span.start, finding.places[0].text) == (4, "[the page](gone.md)")


def test_links_of_which_hardly_any_is_known_are_not_judged_one_by_one(examined):
    body = " ".join(f"[x](gone{number}.md)" for number in range(30))
    found = examined(page("en/start", body), TARGET)
    assert [one.check for one in found if "link" in one.check] == ["links_not_judged"]
