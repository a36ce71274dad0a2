"""More sentences that an article supports, and the same with one thing changed: written after the check was."""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, str, str]] = {
    "tax": (
        "ru",
        "Чеки самозанятых",
        "Чек нужно сформировать в день получения оплаты. Если чек пробит с ошибкой, его можно аннулировать в "
        "приложении, указав причину. Налог начисляется до 12 числа следующего месяца, оплатить его нужно до 28 "
        "числа. При доходе выше 2,4 млн рублей в год режим применять нельзя. Вычет в 10 000 рублей предоставляется "
        "один раз.\n",
    ),
    "hotel": (
        "ru",
        "Проживание с животными",
        "Мы принимаем собак весом до 10 кг и кошек. За питомца взимается доплата 700 ₽ за ночь. Оставлять животное "
        "в номере одного не разрешается. В ресторан с животными вход закрыт, на террасу можно. При заезде "
        "предъявите ветеринарный паспорт.\n",
    ),
    "api": (
        "ru",
        "Ключи API",
        "## Создание ключа\n\n1. Откройте **Профиль → Интеграции**.\n2. Нажмите **Новый ключ** и задайте "
        "название.\n3. Скопируйте ключ: позже посмотреть его не получится.\n\nКлюч действует год. Лимит — 100 "
        "запросов в минуту, при превышении сервер отвечает 429. Отозванный ключ перестаёт работать в течение 5 "
        "минут. Ключи доступны администраторам.\n",
    ),
    "shoes": (
        "ru",
        "Обмен обуви",
        "Обувь можно обменять в течение 14 дней, если она не была в носке и сохранена коробка. Чек не обязателен: "
        "покупку найдём по номеру телефона. Обмен в другом городе оформляет магазин покупки. Товары со скидкой "
        "больше 50 % обмену не подлежат.\n",
    ),
    "router": (
        "en",
        "Router lights",
        "A steady green light means that the connection works. If the light is orange, restart the router and wait "
        "three minutes. A red light means that the line is down: call us on 0800 555 010. To reset the router, "
        "hold the button on the back for 10 seconds; all settings will be lost. The 5 GHz network reaches less far "
        "than the 2.4 GHz one.\n",
    ),
    "gym": (
        "en",
        "Freezing a membership",
        "Members can freeze their membership for one to three months a year. Freezing costs £5 a month and starts "
        "on the first day of the next month. During a freeze you cannot enter the club. Annual memberships are "
        "extended by the frozen time; monthly ones are not. Ask at the front desk or freeze it in the app under "
        "**Profile → Membership**.\n",
    ),
    "bank": (
        "en",
        "Card limits",
        "By default you can withdraw up to €500 a day and spend €3,000 a day. You can raise the limits in the app; "
        "the change takes effect at once and needs your PIN. Limits for virtual cards cannot be changed. "
        "Withdrawals abroad cost 2% but at least €3. If the card is lost, block it in the app first and then call "
        "support.\n",
    ),
    "course": (
        "en",
        "Certificates",
        "You get a certificate when you complete at least 80% of the lessons and pass the final test. The test can "
        "be taken three times. Certificates are sent as PDF within two working days. Printed copies are not "
        "available. Your name on the certificate is taken from your profile, so check it before the final test.\n",
    ),
    "wash": (
        "ru",
        "Стирка куртки",
        "Куртку стирают при 30 градусах на деликатном режиме, отжим не больше 600 оборотов. Кондиционер для белья "
        "использовать нельзя: он забивает мембрану. Сушить куртку нужно на плечиках, вдали от батареи. Пропитку "
        "обновляйте после каждых пяти стирок. Гладить можно только с изнанки.\n",
    ),
    "leave": (
        "ru",
        "Отпуск сотрудника",
        "Заявление на отпуск подают за две недели до его начала. Отпускные выплачиваем за три дня до отпуска. "
        "Перенести отпуск можно по согласованию с руководителем. Неиспользованные дни переходят на следующий год, "
        "но не больше 14. Стажёрам оплачиваемый отпуск положен через полгода.\n",
    ),
    "crm": (
        "ru",
        "Импорт контактов",
        "Импорт принимает файлы CSV и XLSX размером до 20 МБ. Первая строка должна содержать названия столбцов. "
        "Дубли определяются по почте: контакт с той же почтой обновится, новый не создастся. Отменить импорт можно "
        "в течение часа. Импорт доступен на тарифах «Рост» и «Макс».\n",
    ),
    "lens": (
        "ru",
        "Линзы",
        "Линзы отпускаем без рецепта. Вскрытую упаковку вернуть нельзя. Нераспечатанную упаковку примем в течение "
        "30 дней при наличии чека. Раствор храните при температуре от 5 до 25 градусов. Однодневные линзы повторно "
        "не надевают.\n",
    ),
    "parcel": (
        "en",
        "Parcel lockers",
        "Your parcel waits in the locker for three days. You can extend the time once by two days in the app. To "
        "open the door, scan the QR code or enter the six-digit code from the text message. Parcels heavier than "
        "15 kg do not fit. If nobody picks the parcel up, we return it to the sender free of charge.\n",
    ),
    "ev": (
        "en",
        "Charging",
        "The charger delivers up to 22 kW. Charging stops automatically at 80% unless you change the limit in the "
        "app. The cable may stay plugged in during rain. Guests pay with a bank card; members are billed monthly. "
        "Idle time costs £0.20 per minute after the first 15 minutes.\n",
    ),
    "museum": (
        "en",
        "Tickets",
        "Children under 7 enter for free. Tickets bought online are valid for any day within six months. The "
        "museum is closed on Mondays. Large bags must be left in the cloakroom. Photography is allowed without "
        "flash. Guided tours start at 11:00 and need a booking.\n",
    ),
    "mail": (
        "en",
        "Mailbox size",
        "Each mailbox holds 50 GB. When it is full, new messages are rejected. Deleted messages stay in the bin "
        "for 30 days and can be restored from there. An administrator can raise the size to 100 GB. Attachments "
        "may not exceed 25 MB; share larger files through Drive.\n",
    ),
}

# (article, sentence of a draft)
FAITHFUL: tuple[tuple[str, str], ...] = (
    ("tax", "Сформируйте чек в тот же день, когда получили оплату."),
    ("tax", "Ошибочный чек можно аннулировать в приложении: понадобится указать причину."),
    ("tax", "Оплатить налог необходимо до 28 числа, а начислят его до 12 числа следующего месяца."),
    ("tax", "К сожалению, если доход за год превысит 2,4 млн рублей, применять этот режим будет нельзя."),
    ("tax", "Вычет 10 000 рублей даётся только один раз."),
    ("hotel", "Да, с собакой до 10 кг или с кошкой к нам можно."),
    ("hotel", "Доплата за питомца составит 700 ₽ за ночь."),
    ("hotel", "Обратите внимание: оставлять питомца одного в номере нельзя."),
    ("hotel", "С животным можно прийти на террасу, а вот в ресторан — нельзя."),
    ("hotel", "Пожалуйста, возьмите с собой ветеринарный паспорт: его нужно предъявить при заезде."),
    ("api", "Зайдите в «Профиль → Интеграции» и нажмите «Новый ключ»."),
    ("api", "Сразу скопируйте ключ, потому что позже посмотреть его нельзя."),
    ("api", "Срок действия ключа — один год."),
    ("api", "В минуту можно отправить 100 запросов; если превысить лимит, сервер вернёт 429."),
    ("api", "После отзыва ключ перестанет работать в течение 5 минут."),
    ("shoes", "Обменять обувь получится в течение 14 дней, если вы её не носили и сохранили коробку."),
    ("shoes", "Чек для этого не нужен, мы найдём покупку по номеру телефона."),
    ("shoes", "Если скидка была больше 50 %, обменять товар, к сожалению, нельзя."),
    ("shoes", "Обмен в другом городе оформит магазин, в котором вы покупали обувь."),
    ("router", "When the light is steady green, your connection is working."),
    ("router", "If you see an orange light, please restart the router and wait for three minutes."),
    ("router", "A red light tells you that the line is down; in that case call us on 0800 555 010."),
    ("router", "To reset it, hold the button on the back of the router for 10 seconds."),
    ("router", "Please note that all settings are lost after the reset."),
    ("gym", "You can freeze your membership for one to three months per year."),
    ("gym", "The freeze starts on the first day of the next month and costs £5 a month."),
    ("gym", "While it is frozen, you won't be able to enter the club."),
    ("gym", "If you have an annual membership, it will be extended by the time it was frozen."),
    ("gym", "You can freeze it in the app under Profile → Membership or ask at the front desk."),
    ("bank", "The default limits are €500 a day for withdrawals and €3,000 a day for spending."),
    ("bank", "Raising the limits in the app needs your PIN and takes effect at once."),
    ("bank", "Unfortunately, the limits of virtual cards can't be changed."),
    ("bank", "Abroad, a withdrawal costs 2%, but no less than €3."),
    ("bank", "If you have lost your card, first block it in the app, then call support."),
    ("course", "To get the certificate, complete at least 80% of the lessons and pass the final test."),
    ("course", "You have three attempts at the test."),
    ("course", "We will send the certificate as a PDF within two working days."),
    ("course", "Printed certificates are not available, sorry."),
    ("course", "Please check your name in the profile before you take the final test."),
    ("wash", "Стирайте куртку при 30 градусах, выбрав деликатный режим."),
    ("wash", "Отжим — не более 600 оборотов."),
    ("wash", "Кондиционер для белья, пожалуйста, не используйте: он забивает мембрану."),
    ("wash", "После каждых пяти стирок обновляйте пропитку."),
    ("wash", "Сушите её на плечиках и подальше от батареи."),
    ("leave", "Подайте заявление за две недели до начала отпуска."),
    ("leave", "Отпускные придут за три дня до отпуска."),
    ("leave", "Чтобы перенести отпуск, согласуйте это с руководителем."),
    ("leave", "На следующий год можно перенести не больше 14 неиспользованных дней."),
    ("crm", "Подойдут файлы CSV и XLSX, размер — до 20 МБ."),
    ("crm", "Проверьте, что в первой строке стоят названия столбцов."),
    ("crm", "Если контакт с такой почтой уже есть, он обновится, а дубль не появится."),
    ("crm", "В течение часа импорт можно отменить."),
    ("crm", "Импорт работает на тарифах «Рост» и «Макс»."),
    ("lens", "Рецепт для покупки линз не нужен."),
    ("lens", "Если упаковка вскрыта, вернуть её, к сожалению, нельзя."),
    ("lens", "Раствор нужно хранить при температуре от 5 до 25 градусов."),
    ("lens", "Упаковку, которую вы не вскрывали, примем в течение 30 дней, если сохранился чек."),
    ("parcel", "Your parcel will wait in the locker for three days."),
    ("parcel", "You can extend this once, by two days, in the app."),
    ("parcel", "Scan the QR code or type in the six-digit code from the text message to open the door."),
    ("parcel", "Please note that parcels over 15 kg do not fit."),
    ("parcel", "If it isn't picked up, we return the parcel to the sender free of charge."),
    ("ev", "Charging stops at 80% automatically; you can change the limit in the app."),
    ("ev", "You can leave the cable plugged in when it rains."),
    ("ev", "As a guest you pay with a bank card, as a member you are billed monthly."),
    ("ev", "After the first 15 minutes, idle time costs £0.20 per minute."),
    ("museum", "Children under 7 don't pay for entry."),
    ("museum", "An online ticket is valid for any day within six months."),
    ("museum", "On Mondays the museum is closed."),
    ("museum", "You may take photos, but without flash."),
    ("museum", "Please leave large bags in the cloakroom."),
    ("mail", "Once the mailbox is full, new messages will be rejected."),
    ("mail", "You can restore deleted messages from the bin for 30 days."),
    ("mail", "Your administrator can raise the size of the mailbox to 100 GB."),
    ("mail", "For files larger than 25 MB, please use Drive."),
)

# (article, sentence of a draft with one thing changed)
DISTORTED: tuple[tuple[str, str], ...] = (
    ("tax", "Сформируйте чек на следующий день после получения оплаты."),
    ("tax", "Ошибочный чек аннулировать нельзя."),
    ("tax", "Налог нужно оплатить до 12 числа."),
    ("tax", "При доходе ниже 2,4 млн рублей в год режим применять нельзя."),
    ("tax", "Вычет в 10 000 рублей предоставляется каждый год."),
    ("hotel", "Мы принимаем собак весом от 10 кг и кошек."),
    ("hotel", "Доплата за питомца 700 ₽ за неделю."),
    ("hotel", "Оставлять животное в номере одного разрешается."),
    ("hotel", "В ресторан с животными вход открыт."),
    ("hotel", "На террасу с животными вход закрыт."),
    ("hotel", "Ветеринарный паспорт предъявлять не нужно."),
    ("api", "Нажмите «Удалить ключ» и задайте название."),
    ("api", "Ключ действует месяц."),
    ("api", "Лимит — 100 запросов в час."),
    ("api", "Отозванный ключ продолжает работать 5 минут и восстанавливается."),
    ("api", "Ключи доступны всем сотрудникам."),
    ("api", "Ключ можно посмотреть позже."),
    ("shoes", "Обувь можно обменять в течение 14 дней, даже если вы её носили."),
    ("shoes", "Для обмена обязателен чек."),
    ("shoes", "Товары со скидкой меньше 50 % обмену не подлежат."),
    ("shoes", "Деньги за обувь вернём на карту в течение трёх дней."),
    ("router", "A steady green light means that the line is down."),
    ("router", "If the light is orange, replace the router."),
    ("router", "Hold the button on the back for 30 seconds."),
    ("router", "All settings will be kept."),
    ("router", "The 5 GHz network reaches farther than the 2.4 GHz one."),
    ("gym", "Members can freeze their membership for one to three years."),
    ("gym", "Freezing is free."),
    ("gym", "During a freeze you can enter the club."),
    ("gym", "Monthly memberships are extended by the frozen time."),
    ("gym", "Freezing starts on the last day of the next month."),
    ("bank", "You can withdraw up to €3,000 a day."),
    ("bank", "Limits for virtual cards can be changed."),
    ("bank", "The change takes effect in two days."),
    ("bank", "Withdrawals abroad cost 2% but at most €3."),
    ("bank", "If the card is lost, call support first and then block it in the app."),
    ("bank", "Withdrawals abroad are free."),
    ("course", "You get a certificate when you complete at most 80% of the lessons."),
    ("course", "The test can be taken only once."),
    ("course", "Printed copies are available."),
    ("course", "Certificates are sent by post within two working days."),
    ("course", "Your name on the certificate is taken from your passport."),
    ("wash", "Стирайте куртку при 60 градусах на деликатном режиме."),
    ("wash", "Кондиционер для белья использовать можно."),
    ("wash", "Сушить куртку нужно на батарее."),
    ("wash", "Гладить можно только с лицевой стороны."),
    ("wash", "Отжим не меньше 600 оборотов."),
    ("wash", "Пропитку обновляйте до каждых пяти стирок."),
    ("leave", "Заявление на отпуск подают за два дня до его начала."),
    ("leave", "Отпускные выплачиваем через три дня после отпуска."),
    ("leave", "Перенести отпуск можно без согласования с руководителем."),
    ("leave", "Неиспользованные дни сгорают в конце года."),
    ("leave", "Стажёрам оплачиваемый отпуск положен сразу."),
    ("crm", "Первая строка не должна содержать названия столбцов."),
    ("crm", "Импорт принимает файлы CSV и XLSX размером до 200 МБ."),
    ("crm", "Контакт с той же почтой создастся заново."),
    ("crm", "Отменить импорт нельзя."),
    ("crm", "Импорт доступен на тарифах «Старт» и «Макс»."),
    ("lens", "Линзы отпускаем по рецепту."),
    ("lens", "Вскрытую упаковку вернуть можно."),
    ("lens", "Нераспечатанную упаковку примем в течение 30 дней без чека."),
    ("lens", "Однодневные линзы можно надевать повторно."),
    ("lens", "Раствор храните при температуре от 15 до 25 градусов."),
    ("parcel", "Your parcel waits in the locker for three weeks."),
    ("parcel", "You can extend the time twice by two days in the app."),
    ("parcel", "Parcels lighter than 15 kg do not fit."),
    ("parcel", "If nobody picks the parcel up, we destroy it."),
    ("parcel", "We return it to the sender for a fee of £3."),
    ("parcel", "Enter the four-digit code from the text message."),
    ("ev", "Charging never stops automatically at 80%."),
    ("ev", "The cable may not stay plugged in during rain."),
    ("ev", "Members pay with a bank card; guests are billed monthly."),
    ("ev", "Idle time is free after the first 15 minutes."),
    ("ev", "The charger delivers at least 22 kW."),
    ("museum", "Children over 7 enter for free."),
    ("museum", "The museum is open on Mondays."),
    ("museum", "Photography is allowed with flash."),
    ("museum", "Guided tours start at 11:00 and need no booking."),
    ("museum", "Tickets bought online are valid for one day only."),
    ("mail", "When it is full, old messages are deleted."),
    ("mail", "Deleted messages stay in the bin for 30 days and cannot be restored."),
    ("mail", "Any user can raise the size to 100 GB."),
    ("mail", "Attachments may exceed 25 MB."),
    ("mail", "Each mailbox holds 100 GB."),
)
