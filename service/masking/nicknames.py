"""A first name -> the short and pet forms by which the same person is called, and the full name of a short one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_RUSSIAN = """
александр саша саня шура сашка сашенька алекс; александра саша шура сашка сашенька; алексей леша алеша лёша алёша леха
лёха; анастасия настя настенька ася настюша; анатолий толя толик; андрей андрюша андрюха; анна аня анечка анюта нюра
анютка; антон антоша тоша; антонина тоня; аркадий аркаша; артем артём тема тёма; артемий тема тёма; борис боря; вадим
вадик; валентин валя; валентина валя валечка; валерий валера; валерия лера валера лерочка; варвара варя; василий вася
васёк васек; василиса вася; вера верочка; вероника ника; виктор витя витёк витек; виктория вика; виталий виталик;
владимир вова володя вовчик; владислав влад владик слава; вячеслав слава; галина галя галочка; геннадий гена; георгий
гоша жора гера; герман гера; глеб; григорий гриша; дарья даша дашенька; даниил даня данила данил; денис дэн дениска;
диана; дмитрий дима митя димон димочка; евгений женя жека; евгения женя женечка; егор егорка; екатерина катя катюша
катенька; елена лена леночка алена; елизавета лиза лизочка; жанна; зинаида зина; зоя; иван ваня ванечка ванюша; игорь
игорек игорёк; илья илюша илюха; инна; иннокентий кеша; ирина ира ириша ирочка; кирилл кирюша; константин костя
костик; кристина; ксения ксюша; лариса лара; лев лёва лева; леонид лёня леня; лидия лида; лилия лиля; любовь люба
любаша; людмила люда мила люся; максим макс; маргарита рита; марина мариша; мария маша маруся машенька маня; марк;
матвей мотя; михаил миша мишаня; надежда надя наденька; наталья наташа ната; наталия наташа ната; никита; николай коля
колян; нина; оксана; олег олежка; олеся леся; ольга оля оленька; павел паша павлик; пётр петя; полина поля; раиса рая;
роман рома ромка; руслан; светлана света светочка лана; святослав слава; семен семён сёма сема; сергей сережа серёжа
серега серёга; софья соня; софия соня; станислав стас слава; степан степа стёпа; тамара тома; татьяна таня танечка
танюша; тимофей тима; тимур; ульяна уля; федор фёдор федя; эдуард эдик; элина эля; эльвира эля; юлия юля юленька; юрий
юра юрик; яков яша; яна; ярослав ярик слава
"""
_ENGLISH = """
alexander alex sasha; alexandra alex sasha; andrew andy; anthony tony; benjamin ben benny; catherine kate cathy katie;
charles charlie chuck; christopher chris; christine chris tina; daniel dan danny; david dave; deborah deb debbie;
dmitry dima dmitri; edward ed eddie ted; ekaterina katya kate; elena lena helen; elizabeth liz beth lizzie betty
eliza; evgeny eugene zhenya; frederick fred; gabriel gabe; gregory greg; henry harry; isabella bella; ivan vanya;
jacob jake; james jim jimmy jamie; jennifer jen jenny; jessica jess; john johnny jack; jonathan jon; joseph joe joey;
joshua josh; katherine kate katie kathy; kenneth ken; kimberly kim; lawrence larry; leonard leo; louis lou; margaret
maggie meg peggy; maria masha; matthew matt; michael mike mick; mikhail misha michael; natalia natasha; nathaniel
nate; nicholas nick; nikolai nick kolya; olga olya; oliver ollie; pamela pam; patricia pat patty trish; patrick pat
paddy; pavel pasha paul; peter pete; philip phil; rebecca becky; richard rick dick richie; robert bob rob bobby
robbie; ronald ron; samantha sam; samuel sam; sergey serge; stephanie steph; stephen steve; steven steve; susan sue
susie; svetlana sveta; tatiana tanya; theodore ted theo; thomas tom tommy; timothy tim; victoria vicky vika; vladimir
vlad volodya; william will bill billy liam; yulia julia; zachary zach
"""


@cache
def called() -> Mapping[str, frozenset[str]]:
    """Each name, full or short, with the names that the same person goes by."""
    found: dict[str, set[str]] = {}
    for line in (_RUSSIAN + ";" + _ENGLISH).split(";"):
        full, *short = line.split()
        found.setdefault(_fold(full), set()).update(short)
        for one in short:
            found.setdefault(_fold(one), set()).add(full)
    return {name: frozenset(forms) for name, forms in found.items()}


def _fold(name: str) -> str:
    return name.lower().replace("ё", "е")


def nicknames(name: str) -> frozenset[str]:
    """In small letters; empty where none is known. A short form has its full names, not the other short ones."""
    return called().get(_fold(name), frozenset())
