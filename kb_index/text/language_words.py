"""The short words and letters that tell languages apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kb_index.text.stopwords import ENGLISH, RUSSIAN

_WORDS = {
    "ru": "нужно нельзя можете нашем очень тоже бы были же ли здравствуйте привет прошу хочу могу работает",
    "en": "get got need want help show using use make find see try tried again still now new hi dear regards",
    "uk": "і що як це та не з у від для ви ми є чи або мені дякую будь ласка який яка які вже немає щоб коли де мій "
    "моя добрий буде чому на в до за по але якщо ваш вас вам можна потрібно треба привіт",
    "be": "і што як гэта ў не з вы мы ёсць ці мне дзякуй які калі дзе няма каб вельмі на у да за па але",
    "bg": "и е на в не се за да от със съм сме това какво моля няма има как мога ли защо при към вече благодаря до по "
    "че аз вие ние те тя той ще си ми ви го са или но също този тази моя",
    "sr": "и је у на да не се за од са како што шта могу ли није хвала сам сте ми али нема јер ја ви то",
    "de": "der die das und ist nicht ich sie wir mit für auf ein eine einen zu von im den dem wie kann mein meine "
    "haben bitte es auch aus bei wird oder wenn werden habe wo warum mich mir hallo guten danke kein",
    "fr": "le la les et est pas je vous nous avec pour un une des du que qui dans sur mon ma mes comment ne ce cette "
    "j'ai au il elle merci bonjour votre puis-je d'un c'est l'application peux plus",
    "es": "el la los las y es no yo con para un una de que en mi mis cómo por se lo su está pero puedo gracias hola "
    "cuando del al más tengo",
    "it": "il lo la gli e è non io con per un una di che in mio mia come si sono del della ho grazie ciao posso perché "
    "questo mi al nel",
    "pt": "o a os as e é não eu com para um uma de que em meu minha como por se do da está mas posso obrigado olá você "
    "no na",
    "nl": "de het een en is niet ik u wij met voor op van te dat hoe kan mijn hebben naar er maar zijn om bij in",
    "pl": "i w nie na jest się z do to jak że mam mi proszę dziękuję czy ma dla po od ale moje moja mogę",
    "tr": "ve bir bu için ile nasıl ne de da mi mı var yok ben değil çok teşekkürler merhaba olarak hesabımı",
    "cs": "je na se že to jak nejde mi prosím děkuji jsem není ale nebo dobrý den když pro můj a v",
}
_LETTERS = {
    "uk": "їєґ",
    "be": "ў",
    "sr": "јљњћђџ",
    "mk": "ќѓѕ",
    "kk": "әғқңөұүһ",
    "de": "ß",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "pl": "ąęłśźż",
    "tr": "ğış",
    "cs": "ěřů",
}


@cache
def function_words() -> Mapping[str, tuple[str, ...]]:
    """Word -> the languages it is a function word of."""
    by_language = {language: frozenset(words.split()) for language, words in _WORDS.items()}
    by_language["ru"] |= RUSSIAN
    by_language["en"] |= ENGLISH
    table: dict[str, tuple[str, ...]] = {}
    for language, words in by_language.items():
        for word in words:
            table[word] = (*table.get(word, ()), language)
    return table


@cache
def foreign_letters() -> Mapping[str, str]:
    """Letter -> the language that it gives away."""
    return {letter: language for language, letters in _LETTERS.items() for letter in letters}
