"""A word -> whether it is also an ordinary word, so that a small letter says nothing of a name."""

from __future__ import annotations

import re
from functools import lru_cache

from kb_index.text.lemmas import known, parses
from kb_index.text.stopwords import STOP_WORDS

_ENGLISH_WORDS = """
will mark bill grant may art rob sue pat drew chase frank grace hope faith joy rose dawn page chip guy gene ray rich
nick dean cash hunter mason jack jay max ace angel april june august autumn summer ivy lily olive ruby pearl crystal
amber jade skip miles major sterling carter cooper parker porter potter baker butler turner taylor smith miller cook
fisher mason archer walker gardener gardner price young long short white black brown green gray grey stone wood woods
field fields hill hills brook brooks rivers banks bush park parks lane street church bell ball bird fox wolf swan lamb
king knight noble pope bishop page post power powers bright sharp strong wise good small little best case cross day
fair flower forest fountain frost hall hand hands hood house love loud low marsh may mills moon moore moss north south
east west peace pike piper pool rice ring rush sage sands savage shepherd singer snow spark sparks speed spring
staples stark steel storm sweet tanner temple towers town trip tucker vale vine waters weaver webb wells wheeler
winter winters worth person berry bond booth box call carry chance charity clay cliff dale dash dot early earnest
favor finch flora ford glen harmony heath holly honor huck iris jewel justice lance laurel lee link misty myrtle norm
otto palmer penny poppy prince rain reed rex robin rod royal rusty sandy scott sean sky star tab ted trinity trip
victor violet ward wade will wren van don al ed sam dan ben tim tom jim bob ken ron art
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_CYRILLIC = re.compile("[а-яё]")
_LIKELY = 0.1
_MOST = 0.6


@lru_cache(maxsize=20_000)
def is_ordinary(low: str) -> bool:
    """``low`` in small letters. Russian: the dictionary reads it as something else than a name, not too rarely."""
    if low in STOP_WORDS or low in _ENGLISH:
        return True
    if not _CYRILLIC.search(low) or not known((low,)):
        return False
    return any(one.score >= _LIKELY and not one.grammemes & {"Name", "Surn", "Patr", "Geox"} for one in parses(low))


@lru_cache(maxsize=20_000)
def is_mostly_ordinary(low: str) -> bool:
    """«поля», «свете»: seldom the short name that it might be. Stricter than `is_ordinary`."""
    if not _CYRILLIC.search(low):
        return is_ordinary(low)
    share = sum(one.score for one in parses(low) if not one.grammemes & {"Name", "Surn", "Patr", "Geox"})
    return low in STOP_WORDS or (bool(known((low,))) and share >= _MOST)


@lru_cache(maxsize=20_000)
def is_no_person(low: str) -> bool:
    """«владивосток», «ип»: the dictionary reads it as a place or an abbreviation before anything else."""
    return bool(known((low,))) and bool(parses(low)[0].grammemes & {"Geox", "Abbr"})


def is_name_too(low: str) -> bool:
    """Whether an ordinary English word is a name as well: will, may, grant."""
    return low in _ENGLISH
