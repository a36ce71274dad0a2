"""The sample cases, asked of the service as this process finds it -> a run folder; the process of a planted fault.

    python -m eval.comparison.variant INDEX RUN [ID…]

INDEX is built where there is none. Ids: only these cases.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eval.cases import load_cases
from eval.runs.running import run_into
from eval.runs.targets import InProcess
from eval.sample import build_sample_index, sample_cases, sample_settings
from service import logs


def run_variant(index: Path, into: Path, ids: frozenset[str] = frozenset()) -> None:
    """Raises what indexing and running raise."""
    if not index.exists():
        build_sample_index(index)
    cases = [case for path in sample_cases() for case in load_cases(path) if not ids or case.id in ids]
    run_into(into, cases, InProcess(sample_settings(index)), parallel=1)


if __name__ == "__main__":
    logs.configure("error", sys.stderr)
    run_variant(Path(sys.argv[1]), Path(sys.argv[2]), frozenset(sys.argv[3:]))
