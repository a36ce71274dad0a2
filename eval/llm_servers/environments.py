"""A folder -> two virtual environments and a tiny model in it: what the language model servers of the tests run on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / ".otvet" / "llm"
TORCH = "torch==2.13.0"
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
LITELLM = ("litellm[proxy]==1.106.2",)
TRANSFORMERS = (TORCH, "transformers[serving]==5.23.0")


class SetupFailed(Exception):
    """An environment could not be made; what was tried stands in its message, what went wrong above it on stderr."""


def litellm() -> Path:
    """The folder of the proxy's programs; some 750 MB the first time."""
    return _environment("litellm", LITELLM)


def transformers() -> Path:
    """The folder of the programs of transformers with the CPU build of torch; some 1.2 GB the first time."""
    return _environment("transformers", TRANSFORMERS)


def tiny_model(programs: Path) -> Path:
    """The folder of the random model, made with the programs of ``transformers``."""
    folder = FOLDER / "tiny-llm"
    if not (folder / "model.safetensors").exists():
        _run([str(programs / "python"), str(ROOT / "tools" / "tiny_llm.py"), str(folder)])
    return folder


def _environment(name: str, requirements: Sequence[str]) -> Path:
    """Made once for these requirements: a change of theirs, or a set-up that broke off, makes it anew."""
    folder = FOLDER / name
    stamp, wanted = folder / "requirements.txt", "\n".join(requirements)
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return folder / "bin"
    _create(folder)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    if TORCH in requirements:  # the CPU build first: the one on the general index brings gigabytes of GPU libraries
        index = os.environ.get("TORCH_INDEX") or TORCH_INDEX
        _run([*pip, "--no-deps", "--extra-index-url", index, TORCH])
    _run([*pip, *requirements])
    stamp.write_text(wanted, "utf-8")
    return folder / "bin"


def _create(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)  # noqa: S603 - ours
    if made.returncode:  # a Python without ensurepip
        _run([sys.executable, str(ROOT / "tools" / "bootstrap_venv.py"), str(folder)])


def _run(command: Sequence[str]) -> None:
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - commands of this module
        raise SetupFailed(f"this did not work: {' '.join(command)}; check the network and the space on the disk")
