"""Sentences that an article supports, and the same sentences with one thing changed. Written for these tests."""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str, str]] = {
    "backup": (
        "ru",
        "Резервные копии",
        "## Как часто создаются копии\n\nРезервная копия базы создаётся каждую ночь в 03:00 и хранится 14 дней. На "
        "тарифе «Бизнес» копии хранятся 90 дней.\n\n## Восстановление\n\n1. Откройте **Настройки → Копии**.\n2. "
        "Выберите дату и нажмите **Восстановить**.\n\nВосстановление занимает до 40 минут. Во время восстановления "
        "сайт недоступен. Удалённую копию вернуть нельзя.\n",
    ),
    "courier": (
        "ru",
        "Доставка курьером",
        "Курьер доставляет заказы в Твери и Калуге с 10:00 до 22:00. Доставка бесплатна при заказе от 3 000 ₽, при "
        "меньшей сумме она стоит 250 ₽.\n\nКрупногабаритный товар курьер не поднимает на этаж. Оплатить заказ "
        "курьеру можно картой, наличные он не принимает. Перенести доставку можно не позднее чем за 2 часа до "
        "приезда курьера.\n",
    ),
    "invoice": (
        "ru",
        "Счета и акты",
        "Счёт выставляется автоматически первого числа месяца. Акт можно скачать в разделе «Документы» в формате "
        "PDF. Оригиналы документов отправляем почтой по запросу в течение 5 рабочих дней. Если реквизиты компании "
        "изменились, сообщите нам до оплаты счёта. Оплаченный счёт отменить нельзя.\n",
    ),
    "limits": (
        "ru",
        "Ограничения тарифов",
        "| Тариф | Пользователи | Хранилище |\n|---|---|---|\n| Старт | до 3 | 5 ГБ |\n| Команда | до 25 | 100 ГБ "
        "|\n\nРазмер одного файла не должен превышать 200 МБ. Файлы .exe загружать запрещено. Удалённые файлы "
        "хранятся в корзине 30 дней, потом удаляются без возможности восстановления. Сменить тариф может только "
        "владелец аккаунта.\n",
    ),
    "login": (
        "ru",
        "Вход и пароль",
        "Если вы забыли пароль, нажмите на странице входа **Забыли пароль?** и введите почту. Ссылка для сброса "
        "приходит в течение 10 минут и действует 24 часа. После пяти неудачных попыток вход блокируется на 15 "
        "минут. Поддержка не видит ваш пароль и не может его сообщить. Двухфакторная аутентификация включается в "
        "профиле.\n",
    ),
    "vacuum": (
        "ru",
        "Пылесос Вихрь-300: уход",
        "Фильтр нужно промывать раз в две недели холодной водой и сушить сутки. Мыть фильтр в посудомоечной машине "
        "нельзя. Гарантия на мотор составляет 5 лет, на аккумулятор — 1 год. Гарантия не распространяется на щётки "
        "и мешки. Перед чисткой отключите пылесос от сети.\n",
    ),
    "webhook": (
        "en",
        "Webhooks",
        "## Delivery\n\nWe send a webhook within 30 seconds of the event. A delivery that fails is retried up to 6 "
        "times over 24 hours. The endpoint must answer with status 200 within 5 seconds.\n\nWebhooks are available "
        "on the Pro plan and above. Redirects are not followed. To turn a webhook off, open **Settings → "
        "Webhooks** and press **Disable**. Each request is signed with the header `X-Signature`.\n",
    ),
    "return": (
        "en",
        "Returns",
        "You can return an unused item within 30 days of delivery. Sale items cannot be returned. We refund the "
        "money to the original card within 7 business days after the parcel reaches our warehouse. Return shipping "
        "is free for orders over €50; otherwise it costs €4.90. Gift cards are refunded as store credit. Please "
        "keep the receipt.\n",
    ),
    "seats": (
        "en",
        "Seats and roles",
        "The Basic plan includes 3 seats; every further seat costs $9 a month. An administrator can invite "
        "members, an observer can only read. Removing a member frees the seat immediately. The owner cannot be "
        "removed. Unused seats are not refunded. You may change the plan at most once a month.\n",
    ),
    "printer": (
        "en",
        "Label printer setup",
        "1. Connect the printer by USB before you switch it on.\n2. Install driver 4.2 or later.\n3. Open "
        "**Devices** and choose **Add printer**.\n\nThe printer does not support Bluetooth. Use paper 58 mm wide. "
        "A blinking red light means that the paper has run out. The printer works with Windows and macOS.\n",
    ),
    "trip": (
        "en",
        "Cancelling a booking",
        "A booking can be cancelled free of charge until 48 hours before check-in. After that the first night is "
        "charged. Non-refundable rates cannot be cancelled. Breakfast is included in every rate. Pets are welcome "
        "and cost €15 a night. Check-in starts at 15:00.\n",
    ),
}

# (article, sentence of a draft)
FAITHFUL: tuple[tuple[str, str], ...] = (
    ("backup", "Копия базы делается каждую ночь, в 03:00, и хранится 14 дней."),
    ("backup", "На «Бизнесе» копии доступны 90 дней."),
    ("backup", "Чтобы восстановить данные, откройте «Настройки → Копии» и выберите нужную дату."),
    ("backup", "Пока идёт восстановление, сайт будет недоступен."),
    ("backup", "Восстановление может занять до 40 минут."),
    ("backup", "К сожалению, удалённую копию нельзя вернуть."),
    ("courier", "Курьер приезжает с 10:00 до 22:00 в Твери и Калуге."),
    ("courier", "При заказе от 3 000 ₽ доставка для вас бесплатна."),
    ("courier", "Если сумма меньше, доставка стоит 250 ₽."),
    ("courier", "Курьеру можно заплатить картой, а наличные он не принимает."),
    ("courier", "Доставку можно перенести не позднее чем за 2 часа до приезда курьера."),
    ("courier", "На этаж крупногабаритный товар курьер не поднимает."),
    ("invoice", "Счёт мы выставляем автоматически первого числа каждого месяца."),
    ("invoice", "Скачайте акт в формате PDF в разделе «Документы»."),
    ("invoice", "По вашему запросу отправим оригиналы почтой в течение 5 рабочих дней."),
    ("invoice", "Об изменении реквизитов сообщите нам, пожалуйста, до оплаты счёта."),
    ("invoice", "Отменить счёт, который уже оплачен, нельзя."),
    ("limits", "На тарифе «Команда» можно добавить до 25 пользователей."),
    ("limits", "Тариф «Старт» включает 5 ГБ хранилища."),
    ("limits", "Один файл не должен превышать 200 МБ."),
    ("limits", "Файлы .exe загрузить не получится: они запрещены."),
    ("limits", "Удалённый файл 30 дней хранится в корзине, после этого восстановить его нельзя."),
    ("limits", "Тариф меняет только владелец аккаунта."),
    ("login", "Нажмите «Забыли пароль?» на странице входа и введите свою почту."),
    ("login", "Ссылка для сброса придёт в течение 10 минут, она действует 24 часа."),
    ("login", "После пяти неудачных попыток вход будет заблокирован на 15 минут."),
    ("login", "Ваш пароль поддержка не видит, поэтому сообщить его мы не можем."),
    ("login", "Включить двухфакторную аутентификацию можно в профиле."),
    ("vacuum", "Промывайте фильтр холодной водой раз в две недели и сушите сутки."),
    ("vacuum", "Фильтр нельзя мыть в посудомоечной машине."),
    ("vacuum", "На мотор действует гарантия 5 лет, на аккумулятор — 1 год."),
    ("vacuum", "На щётки и мешки гарантия не распространяется."),
    ("vacuum", "Отключите пылесос от сети, прежде чем чистить его."),
    ("webhook", "The webhook is sent within 30 seconds of the event."),
    ("webhook", "If a delivery fails, we retry it up to 6 times over 24 hours."),
    ("webhook", "Your endpoint has to answer with status 200 within 5 seconds."),
    ("webhook", "Webhooks come with the Pro plan and above."),
    ("webhook", "Please note that we do not follow redirects."),
    ("webhook", "To turn it off, go to **Settings → Webhooks** and press **Disable**."),
    ("return", "You can return an unused item within 30 days of delivery."),
    ("return", "Unfortunately, sale items can't be returned."),
    (
        "return",
        "The money goes back to your original card within 7 business days once the parcel reaches our warehouse.",
    ),
    ("return", "For orders over €50 return shipping is free; otherwise it costs €4.90."),
    ("return", "A gift card is refunded as store credit."),
    ("seats", "Three seats are included in the Basic plan, and every further seat costs $9 a month."),
    ("seats", "An observer can only read, while an administrator can invite members."),
    ("seats", "When you remove a member, the seat is freed immediately."),
    ("seats", "The plan may be changed at most once a month."),
    ("printer", "Connect the printer by USB before switching it on."),
    ("printer", "You will need driver 4.2 or later."),
    ("printer", "The printer doesn't support Bluetooth."),
    ("printer", "The red light blinks when the paper has run out."),
    ("trip", "You can cancel free of charge until 48 hours before check-in."),
    ("trip", "After that, the first night is charged."),
    ("trip", "Pets are welcome for €15 a night."),
    ("trip", "Breakfast is included in every rate, and check-in starts at 15:00."),
)

# (article, sentence of a draft, what was done to it)
DISTORTED: tuple[tuple[str, str, str], ...] = (
    ("backup", "Копия базы создаётся каждую ночь в 03:00 и хранится 41 день.", "number"),
    ("backup", "На тарифе «Бизнес» копии хранятся 14 дней.", "swapped"),
    ("backup", "Удалённую копию можно вернуть.", "not"),
    ("backup", "Во время восстановления сайт доступен.", "not"),
    ("backup", "Восстановление занимает от 40 минут.", "bound"),
    ("backup", "Копии базы дополнительно отправляются на сервер в Германии.", "invented"),
    ("courier", "Доставка бесплатна при заказе до 3 000 ₽.", "bound"),
    ("courier", "При меньшей сумме доставка стоит 350 ₽.", "number"),
    ("courier", "Оплатить заказ курьеру можно картой, наличные он принимает.", "not"),
    ("courier", "Курьер доставляет заказы в Твери и Самаре с 10:00 до 22:00.", "name"),
    ("courier", "Курьер доставляет заказы с 10:00 до 20:00.", "number"),
    ("courier", "Крупногабаритный товар курьер поднимает на этаж.", "not"),
    (
        "courier",
        "Крупногабаритный товар курьер поднимает на этаж, если есть лифт и вы предупредили диспетчера.",
        "added",
    ),
    ("invoice", "Счёт выставляется вручную первого числа месяца.", "opposite"),
    ("invoice", "Акт можно скачать в разделе «Отчёты» в формате PDF.", "name"),
    ("invoice", "Оригиналы документов отправляем почтой в течение 5 дней.", "unit"),
    ("invoice", "Если реквизиты изменились, сообщите нам после оплаты счёта.", "opposite"),
    ("invoice", "Оплаченный счёт отменить можно.", "not"),
    ("invoice", "Оригиналы документов бесплатно привозит наш водитель.", "invented"),
    ("limits", "На тарифе «Старт» можно добавить до 25 пользователей.", "swapped"),
    ("limits", "Размер одного файла не должен превышать 200 ГБ.", "unit"),
    ("limits", "Файлы .exe загружать разрешено.", "opposite"),
    ("limits", "Удалённые файлы хранятся в корзине 60 дней.", "number"),
    ("limits", "Сменить тариф не может владелец аккаунта.", "not"),
    ("limits", "Сменить тариф может только бухгалтер компании.", "invented"),
    ("login", "Ссылка для сброса действует 42 часа.", "number"),
    ("login", "Поддержка видит ваш пароль и может его сообщить.", "not"),
    ("login", "После пяти неудачных попыток вход не блокируется.", "not"),
    ("login", "Ссылка для сброса приходит в течение 10 часов.", "unit"),
    ("login", "Двухфакторная аутентификация отключается в профиле.", "opposite"),
    ("login", "Двухфакторная аутентификация включается в профиле только для администраторов.", "added"),
    ("vacuum", "Фильтр нужно промывать раз в две недели горячей водой.", "opposite"),
    ("vacuum", "Мыть фильтр в посудомоечной машине можно.", "not"),
    ("vacuum", "Гарантия на аккумулятор составляет 5 лет.", "swapped"),
    ("vacuum", "Гарантия распространяется на щётки и мешки.", "not"),
    ("vacuum", "После чистки отключите пылесос от сети.", "opposite"),
    ("vacuum", "Фильтр Вихрь-500 промывайте раз в две недели.", "name"),
    ("webhook", "We send a webhook within 30 minutes of the event.", "unit"),
    ("webhook", "A delivery that fails is retried at least 6 times over 24 hours.", "bound"),
    ("webhook", "The endpoint must answer with status 202 within 5 seconds.", "number"),
    ("webhook", "Redirects are followed.", "not"),
    ("webhook", "Webhooks are available on the Free plan and above.", "name"),
    ("webhook", "Webhooks are not available on the Pro plan.", "not"),
    ("webhook", "To turn a webhook on, open Settings → Webhooks and press Disable.", "opposite"),
    ("webhook", "Each request is signed with the header X-Token.", "name"),
    ("return", "You can return a used item within 30 days of delivery.", "opposite"),
    ("return", "Sale items can be returned.", "not"),
    ("return", "We refund the money within 17 business days.", "number"),
    ("return", "Return shipping is free for orders under €50.", "bound"),
    ("return", "Return shipping costs €50.", "swapped"),
    ("return", "We refund the money only if the box is unopened.", "added"),
    ("return", "Sale items cost less in our shop in Lisbon.", "invented"),
    ("seats", "The Basic plan includes 9 seats.", "swapped"),
    ("seats", "Every further seat costs $9 a year.", "unit"),
    ("seats", "The owner can be removed.", "not"),
    ("seats", "Unused seats are refunded.", "not"),
    ("seats", "You may change the plan at least once a month.", "bound"),
    ("seats", "An observer can invite members.", "swapped"),
    ("seats", "The Basic plan includes 3 seats for students.", "added"),
    ("printer", "Connect the printer by USB after you switch it on.", "opposite"),
    ("printer", "The printer supports Bluetooth.", "not"),
    ("printer", "Use paper 85 mm wide.", "number"),
    ("printer", "The printer works with Windows and Linux.", "name"),
    ("printer", "Install driver 4.2 or earlier.", "opposite"),
    ("trip", "Non-refundable rates can be cancelled.", "not"),
    ("trip", "A booking can be cancelled free of charge until 24 hours before check-in.", "number"),
    ("trip", "Breakfast is not included.", "not"),
    ("trip", "Pets are welcome and cost €51 a night.", "number"),
    ("trip", "Breakfast is excluded from every rate.", "opposite"),
    ("trip", "We will move you to a better room when you arrive.", "invented"),
    ("trip", "Check-in ends at 15:00.", "opposite"),
)
