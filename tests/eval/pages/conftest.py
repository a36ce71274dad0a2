from __future__ import annotations

import pytest

from eval.pages.page import page_of
from tests.eval.pages.recorded_runs import FULL, LABELLED, answered, run_in


@pytest.fixture
def page(tmp_path):
    """One case with everything."""
    return page_of(run_in(tmp_path / "run", [answered(LABELLED, FULL)]))
