"""The Chromium of this machine."""

from __future__ import annotations

import os
import shutil


def program() -> str | None:
    """Its path: from the environment (`CHROMIUM`), else the first that is installed, else None."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)
