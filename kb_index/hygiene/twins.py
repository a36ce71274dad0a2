"""Articles -> pairs that are one article in two languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kb_index.hygiene.corpus import Corpus, whole
from kb_index.hygiene.finding import Check, Finding, Severity
from kb_index.records import Article

_SEGMENT = re.compile(r"[^/:]+|[/:]")
_USUAL = 0.5  # of the articles in a language: so many have a twin where a missing one is a gap


@dataclass(frozen=True, slots=True)
class Twins:
    """One article in two languages, ordered by language. ``sure``: by their ids or metadata, not by their content."""

    one: Article
    other: Article
    sure: bool = True


def find_twins(articles: Sequence[Article]) -> tuple[Twins, ...]:
    """By metadata ``parallel_id`` (the other's id, or one key for both), else by ids that differ in the language."""
    by_id = {article.article_id: article for article in articles}
    pairs: set[tuple[str, str]] = set()
    for group in _groups(articles, by_id):
        for one, other in combinations(sorted(group, key=lambda it: (it.language_code, it.article_id)), 2):
            if one.language_code != other.language_code:
                pairs.add((one.article_id, other.article_id))
    return tuple(Twins(by_id[one], by_id[other]) for one, other in sorted(pairs))


def _groups(articles: Sequence[Article], by_id: Mapping[str, Article]) -> Iterator[Iterable[Article]]:
    keys: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        named = article.metadata.get("parallel_id")
        if isinstance(named, str) and named in by_id:
            yield (article, by_id[named])
        elif isinstance(named, str) and named:
            keys["named", named].append(article)
        keys["path", path_key(article)].append(article)
    for (sort, _), group in keys.items():
        languages = {article.language_code for article in group}
        if len(languages) > 1 and (sort == "named" or len(group) == len(languages)):
            yield group


def path_key(article: Article) -> str:
    """The id with its language blanked: ``ru/prices`` and ``en/prices``, ``zendesk/7/en-us`` and ``zendesk/7/ru``."""
    code = article.language_code.lower()
    pieces = _SEGMENT.findall(article.article_id)
    at = [index for index, piece in enumerate(pieces) if re.split("[-_]", piece.lower())[0] == code]
    if len(at) != 1:
        return article.article_id
    return "".join("\x00" if index == at[0] else piece for index, piece in enumerate(pieces))


def check_twins(corpus: Corpus, twins: Sequence[Twins]) -> Iterator[Finding]:
    """Articles without a version in the other language, and versions that are valid at different times."""
    languages = {pair.one.language_code for pair in twins} | {pair.other.language_code for pair in twins}
    paired = {article.article_id for pair in twins for article in (pair.one, pair.other)}
    for language in sorted(languages):
        own = [article for article in corpus.articles if article.language_code == language]
        lonely = [article for article in own if article.article_id not in paired]
        if len(lonely) <= (1 - _USUAL) * len(own):
            for article in lonely:
                message = f"no version in another language; {len(own) - len(lonely)} of {len(own)} articles have one"
                yield Finding(Check.MISSING_TWIN, Severity.INFO, message, (whole(article),))
    for pair in twins:
        windows = [f"{it.valid_from or '…'} – {it.valid_to or '…'}" for it in (pair.one, pair.other)]
        if windows[0] != windows[1]:
            places = (whole(pair.one), whole(pair.other))
            message = "the two language versions are valid at different times"
            yield Finding(Check.TWIN_VALIDITY, Severity.WARNING, message, places, tuple(windows))
