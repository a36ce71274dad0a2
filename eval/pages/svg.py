"""Names, attributes and children -> SVG elements, everything escaped."""

from __future__ import annotations

from markupsafe import Markup, escape


def element(name: str, *children: object, **attributes: object) -> Markup:
    """``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``; None leaves an attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(map(escape, children))
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704 - values and children are escaped above


def joined(*parts: Markup) -> Markup:
    return Markup("").join(parts)


def _value(value: object) -> str:
    """Two decimals are a hundredth of a unit of the drawing."""
    if isinstance(value, float):
        return f"{round(value, 2):g}"
    return str(value) if isinstance(value, int) else escape(value)
