"""What growth cost -> tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

Row = Mapping[str, Any]


def tables(found: Row) -> Iterator[RenderableType]:
    machine = found["machine"]
    yield (
        f"{machine['cores']} cores, {machine['arch']}, load before {machine['load']}; "
        f"{found['real']} real passages, {found['embedder']}"
    )
    if "throughput" in found:
        yield _throughput(found["throughput"])
    if "engines" in found:
        yield _bounds(found["bounds"])
        yield _engines(found["engines"])
    if "index" in found:
        yield _index(found["index"])


def _table(title: str, columns: Sequence[str]) -> Table:
    shown = Table(title=title, title_justify="left")
    for column in columns:
        shown.add_column(column, justify="right")
    return shown


def _pair(values: Mapping[str, float]) -> str:
    return f"{values['p50']:.2f} / {values['p95']:.2f}"


def _throughput(found: Row) -> str:
    shares = ", ".join(f"{share:.3f}" for share in found["share"]["all"])
    return (
        f"build: {found['build_passages_per_s']} passages/s; the encoder alone: {found['encoder_passages_per_s']}; "
        f"share {found['share']['middle']:.3f} (rounds: {shares}; {found['passages']} passages each), "
        f"of processor time {found['processor_share']['middle']:.3f}"
    )


def _bounds(rows: Sequence[Row]) -> Table:
    shown = _table("Exact search at the bounds, ms p50 / p95", ("vectors", "full precision", "half precision"))
    for one in rows:
        shown.add_row(f"{one['vectors']:,}", _pair(one["full"]), _pair(one["half"]))
    return shown


def _engines(rows: Sequence[Row]) -> Group:
    speed = _table("Engines, 200 nearest, ms p50 / p95", ("vectors", "filter", "exact", "chosen", "times faster"))
    found = _table("The twenty nearest found, share", ("vectors", "filter", "mean", "worst query"))
    cost = _table("Memory and start", ("vectors", "engine", "bytes/vector", "of exact", "made s", "opened s"))
    for one in rows:
        size = f"{one['vectors']:,}"
        for name, times in one["ms"].items():
            kept = one["recall@20"][name]
            speed.add_row(size, name, _pair(times["exact"]), _pair(times["chosen"]), f"{times['ratio']:.1f}")
            found.add_row(size, name, f"{kept['mean']:.4f}", f"{kept['worst']:.2f}")
        held = one["bytes_per_vector"]
        memory = (f"{held['chosen']:.0f}", f"{held['chosen'] / held['exact']:.2f}")
        cost.add_row(size, one["engine"], *memory, f"{one['made_s']:.2f}", f"{one['opened_s']:.2f}")
    return Group(speed, found, cost)


def _index(rows: Sequence[Row]) -> Group:
    times = _table("Whole index, ms p50 / p95", ("passages", "search", "of it embedding", "update *", "its embedding"))
    cost = _table("* without embedding the passages. Building and loading", ("passages", *_COST.values()))
    for one in rows:
        size = f"{one['passages']:,}"
        times.add_row(size, *(_pair(one[name]) for name in _TIMES))
        cost.add_row(size, *(f"{one[name]:,}" for name in _COST))
    return Group(times, cost)


_TIMES = ("search_ms", "of_it_embedding_ms", "update_rest_ms", "update_embedding_ms")
_COST = {
    "built_s": "built s",
    "first_load_s": "first load s",
    "load_s": "load s",
    "memory_bytes_per_passage": "bytes/passage",
    "disk_bytes_per_passage": "on disk",
}
