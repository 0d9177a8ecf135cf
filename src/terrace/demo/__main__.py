"""`python -m terrace.demo`: the simulated officers, as a process of the demo's site. Its mother holds the servers."""

import asyncio
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrace.settings")
    django.setup()
    from terrace.demo import officers

    asyncio.run(officers.run())


if __name__ == "__main__":
    main()
