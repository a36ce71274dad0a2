"""A text -> where its words say that a name comes: «меня зовут …», "my name is …", a greeting, a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.masking.cues import CueWords
from service.masking.latin import CAPITALS

_NAME = r"[^\W\d_]{2,}(?:['-](?!s(?!\w))[^\W\d_]+)*"
_CAPITAL = rf"[{CAPITALS}А-ЯЁ][^\W\d_]+(?:['-](?!s(?!\w))[^\W\d_]+)*"


class Weight(StrEnum):
    CERTAIN = "certain"  # a name follows, whatever it looks like
    PERSONAL = "personal"  # a name follows where there is a capital
    ROLE = "role"  # a name may follow


@dataclass(frozen=True, slots=True)
class Introduction:
    """``words``: stretches that may be a name, in order."""

    words: tuple[tuple[int, int], ...]
    weight: Weight


class _Way(StrEnum):
    CALLED = "called"
    FIELD = "field"
    TITLED = "titled"
    SPOKEN = "spoken"
    GREETED = "greeted"
    SIGNED = "signed"
    ROLE = "role"
    APPOSED = "apposed"


_SIGNED = (
    r"с_(?:уважением|наилучшими|приветом|любовью) с_наилучшими_пожеланиями всего_(?:доброго|хорошего) заранее_спасибо"
    r" спасибо ваш[аи]? (?:best|kind|warm|many)_(?:regards|wishes) regards wishes best sincerely sincerely_yours yours"
    r" yours_(?:truly|sincerely|faithfully) thanks thanks_(?:again|a_lot|in_advance) thanks_a_lot thanks_in_advance"
    r" thank_you cheers respectfully"
)
_CUES = CueWords(
    {
        _Way.CALLED: r"зовут зовут_(?:меня|его|е[её]) фио ф_и_о фамили[яюией]{1,2} отчеств[оау] по_имени на_имя"
        r" (?:мо[её]|его|е[её]|полное|настоящее)_имя по_фамилии имя_(?:получателя|клиента) контактное_лицо под_именем"
        r" my_names?_is my_(?:full|first|last)_name_is (?:his|her|their|customer|client|full|first|last"
        r"|contact)_name_is"
        r" name's named goes_by attn on_behalf_of in_the_name_of surname_is",
        _Way.FIELD: r"имя фамилия получател[ья]\w? отправител[ья]\w? клиент заказчик name names surname contact author"
        r" (?:his|her|their|customer|client|full|first|last|contact|my)_names? автор исполнитель ответственн\w+",
        _Way.TITLED: r"г_(?:на?|ну|ном|не|жа|жи|же|жу|жой) господин\w{0,2} госпож[аиеу] госпожой гражданин\w{0,2}"
        r" гражданк\w товарищ\w? уважаем(?:ый|ая|ые) дорог(?:ой|ая) mr mrs ms miss mx dr prof sir madam dear",
        _Way.SPOKEN: r"spoke_(?:to|with) talked_(?:to|with) chat(?:ted)?_with call_with met_with i_am i'm ask_for"
        r" speaking"
        r" (?:signed|sent|written)_by",
        _Way.GREETED: r"здравствуй(?:те)? привет(?:ствую)? добрый_(?:день|вечер) доброе_утро"
        r" доброго_(?:дня|утра|вечера)"
        r" доброго_времени_суток hi hello hey good_(?:morning|afternoon|evening) спасибо благодарю thanks thank_you"
        r" cheers",
        _Way.SIGNED: _SIGNED,
        _Way.ROLE: r"коллег[аиуой]{1,2} начальни\w+ руководител\w+ директор\w* бухгалтер\w* менеджер\w* сотрудни\w+"
        r" оператор\w* специалист\w* мастер\w* курьер\w* муж\w{0,2} жен[аеуой]{1,2} брат\w{0,2} сестр\w{1,2} сын\w{0,2}"
        r" доч\w{1,4} друг(?:а|у|ом"
        r"|е)? подруг\w{1,2} сосед\w{0,3} партн[её]р\w{0,2} клиент\w{0,3} заказчи\w+ врач\w{0,2}"
        r" получател\w+ отправител\w+ покупател\w+ доктор\w{0,2} юрист\w{0,2} инженер\w{0,2} администратор\w{0,2}"
        r" секретар\w{1,2} помощни\w+ заместител\w+ владел\w+ пользовател\w+ агент\w{0,2} консультант\w{0,2}"
        r" программист\w{0,2} разработчи\w+ мам[аеуыой]{1,2} пап[аеуыой]{1,2} шеф\w{0,2} босс\w{0,2} водител\w+"
        r" механик\w{0,2} консьерж\w{0,2} это я colleague manager boss husband wife son daughter friend assistant"
        r" agent rep"
        r" representative accountant director ceo cto cfo partner supervisor teammate coworker co_worker engineer"
        r" developer admin operator courier driver doctor lawyer brother sister contacted emailed asked told"
        r" this_is it's"
        r" here_is assigned_to invited",
    }
)
_AFTER: Mapping[_Way, tuple[str, str, Weight]] = {
    _Way.CALLED: (
        r"(?: is| это| -|:)?[:,]?[ \n]{0,2}[«\"]?(?P<names><NAME>(?:[ \n]<NAME>){0,3})",
        _NAME,
        Weight.CERTAIN,
    ),
    _Way.FIELD: (r" ?[:=] ?[«\"]?(?P<names><NAME>(?: <NAME>){0,3})", _NAME, Weight.CERTAIN),
    _Way.TITLED: (r"\.? (?P<names><NAME>(?: <NAME>){0,2})", _CAPITAL, Weight.PERSONAL),
    _Way.SPOKEN: (r" (?P<names><NAME>(?: <NAME>){0,2})", _CAPITAL, Weight.PERSONAL),
    _Way.GREETED: (r",? (?P<names><NAME>(?: <NAME>)?)(?=[,!.\n)]|$)", _CAPITAL, Weight.PERSONAL),
    _Way.SIGNED: (
        r" ?[,.!—–\-]? ?[\n ]{1,3}(?P<names><NAME>(?: <NAME>){0,2})(?=[\n,.!|]|$| ?\()",
        _CAPITAL,
        Weight.PERSONAL,
    ),
    _Way.APPOSED: (r", (?P<names><NAME> <NAME>)(?=[,.!]|$)", r"[A-ZА-ЯЁ][a-zа-яё]+", Weight.PERSONAL),
    _Way.ROLE: (r",? (?P<names><NAME>(?: <NAME>){0,2})", _CAPITAL, Weight.ROLE),
}
_SHAPES = {way: (re.compile(shape.replace("<NAME>", name)), weight) for way, (shape, name, weight) in _AFTER.items()}
_LAST_LINE = re.compile(r"\n(?P<names><NAME> <NAME>(?: <NAME>)?)[.]?\s*$".replace("<NAME>", _CAPITAL))
_WORD = re.compile(_NAME)
_TITLE_WORDS = "mr mrs ms miss mx dr prof dear"
# Whom people greet or sign as without a name.
_NOBODY_WORDS = (
    "sir madam sirs team support all everyone there colleagues friends guys folks department group service services"
    " helpdesk desk customer customers company manager managers admin agent office hr it sales billing seo коллеги"
    " коллега"
    " команда поддержка служба отдел все уважаемые друзья дамы господа ребята администрация менеджер оператор"
    " специалист"
    " сотрудник бот помощник техподдержка саппорт компания клиент господин госпожа большое огромное вам вас"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_NOBODY = frozenset(_NOBODY_WORDS.split())


def is_nobody(low: str) -> bool:
    """«Ms», «team», «поддержка»: words of letters that stand beside names or in their place."""
    return low in _TITLES or low in _NOBODY


def introductions(text: str) -> Iterator[Introduction]:
    """``text`` normalised."""
    for way, end in _CUES.find(text):
        for one in (way, _Way.APPOSED) if way is _Way.ROLE else (way,):
            shape, weight = _SHAPES[one]
            yield from _read(shape.match(text, end), text, weight)
    if "\n" in text:
        yield from _read(_LAST_LINE.search(text, max(0, len(text) - 80)), text, Weight.ROLE)


def _read(match: re.Match[str] | None, text: str, weight: Weight) -> Iterator[Introduction]:
    if match is None:
        return
    words = [word.span() for word in _WORD.finditer(text, *match.span("names"))]
    if words and text[slice(*words[0])].casefold() in _TITLES:
        del words[0]
    if words and not any(text[start:end].casefold() in _NOBODY for start, end in words):
        yield Introduction(tuple(words), weight)
