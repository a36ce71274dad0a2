"""An index -> its calibration, from itself or from labelled questions; fitted anew when it has changed much."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb_index.calibration import SCHEME, Calibration, Evidence, calibration_of
from kb_index.chunking import CHUNKING
from kb_index.fitting import OF_ITSELF, Example, fit
from kb_index.ports import Embedder, Leg
from kb_index.records import Article, JsonValue, Query
from kb_index.search import Searcher
from kb_index.self_questions import SelfQuestion, everyday_questions, self_questions
from kb_index.store.sqlite import SqliteStore

KEY = "calibration"
_ARTICLES = 70  # that are asked about, with four searches each
_EVERYDAY = 60  # questions of other trades, of each language
_SECONDS = 30.0  # a very large index is asked about fewer: then the result depends on the machine
_NEIGHBOURS = 60  # articles found by an article's own words that may say the same
_SKETCH = 128  # version hashes that stand for all of them
_CHANGED = 0.2  # share of the articles; from here on a calibration is fitted anew
_FAR = 0.5  # what an everyday question weighs beside one whose answer was taken away
_WORDS_ALONE = frozenset({Leg.LEXICAL})
_OWN_TRADE = 0.0  # log odds; a trade that the index speaks of is no foreign one


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """``relevant``: ids of the articles that answer it; none where nothing does."""

    text: str
    language_code: str
    relevant: tuple[str, ...]


def calibrate(
    folder: Path,
    embedder: Embedder,
    *,
    labels: Sequence[LabelledQuestion] = (),
    anew: bool = False,
    search: Callable[[Path, Embedder], Searcher] = Searcher,
) -> Calibration:
    """Fits and stores the calibration of an index; one that still fits is returned as it is, unless ``anew``.

    With ``labels`` it is fitted on those whose articles are all there, else on questions made from the index. It
    still fits while fewer than a fifth of the articles changed, or where it came from labels. ``search`` opens the
    index as it will be searched. Raises IndexMissing, IndexCorrupt, IndexMismatch, IndexBusy.
    """
    started = time.perf_counter()
    with (
        closing(SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING)) as store,
        closing(search(folder, embedder)) as searcher,
    ):
        hashes = {key: held.version_hash for key, held in store.holdings().items()}
        sketch = _sketch(hashes)
        if not (labels or anew) and _still_fits(store.get_meta(KEY), sketch):
            return calibration_of(store.get_meta(KEY))
        if labels:
            examples = list(_labelled(searcher, labels, hashes.keys()))
        else:
            examples = list(own_examples(searcher, _drawn(store, hashes)))
        about: dict[str, JsonValue] = {
            "fitted_on": "labels" if labels else "itself",
            "sketch": list(sketch),
            "seconds": round(time.perf_counter() - started, 2),
        }
        calibration = fit(examples, about=about, usual={} if labels else OF_ITSELF)
        store.set_meta(KEY, calibration.to_json())
    return calibration


def _still_fits(stored: JsonValue, sketch: Sequence[str]) -> bool:
    """Whether most of the articles are those that the stored calibration was fitted on."""
    if not isinstance(stored, dict) or stored.get("scheme") != SCHEME or not isinstance(stored.get("record"), dict):
        return False
    former = stored["record"].get("sketch")
    if not isinstance(former, list) or not former:
        return False
    if stored["record"].get("fitted_on") == "labels":
        return True  # labels are worth more than what would replace them
    # The smallest hashes of a union are drawn evenly from it: Broder, On the resemblance and containment of documents.
    union = sorted({*former, *sketch})[:_SKETCH]
    return len({*former} & {*sketch} & {*union}) >= (1 - _CHANGED) * len(union)


def _sketch(hashes: Mapping[str, str]) -> tuple[str, ...]:
    """A sample of the versions that are there; another index with the same ones has the same sample."""
    return tuple(sorted({_spread(key, version) for key, version in hashes.items()})[:_SKETCH])


def _spread(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _drawn(store: SqliteStore, hashes: Mapping[str, str]) -> list[Article]:
    """As many articles as are asked about, drawn evenly and the same each time."""
    chosen = sorted(hashes, key=_spread)[:_ARTICLES]
    found = (store.get(key) for key in chosen)
    return [stored.article for stored in found if stored is not None]


# --- questions of its own ---------------------------------------------------------------------------


def own_examples(searcher: Searcher, articles: Sequence[Article]) -> Iterator[Example]:
    """Questions made of some of the articles, with those articles and without, and everyday ones of other trades."""
    articles = sorted(articles, key=lambda one: _spread(one.article_id))[:_ARTICLES]
    groups = frozenset(group for article in articles for group in article.access_groups)
    asking = _Asking(searcher, groups)
    started = time.perf_counter()
    for article in articles:
        if time.perf_counter() - started > _SECONDS:
            break
        yield from asking.about(article)
    for code in sorted({article.language_code for article in articles}):
        yield from asking.everyday(code)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks an index about its articles with and without them."""

    searcher: Searcher
    groups: frozenset[str]  # all there are: what somebody may see is answered

    def about(self, article: Article) -> Iterator[Example]:
        without = self._saying_the_same(article)
        for question in self_questions(article):
            whole, partial, found = self.searcher.evidence(self._query(question), without=without)
            if article.article_id in found[:10]:  # else the words that were left out were the question
                yield Example(whole, answered=True, group=article.article_id)
                yield Example(partial, answered=False, group=article.article_id)

    def everyday(self, language_code: str) -> Iterator[Example]:
        trades: dict[str, list[Evidence]] = {}
        drawn = sorted(everyday_questions(language_code), key=lambda one: _spread(one.text))[:_EVERYDAY]
        for question in drawn:
            whole, _, _ = self.searcher.evidence(self._query(question))
            trades.setdefault(question.source, []).append(whole)
        calibration = self.searcher.calibration
        for trade, found in trades.items():
            if max(map(calibration.score, found)) < _OWN_TRADE:
                yield from (Example(one, answered=False, group=f"everyday {trade}", weight=_FAR) for one in found)

    def _saying_the_same(self, article: Article) -> Set[str]:
        """The article, its near-duplicates, and what stands about as near to its words."""
        text = f"{article.title}\n{article.body_markdown[:400]}"
        asked = Query(text, article.language_code, limit=_NEIGHBOURS, access_groups=self.groups)
        hits = self.searcher.ranked(asked, legs=_WORDS_ALONE).hits
        near = {hit.article.article_id for hit in hits if hit.similarity >= 0.5 * hits[0].similarity}
        return near | {article.article_id}

    def _query(self, question: SelfQuestion) -> Query:
        return Query(question.text, question.language_code, access_groups=self.groups)


# --- labelled questions -----------------------------------------------------------------------------


def _labelled(searcher: Searcher, labels: Sequence[LabelledQuestion], there: Set[str]) -> Iterator[Example]:
    """Each as it is, and each answerable one once more without the articles that answer it."""
    for question in labels:
        if not there >= set(question.relevant):
            continue
        asked = Query(question.text, question.language_code)
        whole, partial, _ = searcher.evidence(asked, without=frozenset(question.relevant))
        group = question.relevant[0] if question.relevant else question.text
        yield Example(whole, answered=bool(question.relevant), group=group)
        if question.relevant:
            yield Example(partial, answered=False, group=group)
