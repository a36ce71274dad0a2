"""What abstaining is worth, and how far confidences hold -> two charts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from eval.metrics.calibration import Abstention, Bin, RiskPoint
from eval.pages.axes import Axes, axes, chart
from eval.pages.scales import up_to
from eval.pages.svg import element
from eval.pages.words import counted, percent

_FEWEST_COVERED = 0.1  # below it a single case swings the risk, and would set the height of the axis


def risk_coverage_chart(now: Abstention, before: Abstention | None = None) -> Markup:
    """Steps: from one confidence to the next lower one more tickets are answered, and more of them wrongly."""
    highest = max([0.05, *(one.risk for held in (now, before) if held for one in _settled(held))])
    around = axes("tickets answered", "answered wrongly", y_high=min(1.0, up_to(highest * 1.05, 4)))
    return chart(
        around,
        *([_steps(around, before.risk_coverage, "before")] if before else []),
        _steps(around, now.risk_coverage, "now"),
        *([_answered(around, now.answered)] if now.answered else []),
        title="Risk against coverage",
        description=risk_said(now),
    )


def _settled(held: Abstention) -> tuple[RiskPoint, ...]:
    answered = (held.answered,) if held.answered else ()
    return (*(one for one in held.risk_coverage if one.coverage >= _FEWEST_COVERED), *answered)


def risk_said(now: Abstention) -> str:
    """The chart in one sentence or two."""
    whole = now.risk_coverage[-1]
    said = f"If every ticket were answered, {percent(whole.risk)} would be answered wrongly."
    if now.answered is None:
        return f"{said} The service answered none."
    return (
        f"The service answered {percent(now.answered.coverage)} of the tickets, "
        f"{percent(now.answered.risk)} of those wrongly. {said}"
    )


def _steps(around: Axes, points: Sequence[RiskPoint], kind: str) -> Markup:
    places: list[str] = []
    left = 0.0
    for one in points:
        height = around.y(min(one.risk, around.y.high))
        places += [f"{around.x(left):.1f},{height:.1f}", f"{around.x(one.coverage):.1f},{height:.1f}"]
        left = one.coverage
    return element("polyline", points=" ".join(places), class_=f"curve {kind}")


def _answered(around: Axes, point: RiskPoint) -> Markup:
    said = f"Answered in this run: {percent(point.coverage)}, wrongly {percent(point.risk)} of those"
    x, y = around.x(point.coverage), around.y(min(point.risk, around.y.high))
    return element("circle", element("title", said), cx=x, cy=y, r=5, class_="point")


def reliability_chart(now: Abstention) -> Markup:
    """Confidence across, what came true up; on the diagonal a confidence means what it says."""
    around = axes("confidence told", "right in fact")
    most = max(one.n for one in now.bins)
    diagonal = element(
        "line", x1=around.x(0), y1=around.y(0), x2=around.x(1), y2=around.y(1), class_="diagonal", aria_hidden="true"
    )
    gaps = [_gap(around, one) for one in now.bins]
    points = [_bin(around, one, most) for one in now.bins]
    return chart(around, diagonal, *gaps, *points, title="Reliability", description=reliability_said(now))


def reliability_said(now: Abstention) -> str:
    return (
        f"On average a confidence is {now.ece * 100:.1f} points from the truth. "
        f"{counted(now.n, 'ticket')}, of which {percent(now.right / now.n)} would have been right to answer."
    )


def _gap(around: Axes, one: Bin) -> Markup:
    x = around.x(one.confidence)
    return element("line", x1=x, x2=x, y1=around.y(one.confidence), y2=around.y(one.right), class_="gap")


def _bin(around: Axes, one: Bin, most: int) -> Markup:
    """Its area grows with the tickets in it."""
    said = f"Confidence {percent(one.low)} to {percent(one.high)}: {counted(one.n, 'ticket')}, mean "
    said += f"{percent(one.confidence)}, right {percent(one.right)}"
    radius = 3 + 7 * (one.n / most) ** 0.5
    place = {"cx": around.x(one.confidence), "cy": around.y(one.right)}
    return element("circle", element("title", said), r=radius, class_="bin", **place)
