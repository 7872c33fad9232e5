"""One machine: `make run`, and development with `DEBUG=1`."""

from .base import *  # noqa: F403
from .environment import flag

DEBUG = flag("DEBUG", False)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOAD_DEMONSTRATION = flag("DEMONSTRATION", True)
