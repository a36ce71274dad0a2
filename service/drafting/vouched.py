"""What the caller vouches for -> sentences of the reply: the agent's instruction, facts of the case."""

from __future__ import annotations

import re

from kb_index.text.language import share
from kb_index.text.lemmas import search_terms
from service.domain import ContextReference, Ticket, Understanding
from service.drafting.letter import Paragraph, say
from service.drafting.stretches import Quotation
from service.understanding.instruction import told_to_say
from service.understanding.topics import light_terms, proper

_SHARED = 0.5  # of the words of its key that the question must hold
_FACTS = 3
_CHARACTERS = 300


def with_vouched(
    body: list[Paragraph], ticket: Ticket, understanding: Understanding, *, public: bool
) -> list[Paragraph]:
    """What the caller vouches for stands behind the first words of a reply without quotations, else before its end."""
    if public:
        return body
    quoted = any(isinstance(part, Quotation) for paragraph in body for part in paragraph)
    at = max(1, len(body) - 1) if quoted else min(1, len(body))
    return [*body[:at], *vouched(ticket, understanding), *body[at:]]


def vouched(ticket: Ticket, understanding: Understanding) -> list[Paragraph]:
    """Paragraphs without citations; the checker knows their source by the ticket."""
    language = understanding.language_code
    asked = understanding.questions or (understanding.query_text,)
    facts = [one for one in ticket.context_references if any(_answers(one, question) for question in asked)]
    told = [sentence for sentence in (_sentence(one, language) for one in facts[:_FACTS]) if sentence]
    instructed = told_to_say(ticket.instruction, language)
    return [paragraph for paragraph in (say(*told), say(instructed)) if paragraph]


def _answers(fact: ContextReference, question: str) -> bool:
    """Whether the question names what the fact is about: "where is my order?" and ``order_status``."""
    key = _content(_words(fact.key))
    return bool(key) and len(key & _content(proper(question)[1] or question)) >= _SHARED * len(key)


def _content(text: str) -> frozenset[str]:
    return frozenset(search_terms(text)) - light_terms()


def _words(key: str) -> str:
    return re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])|[_\-.]+", " ", key).strip().lower()


def _sentence(fact: ContextReference, language: str) -> str | None:
    """ "Order status: shipped on 12 November."; None where it is not in the language of the reply, or not short."""
    key, content = _words(fact.key), " ".join(fact.content.split())
    foreign = re.search(r"[^\W\d_]", content) and share(content, language) < _SHARED
    if not content or len(content) > _CHARACTERS or foreign or share(key, language) < _SHARED:
        return None
    return f"{key[0].upper()}{key[1:]}: {content}" + ("" if content[-1] in ".!?…" else ".")
