import pytest

from eval.encoder.mixture import Mixture, mix
from eval.encoder.pairs import Pair
from eval.encoder.sources import RULES, SourceRule, rule_of

FREE = SourceRule("*", None, None, 1.0, "all of it")


def distinct(count: int, source: str = "help") -> list[Pair]:
    """Pairs that share no words, so that only the choice decides what is held back."""
    return [
        Pair(" ".join(f"слово{n}ю{k}" for k in range(9)), " ".join(f"word{n}x{k}" for k in range(9)), source)
        for n in range(count)
    ]


def sources(mixture: Mixture) -> dict[str, int]:
    return dict(mixture.report.trained)


def test_the_same_pairs_and_seed_give_the_same_mixture_and_another_seed_another() -> None:
    capped = [SourceRule("*", 100, 5, 1.0, "some")]
    pairs = distinct(800)
    assert mix(pairs, seed=1, rules=capped) == mix(pairs, seed=1, rules=capped)
    assert mix(pairs, seed=1, rules=capped).train != mix(pairs, seed=2, rules=capped).train


def test_whole_runs_are_held_back_so_that_neighbours_stay_on_one_side() -> None:
    pairs = distinct(2000)
    mixture = mix(pairs, seed=3, held_back=0.2, rules=[FREE])
    place = {pair: number // 40 for number, pair in enumerate(pairs)}
    held = {place[one.pair] for one in mixture.held_back if one.pair in place}
    trained = {place[one.pair] for one in mixture.train if one.pair in place}
    assert held
    assert not held & trained
    assert held | trained == set(range(50))


def test_a_held_back_text_that_is_trained_on_elsewhere_is_given_up() -> None:
    pairs = distinct(400)
    within = [Pair(f"Раздел {pair.ru}", f"Section {pair.en}", "help-passage") for pair in reversed(pairs)]
    mixture = mix([*pairs, *within], seed=3, held_back=0.2, rules=[FREE])
    trained = " | ".join(one.pair.en for one in mixture.train)
    assert mixture.report.also_trained > 0
    assert not any(one.pair.en in trained for one in mixture.held_back)


def test_caps_and_weights_follow_the_first_rule_that_fits() -> None:
    rules = [SourceRule("ms-*:mt", 30, 0, 0.5, "machine"), SourceRule("*", None, 0, 4.0, "people")]
    mixture = mix([*distinct(200, "ms-x:mt"), *distinct(50, "shop")], seed=1, held_back=0.0, rules=rules)
    assert sources(mixture) == {"ms-x:mt": 30, "shop": 50}
    assert {(one.pair.source, one.weight) for one in mixture.train} == {("ms-x:mt", 0.5), ("shop", 4.0)}


def test_a_source_that_is_never_held_back_is_trained_on_whole() -> None:
    rules = [SourceRule("*", None, 0, 1.0, "a dictionary", held_back=False)]
    mixture = mix(distinct(200), seed=1, held_back=1.0, rules=rules)
    assert (len(mixture.train), len(mixture.held_back)) == (200, 0)


def test_every_rule_gives_its_reason_and_machine_translation_weighs_less_than_people() -> None:
    assert all(rule.reason for rule in RULES)
    assert rule_of("ms-ata:mt").weight < rule_of("ms-ata:ht").weight < rule_of("everyday-shop").weight
    assert rule_of("never-seen").pattern == "*"


def test_a_table_without_a_last_rule_says_so() -> None:
    with pytest.raises(LookupError, match="pattern"):
        rule_of("shop", [SourceRule("bank", None, None, 1.0, "only this")])
