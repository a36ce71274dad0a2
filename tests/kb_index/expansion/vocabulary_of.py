"""A vocabulary of given terms, for the tests of expansion."""

from collections.abc import Sequence

from kb_index.text.lemmas import search_terms


class ListedVocabulary:
    def __init__(self, terms: Sequence[str], gone: Sequence[str] = ()) -> None:
        self.texts = list(terms)
        self._gone = set(gone)

    def number(self, term: str) -> int:
        return self.texts.index(term) if term in self.texts else -1

    def held(self, term: str) -> bool:
        return term in self.texts and term not in self._gone


def vocabulary_of(text: str, *, gone: str = "") -> ListedVocabulary:
    """The index of that one text; ``gone``: words that only deleted passages hold."""
    terms = list(dict.fromkeys(search_terms(f"{text} {gone}")))
    return ListedVocabulary(terms, search_terms(gone))
