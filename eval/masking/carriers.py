"""Sentences that customers write around a piece of their data; ``{}`` stands for it.

``RUSSIAN`` and ``ENGLISH`` say nothing of what it is; ``CUED`` go with what is no personal data without such words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RUSSIAN: Sequence[str] = (
    "Здравствуйте! {} — это моё, проверьте, пожалуйста, почему не проходит оплата.",
    "Вот, записывайте: {}. Жду ответа до пятницы.",
    "Добрый день, пишу второй раз. {}\nКогда ответите?",
    "Я уже указывал ({}), но мне опять прислали анкету.",
    "данные те же {} больше ничего не менял",
    "После обновления до версии 4.2.1 пропало всё, осталось только {} в карточке.",
    "Проверьте {}, сумма 1 290 ₽, дата 12.03.2025.",
    "Ошибка E-1043. Мои данные: {}.",
    "1) {}\n2) чек приложил",
    "— {}",
    "Для возврата: {}, остальное у вас есть.",
    "Смотрите скриншот, там видно {}!",
    "Переделайте на {} и пришлите акт.",
    "Жена просила передать: {}.",
    "Если что, вот {} — мужа.",
    "на прошлой неделе вводил {}, система приняла, а сегодня нет",
    "Прошу удалить {} из вашей базы.",
    "\n\nС уважением,\n{}",
    "Кабинет показывает {} вместо правильного значения",
    "{}",
    "{} не подходит???",
    "Коллега вводит {}, у него всё работает; у меня нет.",
    "Было {}, стало пусто.",
    "Скопировал из письма: «{}».",
)
ENGLISH: Sequence[str] = (
    "Hello, please use {} from now on.",
    "I already sent you {} twice, and nobody answered.",
    "Here you go: {}. Let me know by Friday.",
    "my details are {} nothing else changed",
    "The form shows {} instead of the right value.",
    "After version 4.2.1 only {} is left on my page.",
    "Check {}, the sum was $1,290 on 2025-03-12.",
    "Error E-1043 again. My data: {}.",
    "1) {}\n2) the screenshot is attached",
    "Please remove {} from your database.",
    "Regards,\n{}",
    "It used to be {} and now it is empty",
    "{}",
    'Copied from your letter: "{}".',
    "My wife asked me to pass on {}!",
    "({})",
)
_ORDERS = (
    "Где мой заказ {}? Жду с понедельника.",
    "заказ № {} не пришёл",
    "Номер заказа: {}. Хочу вернуть.",
    "По заказу №{} вопрос: можно ли поменять адрес?",
    "Order {} never arrived.",
    "My order number is {}, please cancel it.",
    "order #{} - wrong size",
)
_CONTRACTS = (
    "Договор {} хотим расторгнуть.",
    "по договору № {} не приходят акты",
    "номер договора — {}, организация прежняя",
    "Мы работаем по контракту {}, пришлите счёт.",
    "Contract no. {} ends this month.",
    "our contract number is {}",
)
_TRACKS = (
    "Трек-номер {} не отслеживается.",
    "посылка {} застряла",
    "Tracking number {} shows nothing.",
    "Где отправление {}?",
)
_BORN = (
    "Дата рождения: {}.",
    "дата рождения ребёнка {}, исправьте",
    "Я родился {}, в анкете ошибка.",
    "Date of birth {}.",
    "DOB: {}",
    "моя жена родилась {}, добавьте её",
)
_LOGINS = (
    "Мой логин {}, войти не могу.",
    "логин: {}",
    "Login: {}, it says wrong password.",
    "username is {}",
    "не пускает, логин - {}",
)
_SECRETS = (
    "Пароль: {}, зайдите сами и посмотрите.",
    "логин тот же, пароль {}",
    "My password is {}, please log in yourself.",
    "password: {}",
    "Вот пароль от кабинета: {}",
)
_LINKS = (
    "Открываю https://app.example.com/invite?{} и вижу пустую страницу.",
    "ссылка https://shop.example.ru/orders/status?{}",
    "The link https://app.example.com/reset?{} has expired.",
)
_INN = ("ИНН {}.", "наш ИНН: {}", "выставьте счёт на ИНН {}", "Реквизиты: ИНН {}, оплата по счёту.", "Our INN is {}.")
CUED: Mapping[str, Sequence[str]] = {
    "ИНН (company)": _INN,
    "ОГРН": ("ОГРН {}.", "Наш ОГРН: {}", "в договоре указан ОГРН {}, исправьте"),
    "passport, in words": ("Паспорт серия {}.", "паспорт: серии {} выдан в 2015", "Мой паспорт {}, оформите пропуск."),
    "insurance policy": ("Полис ОМС {}.", "номер полиса: {}", "my insurance policy number is {}"),
    "order": _ORDERS,
    "contract": _CONTRACTS,
    "parcel": _TRACKS,
    "date of birth": _BORN,
    "login": _LOGINS,
    "secret": _SECRETS,
    "personal link": _LINKS,
}
