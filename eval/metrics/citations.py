"""A citation + the article it names -> what the contract holds against it, if anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from eval.observed import Observed
from kb_index.records import Span
from kb_index.text.markdown import render

LINKS: tuple[Literal["url", "text"], ...] = ("url", "text")  # a rendering may show addresses or leave them out


def citation_faults(observed: Observed) -> tuple[str, ...]:
    """One line per broken citation: the article id and what is wrong. Empty: all check out."""
    found = ((one["source"]["article_id"], _fault(draft, one, observed)) for draft, one in observed.citations())
    return tuple(f"{article_id}: {fault}" for article_id, fault in found if fault)


def _fault(draft: Mapping[str, Any], citation: Mapping[str, Any], observed: Observed) -> str | None:
    source = citation["source"]
    article = observed.articles.get(source["article_id"])
    if article is None:
        return "the service does not hold this article"
    if article["version_hash"] != source["version_hash"]:
        return "the version hash is not that of the article"
    body, quoted = article["body_markdown"], Span(**source["quote_span"])
    if not source["quote"].strip() or quoted.of(body) != source["quote"]:
        return "the article does not hold the quote at its span"
    if observed.written_by_model:  # in words of its own: that they mean the same is what the grounding check is for
        return None
    said = _words(Span(**citation["span"]).of(draft["text"]))
    if said not in [_words(render(body, quoted, links=links).text) for links in LINKS]:
        return "the draft's stretch does not say the words of the quote"
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
