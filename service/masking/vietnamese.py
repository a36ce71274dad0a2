"""Words with capitals side by side -> those that are a Vietnamese name: a family name and one to three syllables.

In letters of its own («Nguyễn Thị Hoa»), without their marks (Nguyen Thi Hoa) or in Russian ones («Нгуен Тхи Хоа»).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.masking.latin import is_latin, plain

_FAMILY_WORDS = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh truong doan luong dao lam luu"
    " mai chau ta quach thach cao ha to kieu tang vuong"
    " нгуен чан фам хоанг хюинь хуинь фан ву во данг буй хо нго зыонг чинь чыонг динь ле ли лыонг доан дао лам лыу май"
)
_MIDDLE_WORDS = (
    "thi van minh duc quoc ngoc thanh huu xuan bao anh cong dinh kim my thu phuong hong hoang tuan hai nhat gia khanh"
    " trong viet tien dang duy the quang thien hoai bich tuyet cam nhu thuy mai lan hoa linh nam son hung phuc chi"
    " тхи ван минь дык куок нгок тхань хыу суан бао ань конг динь ким фыонг хонг туан куанг тьен зуи тхуи хоай"
)
_FAMILIES = frozenset(_FAMILY_WORDS.split())
_MIDDLES = frozenset(_MIDDLE_WORDS.split())
_SURE_FAMILIES = frozenset({"nguyen", "pham", "huynh", "нгуен"})
_PLACES = frozenset({("ho", "chi", "minh"), ("хо", "ши", "мин")})
_SYLLABLE = re.compile(
    r"(?:ngh?|[ckgt]h|ph|nh|tr|qu|gi|[bcdghklmnprstvxj])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?"
    r"|(?:нг|тх|кх|нь|ч|[бвгдзклмнпрстфхш])?[аеиоуыэюя]{1,3}(?:нь|нг|ть|[кмнптй])?"
)
_LONGEST = 4
_LEAST = 3  # syllables of a name without marks of its own; two may be anything


def vietnamese(words: Sequence[str]) -> int:
    """How many of ``words``, from the first, are one such name; 0: none."""
    low = tuple(plain(word).casefold() for word in words[:_LONGEST])
    if len(low) < 2 or low[0] not in _FAMILIES or low[1] not in _MIDDLES or low[:3] in _PLACES:
        return 0
    length = 2
    while length < len(low) and _SYLLABLE.fullmatch(low[length]):
        length += 1
    marked = sum(_is_marked(word) for word in words[:length])
    return length if length >= _LEAST or marked == length else 0


def is_vietnamese_surname(low: str) -> bool:
    """``low``: in small English (`service.masking.latin.plain`) or Russian letters; one that is nothing else."""
    return low in _SURE_FAMILIES


def _is_marked(word: str) -> bool:
    return not word.isascii() and is_latin(word)
