"""A sentence -> whether it only is polite: thanks, regrets, wishes, an offer to help, and states nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from kb_index.text.lemmas import search_terms
from service.drafting.backing.turned import kin
from service.understanding.topics import light_terms

_WORDS = """
спасибо благодарить благодарность благодарный ценить терпение понимание понимать рад рада рады радость помогать помочь
помощь поддержка вопрос обращение обращаться обратиться писать написать связь оставаться хороший добрый день вечер
утро неделя удачный удача приятный уважение сожалеть сожаление жаль извинение извинить извинять извиниться простить
прощение приносить неудобство беспокойство беспокоиться волноваться переживать ситуация надеяться надежда пожелать
пожелание желать здравствовать приветствовать приветствие готовый всегда внимание доверие удовольствие сообщать
сообщить уважаемый искренне команда дорогой замечательный отличный прекрасный чудесный конечно разумеется стесняться
тёплый раз еще ещё снова очень просить возникнуть остаться появиться дополнительный другой любой обязательно смело
сотрудничество выбор разобраться thank thanks grateful gratitude appreciate patience understanding understand glad
happy pleased pleasure delighted help helping assist assistance support question reach reaching contact write writing
good great nice wonderful lovely day morning evening afternoon week weekend luck regard regards sincerely sorry
apologise apologize apology apologies regret inconvenience trouble worry situation hope wish welcome ready always
attention trust inform dear team feel free hesitate again once more very course certainly absolutely kindly warm best
let know anything further remaining any touch enjoy choosing
"""


def is_courtesy(sentence: str) -> bool:
    """A sentence without a word of meaning is one too."""
    return all(is_polite(term) for term in meaning(sentence))


@lru_cache(maxsize=4096)
def meaning(text: str) -> tuple[str, ...]:
    """The terms that carry meaning, each once, in order."""
    return tuple(dict.fromkeys(term for term in search_terms(text) if term not in light_terms()))


def is_polite(term: str) -> bool:
    return term in _terms()


def held(term: str, terms: tuple[str, ...]) -> bool:
    """Whether one of the terms is of the same word family."""
    families = _by_ends(terms)
    return any(kin(term, other) for end in _ends(term) for other in families.get(end, ()))


def _ends(term: str) -> tuple[str, str]:
    """Words of one family share the first or the last four letters: `kin` asks for that first."""
    return "^" + term[:4], term.removesuffix("ся")[-4:]


@lru_cache(maxsize=4096)
def word_ends(terms: tuple[str, ...]) -> frozenset[str]:
    """What two texts have in common where `held` may find something."""
    return frozenset(_by_ends(terms))


@lru_cache(maxsize=4096)
def _by_ends(terms: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for term in terms:
        for end in _ends(term):
            found.setdefault(end, []).append(term)
    return {end: tuple(members) for end, members in found.items()}


@cache
def _terms() -> frozenset[str]:
    return frozenset(search_terms(_WORDS))
