"""People with their names declined by hand -> texts that hold each form in many writings and contexts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain import Agent, Case, Channel, Conversation, EndUser, Owner, Ticket

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")


@dataclass(frozen=True, slots=True)
class Person:
    """``first``, ``patronymic``, ``surname``: six forms each, in the order of `CASES`; ``latin``: usual spellings."""

    first: str
    patronymic: str
    surname: str
    latin: str = ""
    also: str = ""  # further forms: of the other gender, the family, short and pet names

    def forms(self, field: str) -> list[str]:
        words = str(getattr(self, field)).split()
        return words * 6 if len(words) == 1 else words


# Declined by hand after «Русская грамматика» and Rozental, not by the product's own rules.
PEOPLE = (
    Person(
        "Анна Анны Анне Анну Анной Анне",
        "Сергеевна Сергеевны Сергеевне Сергеевну Сергеевной Сергеевне",
        "Иванова Ивановой Ивановой Иванову Ивановой Ивановой",
        "Anna Ivanova",
        "Аня Ане Аню Аней Анечка Иванов Иванову Ивановы Ивановых Ивановыми",
    ),
    Person(
        "Пётр Петра Петру Петра Петром Петре",
        "Ильич Ильича Ильичу Ильича Ильичом Ильиче",
        "Шмидт Шмидта Шмидту Шмидта Шмидтом Шмидте",
        "Petr Shmidt",
        "Петя Пете Петю Шмидты",
    ),
    Person(
        "Лев Льва Льву Льва Львом Льве",
        "Викторович Викторовича Викторовичу Викторовича Викторовичем Викторовиче",
        "Кравец Кравца Кравцу Кравца Кравцом Кравце",
        "Kravets",
        "Лёва Лёве",
    ),
    Person(
        "Вера Веры Вере Веру Верой Вере",
        "Петровна Петровны Петровне Петровну Петровной Петровне",
        "Щербаченко",
        "Vera Shcherbachenko",
    ),
    Person(
        "Мария Марии Марии Марию Марией Марии",
        "",
        "Петрова-Водкина Петровой-Водкиной Петровой-Водкиной Петрову-Водкину Петровой-Водкиной Петровой-Водкиной",
        "Maria Mariya Petrova",
        "Маша Маше Машу Петрова Водкина Водкиной",
    ),
    Person(
        "Дмитрий Дмитрия Дмитрию Дмитрия Дмитрием Дмитрии",
        "Алексеевич Алексеевича Алексеевичу Алексеевича Алексеевичем Алексеевиче",
        "Соловьёв Соловьёва Соловьёву Соловьёва Соловьёвым Соловьёве",
        "Dmitry Dmitriy Dmitrii Soloviev Solovyov Solovyev",
        "Дима Диме Диму Димой Митя Соловьева Соловьевым Соловьёвы",
    ),
    Person(
        "Гульнара Гульнары Гульнаре Гульнару Гульнарой Гульнаре",
        "Фаритовна Фаритовны Фаритовне Фаритовну Фаритовной Фаритовне",
        "Шайхутдинова Шайхутдиновой Шайхутдиновой Шайхутдинову Шайхутдиновой Шайхутдиновой",
        "Gulnara Shaikhutdinova Shaykhutdinova",
        "Шайхутдинов",
    ),
    Person(
        "Николай Николая Николаю Николая Николаем Николае",
        "Андреевич Андреевича Андреевичу Андреевича Андреевичем Андреевиче",
        "Римский-Корсаков Римского-Корсакова Римскому-Корсакову Римского-Корсакова Римским-Корсаковым"
        " Римском-Корсакове",
        "Nikolai Nikolay Korsakov",
        "Коля Коле Колю",
    ),
    Person("Юлия Юлии Юлии Юлию Юлией Юлии", "", "Цой", "Yulia Yuliya Julia Tsoy Tsoi", "Юля Юле Юлю"),
    Person(
        "Ким Кима Киму Кима Кимом Киме",
        "",
        "Ли",
        "",
        "",
    ),
    Person(
        "Тигран Тиграна Тиграну Тиграна Тиграном Тигране",
        "Суренович Суреновича Суреновичу Суреновича Суреновичем Суреновиче",
        "Оганесян Оганесяна Оганесяну Оганесяна Оганесяном Оганесяне",
        "Tigran Oganesyan Oganesian",
    ),
    Person(
        "Любовь Любови Любови Любовь Любовью Любови",
        "Яковлевна Яковлевны Яковлевне Яковлевну Яковлевной Яковлевне",
        "Черных",
        "",
        "Люба Любе Любу",
    ),
    Person(
        "Илья Ильи Илье Илью Ильёй Илье",
        "Игоревич Игоревича Игоревичу Игоревича Игоревичем Игоревиче",
        "Толстой Толстого Толстому Толстого Толстым Толстом",
        "Ilya Ilia Tolstoy",
        "Илюша Толстая Толстые",
    ),
    Person(
        "Наталья Натальи Наталье Наталью Натальей Наталье",
        "Юрьевна Юрьевны Юрьевне Юрьевну Юрьевной Юрьевне",
        "Дзюба Дзюбы Дзюбе Дзюбу Дзюбой Дзюбе",
        "Natalya Natalia Dzyuba",
        "Наташа Наташе Наташу",
    ),
    Person(
        "Игорь Игоря Игорю Игоря Игорем Игоре",
        "Олегович Олеговича Олеговичу Олеговича Олеговичем Олеговиче",
        "Заяц Зайца Зайцу Зайца Зайцем Зайце",
        "Igor",
    ),
    Person(
        "Ольга Ольги Ольге Ольгу Ольгой Ольге",
        "Николаевна Николаевны Николаевне Николаевну Николаевной Николаевне",
        "Жуковская Жуковской Жуковской Жуковскую Жуковской Жуковской",
        "Olga Zhukovskaya",
        "Оля Оле Олю Жуковский Жуковские",
    ),
    Person(
        "Фёдор Фёдора Фёдору Фёдора Фёдором Фёдоре",
        "Михайлович Михайловича Михайловичу Михайловича Михайловичем Михайловиче",
        "Достоевский Достоевского Достоевскому Достоевского Достоевским Достоевском",
        "Fedor Fyodor Dostoevsky Dostoevskiy",
        "Федя Федора Федору",
    ),
    Person(
        "Никита Никиты Никите Никиту Никитой Никите",
        "Ильич Ильича Ильичу Ильича Ильичом Ильиче",
        "Гоголь Гоголя Гоголю Гоголя Гоголем Гоголе",
        "Nikita Gogol",
    ),
)
FOREIGNERS = (
    ("Oliver", "Grant", "Oliver Grant Oliver's Grant's Ollie"),
    ("Karen", "O'Neil", "Karen O'Neil Karen's O’Neil's"),
    ("Jean-Pierre", "Dubois", "Jean-Pierre Dubois Dubois's"),
    ("Priya", "Nair", "Priya Nair Nair's"),
    ("Katya", "Volkova", "Katya Volkova Volkova's Катя Кате"),
)
_RUSSIAN = (
    "Здравствуйте, это {}.",
    "Передайте {}, что оплата прошла 12.03.2025.",
    "Кабинет оформлен на {}, доступ нужен мне",
    "Вчера говорили с {} о тарифе «Команда».",
    "{} не может войти: ошибка E-1043.",
    "спасибо, {}!",
    "С уважением,\n{}",
    "(для {})",
    "«{}» — так в карточке",
    "документы {} потеряли?",
    "Имя:{};роль:админ",
    "> {} писал(а):\n> когда ответите",
)
_ENGLISH = (
    "Hi, this is {}.",
    "Please tell {} that the invoice is paid.",
    "Regards,\n{}",
    "the account of {} is locked",
    "({})",
)


@dataclass(frozen=True, slots=True)
class Named:
    """``form`` as written in ``text``; no trace of it may be left."""

    ticket: Ticket
    text: str
    form: str
    kind: str


def named_texts() -> Iterator[Named]:
    for number, person in enumerate(PEOPLE):
        ticket = _ticket(person, number)
        for field in ("first", "patronymic", "surname"):
            for form in dict.fromkeys(person.forms(field)) if getattr(person, field) else ():
                yield from _written(ticket, form, "case form", _RUSSIAN)
        for form in person.also.split():
            yield from _written(ticket, form, "short, family, other gender", _RUSSIAN, plain=True)
        for form in person.latin.split():
            yield from _written(ticket, form, "in Latin letters", _ENGLISH, plain=True)
    for first, last, forms in FOREIGNERS:
        ticket = Ticket(Conversation(Channel.EMAIL), end_user=EndUser(first, surname=last))
        for form in forms.split():
            yield from _written(ticket, form, "English", _ENGLISH, plain=True)


def _ticket(person: Person, number: int) -> Ticket:
    """Each third person is the customer, the agent, the owner of the case."""
    first, surname = person.forms("first")[0], person.forms("surname")[0]
    patronymic = person.forms("patronymic")[0] if person.patronymic else None
    talk = Conversation(Channel.EMAIL)
    if number % 3 == 0 or patronymic:
        return Ticket(talk, end_user=EndUser(first, patronymic, surname))
    if number % 3 == 1:
        return Ticket(talk, agent=Agent(first, surname))
    return Ticket(talk, case=Case(owner=Owner(first, surname)))


def _written(ticket: Ticket, form: str, kind: str, frames: tuple[str, ...], *, plain: bool = False) -> Iterator[Named]:
    for number, frame in enumerate(frames):
        yield Named(ticket, frame.format(form), form, kind)
        for way, writing in () if plain else _writings(form):
            if (number + len(form)) % 3 == 0:
                yield Named(ticket, frame.format(writing), writing, f"{kind}, {way}")


def _writings(form: str) -> Iterator[tuple[str, str]]:
    middle = max(2, len(form) // 2)
    yield "in capitals", form.upper()
    if len(form) > 2:  # «ли» is a particle
        yield "in small letters", form.lower()
        yield "with an invisible sign", form[:middle] + "\u200b" + form[middle:]
        yield "with a soft hyphen", form[:middle] + "\u00ad" + form[middle:]
    yield "ё as е", form.replace("ё", "е")
    if any(letter in form for letter in "аеоАО"):
        yield "with Latin look-alikes", form.replace("а", "a").replace("о", "o").replace("е", "e")
    if len(form) > 5:
        yield "cut by a line end", form[:middle] + "-\n" + form[middle:]
        yield "in single letters", " ".join(form)
