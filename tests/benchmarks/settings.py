"""A site for measuring: as `make run` serves it, in a folder of its own, with nothing beside what is measured."""

import os

if "DATA_DIR" not in os.environ:
    raise RuntimeError(
        "DATA_DIR is not set: measuring never uses the folder of a site that somebody works with."
    )

from kb.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
SEARCH_TIMEOUT = 60.0  # what is slow is measured, not given up
SEARCH_EMBEDDER = ""  # what meaning costs is a line of its own
SEARCH_WORKER = False  # the line that measures it starts it
MAIL_WORKER = False
RATE_LIMITS = {}  # it asks in a second what a reader asks in an hour
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
