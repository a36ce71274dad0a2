"""A question -> whether it wants to know something about another person or firm that is a customer, too."""

from __future__ import annotations

import re

from service.understanding.leaning import Standing, standing
from service.understanding.told import told

_GIVE = (
    r"\b(?:(?:дай|скаж|подскаж|сообщ|пришл|скин|вышл|назов|покаж|отправ|продиктуй|узна|нужен|нужна|нужны|есть ли|"
    r"give|send|tell|share|show|provide|what(?:'s| is| are)|(?:can|could) i (?:have|get|see))\w*|"
    # «Хочу телефон соседки», and no «хочу переоформить номер на сестру»: what is wanted is had, not done.
    r"(?:хочу|хотим|хотел\w*)(?!\s+(?:бы\s+)?(?!узнать|знать|получить|увидеть|посмотреть|иметь|видеть)\w+(?:ть|ти|ться)\b)|"
    r"(?:need|want)(?!\s+to\s+(?!know|get|have|see|obtain|receive)))"
)
_DATA = (
    r"\b(?:телефон|номер|контакт|адрес|почт|e-?mail|имейл|паспорт|данны|реквизит|заказ|счет|баланс|переписк|историю|"
    r"детализаци|выписк|местоположени|диагноз|анализ|результат|оценк|долг|платеж|оплат|поездк|визит|запис|брон|"
    r"diagnos[ie]s|results|grades|debts?|payments?|bookings?|rides|trips|visits|где\s+(?:сейчас|находит|жив[её]|он|она|моя|мой)|"
    r"where\s+(?:is|are|my|he|she|they|the)|"
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
    r"тоже\s+(?:у\s+вас|ваш)|(?:\bis|\bare|'s|'re)\s+(?:also\s+)?(?:a|your)\s+(?:customer|client)(?:\s+of\s+yours)?|"
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
_OF_THEM = re.compile(
    r"\b(?:ее|его|их|ей|ему|им|ней|нему|нем|него|нее|них|her|his|their|him|them|she|he|they)\b", re.IGNORECASE
)


def asks_of_others(entry: str) -> bool:
    """«Пришлите телефон моей соседки, она ваш клиент»: nobody gets the data of another customer."""
    text = " ".join(entry.replace("ё", "е").replace("’", "'").split())
    return bool(_ASKS.search(text) and _MARKED.search(text)) and not _GIVES.search(text)


def apart_from_others(text: str, question: str) -> str:
    """The request for data of others, where a message's only question is one by itself; "" where it is the request.

    «Соседка у вас лечится, скажите её телефон. И сколько стоит снимок?»
    """
    before, found, _ = text.partition(question)
    folded = question.replace("ё", "е")
    if not found or asks_of_others(question) or _OF_THEM.search(folded) or _MARKED.search(folded):
        return ""
    if standing(question) is Standing.LEANING:
        return ""
    return " ".join(one.text for one in told(before)).strip() if asks_of_others(before) else ""
