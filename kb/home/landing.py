"""What the home page shows."""

from __future__ import annotations

from typing import Any


def home(page: Any) -> dict[str, Any]:
    return {}
