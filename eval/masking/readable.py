"""Sentences with what a model must be able to read: codes, versions, prices, dates, sums, article numbers, links.

The readable parts stand in ``⟨…⟩``; written for this measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SENTENCES: Sequence[str] = (
    "Ошибка ⟨E-1043⟩ при входе, раньше была ⟨0x80070005⟩.",
    "Сервер отвечает ⟨HTTP 502⟩, иногда ⟨504 Gateway Timeout⟩.",
    "Стоит версия ⟨4.2.1⟩, а обещали ⟨4.3⟩; сборка ⟨20251107⟩.",
    "Windows ⟨10.0.19045.3803⟩, Chrome ⟨126.0.6478.127⟩.",
    "Тариф стоит ⟨1 290 ₽⟩, а списали ⟨12 900 руб.⟩.",
    "Перевели ⟨150 000,50 ₽⟩ ⟨12.03.2025⟩ в ⟨18:40⟩.",
    "Скидка ⟨15 %⟩ до ⟨31 декабря 2026 года⟩.",
    "Нужно ⟨25⟩ лицензий на ⟨3 месяца⟩ и ⟨2⟩ терминала.",
    "Артикул ⟨4607012345678⟩ не находится, арт. ⟨АБ-7741⟩ тоже.",
    "Лимит ⟨10 000 запросов⟩ в минуту, файл до ⟨1073741824 байт⟩.",
    "По статье ⟨18⟩ закона № ⟨2300-1⟩ возврат за ⟨10 дней⟩.",
    "Порт ⟨8443⟩ закрыт, адрес ⟨192.168.0.1⟩ и ⟨127.0.0.1⟩ отвечают.",
    "Открываю ⟨https://docs.example.ru/api/v2/import?lang=ru#limits⟩ и не понимаю.",
    "Заказов было ⟨1500⟩, стало ⟨12⟩; заказ ⟨3⟩ товаров не проходит.",
    "Работаете ⟨24/7⟩ или с ⟨9:00⟩ до ⟨18:00⟩?",
    "Файл ⟨config.yaml⟩, строка ⟨147⟩, поле ⟨user_id⟩.",
    "Срок по договору до ⟨01.06.2027⟩, оплата за ⟨2026⟩ год.",
    "С ⟨2019⟩ по ⟨2024⟩ год платили ⟨49 000 ₽⟩ в месяц.",
    "Таблица на ⟨20 000 строк⟩, ⟨5 000⟩ загрузились.",
    "Пароль: ⟨неверный⟩, пишет система. Логин ⟨введён⟩ правильно.",
    "Счёт на ⟨12345 рублей⟩ выставили ⟨3 ноября⟩.",
    "Код ошибки ⟨1234567890⟩, таймаут ⟨30000 мс⟩.",
    "Смена пароля раз в ⟨90 дней⟩, минимум ⟨12 символов⟩.",
    "Доставка в ⟨Казань⟩ и ⟨Нижний Новгород⟩ за ⟨3–5 дней⟩.",
    "Кнопка ⟨Пригласить⟩ в разделе ⟨Команда⟩ серая.",
    "Звонил в понедельник в ⟨15:30⟩, ждал ⟨40 минут⟩.",
    "ГОСТ ⟨Р 7.0.97-2016⟩ и форма ⟨ТОРГ-12⟩.",
    "Экран ⟨1920x1080⟩, диск ⟨512 ГБ⟩, ⟨16 ГБ⟩ памяти.",
    "Оплата картой ⟨Мир⟩ или ⟨Visa⟩ не проходит с ⟨1 ноября⟩.",
    "iPhone ⟨15 Pro⟩ на iOS ⟨17.5.1⟩.",
    "Error ⟨E-1043⟩ on login, then ⟨ERR_CONNECTION_RESET⟩.",
    "Version ⟨4.2.1⟩ build ⟨20251107⟩ on Windows ⟨11⟩.",
    "You charged ⟨$1,290.00⟩ instead of ⟨€27⟩ on ⟨2026-11-03⟩.",
    "We have ⟨25 seats⟩, ⟨3⟩ admins and ⟨150 orders⟩ a day.",
    "The limit is ⟨20,000 rows⟩ or ⟨50 MB⟩ per file.",
    "Is it ⟨30 days⟩ or ⟨14⟩? The page says ⟨November 12, 2026⟩.",
    "Between ⟨9:00⟩ and ⟨11:00⟩ the API returned ⟨429⟩ ⟨87⟩ times.",
    "See ⟨https://help.example.com/en/refund-policy⟩, section ⟨4.2⟩.",
    "SKU ⟨4607012345678⟩ is missing; model ⟨WH-1000XM5⟩ too.",
    "Order ⟨15 items⟩ at ⟨$12.50⟩ each, total ⟨187.50 USD⟩.",
    "Password must be ⟨12 characters⟩; password: ⟨required⟩.",
    "Connect to ⟨localhost:8080⟩ or ⟨10.0.0.5⟩ on port ⟨443⟩.",
    "The ⟨Business⟩ plan with ⟨OAuth 2.0⟩ and ⟨SAML⟩ costs ⟨€53⟩.",
    "We paid for ⟨12 months⟩ in ⟨2025⟩ and ⟨6⟩ in ⟨2026⟩.",
    "Python ⟨3.11.9⟩, pandas ⟨2.2.3⟩, error in line ⟨1043⟩.",
    "Is ISO ⟨27001⟩ covered? And ⟨GDPR⟩ article ⟨17⟩?",
)
_MARKED = re.compile("⟨([^⟨⟩]+)⟩")


@dataclass(frozen=True, slots=True)
class Readable:
    text: str
    parts: tuple[str, ...]


def readable() -> Iterator[Readable]:
    for sentence in SENTENCES:
        yield Readable(_MARKED.sub(r"\1", sentence), tuple(_MARKED.findall(sentence)))
