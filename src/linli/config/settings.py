"""All settings of a Linli site, read from typed environment variables; a missing or wrong one stops the start.

`LINLI_ENV=development` lets the site make its own keys and keep them in `var/`; any other value is production,
which refuses to start without `SECRET_KEY`, `FIELD_KEYS` and `ALLOWED_HOSTS`.
"""

from __future__ import annotations

import base64
import os
import secrets
from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
env = environ.Env()

LINLI_ENV = env.str("LINLI_ENV", "production")
if LINLI_ENV not in ("production", "development"):
    raise ImproperlyConfigured(f"LINLI_ENV is {LINLI_ENV!r}; it must be production or development")
DEVELOPMENT = LINLI_ENV == "development"

VAR = Path(env.str("LINLI_VAR", "var")).resolve()
FILES_ROOT = Path(env.str("FILES_ROOT", str(VAR / "files")))
COPY_ROOT = Path(env.str("LINLI_COPY_ROOT", str(VAR / "copy")))


def _kept(name: str, make) -> str:
    """A secret of a development site: made once, kept in a file only its owner can read."""
    path = VAR / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
    return path.read_text().strip()


def _field_keys() -> str:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(16)).decode()

    return f"k1:{key()},index:{key()}"


def _required(name: str, make) -> str:
    if value := env.str(name, ""):
        return value
    if DEVELOPMENT:
        return _kept(name.lower(), make)
    raise ImproperlyConfigured(f"{name} must be set (or LINLI_ENV=development for a trial on your own machine)")


def _flag(name: str, default: bool) -> bool:
    """A switch: anything but a clear yes or no stops the start (the library reads a misspelt yes as no)."""
    text = env.str(name, "").lower()
    if text in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return text in ("1", "true", "yes", "on") if text else default
    raise ImproperlyConfigured(f"{name} is {text!r}; it must be true or false")


def _today() -> date | None:
    text = env.str("LINLI_TODAY", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ImproperlyConfigured(f"LINLI_TODAY is {text!r}; it must be a date like 2026-05-20") from error


SECRET_KEY = _required("SECRET_KEY", lambda: secrets.token_urlsafe(50))
FIELD_KEYS = _required("FIELD_KEYS", _field_keys)
LINLI_TODAY = _today()
DEBUG = _flag("DEBUG", False)
LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK if DEVELOPMENT else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's host names, separated by commas")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "linli.almanac",
    "linli.tree",
    "linli.registers",
    "linli.people",
    "linli.programmes",
    "linli.records.meetings",
    "linli.records.documents",
    "linli.records.publicity",
    "linli.records.health",
    "linli.records.activities",
    "linli.records.training",
    "linli.records.services",
    "linli.records.surveys",
    "linli.reader",
    "linli.figures",
    "linli.duties",
    "linli.reports",
    "linli.screens",
    "linli.api",
    "linli.web",
    "linli.web.programmes",
    "linli.web.reading",
    "linli.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.web.middleware.LookAs",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The web door's own folder comes first, so that its pages stand in for allauth's.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.site",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR / 'linli.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "tree.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "linli.web.accounts.ClosedAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Linli 邻里"
# Axes locks out by account and address; allauth's own limit only hinders trying one password on many accounts.
# A whole office may share one address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip"}
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", 8)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "linli.web.accounts.login_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "zh-hans"
# Our own words go before those of the libraries.
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
FORMAT_MODULE_PATH = ["linli.config.formats"]
LANGUAGES = [("zh-hans", "中文"), ("en", _("English"))]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# What people may bring: sheets, and photos and files that show a fact.
SHEET_MB = env.int("SHEET_MB", 30)
SHEET_ROWS = env.int("SHEET_ROWS", 200_000)
EVIDENCE_MB = env.int("EVIDENCE_MB", 20)
EVIDENCE_FILES = env.int("EVIDENCE_FILES", 20)
EVIDENCE_PIXELS = env.int("EVIDENCE_PIXELS", 2560)
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", 300)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "linli@localhost")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")

# A development site answers plain http on the loopback address; production expects TLS before it.
SECURE_SSL_REDIRECT = not DEVELOPMENT
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else env.int("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY", False) else None
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 12) * 3600
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "linli.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "linli.config.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
