"""A question -> whether it wants to know something about another person or firm that is a customer, too."""

from __future__ import annotations

import re

_GIVE = (
    r"\b(?:дай|скаж|подскаж|сообщ|пришл|скин|вышл|назов|покаж|отправ|продиктуй|узна|нужен|нужна|нужны|есть ли|хочу|"
    r"give|send|tell|share|show|provide|need|want|what(?:'s| is| are)|(?:can|could) i (?:have|get|see))\w*"
)
_DATA = (
    r"\b(?:телефон|номер|контакт|адрес|почт|e-?mail|имейл|паспорт|данны|реквизит|заказ|счет|баланс|переписк|историю|"
    r"phone|number|contact|address|email|details|data|orders?|invoices?|balance|history|documents?)\w*"
)
# Whoever stands near the customer and is not the customer's own staff or buyer.
_OTHER = (
    r"\b(?:сосед|бывш|знаком|(?<!от )конкурент|подруг|друга\b|другу\b|мужа\b|жены\b|сестры\b|брата\b|тещ|свекров|"
    r"neighbou?r|ex-|ex\b|competitor|friend|husband|wife|sister|brother|other customer|another customer|"
    r"another client|other client|other compan|another compan)\w*"
)
_ALSO_YOURS = (
    r"\b(?:ваш\w*\s+клиент|у\s+вас\s+(?:\w+\s+)?(?:обслуж|зарегистр|куп|заказ|работ|леч|уч|жив|останав|страх)\w*|"
    r"тоже\s+(?:у\s+вас|ваш)|is\s+(?:also\s+)?(?:a|your)\s+(?:customer|client)(?:\s+of\s+yours)?|"
    r"(?:has|have)\s+an\s+account\s+with\s+you|uses?\s+your|your\s+(?:customer|client)\s+too|also\s+with\s+you)"
)
_ASKS = re.compile(rf"{_GIVE}[^.?!\n]{{0,60}}?{_DATA}", re.IGNORECASE)
_MARKED = re.compile(rf"{_OTHER}|{_ALSO_YOURS}", re.IGNORECASE)
# «Как добавить телефон подруги в бронь?» gives data, and asks for none.
_GIVES = re.compile(
    r"\b(?:как|how|можно ли|can i|could i)\s+(?:\w+\s+){0,3}?(?:добав|указ|измен|смен|внес|запис|привяз|add|enter|"
    r"change|set|update|put|invite|share my)\w*",
    re.IGNORECASE,
)


def asks_of_others(entry: str) -> bool:
    """«Пришлите телефон моей соседки, она ваш клиент»: nobody gets the data of another customer."""
    text = " ".join(entry.replace("ё", "е").replace("’", "'").split())
    return bool(_ASKS.search(text) and _MARKED.search(text)) and not _GIVES.search(text)
