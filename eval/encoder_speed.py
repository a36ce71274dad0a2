"""An embedder -> passages per second on one core, seconds to open it, memory; measured in a process of its own.

``python -m eval.encoder_speed NAME CACHE TEXTS.json`` is that process: it binds itself to one core.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.errors import EvalError
from eval.indexing import read_articles
from kb_index.chunking import indexed_text
from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder
from kb_index.preparation import cut, knows

ROUNDS = 5
_SECONDS = 4.0  # of each round, about: a slow encoder gets fewer passages
_MOST = 1000
_TRIED = 20
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")}
_ONE_THREAD |= {"TOKENIZERS_PARALLELISM": "false"}


def passages(paths: Sequence[Path]) -> dict[str, list[str]]:
    """Language -> what is embedded of the articles, spread over all of them, at most a thousand. Raises EvalError."""
    articles, _ = read_articles(paths, "A")
    found: dict[str, list[str]] = {}
    for article in articles:
        texts = [indexed_text(article, one) for one in cut(article, source="").passages]
        found.setdefault(article.language_code, []).extend(texts)
    return {code: texts[:: max(1, -(-len(texts) // _MOST))] for code, texts in sorted(found.items())}


def speed(name: str, texts: dict[str, list[str]], cache: Path) -> dict[str, Any]:
    """``open_s``, ``resident_mb`` (of it ``embedder_mb``), and by language passages per second of the clock and of the
    processor, medians of five. Raises EmbedderUnavailable, EvalError."""
    open_embedder(name, cache=cache)  # what is exported once is not part of a start
    source = cache / "speed-texts.json"
    source.write_text(json.dumps(texts), encoding="utf-8")
    command = [sys.executable, "-m", "eval.encoder_speed", name, str(cache), str(source)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **_ONE_THREAD}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EvalError(f"the speed of {name} could not be measured: {done.stderr.strip()[-500:]}")
    return {"encoder": name, "load": round(os.getloadavg()[0], 1), **json.loads(done.stdout.splitlines()[-1])}


def measured(name: str, cache: Path, texts: dict[str, list[str]]) -> dict[str, Any]:
    """In this process, which should have done nothing before."""
    before, started = _resident_bytes(), time.perf_counter()
    embedder = open_embedder(name, cache=cache)
    embedder.embed_query("warm")
    opened, held = time.perf_counter() - started, _resident_bytes()
    rates = {code: _rates(embedder, own) for code, own in texts.items() if knows(embedder, code) and own}
    return {
        "open_s": round(opened, 3),
        "resident_mb": round(held / 2**20, 1),
        "embedder_mb": round((held - before) / 2**20, 1),
        "languages": rates,
    }


def _rates(embedder: Embedder, texts: Sequence[str]) -> dict[str, Any]:
    tried = texts[:_TRIED]
    embedder.embed_passages(tried)
    each = _took(embedder, tried)[0] / len(tried)
    chosen = texts[: max(_TRIED, int(_SECONDS / max(each, 1e-6)))]
    rounds = [_took(embedder, chosen) for _ in range(ROUNDS)]
    clock, processor = (sorted(len(chosen) / one for one in spent) for spent in zip(*rounds, strict=True))
    return {
        "passages": len(chosen),
        "per_second": round(float(np.median(clock)), 1),
        "per_second_range": [round(clock[0], 1), round(clock[-1], 1)],
        "per_cpu_second": round(float(np.median(processor)), 1),
    }


def _took(embedder: Embedder, texts: Sequence[str]) -> tuple[float, float]:
    started, cpu = time.perf_counter(), time.process_time()
    embedder.embed_passages(texts)
    return time.perf_counter() - started, max(time.process_time() - cpu, 1e-9)


def _resident_bytes() -> int:
    """Of this process: https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html"""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _on_one_core(cores: Iterable[int]) -> None:
    os.sched_setaffinity(0, {max(cores)})


def main(arguments: Sequence[str]) -> None:
    name, cache, texts = arguments
    _on_one_core(os.sched_getaffinity(0))
    found = measured(name, Path(cache), json.loads(Path(texts).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
