"""The WSGI application that granian serves: the pages, and the scripts and styles that were collected, compressed."""

import os

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

#: Seconds for which a browser keeps scripts and styles without asking.
STATIC_AGE = 300

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrace.settings")


def _application() -> WhiteNoise:
    pages = get_wsgi_application()  # reads the settings
    from django.conf import settings

    served = WhiteNoise(pages, max_age=STATIC_AGE, allow_all_origins=False)
    if settings.STATIC_ROOT.is_dir():  # collected before (`site.collect`)
        served.add_files(settings.STATIC_ROOT, prefix=settings.STATIC_URL)
    return served


application = _application()
