"""A public deployment behind HTTPS. Everything that differs between sites comes from the environment."""

from django.core.exceptions import ImproperlyConfigured

from . import environment
from .base import *  # noqa: F403

SECRET_KEY = environment.text(
    "SECRET_KEY", remedy="Give a random string of 50 characters or more and keep it secret."
)
SITE_URL = WAGTAILADMIN_BASE_URL = environment.url("SITE_URL")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        f"SITE_URL is “{SITE_URL}”. A public site is served by HTTPS: begin with https://."
    )
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", [SITE_URL.split("//", 1)[1].split(":", 1)[0]])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # whoever watches asks the process itself, without HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if environment.count("TRUSTED_PROXIES") is None:
    TRUSTED_PROXIES = 1  # the one that ends HTTPS
SECOND_FACTOR = environment.flag("SECOND_FACTOR", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

globals().update(environment.mail("EMAIL_URL", "smtp://localhost:25"))
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"no-reply@{ALLOWED_HOSTS[0]}")
