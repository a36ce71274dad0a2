from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.packs import write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Writes a pack into a folder of its own and gives its path."""
    return partial(write_pack, tmp_path)
