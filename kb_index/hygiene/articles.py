"""Articles one by one -> what is missing, too short, too long, out of date or in another language than declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb_index.hygiene.corpus import Corpus, place, whole
from kb_index.hygiene.finding import Check, Finding, Severity
from kb_index.moments import DAY_S, end, moment
from kb_index.records import Article
from kb_index.text.language import detect, share
from kb_index.text.markdown_document import Leaf, read_document

_SHORT = 80  # characters of Markdown; a shorter article hardly answers a question
_HUGE = 60_000  # about 40 passages of full length: more than one matter
_TOLD = 200  # characters from which on the language of a text can be told
_TARGET = re.compile(r"\]\([^()\s]*\)")
_SCRIPTS = frozenset({"ru", "en"})
_MOSTLY = 0.5  # of the letters
_WORD = re.compile(r"[^\W\d_]+|\d|[^\w\s]")
_PIECE = 6  # letters that one token of a multilingual vocabulary stands for, nearly always at least


@dataclass(frozen=True, slots=True)
class Limits:
    """``now``: seconds since 1970. ``stale_days``: None, age is not looked at. ``embedder_tokens``: what it reads."""

    now: float
    stale_days: float | None = None
    embedder_tokens: int = 512


def check_article(article: Article, limits: Limits) -> Iterator[Finding]:
    yield from _sized(article)
    yield from _dated(article, limits)
    yield from _language(article)
    yield from _bare_headings(article)


def check_fields(articles: Sequence[Article]) -> Iterator[Finding]:
    """A field that no article has is one finding."""
    fields = [
        (Check.NO_TITLE, "title", [article for article in articles if not article.title.strip()]),
        (Check.NO_URI, "address: a reply cannot link to it", [article for article in articles if not article.uri]),
        (Check.NO_UPDATE_TIME, "time of update: its age is unknown", [it for it in articles if not it.updated_at]),
    ]
    for check, name, lacking in fields:
        if len(lacking) == len(articles) > 1:
            message = f"none of the {len(articles)} articles has a {name.partition(':')[0]}"
            yield Finding(check, Severity.INFO, message, ())
        else:
            yield from (Finding(check, Severity.INFO, f"no {name}", (whole(article),)) for article in lacking)


def _sized(article: Article) -> Iterator[Finding]:
    length = len(article.body_markdown.strip())
    texts = [leaf for leaf in read_document(article.body_markdown).leaves if leaf.kind not in ("heading", "rule")]
    if not length or not texts:
        yield Finding(Check.EMPTY, Severity.WARNING, "no text below the title", (whole(article),))
    elif length < _SHORT:
        yield Finding(Check.SHORT, Severity.INFO, f"{length} characters in all", (whole(article),))
    elif length > _HUGE:
        yield Finding(Check.HUGE, Severity.INFO, f"{length:,} characters: better several articles", (whole(article),))


def _dated(article: Article, limits: Limits) -> Iterator[Finding]:
    over = end(article.valid_to) if article.valid_to else None
    if over is not None and over <= limits.now:
        message = f"valid until {article.valid_to}: searches do not find it any more"
        yield Finding(Check.EXPIRED, Severity.INFO, message, (whole(article),))
    updated = moment(article.updated_at) if article.updated_at else None
    if limits.stale_days is not None and updated is not None and limits.now - updated > limits.stale_days * DAY_S:
        days = int((limits.now - updated) / DAY_S)
        yield Finding(Check.STALE, Severity.INFO, f"last updated {days} days ago", (whole(article),))


def _language(article: Article) -> Iterator[Finding]:
    text = _TARGET.sub("]", article.body_markdown)  # addresses are in no language
    if len(text) < _TOLD:
        return
    found, declared = detect(text, default=""), article.language_code.split("-")[0].lower()
    script = share(text, found) if found in _SCRIPTS and declared in _SCRIPTS else 1.0
    if found and found != declared and script > _MOSTLY:  # a table of foreign names is no foreign article
        message = f"declared {article.language_code}, written in {found}"
        values = (article.language_code, found)
        yield Finding(Check.LANGUAGE_MISMATCH, Severity.WARNING, message, (whole(article),), values)


def _bare_headings(article: Article) -> Iterator[Finding]:
    """Headings that are followed by one as high, by a higher one, or by nothing."""
    leaves: Sequence[Leaf | None] = [*read_document(article.body_markdown).leaves, None]
    for leaf, following in pairwise(leaves):
        if leaf is None or leaf.kind != "heading":
            continue
        if following is None or (following.kind == "heading" and following.level <= leaf.level):
            places = (place(article, leaf.span),)
            yield Finding(Check.EMPTY_SECTION, Severity.INFO, "no text below the heading", places)


def check_reach(corpus: Corpus, reach: int) -> Iterator[Finding]:
    """Passages longer than the embedder reads."""
    passages = corpus.content.passages
    for row in range(len(passages)):
        length = int(passages.ends[row] - passages.starts[row])
        if length <= reach:  # a token stands for one character at least
            continue
        passage = passages[row]
        tokens = sum(-(-len(word) // _PIECE) for word in _WORD.findall(passage.text))
        if tokens > reach:
            message = f"at least {tokens} tokens: the embedder reads {reach}, the end is found by its words only"
            yield Finding(
                Check.BEYOND_EMBEDDER,
                Severity.INFO,
                message,
                (place(passages.owner(row).article, passage.span),),
            )
