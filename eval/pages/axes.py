"""Two scales -> the frame of a chart: grid lines, figures at the axes, their names."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from eval.pages.scales import Scale
from eval.pages.svg import element, joined
from eval.pages.words import percent

# Units of the drawing. It is scaled to its column, so it is kept narrow: letters stay legible on a phone.
WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 340, 12, 206


@dataclass(frozen=True, slots=True)
class Axes:
    x: Scale
    y: Scale
    x_name: str
    y_name: str


def axes(x_name: str, y_name: str, *, x_high: float = 1.0, y_high: float = 1.0) -> Axes:
    return Axes(Scale(0.0, x_high, LEFT, RIGHT), Scale(0.0, y_high, BOTTOM, TOP), x_name, y_name)


def chart(around: Axes, *drawn: Markup, title: str, description: str) -> Markup:
    """A whole drawing of shares; ``title`` and ``description`` are what a screen reader says."""
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        _frame(around),
        *drawn,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        class_="chart",
        aria_label=f"{title}. {description}",
    )


def _frame(around: Axes) -> Markup:
    rows = [_row(around, value) for value in around.y.ticks(4)]
    columns = [
        element("text", percent(value), x=around.x(value), y=BOTTOM + 16, text_anchor="middle")
        for value in around.x.ticks(5)
    ]
    names = (
        element("text", around.x_name, x=(LEFT + RIGHT) / 2, y=HEIGHT - 8, text_anchor="middle", class_="name"),
        element(
            "text",
            around.y_name,
            transform=f"translate(11 {(TOP + BOTTOM) / 2}) rotate(-90)",
            text_anchor="middle",
            class_="name",
        ),
    )
    return element("g", *rows, *columns, *names, aria_hidden="true")


def _row(around: Axes, value: float) -> Markup:
    y = around.y(value)
    line = element("line", x1=LEFT, x2=RIGHT, y1=y, y2=y, class_="grid" if value else "base")
    return joined(line, element("text", percent(value), x=LEFT - 5, y=y + 4, text_anchor="end"))
