"""The list of words that mean the same."""

import pytest

from kb_index.expansion.synonyms import WEIGHTS, parsed, synonyms


def looked_for(listing, *terms):
    return {term: worth for _, pairs in parsed(listing).matches(terms) for term, worth in pairs}


def test_members_of_a_group_stand_for_each_other():
    listing = "[same]\nбаг; дефект"
    assert looked_for(listing, "баг") == {"дефект": WEIGHTS["same"]}
    assert looked_for(listing, "дефект") == {"баг": WEIGHTS["same"]}


def test_an_arrow_goes_one_way():
    listing = "[near]\nстоить > цена"
    assert looked_for(listing, "стоить") == {"цена": WEIGHTS["near"]}
    assert looked_for(listing, "цена") == {}


def test_several_words_are_met_in_a_row_only_and_looked_for_by_the_marked_one():
    listing = "[same]\nличный* кабинет; лк"
    assert looked_for(listing, "личный", "кабинет") == {"лк": WEIGHTS["same"]}
    assert looked_for(listing, "кабинет", "личный") == {}
    assert set(looked_for(listing, "лк")) == {"личный"}


def test_a_line_of_an_unknown_section_is_refused_by_its_number():
    with pytest.raises(ValueError, match=r"line 2: \[alike\] is no section"):
        parsed("# a remark\n[alike]\na; b")


def test_a_synonym_is_worth_less_than_the_word():
    assert all(0 < worth < 1 for worth in WEIGHTS.values())


@pytest.mark.parametrize(
    ("term", "other"),
    [("вм", "виртуальный"), ("refund", "reimburs"), ("инвойс", "счет"), ("2fa", "двухфакторный"), ("лк", "личный")],
)
def test_the_list_holds_general_vocabulary(term, other):
    assert other in {found for _, pairs in synonyms().matches([term]) for found, _ in pairs}
