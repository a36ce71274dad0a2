"""Articles -> a plain BM25 ranking: what any search over lemmas reaches, to be compared with."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kb_index.records import Article, Span
from kb_index.text.lemmas import lemma

K1, B = 1.2, 0.75
CHUNK = 1200  # characters
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"\n\n+")
# Function words only, and few: a usual BM25 set-up.
_FUNCTION_WORDS = (
    "и в во на с со к ко по о об от до из за у а но или же бы не ли что как это для при то я мы вы он она они их его "
    "ее мой наш ваш быть есть можно a an the of to in on at by for from with as and or is are be do it this that how "
    "what can i my your"
)
_STOP = frozenset(_FUNCTION_WORDS.split())


class PlainBm25:
    """Chunks of about 1,200 characters, cut at headings and ``---``; title and product in the text of each."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.places: list[tuple[str, Span]] = []
        self._lengths: list[int] = []
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for article in articles:
            for span in _chunks(article.body_markdown):
                self._add(article, span)
        self._average = sum(self._lengths) / max(len(self._lengths), 1)

    def search(self, text: str, language_code: str, k: int) -> list[tuple[str, Span]]:
        """The ``k`` best chunks as article id and span, best first."""
        scores: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(_terms(text, language_code)):
            found = self._postings.get(term, [])
            idf = math.log(1 + (len(self.places) - len(found) + 0.5) / (len(found) + 0.5))
            for place, count in found:
                norm = K1 * (1 - B + B * self._lengths[place] / self._average)
                scores[place] += idf * count * (K1 + 1) / (count + norm)
        best = sorted(scores, key=lambda place: (-scores[place], place))[:k]
        return [self.places[place] for place in best]

    def _add(self, article: Article, span: Span) -> None:
        text = f"{article.title} {article.product or ''} {span.of(article.body_markdown)}"
        counts = Counter(_terms(text, article.language_code))
        for term, count in counts.items():
            self._postings[term].append((len(self.places), count))
        self._lengths.append(sum(counts.values()))
        self.places.append((article.article_id, span))


def _terms(text: str, language_code: str) -> list[str]:
    words = (lemma(word, language_code) for word in _WORD.findall(text.lower().replace("ё", "е")))
    return [word for word in words if word not in _STOP]


def _chunks(body: str) -> Iterator[Span]:
    """Paragraphs joined up to the limit; a heading or a separator begins a new chunk."""
    start = end = 0
    for first, last in _paragraphs(body):
        begins = body.startswith("#", first) or body[first:last].strip() == "---"
        if body[start:end].strip() and (begins or last - start > CHUNK):
            yield Span(start, end)
            start = first
        end = last
    if body[start:end].strip():
        yield Span(start, end)


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK.finditer(body):
        yield start, blank.start()
        start = blank.end()
    yield start, len(body)
