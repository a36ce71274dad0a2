"""A question of what there is -> whether a section lists it: «какие способы оплаты есть», "which roles are there"."""

from __future__ import annotations

from functools import lru_cache

from kb_index.expansion.synonyms import meanings
from kb_index.text.lemmas import search_terms
from service.drafting.candidates import Candidate
from service.drafting.passages import UnitKind
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Sought
from service.understanding.topics import light_terms


def lists_asked(candidate: Candidate, wants: Sought, wording: Wording) -> bool:
    """Whether it is asked what there is, and the section lists what its heading, else the title, names."""
    if not wording.enumerates.search(wants.question):
        return False
    section = candidate.section
    headed = section.heading_terms or title_terms(candidate.article.title)
    own = frozenset(term for term in wants.own if term not in light_terms())
    named = own.union(*(meanings(term) for term in own))
    for unit in section.units:
        columns = unit.header.name_terms if unit.header else frozenset()
        if unit.kind in (UnitKind.LIST, UnitKind.TABLE) and named & (headed | columns):
            return True
        if unit.kind is UnitKind.SENTENCE and wording.series.search(unit.text) and named & headed:
            return True
    return False


@lru_cache(maxsize=4096)
def title_terms(title: str) -> frozenset[str]:
    """What the title of an article names."""
    return frozenset(search_terms(title))
