"""A folder name -> a virtual environment with pip, on a Python whose distribution left ensurepip out.

Debian ships `venv` without `ensurepip` unless python3-venv is installed. This makes the environment without pip,
fetches the pip wheel from the package index (PIP_INDEX_URL is honoured), checks its hash and lets it install itself.
Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import venv
from pathlib import Path

PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main(folder: str) -> int:
    venv.create(folder, with_pip=False, symlinks=True)
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        wheel = _fetch(_wheel_address(index))
    except (OSError, LookupError) as exc:
        sys.stderr.write(f"Could not fetch pip from {index}: {exc}\nInstall it instead: apt-get install python3-venv\n")
        return 3
    if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
        sys.stderr.write(f"{PIP_WHEEL} from {index} is not the file it should be; nothing was installed\n")
        return 3
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / PIP_WHEEL
        path.write_bytes(wheel)
        python = Path(folder) / "bin" / "python"
        return subprocess.call([str(python), f"{path}/pip", "install", "--quiet", "--no-index", str(path)])


def _wheel_address(index: str) -> str:
    page = _fetch(index).decode("utf-8")
    found = re.search(rf'href="([^"]*{re.escape(PIP_WHEEL)})', page)
    if found is None:
        raise LookupError(f"{PIP_WHEEL} is not listed")
    return urllib.parse.urljoin(index, found.group(1))


def _fetch(address: str) -> bytes:
    if urllib.parse.urlsplit(address).scheme not in {"https", "http", "file"}:
        raise LookupError(f"unsupported address {address}")
    with urllib.request.urlopen(address, timeout=60) as answer:
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
