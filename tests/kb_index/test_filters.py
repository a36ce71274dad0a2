"""A filter says which articles a query may find; windows and ages are numbers that can be compared."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kb_index.errors import FilterInvalid
from kb_index.filters import Inventory, article_filter, window
from kb_index.freshness import freshness, updated
from kb_index.moments import moment
from kb_index.records import Article, JsonValue, Query

PLAIN = Article("a", "Title", "Body", "en", product="billing", metadata={"plan": "pro", "seats": 5, "tags": ["x", 1]})
GUARDED = replace(PLAIN, article_id="g", access_groups=("staff", "vip"), metadata={"margin": 7})


def admits(article: Article, wanted: dict[str, JsonValue]) -> bool:
    found = article_filter(Query("q", "en", filter=wanted), Inventory.of([PLAIN]))
    assert found is not None
    return found.admits(article)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"product": "billing"}, True),
        ({"product": "Billing"}, False),
        ({"product": ["team", "billing"]}, True),
        ({"product": ["team"]}, False),
        ({"plan": "pro", "seats": 5}, True),
        ({"plan": "pro", "seats": 6}, False),
        ({"seats": [4, 5.0]}, True),
        ({"tags": "x"}, True),
        ({"tags": "y"}, False),
        ({"tags": ["y", 1]}, True),
        ({"tags": [True]}, False),
        ({"tags": [["x", 1]]}, True),
        ({"kind": None}, True),
        ({"kind": ["faq", None]}, True),
        ({"product": None}, False),
        ({"plan": True}, False),
    ],
)
def test_a_value_equals_a_list_offers_and_a_list_of_the_article_contains(
    wanted: dict[str, JsonValue], expected: bool
) -> None:
    assert admits(PLAIN, wanted) is expected


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"colour": "red"}, "'colour'"),
        ({"title": "Title"}, "'title'"),
        ({"access_groups": ["staff"]}, "'access_groups'"),
        ({"plan": []}, "'plan' is an empty list"),
        ({"plan": {1, 2}}, "no JSON"),
    ],
)
def test_a_filter_that_can_be_no_filter_is_refused(wanted: dict[str, JsonValue], said: str) -> None:
    with pytest.raises(FilterInvalid, match=said):
        admits(PLAIN, wanted)


def test_where_nothing_restricts_there_is_no_filter() -> None:
    query = Query("q", "en", access_groups=frozenset({"staff"}))
    assert article_filter(query, Inventory.of([PLAIN])) is None
    assert article_filter(query, Inventory.of([PLAIN, GUARDED])) is not None
    assert article_filter(query, Inventory.of([replace(PLAIN, valid_to="2026-01-01")])) is not None


def test_callers_who_see_the_same_share_a_key_and_others_do_not() -> None:
    inventory = Inventory.of([PLAIN, GUARDED])

    def key(*groups: str, **wanted: JsonValue) -> object:
        found = article_filter(Query("q", "en", filter=wanted, access_groups=frozenset(groups)), inventory)
        assert found is not None
        hash(found.key)
        return found.key

    assert key() == key("unknown") != key("staff")
    assert key("staff", "unknown") == key("staff") != key("staff", "vip")
    assert key("staff", plan="pro") != key("staff", plan="free") != key("staff")
    assert key(seats=1) != key(seats=True)


def test_an_inventory_forgets_what_was_taken_out() -> None:
    both, one = Inventory.of([PLAIN, GUARDED]), Inventory.of([GUARDED])
    assert both - one == Inventory.of([PLAIN])
    assert (both - one) + one == both
    assert both.groups == {"staff", "vip"}
    assert both.keys(frozenset()) == {"plan", "seats", "tags"}
    assert both.keys(frozenset({"vip"})) == {"plan", "seats", "tags", "margin"}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "start", "end"),
    [
        (None, None, -math.inf, math.inf),
        ("2026-03-14", "2026-03-14", "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z"),
        ("2026-03-14T09:00:00+03:00", "2026-03-14T09:00:00", "2026-03-14T06:00:00Z", "2026-03-14T09:00:00Z"),
        ("20260314", "2026-W11-6", "2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z"),
        ("soon", "later", -math.inf, math.inf),
    ],
)
def test_a_window_is_two_moments(valid_from: str, valid_to: str, start: float | str, end: float | str) -> None:
    expected = tuple(moment(one) if isinstance(one, str) else one for one in (start, end))
    assert window(replace(PLAIN, valid_from=valid_from, valid_to=valid_to)) == expected


@pytest.mark.parametrize("last", ["9999-12-31", "9999-12-31T23:59:59.999999-14:00", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_time_are_moments_too(last: str) -> None:
    start, end = window(replace(PLAIN, valid_from="0001-01-01T00:00:00+14:00", valid_to=last))
    assert math.isfinite(start)
    assert math.isfinite(end)


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        ("2026-03-14", True),
        ("2026-03-14T20:59:59Z", True),
        ("2026-03-14T23:59:59+03:00", True),
        ("2026-03-15T00:00:00+03:00", True),  # still the 14th in UTC, where a day without a zone ends
        ("2026-03-15", False),
        ("2026-03-13T23:59:59", False),
    ],
)
def test_a_day_is_valid_from_its_first_moment_to_its_last_in_utc(as_of: str, found: bool) -> None:
    article = replace(PLAIN, valid_from="2026-03-14", valid_to="2026-03-14")
    wanted = article_filter(Query("q", "en", as_of=as_of), Inventory.of([article]))
    assert wanted is not None
    start, end = window(article)
    assert (start <= wanted.moment < end) is found


def test_age_takes_no_more_than_a_tenth_and_half_of_it_at_the_half_life() -> None:
    now = moment("2026-03-14T00:00:00Z")
    assert now is not None
    ages = np.array([-5.0, 0.0, 30.0, 60.0, 1e6, math.nan])
    factors = freshness(now - ages * 86_400.0, moment=now, half_life_days=30.0)
    assert factors == pytest.approx([1.0, 1.0, 0.95, 0.925, 0.9, 0.95])


def test_an_article_that_says_no_time_of_update_has_none() -> None:
    assert math.isnan(updated(PLAIN))
    assert updated(replace(PLAIN, updated_at="1970-01-02")) == 86_400.0
