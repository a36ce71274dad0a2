"""A mean with its interval, or a median with its tail -> a small bar to stand in a table's cell."""

from __future__ import annotations

from markupsafe import Markup

from eval.pages.intervals import Mean
from eval.pages.scales import Scale
from eval.pages.svg import element

# The cell stretches the drawing, so it holds no letters; lines keep their width (vector-effect in the style sheet).
WIDTH, HEIGHT = 100, 16


def interval_bar(one: Mean, *, highest: float, overall: float | None = None) -> Markup:
    """``overall`` is drawn as a thin line to compare with. The figures must stand beside: it is hidden from readers."""
    place = Scale(0.0, highest, 0.0, WIDTH)
    middle = HEIGHT / 2
    return _bar(
        element("rect", x=0, y=3, width=place(one.mean), height=HEIGHT - 6, class_="fill"),
        None if overall is None else _upright(place(overall), "overall", 0, HEIGHT),
        element("line", x1=place(one.low), x2=place(one.high), y1=middle, y2=middle, class_="whisker"),
        _upright(place(one.low), "whisker", middle - 3, middle + 3),
        _upright(place(one.high), "whisker", middle - 3, middle + 3),
    )


def latency_bar(median: float, tail: float, *, highest: float) -> Markup:
    """The median as a bar, from there to the 95th percentile as a lighter one."""
    place = Scale(0.0, highest, 0.0, WIDTH)
    return _bar(
        element("rect", x=0, y=3, width=place(tail), height=HEIGHT - 6, class_="tail"),
        element("rect", x=0, y=3, width=place(median), height=HEIGHT - 6, class_="fill"),
    )


def _upright(x: float, kind: str, top: float, bottom: float) -> Markup:
    return element("line", x1=x, x2=x, y1=top, y2=bottom, class_=kind)


def _bar(*drawn: Markup | None) -> Markup:
    return element(
        "svg",
        *(one for one in drawn if one is not None),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        preserveAspectRatio="none",
        class_="bar",
        aria_hidden="true",
    )
