"""Query -> Hit[]: both legs, fused, filtered, reranked, with the probability that the best of them answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path

import numpy as np

from kb_index.admission import Admissions
from kb_index.arrays import FloatArray
from kb_index.calibration import Calibration, Evidence
from kb_index.chunking import CHUNKING
from kb_index.compaction import Growth
from kb_index.compound import merged, parts
from kb_index.evidence import TOP, evidence
from kb_index.filters import ArticleFilter, article_filter, asked_moment
from kb_index.following import Following
from kb_index.freshness import freshness, updated
from kb_index.fusion import Candidates, Meaning, candidates
from kb_index.lexical.bm25 import plain
from kb_index.ports import Embedder, Expander, Leg, QueryTerm, Reranker
from kb_index.preparation import knows
from kb_index.records import Article, Hit, IndexInfo, Query, SearchResult, Span
from kb_index.reranking import reranked
from kb_index.store.database import FORMAT_VERSION
from kb_index.store.sqlite import SqliteStore
from kb_index.text.language import detect
from kb_index.text.lemmas import search_terms
from kb_index.view import Sight, View

EMBEDDED = 2000  # characters of a query that are embedded; an encoder reads no more than some 256 tokens
READ = 20_000  # characters of a query that are searched by their words
ALL_LEGS = frozenset(Leg)


class Searcher:
    """Searches the index of one folder; safe for several threads. Sees what other processes commit.

    Each search asks the store for its generation. The first one that finds a new generation builds the new view;
    the others go on with the former one meanwhile, except that a change of this process is waited for (``refresh``).
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        *,
        expander: Expander | None = None,
        reranker: Reranker | None = None,
        growth: Growth | None = None,
    ) -> None:
        """Raises IndexMissing, IndexCorrupt, IndexMismatch."""
        self._embedder = embedder
        self._expander = expander
        self._reranker = reranker
        self._admissions = Admissions()
        store = SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING)
        self._following = Following(store, folder, growth or Growth())

    def close(self) -> None:
        self._following.close()

    def search(self, query: Query) -> SearchResult:
        """At most ``query.limit`` passages, best first; several may belong to one article.

        Raises FilterInvalid for a filter by a field that no article has.
        """
        return self.ranked(query, legs=ALL_LEGS)

    def ranked(self, query: Query, *, legs: frozenset[Leg]) -> SearchResult:
        """The same with some parts of the search only, to see what each is worth."""
        view = self._following.current()
        texts = parts(query.text) if query.compound else (query.text,)
        results = [self._answered(view, replace(query, text=text), legs) for text in texts]
        return results[0] if len(results) == 1 else merged(results, query.limit)

    def _answered(self, view: View, query: Query, legs: frozenset[Leg]) -> SearchResult:
        terms, found, sight = self._searched(view, query, legs)
        confidence = view.calibration.confidence(_evidence(terms, found, view, sight))
        hits = tuple(_hit(view, found, place) for place in range(min(query.limit, len(found.rows))))
        return SearchResult(hits, confidence, str(view.generation))

    def evidence(self, query: Query, *, without: Set[str] = frozenset()) -> tuple[Evidence, Evidence, tuple[str, ...]]:
        """What speaks for an answer; what would, were some articles not there; the articles found, best first."""
        view = self._following.current()
        terms, found, sight = self._searched(view, query, ALL_LEGS)
        owners = [view.article(row).article.article_id for row in found.rows.tolist()]
        rest = found.taken(np.array([place for place, one in enumerate(owners) if one not in without], np.int64))
        whole, partial = (_evidence(terms, one, view, sight) for one in (found, rest))
        return whole, partial, tuple(dict.fromkeys(owners))

    @property
    def calibration(self) -> Calibration:
        """What the confidence is computed with."""
        return self._following.current().calibration

    def describe(self) -> IndexInfo:
        view = self._following.current()
        return IndexInfo(
            version=str(view.generation),
            format_version=FORMAT_VERSION,
            embedder=self._embedder.fingerprint,
            articles=view.articles,
            passages=view.passages,
            languages=view.languages,
        )

    def spans(self) -> Iterator[tuple[Article, Span]]:
        """The passages of the articles that can be found, as stretches of the body, article by article."""
        return self._following.current().spans()

    def refresh(self) -> None:
        """Returns when everything committed before the call is searchable."""
        self._following.refresh()

    def _searched(
        self, view: View, query: Query, legs: frozenset[Leg]
    ) -> tuple[tuple[QueryTerm, ...], Candidates, Sight]:
        wanted = article_filter(query, view.inventory)
        sight = view.sight(wanted.groups if wanted else None)
        if self._expander is not None:
            query = _in_its_language(query, self._expander.retyped(query.text, sight.vocabulary))
        terms = self._terms(query, sight) if Leg.LEXICAL in legs else ()
        meaning = self._meaning(view, sight, query) if Leg.DENSE in legs else None
        found = self._found(view, sight, terms, meaning, wanted)
        found = found.weighed(self._weights(view, query, found))
        if self._reranker is not None and Leg.RERANK in legs:
            found = reranked(found, self._reranker, query, terms, view=view, sight=sight)
        return terms, found, sight

    def _terms(self, query: Query, sight: Sight) -> tuple[QueryTerm, ...]:
        terms = search_terms(query.text[:READ])
        return plain(terms) if self._expander is None else self._expander.expand(terms, sight.vocabulary)

    def _found(
        self,
        view: View,
        sight: Sight,
        terms: Sequence[QueryTerm],
        meaning: Meaning | None,
        wanted: ArticleFilter | None,
    ) -> Candidates:
        allowed = self._admissions.mask(view.parts, wanted)
        return candidates(terms, meaning, sight.lexical, view.dense, allowed=allowed)

    def _weights(self, view: View, query: Query, found: Candidates) -> FloatArray:
        bridged = self._embedder.languages if knows(self._embedder, _spoken(query)) else frozenset()
        weights = view.language_weights(found.rows, query.language_code, bridged=bridged)
        if query.freshness_days is None:
            return weights
        updates = np.array([updated(view.article(row).article) for row in found.rows.tolist()], np.float64)
        return weights * freshness(updates, moment=asked_moment(query), half_life_days=query.freshness_days)

    def _meaning(self, view: View, sight: Sight, query: Query) -> Meaning | None:
        """None where the dense leg is skipped: the embedder knows nothing of the text, or no vector is to be seen."""
        text = query.text[:EMBEDDED].strip()
        spoken = _spoken(query)
        if not text or not knows(self._embedder, spoken) or not sight.vectors:
            return None
        vector, share = self._embedder.embed_query(text), self._embedder.dense_share(text)
        return Meaning(vector, share, spoken, sight.unrelated, view.spoken) if vector.any() else None


def _spoken(query: Query) -> str:
    return query.language_code if query.language_code != "und" else detect(query.text[:EMBEDDED])


def _in_its_language(query: Query, retyped: str) -> Query:
    """What was typed in the wrong layout was taken for another language, too."""
    if retyped == query.text:
        return query
    return replace(query, text=retyped, language_code=detect(retyped, default=query.language_code))


def _evidence(terms: Sequence[QueryTerm], found: Candidates, view: View, sight: Sight) -> Evidence:
    tops = [view.fields(row) for row in found.rows[:TOP].tolist()]
    return evidence(terms, found, sight.lexical, sight.vocabulary.words, tops=tops)


def _hit(view: View, found: Candidates, place: int) -> Hit:
    passage, stored = view.passage(int(found.rows[place]))
    signals = {"lexical": float(found.lexical[place]), "fused": float(found.fused[place])}
    if found.cosine is not None:
        signals["dense"] = float(found.cosine[place])
    return Hit(passage, stored.article, stored.version_hash, float(found.similarity[place]), signals)
