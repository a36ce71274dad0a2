"""The sample cases, asked of the service as this process finds it -> a run folder; the process of a planted fault.

    python -m eval.comparison.variant INDEX RUN

INDEX is built where there is none.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eval.run import load
from eval.runs.running import run_into
from eval.runs.targets import InProcess
from eval.sample import build_sample_index, sample_cases, sample_settings
from service import logs


def run_variant(index: Path, into: Path) -> None:
    """Raises what indexing and running raise."""
    if not index.exists():
        build_sample_index(index)
    run_into(into, load(sample_cases()), InProcess(sample_settings(index)), parallel=1)


if __name__ == "__main__":
    logs.configure("error", sys.stderr)
    run_variant(Path(sys.argv[1]), Path(sys.argv[2]))
