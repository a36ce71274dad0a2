"""A written page -> its parts, as a program reads them."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from lxml import html


def tree(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def unpacked(page: str, name: str) -> list[str]:
    """What the page's script unpacks."""
    held = tree(page).get_element_by_id(name).text
    return list(json.loads(gzip.decompress(base64.b64decode(held))))


def case_pages(page: str) -> dict[str, html.HtmlElement]:
    """Case id -> the page of the case."""
    ids = [one["id"] for one in index(page)]
    packs = [one.get("id") for one in tree(page).iter("script") if (one.get("id") or "").startswith("pack-")]
    written = [case for pack in packs for case in unpacked(page, pack)]
    return {case_id: html.fromstring(f"<div>{one}</div>") for case_id, one in zip(ids, written, strict=True)}


def index(page: str) -> list[dict[str, Any]]:
    return list(json.loads(tree(page).get_element_by_id("index").text))


def classed(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return list(element.find_class(name))


def text(element: html.HtmlElement) -> str:
    return str(element.text_content())
