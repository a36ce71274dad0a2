"""Query terms -> BM25F scores of passages, from raw counts and the statistics of the moment.

Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields (CIKM 2004). Each term is matched twice:
as the lemma that it is, and by its family, a cut-off beginning that joins what grammar parts («подключить»,
«подключение», «подключаться»). A family match counts for less.

Nothing that depends on the whole index is stored with a passage, so scores do not tell how an index came to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import accumulate

import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.lexical.frequencies import Frequencies
from kb_index.lexical.postings import Postings, RowArray
from kb_index.lexical.words import Words
from kb_index.ports import QueryTerm

K1 = 1.2  # where repeating a term stops to pay
B = 0.75  # how far a long body is held against a passage; the short fields carry no length penalty
SHORT = 0.5  # weight of an occurrence in a short field
FIELD_WEIGHTS: Mapping[str, float] = {"title": SHORT, "headings": SHORT, "product": SHORT, "body": 1.0}
FAMILY_WEIGHT = 0.7  # of a family match in the score
FAMILY_CREDIT = 0.5  # of a family match where a passage is asked what it holds
MAX_TERMS = 64  # a long message is searched by its rarest terms

_Counted = tuple[slice, RowArray, FloatArray]  # the rows of a lot, those of them that hold a term, and how much of it


class Bm25Index:
    """The lexical leg over one generation of an index. It never changes, so readers need no lock."""

    def __init__(
        self,
        lots: Sequence[Postings],
        *,
        sizes: Sequence[int],
        body_lengths: IntArray,
        terms_of: Callable[[int], IntArray],
        frequencies: Frequencies,
        words: Words,
    ) -> None:
        """``lots``: postings, each of the next ``sizes[i]`` rows. ``body_lengths``: (rows,).
        ``terms_of`` gives the numbers of the terms that a row holds.

        ``frequencies`` may leave out rows that are to be found no more; whoever ranks the scores leaves them out too.
        """
        self._lots = lots
        self._starts = [0, *accumulate(sizes)]
        self._shares = (1.0 / (1 - B + (B / frequencies.mean_body) * body_lengths)).astype(np.float32)
        self._terms_of = terms_of
        self._frequencies = frequencies
        self._words = words

    def scores(self, terms: Sequence[QueryTerm]) -> FloatArray:
        """Shape (rows,). A term with alternatives scores as the best of them, each at its weight.

        A family counts once, however many terms of the query belong to it.
        """
        scores = np.zeros(len(self._shares), np.float32)
        distinct = strongest(self, terms)
        counted: set[int] = set()
        for term in distinct:
            if not term.others:
                self._add_term(term.term, scores, counted=counted)
        for term in distinct:
            if term.others:
                scores += self._group(term, counted=counted)
        return scores

    @property
    def rarest(self) -> float:
        """The weight of a term that occurs nowhere: no weight is greater."""
        return self._frequencies.idf(0)

    @property
    def best_possible(self) -> float:
        """The score that one term can give at most."""
        return self.rarest * (K1 + 1) * (1 + FAMILY_WEIGHT)

    def ideal(self, terms: Sequence[QueryTerm]) -> float:
        """The score of a passage that says nothing but the query, over and over."""
        weights = self.weights(strongest(self, terms))
        return float(weights.sum() * (K1 + 1) * (1 + FAMILY_WEIGHT))

    def weights(self, terms: Sequence[QueryTerm]) -> FloatArray:
        """The inverse document frequency of each term, or of its best alternative that occurs.

        A term that occurs nowhere is the rarest.
        """
        return np.array([self._frequencies.idf(self._documents(term)) for term in terms], np.float32)

    def knows(self, terms: Sequence[QueryTerm]) -> BoolArray:
        """Which of the terms, or words of their family, or alternatives occur at all."""
        return np.array(
            [any(self._family_documents(spelling) for spelling, _ in spellings(term)) for term in terms], np.bool_
        )

    def matches(self, terms: Sequence[QueryTerm], rows: IntArray) -> FloatArray:
        """Shape (terms, rows): 1 where the passage holds the term, half where it holds one of its family.

        An alternative counts as much of that as its weight says.
        """
        matched = np.zeros((len(terms), len(rows)), np.float32)
        for column, row in enumerate(rows.tolist()):
            held = self._terms_of(row)
            numbers, families = set(held.tolist()), set(self._words.family_of[held].tolist())
            for place, term in enumerate(terms):
                matched[place, column] = max(
                    weight * self._credit(spelling, numbers, families) for spelling, weight in spellings(term)
                )
        return matched

    def numbers(self, terms: Sequence[QueryTerm]) -> tuple[IntArray, IntArray]:
        """Numbers of the terms and of their families, -1 for what occurs nowhere."""
        words = self._words
        lemmas = [words.number(one.term) if self._documents_of(one.term) else -1 for one in terms]
        families = [words.family_number(one.term) if self._family_documents(one.term) else -1 for one in terms]
        return np.array(lemmas, np.int64), np.array(families, np.int64)

    # --- scoring -----------------------------------------------------------------------------------

    def _group(self, term: QueryTerm, *, counted: set[int]) -> FloatArray:
        best = np.zeros(len(self._shares), np.float32)
        mine: set[int] = set()
        for spelling, weight in spellings(term):
            own = np.zeros(len(self._shares), np.float32)
            fresh = set(counted)
            self._add_term(spelling, own, counted=fresh, least=self._documents_of(term.term))
            mine |= fresh
            np.maximum(best, np.float32(weight) * own, out=best)
        counted |= mine
        return best

    def _add_term(self, term: str, scores: FloatArray, *, counted: set[int], least: int = 0) -> None:
        """``counted``: the families that have been scored already, to which this one's is added.

        ``least``: in so many passages the term counts as standing: no alternative is rarer than what was asked for.
        """
        number = self._words.number(term)
        if documents := self._frequencies.of_term(number):
            for here, rows, amounts in self._amounts([number]):
                scores[here][rows] += self._impact(amounts, max(documents, least))
        relative = self._words.family_number(term)
        documents = self._frequencies.of_family(relative)
        if documents and relative not in counted:
            counted.add(relative)
            for here, rows, amounts in self._amounts(self._words.members(relative)):
                # A row that two members share stands here twice, with their sum: it is added once.
                scores[here][rows] += FAMILY_WEIGHT * self._impact(amounts, documents)

    def _impact(self, amounts: FloatArray, documents: int) -> FloatArray:
        return np.float32(self._frequencies.idf(documents) * (K1 + 1)) * amounts / (amounts + np.float32(K1))

    def _amounts(self, numbers: Sequence[int]) -> Iterator[_Counted]:
        """Lot by lot the rows that hold any of the terms, with the weighted sum of what they hold of them."""
        for place, lot in enumerate(self._lots):
            rows_of_lot = slice(self._starts[place], self._starts[place + 1])
            parts = [here for here in map(lot.where, numbers) if here.stop > here.start]
            found = [(lot.rows[here], self._weighed(lot, here, rows_of_lot)) for here in parts]
            if len(found) == 1:
                yield rows_of_lot, *found[0]
            elif found:
                together = np.zeros(rows_of_lot.stop - rows_of_lot.start, np.float32)
                for rows, amounts in found:
                    together[rows] += amounts
                rows = np.concatenate([rows for rows, _ in found])
                yield rows_of_lot, rows, together[rows]

    def _weighed(self, lot: Postings, here: slice, rows_of_lot: slice) -> FloatArray:
        shares = self._shares[rows_of_lot][lot.rows[here]]
        return np.float32(SHORT) * lot.short[here] + shares * lot.body[here]

    # --- what occurs -------------------------------------------------------------------------------

    def _documents(self, term: QueryTerm) -> int:
        """Of the term, or else of the heaviest alternative that occurs."""
        held = [(weight, self._documents_of(spelling)) for spelling, weight in spellings(term)]
        return max(((weight, documents) for weight, documents in held if documents), default=(0.0, 0))[1]

    def _documents_of(self, term: str) -> int:
        return self._frequencies.of_term(self._words.number(term))

    def _family_documents(self, term: str) -> int:
        return self._frequencies.of_family(self._words.family_number(term))

    def _credit(self, term: str, numbers: Set[int], families: Set[int]) -> float:
        if self._words.number(term) in numbers:
            return 1.0
        return FAMILY_CREDIT if self._words.family_number(term) in families else 0.0


def spellings(term: QueryTerm) -> Iterator[tuple[str, float]]:
    """The term itself in full, then what else counts as it."""
    yield term.term, 1.0
    yield from term.others


def plain(terms: Sequence[str]) -> tuple[QueryTerm, ...]:
    """Terms as they are, without alternatives."""
    return tuple(QueryTerm(term) for term in terms)


def strongest(index: Bm25Index, terms: Sequence[QueryTerm]) -> list[QueryTerm]:
    """The distinct terms, in order; of very many the rarest."""
    distinct = list({one.term: one for one in (*terms, *reversed(terms))}.values())
    if len(distinct) <= MAX_TERMS:
        return distinct
    rarest = np.argsort(-index.weights(distinct), kind="stable")[:MAX_TERMS]
    return [distinct[place] for place in sorted(rarest)]
