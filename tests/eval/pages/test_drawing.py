from __future__ import annotations

import pytest
from lxml import etree

from eval.metrics.calibration import abstention
from eval.metrics.registry import Unit
from eval.pages import words
from eval.pages.axes import axes
from eval.pages.bars import interval_bar, latency_bar
from eval.pages.curves import reliability_chart, risk_coverage_chart
from eval.pages.intervals import mean_of
from eval.pages.scales import Scale, up_to
from eval.pages.svg import element


def drawn(svg):
    return etree.fromstring(str(svg))


@pytest.mark.parametrize(
    ("high", "ticks"),
    [
        (1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.3, (0.0, 0.1, 0.2, 0.3)),
        (73.0, (0.0, 20.0, 40.0, 60.0)),
        (0.0, (0.0,)),
    ],
)
def test_ticks_are_round_and_within_the_scale(high, ticks):
    assert Scale(0.0, high, 0.0, 100.0).ticks(5) == ticks


@pytest.mark.parametrize(("highest", "end"), [(0.26, 0.3), (0.05, 0.05), (68.0, 80.0), (0.0, 1.0)])
def test_an_axis_ends_at_the_next_round_value(highest, end):
    assert up_to(highest, 5) == end


def test_a_scale_of_one_value_puts_it_at_the_start():
    assert Scale(3.0, 3.0, 10.0, 20.0)(3.0) == 10.0


def test_values_and_children_of_an_element_are_escaped():
    assert str(element("text", "<b>&", class_='a"b', x=1.234567, y=None)) == (
        '<text class="a&#34;b" x="1.23">&lt;b&gt;&amp;</text>'
    )


def test_a_bar_is_as_long_as_the_mean_and_its_whisker_as_the_interval():
    mean = mean_of([1.0] * 8 + [0.0] * 2)
    svg = drawn(interval_bar(mean, highest=1.0, overall=0.5))
    lines = {line.get("class"): (float(line.get("x1")), float(line.get("x2"))) for line in svg.iter("line")}
    whisker = next(line for line in svg.iter("line") if line.get("class") == "whisker")
    assert float(svg.find("rect").get("width")) == 80.0
    assert lines["overall"] == (50.0, 50.0)
    assert (float(whisker.get("x1")), float(whisker.get("x2"))) == pytest.approx((49.02, 94.33), abs=0.01)


def test_the_light_end_of_a_bar_of_times_is_the_tail():
    tail, median = drawn(latency_bar(20.0, 50.0, highest=100.0)).iter("rect")
    assert (tail.get("class"), tail.get("width"), median.get("width")) == ("tail", "50", "20")


def test_risk_against_coverage_is_a_step_per_confidence():
    held = abstention([0.9, 0.8, 0.8, 0.1], [True, True, False, False], [True, False, False, False])
    svg = drawn(risk_coverage_chart(held))
    around = axes("", "", y_high=0.6)
    x, y = around.x, around.y
    corners = [(0, 0), (0.25, 0), (0.25, 1 / 3), (0.75, 1 / 3), (0.75, 0.5), (1, 0.5)]
    places = [float(one) for one in svg.find("polyline").get("points").replace(",", " ").split()]
    assert places == pytest.approx([one for a, b in corners for one in (x(a), y(b))], abs=0.06)
    assert float(svg.find("circle").get("cx")) == pytest.approx(x(0.25), abs=0.06)


def test_the_chart_says_in_words_what_it_shows():
    svg = drawn(risk_coverage_chart(abstention([0.9, 0.2], [True, False], [True, False])))
    assert svg.get("role") == "img"
    assert svg.find("desc").text == (
        "The service answered 50% of the tickets, 0% of those wrongly. "
        "If every ticket were answered, 50% would be answered wrongly."
    )


def test_a_bin_of_like_confidences_stands_where_it_came_true():
    svg = drawn(reliability_chart(abstention([0.75, 0.75, 0.75, 0.75], [True, True, False, True])))
    around, dot = axes("", ""), svg.find("circle")
    assert (float(dot.get("cx")), float(dot.get("cy"))) == pytest.approx((around.x(0.75), around.y(0.75)), abs=0.01)
    assert dot.find("title").text == "Confidence 70% to 80%: 4 tickets, mean 75%, right 75%"


def test_a_mean_of_yes_and_no_has_wilsons_interval_and_counts():
    assert mean_of([1.0, 1.0, 0.0]).yes == 2
    assert (round(mean_of([1.0, 1.0, 0.0]).low, 4), round(mean_of([1.0, 1.0, 0.0]).high, 4)) == (0.2077, 0.9385)


def test_a_mean_of_other_values_lies_in_its_interval():
    mean = mean_of([0.0, 0.5, 0.7, 1.0])
    assert mean.yes is None
    assert mean.low < mean.mean < mean.high


@pytest.mark.parametrize(
    ("value", "shown"), [(1.0, "100%"), (0.999, "99.9%"), (0.0, "0%"), (0.002, "0.2%"), (0.5, "50%")]
)
def test_nearly_all_is_not_rounded_to_all(value, shown):
    assert words.percent(value) == shown


def test_differences_are_told_in_their_unit():
    assert words.signed(-0.126, Unit.SHARE) == "\u221212.6 pts"
    assert words.signed(1234.0, Unit.CHARACTERS) == "+1,234"
    assert words.between(0.74, 0.86, Unit.SHARE) == "74–86%"
