"""Django settings, read from the environment (`docs/operating.md` lists every variable).

INSTALLED_APPS is the table of contents: its order is the order of dependence, and a test holds every
model relation and every import against it.
"""

import os
from pathlib import Path

from terrace.base.kernel import conf

BASE_DIR = Path(__file__).resolve().parent

SECRET_KEY = conf.secret_key()
DEBUG = False
ALLOWED_HOSTS = conf.listed("TERRACE_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = conf.listed("TERRACE_ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "terrace.base.kernel",
    "terrace.base.audit",
    "terrace.base.bus",
    "terrace.base.places",
    "terrace.base.people",
    "terrace.base.access",
    "terrace.base.packs",
    "terrace.base.notify",
    "terrace.facts.catalogue",
    "terrace.facts.rules",
    "terrace.facts.collection",
    "terrace.facts.pipeline",
    "terrace.facts.reconciliation",
    "terrace.facts.returns",
    "terrace.facts.bulk",
    "terrace.facts.gateways",
    "terrace.facts.workbooks",
    "terrace.facts.questionnaires",
    "terrace.insight.forecasting",
    "terrace.insight.targets",
    "terrace.insight.monitoring",
    "terrace.insight.planning",
    "terrace.insight.warehouse",
    "terrace.insight.views",
    "terrace.insight.reports",
    "terrace.share.opendata",
    "terrace.web.ui",
    "terrace.web.api",
    "terrace.web.odk",
    "terrace.web.notices",
    "terrace.web.workspace",
    "terrace.web.operations",
    "terrace.web.reports",
    "terrace.web.portal",
    "terrace.web.explore",
]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["terrace.base.people.backends.PasswordBackend"]
DATABASES = {"default": conf.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "terrace.web.odk.middleware.OpenRosaMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "terrace.web.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "terrace.base.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "terrace.web.ui.middleware.ContentSecurityPolicyMiddleware",
    "terrace.web.ui.middleware.ProblemPageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "terrace.urls"
WSGI_APPLICATION = "terrace.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "terrace.web.ui.context.page",
            ],
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = conf.home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

#: Proxies in front whose `X-Forwarded-For` is believed; 0 when clients connect by themselves.
TRUSTED_PROXIES = int(os.environ.get("TERRACE_PROXIES", "0"))

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "terrace.web.ui.errors.form_old"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = conf.flag("TERRACE_HTTPS")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

#: The largest body a door accepts, in bytes; more is answered with 413 before it is read.
BODY_LIMIT = int(os.environ.get("TERRACE_BODY_LIMIT", "33554432"))
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
#: The largest file that is kept, in bytes; files are taken in and given out piece by piece.
FILE_LIMIT = int(os.environ.get("TERRACE_FILE_LIMIT", "1073741824"))
#: The most that a file of a job may expand to, in bytes, and the facts that it may have.
JOB_LIMIT = int(os.environ.get("TERRACE_JOB_LIMIT", "268435456"))
JOB_FACTS = int(os.environ.get("TERRACE_JOB_FACTS", "1000000"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

NATS_URL = conf.nats_url()
#: Where browsers reach the hub of server-sent events; empty means the same origin under /live.
LIVE_URL = os.environ.get("TERRACE_LIVE_URL", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"tokens": {"()": "terrace.web.odk.masking.TokenFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("TERRACE_LOG", "WARNING")},
}
