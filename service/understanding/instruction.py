"""The agent's instruction -> the sentence that it wants the customer to read, if it is one."""

from __future__ import annotations

import re

from kb_index.text.language import share

_LEAD = re.compile(
    r"(?:please\s+)?(?:say|tell|write|mention|add|inform|reply|answer|let|note|state|explain)"
    r"(?:\s+(?:to\s+)?(?:them|him|her|the\s+(?:customer|client|user)))?(?:\s+know)?\s*(?:\bthat\b|:|,)\s*"
    r"|(?:please\s+)?(?:say|mention|state)\s+(?=(?:it|we|the|your|you|our|there)\b)"
    r"|(?:пожалуйста,?\s+)?(?:скажи|напиши|сообщи|ответь|передай|добавь|упомяни|укажи|объясни|предупреди)(?:те)?"
    r"(?:\s+(?:ему|ей|им|клиенту|клиентке|пользователю|покупателю))?\s*(?:,\s*|\s+)?(?:\bчто\b|:)\s*",
    re.IGNORECASE,
)
# An order about the reply itself; only a person or a language model can follow it.
_ORDER = re.compile(
    r"(?:please\s+|пожалуйста,?\s+)?(?:be|use|make|keep|don't|do not|never|avoid|write|answer|reply|apologi[sz]e|"
    r"offer|ask|shorten|include|mention|explain|tell|say|add|thank|give|send|suggest|propose|refuse|decline|"
    r"будь|пиши|напиши|не|сделай|извинись|предложи|отвечай|ответь|попроси|добавь|скажи|объясни|укажи|упомяни|поблагодари|"
    r"откажи|уточни|спроси|используй|сократи|дай|отправь|пришли)(?:те)?\b",
    re.IGNORECASE,
)
# The one spoken of may be the customer: then the sentence would have to be turned round.
_THIRD_PERSON = re.compile(
    r"\b(?:he|she|his|her|hers|him|the customer|the client|его|ее|её|ему|ей|клиент\w*)\b", re.IGNORECASE
)
_CHARACTERS = 600
_SHARE = 0.6  # of its letters; names of products may be of the other script


def told_to_say(instruction: str | None, language_code: str) -> str | None:
    """The statement for the customer, as a sentence; None where there is none that can be used word for word."""
    text = " ".join((instruction or "").split())
    lead = _LEAD.match(text)
    said = text[lead.end() :] if lead else text
    if not said or len(said) > _CHARACTERS or len(said.split()) < 2 or _THIRD_PERSON.search(said):
        return None
    if (lead is None and _ORDER.match(said)) or share(said, language_code) < _SHARE:
        return None
    return said[0].upper() + said[1:] + ("" if said[-1] in ".!?…" else ".")
