"""Invented names: common ones, which single nobody out, in both alphabets and with their short forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from service.masking.declension import Part
from service.masking.gender import Gender


@dataclass(frozen=True, slots=True)
class StandIn:
    """A word of a name. ``other``: the surname or patronymic as the other gender bears it."""

    russian: str
    latin: str
    part: Part
    gender: Gender | None
    short: str = ""
    short_latin: str = ""
    other: str = ""


_MEN = """
Алексей Лёша Alexey Lyosha, Дмитрий Дима Dmitry Dima, Сергей Серёжа Sergey Seryozha, Михаил Миша Mikhail Misha,
Николай Коля Nikolay Kolya, Павел Паша Pavel Pasha, Виктор Витя Viktor Vitya, Роман Рома Roman Roma,
Константин Костя Konstantin Kostya, Юрий Юра Yury Yura, Василий Вася Vasily Vasya, Григорий Гриша Grigory Grisha,
Антон Антоша Anton Antosha, Максим Макс Maxim Max, Владимир Володя Vladimir Volodya, Борис Боря Boris Borya
"""
_WOMEN = """
Анна Аня Anna Anya, Елена Лена Elena Lena, Мария Маша Maria Masha, Ирина Ира Irina Ira, Наталья Наташа Natalya Natasha,
Татьяна Таня Tatyana Tanya, Екатерина Катя Ekaterina Katya, Светлана Света Svetlana Sveta, Галина Галя Galina Galya,
Людмила Люда Lyudmila Lyuda, Надежда Надя Nadezhda Nadya, Юлия Юля Yulia Yulya, Ксения Ксюша Ksenia Ksyusha,
Дарья Даша Darya Dasha, Полина Поля Polina Polya, Валентина Валя Valentina Valya
"""
_ENGLISH_MEN = """
Томас Том Thomas Tom, Роберт Роб Robert Rob, Дэвид Дэйв David Dave, Дэниел Дэн Daniel Dan, Эндрю Энди Andrew Andy,
Майкл Майк Michael Mike, Мэтью Мэтт Matthew Matt, Питер Пит Peter Pete, Саймон Саймон Simon Simon, Марк Марк Mark Mark,
Стивен Стив Stephen Steve, Кеннет Кен Kenneth Ken
"""
_ENGLISH_WOMEN = """
Сьюзан Сью Susan Sue, Кэтрин Кейт Katherine Kate, Дженнифер Джен Jennifer Jen, Элизабет Лиз Elizabeth Liz,
Виктория Викки Victoria Vicky, Дебора Деб Deborah Deb, Памела Пэм Pamela Pam, Джессика Джесс Jessica Jess,
Эмма Эмма Emma Emma, Лора Лора Laura Laura, Хелен Хелен Helen Helen, Рейчел Рейчел Rachel Rachel
"""
_NEUTRAL = "Саша Саша Sasha Sasha, Женя Женя Zhenya Zhenya, Валя Валя Valya Valya"
_ENGLISH_NEUTRAL = """
Робин Робин Robin Robin, Джейми Джейми Jamie Jamie, Тейлор Тейлор Taylor Taylor, Морган Морган Morgan Morgan,
Кейси Кейси Casey Casey, Алекс Алекс Alex Alex
"""
_SURNAMES = """
Смирнов Smirnov, Кузнецов Kuznetsov, Попов Popov, Васильев Vasilyev, Новиков Novikov, Морозов Morozov, Волков Volkov,
Лебедев Lebedev, Егоров Egorov, Павлов Pavlov, Степанов Stepanov, Орлов Orlov, Никитин Nikitin, Захаров Zakharov,
Зайцев Zaitsev, Борисов Borisov, Королёв Korolyov, Герасимов Gerasimov, Пономарёв Ponomaryov, Фролов Frolov
"""
_UNDECLINED = """
Коваленко Kovalenko, Ткаченко Tkachenko, Бондаренко Bondarenko, Кравченко Kravchenko, Лысенко Lysenko, Черных Chernykh,
Седых Sedykh, Гончаренко Goncharenko, Макаренко Makarenko, Панченко Panchenko
"""
_ENGLISH_SURNAMES = """
Беннетт Bennett, Картер Carter, Фишер Fisher, Палмер Palmer, Уэбстер Webster, Мейсон Mason, Тёрнер Turner,
Фостер Foster, Хьюз Hughes, Паркер Parker, Бейли Bailey, Купер Cooper, Маршалл Marshall, Барнс Barnes
"""
_PATRONYMICS = """
Алексеевич Алексеевна Alexeevich, Сергеевич Сергеевна Sergeevich, Николаевич Николаевна Nikolaevich,
Викторович Викторовна Viktorovich, Владимирович Владимировна Vladimirovich, Михайлович Михайловна Mikhailovich,
Андреевич Андреевна Andreevich, Павлович Павловна Pavlovich
"""
# English first names of one gender: those that customers bear most often.
_HE_LISTED = """
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary
nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond
patrick jack dennis jerry henry peter adam oliver harry leo max oscar lucas ethan simon martin philip ian neil
graham stuart colin keith nigel trevor hugo felix liam noah logan dylan luke nathan aaron carlos miguel jose
juan luis ahmed mohamed ali omar raj vikram tom bob jim bill mike dave steve joe dan matt ben nick fred greg
"""
_HE = frozenset(_HE_LISTED.split())
_SHE_LISTED = """
mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley
kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy
angela shirley anna emma olivia sophia isabella charlotte amelia grace chloe lily ruby alice lucy hannah rachel
megan victoria samantha catherine katherine kate helen julia julie diana nicole claire fiona holly jane joan
janet judith heather ellen irene maria marie martha naomi natalie natasha nina nora paula priya rosa ruth sally
sophie tara teresa vanessa veronica wendy zoe freya ingrid astrid giulia chiara laila aisha sue liz pam
"""
_SHE = frozenset(_SHE_LISTED.split())


def english_gender(low: str) -> Gender | None:
    if low in _HE:
        return Gender.MAN
    return Gender.WOMAN if low in _SHE else None


@cache
def first_names(gender: Gender | None, *, english: bool) -> tuple[StandIn, ...]:
    lists = {
        (Gender.MAN, False): _MEN,
        (Gender.WOMAN, False): _WOMEN,
        (None, False): _NEUTRAL,
        (Gender.MAN, True): _ENGLISH_MEN,
        (Gender.WOMAN, True): _ENGLISH_WOMEN,
        (None, True): _ENGLISH_NEUTRAL,
    }
    rows = (row.split() for row in lists[gender, english].split(","))
    return tuple(StandIn(full, latin, Part.FIRST, gender, short, called) for full, short, latin, called in rows)


@cache
def patronymics(gender: Gender | None) -> tuple[StandIn, ...]:
    found = []
    for man, woman, latin in (row.split() for row in _PATRONYMICS.split(",")):
        pair = (woman, man) if gender is Gender.WOMAN else (man, woman)
        spelled = latin.removesuffix("ich") + "na" if gender is Gender.WOMAN else latin
        found.append(StandIn(pair[0], spelled, Part.PATRONYMIC, gender or Gender.MAN, other=pair[1]))
    return tuple(found)


@cache
def surnames(gender: Gender | None, *, english: bool) -> tuple[StandIn, ...]:
    """Without a gender: those that nobody declines."""
    listed = _ENGLISH_SURNAMES if english else (_UNDECLINED if gender is None else _SURNAMES)
    found = []
    for man, latin in (row.split() for row in listed.split(",")):
        if english or gender is None:
            found.append(StandIn(man, latin, Part.SURNAME, gender, other=man))
        elif gender is Gender.WOMAN:
            found.append(StandIn(man + "а", latin + "a", Part.SURNAME, gender, other=man))
        else:
            found.append(StandIn(man, latin, Part.SURNAME, gender, other=man + "а"))
    return tuple(found)
