"""Tests: a data folder of their own, quick password hashes, no hashed static files."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="kb-test-"))
from .base import *  # noqa: F403

SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"  # the host of Django's test client
SECRET_KEY = "tests-only"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.search.tiny"]  # noqa: F405 — the search is shown a content type of its own
SEARCH_EMBEDDER = ""  # tests of meaning switch it on
SEARCH_WORKER = False  # tests drain the outbox when they want it drained
MAIL_WORKER = False  # and send mails when they want them sent
LOGGING = {"version": 1, "disable_existing_loggers": False}
RATE_LIMITS = {}  # a test asks in a second what a reader asks in an hour
