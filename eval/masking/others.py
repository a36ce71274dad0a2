"""Sentences of customers that name people of whom the request says nothing; each name stands in ``⟨…⟩``.

Written for this measure. Half of them name nobody and are full of words with capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

RUSSIAN: Sequence[str] = (
    "Меня зовут ⟨Аркадий⟩ ⟨Светлов⟩, я пишу вместо директора.",
    "Вчера со мной говорил ⟨Тимур⟩, обещал перезвонить и пропал.",
    "Наш бухгалтер ⟨Зинаида⟩ ⟨Павловна⟩ не получает закрывающие документы.",
    "Передайте, пожалуйста, ⟨Гавриле⟩ ⟨Ильичу⟩, что акт подписан.",
    "Доступ нужен ⟨Ксении⟩ ⟨Лебедевой⟩ и ⟨Павлу⟩ ⟨Хомякову⟩.",
    "Ваш менеджер ⟨Стас⟩ сказал, что вернёте до пятницы!",
    "С уважением,\n⟨Эльдар⟩ ⟨Гайнутдинов⟩\nООО «Вектор»",
    "прошу перевести кабинет на ⟨Мирошниченко⟩ ⟨О.⟩ ⟨Л.⟩",
    "Заявление подписала ⟨Н.⟩ ⟨С.⟩ ⟨Ртищева⟩.",
    "У ⟨Жоры⟩ та же ошибка, у меня нет.",
    "Курьер ⟨Бахтияр⟩ приехал без чека.",
    "здравствуйте, меня зовут ⟨лариса⟩, не могу войти",
    "Коллега ⟨Сабина⟩ ⟨Алиева⟩ удалила папку по ошибке.",
    "Это ⟨Геннадий⟩, мы вчера созванивались.",
    "Уважаемая ⟨Римма⟩ ⟨Викторовна⟩, жду ответа третий день.",
    "Договор оформлен на мужа, ⟨Никиту⟩ ⟨Олеговича⟩ ⟨Брагина⟩.",
    "Привет, ⟨Лен⟩! Скинь ссылку ещё раз.",
    "Оплачивала ⟨Костюкова⟩, чек на её имя.",
    "⟨Светлана⟩ ушла в отпуск, пишите мне.",
    "⟨Родион⟩, добрый день, это снова я.",
    "Спросите ⟨Ярослава⟩ из первой линии, он в курсе.",
    "Вместе с ⟨Аней⟩ ⟨Ждановой⟩ проверяли три раза.",
    "Начальник отдела ⟨Дорофеев⟩ требует письменный ответ.",
    "Пусть ⟨Маргарита⟩ ⟨Юрьевна⟩ ⟨Оболенская⟩ позвонит после обеда.",
    "Соседка ⟨Фаина⟩ платит меньше за то же самое.",
    "В чате отвечала ⟨Дарья⟩, потом ⟨Олег⟩.",
    "Моя фамилия ⟨Козодой⟩, карту оформили на ⟨Козодоя⟩.",
    "ФИО: ⟨Юсупова⟩ ⟨Динара⟩ ⟨Маратовна⟩",
    "Получатель: ⟨Шульц⟩ ⟨Эдгар⟩ ⟨Карлович⟩, самовывоз.",
    "Спасибо, ⟨Инна⟩! Всё заработало.",
    "Про это знают ⟨Вадим⟩ ⟨Крюков⟩ и ⟨Лия⟩ ⟨Авербах⟩.",
    "Добавьте в проект ⟨Ван⟩ ⟨Ли⟩ и ⟨Чжан⟩ ⟨Вэя⟩.",
    "Гендиректор ⟨Петросян⟩ подпишет завтра.",
    "Письмо адресовано ⟨Беатрис⟩ ⟨Лоран⟩ из парижского офиса.",
    "Специалист ⟨Владлена⟩ закрыла обращение, ничего не решив.",
    "Логистикой занимается ⟨Кузьма⟩ ⟨Кузьмич⟩.",
    "Роль «Администратор» выдали ⟨Селиванову⟩, а надо было мне.",
    "Отчёт отправьте ⟨Агнии⟩, ⟨Льву⟩ и ⟨Роману⟩ ⟨Сергеевичу⟩.",
    "Я жена ⟨Андрея⟩, он в больнице, помогите отменить подписку.",
    "Подскажите, ⟨Василиса⟩ у вас ещё работает?",
    "ИП ⟨Кочерга⟩ ⟨Нестор⟩ ⟨Панасович⟩, ОГРНИП 312774600012345, ждёт акт.",
    "Плательщик ⟨Дергач⟩ ⟨Мирон⟩, ИНН 500100732259.",
    "Счёт выставьте на ИП ⟨Голубь⟩.",
    "⟨Ольгин⟩ муж оплатил подписку дважды.",
    "Захожу с ⟨Таниного⟩ телефона, пароль верный.",
    "Это ⟨Машин⟩ аккаунт, мой другой.",
    "Наш партнёр ⟨Łukasz⟩ ⟨Wiśniewski⟩ не получил приглашение.",
    "Моя коллега ⟨Нгуен⟩ ⟨Тхи⟩ ⟨Хоа⟩ не видит заказ.",
    "С уважением,\n⟨Чан⟩ ⟨Ван⟩ ⟨Минь⟩",
    "ИП на патенте: где Реквизиты, ОГРНИП и Расчётный Счёт?",
    "Счёт для ИП Бизнес не формируется, для ООО тоже.",
    "Машин больше нет в списке, Магазин пуст, Корзин две.",
    "Площадь Ленина, Марьина Роща, Никитинский бульвар.",
    "Товары Café Zürich и Citroën пропали из выгрузки.",
    "Нажимаю Сохранить, а страница Настройки не обновляется.",
    "После оплаты тарифа Бизнес пропала кнопка Пригласить.",
    "Интеграция с Битрикс24 и Яндекс Метрикой не работает с Нового года.",
    "Вера в ваш сервис пропала, надежда тоже.",
    "Почта России потеряла посылку из Казани в Нижний Новгород.",
    "Раздел Склад, вкладка Остатки, фильтр Все товары.",
    "В Google Chrome и Safari одно и то же, в Firefox работает.",
    "Слава богу, вернули деньги. Мир и согласие.",
    "Станция метро Маяковская, офис возле театра имени Пушкина.",
    "Согласно Федеральному закону и Налоговому кодексу, НДС сверху.",
    "Сбербанк, ВТБ и Альфа-Банк платежи проводят, а Тинькофф нет.",
    "Понедельник, Вторник и Среда в календаре пустые.",
    "Кнопки Импорт и Экспорт серые. Почему Excel ругается?",
    "Мобильное приложение в App Store не обновлялось с Марта.",
    "Наш сервер в Москве, резервный во Франкфурте, Германия.",
    "Роман Толстого у вас в каталоге стоит дважды.",
    "Отчёт Продажи за Октябрь отличается от отчёта Касса.",
    "Проект Ромашка, задача Спринт, статус Готово.",
    "Поддержка Амбарики ответила шаблоном. Где Руководитель?",
    "Майские праздники, День Победы: работаете?",
    "Тариф Старт дороже, чем Команда. Это ошибка?",
    "Накладная ТОРГ-12 и счёт-фактура УПД не печатаются.",
    "Перешли с МойСклад на Амбарику, остатки не сошлись.",
    "Система пишет: «Доступ Запрещён». Роль у меня Владелец.",
    "Курс Евро изменился, а прайс нет. Дата Отгрузки тоже.",
    "Куда нажать в Личном Кабинете, чтобы найти Историю Операций?",
    "Самсунг Галакси и Айфон показывают разное время.",
    "Здравствуйте, Команда поддержки! Доброго дня, коллеги.",
    "Ваш Бот меня не понимает, позовите Человека.",
    "Красная площадь, дом три, офис Ритейл Групп.",
)
ENGLISH: Sequence[str] = (
    "My name is ⟨Tobias⟩ ⟨Lindqvist⟩ and I cannot log in.",
    "I spoke with ⟨Rosalind⟩ yesterday, she promised a refund.",
    "Please add ⟨Ahmed⟩ ⟨Farouk⟩ and ⟨Mei⟩ ⟨Tanaka⟩ to the team.",
    "Best regards,\n⟨Gwendolyn⟩ ⟨Pryce⟩\nPryce & Sons",
    "Hi ⟨Marcus⟩,\nthe export still fails.",
    "our accountant ⟨Deborah⟩ needs the invoice",
    "⟨Kevin⟩ from your team called me twice.",
    "Mr ⟨Abernathy⟩ signed the contract on Monday.",
    "my colleague ⟨Dmitri⟩ ⟨Sokolov⟩ has the same error",
    "The account belongs to my wife, ⟨Helen⟩ ⟨Marsh⟩.",
    "Thanks, ⟨Ingrid⟩! That worked.",
    "hello, my name is ⟨josephine⟩ and my password expired",
    "I'm ⟨Will⟩ ⟨Carter⟩, the new admin.",
    "Ask ⟨Natasha⟩ or ⟨Sergey⟩ about the import.",
    "Dear Ms ⟨Okonkwo⟩, I am still waiting.",
    "⟨Olivia⟩ and ⟨Jack⟩ share one seat.",
    "Could you move the licence from ⟨Pedro⟩ to ⟨Fiona⟩ ⟨Gallagher⟩?",
    "It was approved by Dr ⟨Vasquez⟩ last week.",
    "Signed by ⟨Bartholomew⟩ ⟨Finch⟩.",
    "⟨Emma's⟩ laptop shows nothing.",
    "The boss, ⟨Leopold⟩ ⟨Krause⟩, wants an answer.",
    "Contact person: ⟨Yuki⟩ ⟨Watanabe⟩",
    "⟨Petrov⟩ says the webhook is down.",
    "This is ⟨Anastasia⟩ again, still no reply.",
    "I'm ⟨Björn⟩ ⟨Þorsteinsson⟩ and the code never came.",
    "Please add ⟨José⟩ ⟨Muñoz⟩ to the team.",
    "⟨François⟩ said the refund was approved.",
    "Regards,\n⟨Željko⟩ ⟨Šimić⟩",
    "My colleague ⟨Nguyễn⟩ ⟨Thị⟩ ⟨Hoa⟩ lost access.",
    "Please transfer it to ⟨Tran⟩ ⟨Van⟩ ⟨Minh⟩.",
    "I click Save in Settings and nothing happens.",
    "The Business plan is cheaper than the Team plan, right?",
    "Will you support Windows Server and Google Chrome?",
    "May I change the billing date? Mark it as paid, please.",
    "The Orders page shows Pending Payment since Monday.",
    "Amazon S3, Microsoft Teams and Slack are connected.",
    "New York and San Francisco offices use the same workspace.",
    "Export to Excel fails with Error E-1043 in Firefox.",
    "Please reset the Two-Factor Authentication for our Workspace.",
    "The Terms of Service and Privacy Policy are outdated.",
    "On Black Friday our Stock Report froze.",
    "Hope this helps. Grant me access to the Archive folder.",
    "Dear Support Team, the Invite button is grey.",
    "I'm Using Version Two of the API. Rich text is lost.",
    "Sales Dashboard, Warehouse tab, Low Stock filter.",
    "The invoice for October and the one for May differ.",
    "Hello Everyone, the Summer Sale banner is broken.",
    "Our Admin left; the Owner role is empty.",
    "Does Visa work? Mastercard does. American Express too.",
    "Bill shows the wrong VAT; the Receipt is fine.",
    "Green status means Active, Red means Blocked.",
    "Zapier, HubSpot and Shopify say Connected.",
    "The Help Center article called Import Products is wrong.",
    "Hà Nội, Hồ Chí Minh City and Đà Nẵng are missing in the list.",
    "We moved from São Paulo to Zürich; Hermès and Nestlé stock is gone.",
    "The Crème Brûlée listing and the Résumé upload fail.",
    "The Van Line carrier. An Error occurred. My Account is blank.",
    "Frank feedback: the Mobile App is slow.",
)
_MARKED = re.compile("⟨([^⟨⟩]+)⟩")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``names``: stretches of ``text``."""

    text: str
    names: tuple[tuple[int, int], ...]
    language_code: str


def sentences() -> Iterator[Sentence]:
    for language_code, marked in (("ru", RUSSIAN), ("en", ENGLISH)):
        yield from (_read(one, language_code) for one in marked)


def _read(marked: str, language_code: str) -> Sentence:
    text, names, position = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[position : match.start()]
        names.append((len(text), len(text) + len(match[1])))
        text += match[1]
        position = match.end()
    return Sentence(text + marked[position:], tuple(names), language_code)
