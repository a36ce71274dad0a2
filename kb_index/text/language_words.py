"""The short words and letters that tell languages apart."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WORDS = {
    "ru": "и в не на я что как с по это у мне вы за но для из мы то к если или есть можно при нет бы уже так когда где он она "
    "они вас нам меня почему был была были было же ли еще ещё только очень до от чтобы под нужно здравствуйте спасибо",
    "en": "the a an and or of to in is are was were be been i you he she it we they my your our this that these those for "
    "on with at from by as not don't can't i'm it's do does did how what when where why who which can could will would "
    "should have has had if but so please there any all about into than then just me us",
    "uk": "і що як це та не з у від для ви ми є чи або мені дякую будь ласка який яка які вже немає щоб коли де мій моя",
    "be": "і што як гэта ў не з вы мы ёсць ці мне дзякуй які калі дзе няма каб вельмі",
    "bg": "и е на в не се за да от със съм сме това какво моля няма има как мога ли защо при към вече благодаря до по че",
    "sr": "и је у на да не се за од са како што могу ли није хвала сам сте ми али нема јер",
    "de": "der die das und ist nicht ich sie wir mit für auf ein eine einen zu von im den dem wie kann mein meine haben "
    "bitte es auch aus bei wird oder wenn werden habe wo warum",
    "fr": "le la les et est pas je vous nous avec pour un une des du que qui dans sur mon ma mes comment ne ce cette j'ai au "
    "il elle merci bonjour votre puis",
    "es": "el la los las y es no yo con para un una de que en mi mis cómo por se lo su está pero puedo gracias hola cuando del",
    "it": "il lo la gli e è non io con per un una di che in mio mia come si sono del della ho grazie ciao posso perché",
    "pt": "o a os as e é não eu com para um uma de que em meu minha como por se do da está mas posso obrigado olá você",
    "nl": "de het een en is niet ik u wij met voor op van te dat hoe kan mijn hebben naar er maar zijn om bij",
    "pl": "i w nie na jest się z do to jak że mam mi proszę dziękuję czy nie ma dla po od ale",
    "tr": "ve bir bu için ile nasıl ne de da mi mı var yok ben değil çok teşekkürler merhaba",
}


def _by_word() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in set(words.split()):
            table[word] = (*table.get(word, ()), language)
    return MappingProxyType(table)


FUNCTION_WORDS = _by_word()
FOREIGN_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("їєґ", "uk"),
        **dict.fromkeys("ў", "be"),
        **dict.fromkeys("јљњћђџ", "sr"),
        **dict.fromkeys("ќѓѕ", "mk"),
        **dict.fromkeys("әғқңөұүһ", "kk"),
        **dict.fromkeys("ß", "de"),
        **dict.fromkeys("ñ¿¡", "es"),
        **dict.fromkeys("ãõ", "pt"),
        **dict.fromkeys("ąęłśźż", "pl"),
        **dict.fromkeys("ğış", "tr"),
    }
)
