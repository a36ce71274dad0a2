"""An English dictionary form -> the forms it takes in a text."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "be": "be am is are was were been being i'm you're we're they're he's she's it's isn't aren't wasn't weren't",
    "have": "have has had having haven't hasn't hadn't",
    "do": "do does did done doing",
    "go": "go goes went gone going",
    "say": "say says said saying",
    "tell": "tell tells told telling",
    "know": "know knows knew known knowing",
    "write": "write writes wrote written writing",
    "send": "send sends sent sending",
    "give": "give gives gave given giving",
    "get": "get gets got gotten getting",
    "take": "take takes took taken taking",
    "make": "make makes made making",
    "find": "find finds found finding",
    "think": "think thinks thought thinking",
    "speak": "speak speaks spoke spoken speaking",
    "keep": "keep keeps kept keeping",
    "hold": "hold holds held holding",
    "forget": "forget forgets forgot forgotten forgetting",
    "read": "read reads reading",
    "break": "break breaks broke broken breaking",
    "choose": "choose chooses chose chosen choosing",
    "pay": "pay pays paid paying",
    "buy": "buy buys bought buying",
    "understand": "understand understands understood understanding",
    "put": "put puts putting",
    "let": "let lets letting",
    "set": "set sets setting",
    "see": "see sees saw seen seeing",
    "come": "come comes came coming",
    "person": "person people persons",
    "child": "child children",
}
# No inflection: pronouns, prepositions, modals and the like.
_FIXED_WORDS = (
    "i me my mine we us our ours you your yours he she it they them their this that these those the a an and or but if "
    "in on at by to of for from with without about as is are was were not no nor so than then there here what when "
    "where who whom which why how can cannot could may might must shall should will would please yes very too also "
    "just now today tomorrow yesterday soon never ever any anyone anything everyone nobody nothing some "
    "something"
)
_FIXED = frozenset(_FIXED_WORDS.split())
COMMON = _FIXED | {"be", "have", "do", "get", "go", "make", "take"}
_VOWELS = "aeiou"


@lru_cache(maxsize=8192)
def forms(word: str) -> frozenset[str]:
    """The regular (or listed) forms of a noun or verb, the word itself among them."""
    if word in _IRREGULAR:
        return frozenset(_IRREGULAR[word].split())
    if word in _FIXED or not word.isalpha() or len(word) < 3:
        return frozenset({word})
    return frozenset({word, _with_s(word), *_past_and_participle(word)})


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _past_and_participle(word: str) -> tuple[str, ...]:
    if word.endswith("ie"):
        return word + "d", word[:-2] + "ying"
    if word.endswith("e"):
        return word + "d", word[:-1] + "ing", word + "ing"
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ied", word + "ing"
    doubled = word + word[-1]
    regular = (word + "ed", word + "ing")
    short = word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return (*regular, doubled + "ed", doubled + "ing") if short else regular
