"""The service's contract -> openapi.json, which a change of the contract changes visibly."""

from __future__ import annotations

import json
from pathlib import Path

from service.api.site import build
from service.settings import load_settings

FROZEN = Path("openapi.json")


def described() -> str:
    """The OpenAPI document as it is frozen; no setting changes it."""
    schema = build(load_settings(host="127.0.0.1")).openapi()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FROZEN.write_text(described(), encoding="utf-8")
