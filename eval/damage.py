"""A query -> the same query as someone in a hurry types it: with a slip, in the wrong layout, with names by ear."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from kb_index.text.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]{5,}")
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")
_KEYS_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_KEYS_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_LATIN = str.maketrans(_KEYS_CYRILLIC, _KEYS_LATIN)
_TO_CYRILLIC = str.maketrans(_KEYS_LATIN, _KEYS_CYRILLIC)
# Names and loan words as people write them in the other script, in the form of a dictionary.
_BY_EAR: Mapping[str, str] = {
    "kubernetes": "кубернетес", "postgresql": "постгрескл", "postgres": "постгрес", "docker": "докер",
    "windows": "виндовс", "linux": "линукс", "ubuntu": "убунту", "wordpress": "вордпресс", "redis": "редис",
    "mysql": "майскл", "terraform": "терраформ", "ansible": "ансибл", "grafana": "графана", "kafka": "кафка",
    "openstack": "опенстек", "cinder": "синдер", "magnum": "магнум", "ingress": "ингресс", "helm": "хелм",
    "spark": "спарк", "airflow": "эйрфлоу", "jupyter": "юпитер", "mongodb": "монгодб", "clickhouse": "кликхаус",
    "prometheus": "прометеус", "python": "питон", "java": "джава", "github": "гитхаб", "gitlab": "гитлаб",
    "telegram": "телеграм", "excel": "эксель", "google": "гугл", "facebook": "фейсбук", "instagram": "инстаграм",
    "youtube": "ютуб", "paypal": "пейпал", "outlook": "аутлук", "android": "андроид", "cloud": "клауд",
    "storage": "сторадж", "object": "обджект", "backup": "бэкап", "bitrix": "битрикс", "opencart": "опенкарт",
    "joomla": "джумла", "neutron": "нейтрон", "octavia": "октавия", "bucket": "бакет", "dashboard": "дашборд",
    "кластер": "cluster", "сервер": "server", "бакет": "bucket", "токен": "token", "контейнер": "container",
    "инстанс": "instance", "балансировщик": "balancer", "роутер": "router", "хост": "host", "плагин": "plugin",
    "скрипт": "script", "консоль": "console", "трафик": "traffic", "порт": "port", "интерфейс": "interface",
    "проект": "project", "образ": "image", "аккаунт": "account", "яндекс": "yandex", "биллинг": "billing",
}  # fmt: skip
_ANY_NAME = re.compile(rf"(?<!\w)(?:{'|'.join(_BY_EAR)})(?!\w)", re.IGNORECASE)


def with_slip(text: str, seed: str) -> str:
    """One letter put in, left out or changed, or two swapped, in one word of five letters or more; the first stays."""
    draw = random.Random(seed)
    words = [match for match in _WORD.finditer(text) if match.group().lower() not in STOP_WORDS]
    if not words:
        return text
    word = draw.choice(words)
    return text[: word.start()] + _slipped(word.group(), draw) + text[word.end() :]


def _slipped(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word) - 1)
    letter = draw.choice(next(one for one in (*_ALPHABETS, "".join(word)) if word[place].lower() in one))
    ways: tuple[Callable[[], str], ...] = (
        lambda: word[:place] + letter + word[place:],
        lambda: word[:place] + word[place + 1 :],
        lambda: word[:place] + letter + word[place + 1 :],
        lambda: word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )
    return draw.choice(ways)()


def in_wrong_layout(text: str, seed: str) -> str:
    """Every key as it would be with the other layout switched on; ``seed`` is not needed."""
    russian = len(re.findall("[а-яё]", text.lower())) > len(re.findall("[a-z]", text.lower()))
    return text.translate(_TO_LATIN if russian else _TO_CYRILLIC)


def with_names_by_ear(text: str, seed: str) -> str:
    """Names and loan words in the other script; ``seed`` is not needed."""
    return _ANY_NAME.sub(lambda match: _BY_EAR[match.group().lower()], text)


def mangled(code: str, seed: str) -> str:
    """A code with its separators left out, or a hyphen or a blank between its letters and its number."""
    draw = random.Random(seed)
    bare = re.sub(r"[\W_]+", "", code)
    split = re.sub(r"(?<=[^\W\d_])(?=\d)", draw.choice(["-", " ", "_"]), bare, count=1)
    return draw.choice([one for one in (bare, split, split.upper(), bare.lower()) if one != code])
