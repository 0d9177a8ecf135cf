"""Work in processes of their own, each with its own connection, that tests wait for or kill."""

import os
from collections.abc import Callable

from django.db import connection


def process(work: Callable[[], object]) -> int:
    """A process that works; its number."""
    number = os.fork()
    if number == 0:
        connection.connection = None  # the parent's, which psycopg leaves alone here
        ended = 1
        try:
            work()
            ended = 0
        finally:
            os._exit(ended)
    return number


def ended(*numbers: int) -> list[int]:
    """How these processes ended, once they have."""
    return [os.waitpid(number, 0)[1] for number in numbers]
