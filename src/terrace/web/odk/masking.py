"""Keeps the tokens of phones out of the log: they stand in addresses, and Django logs addresses that went wrong."""

import logging
import re

_TOKEN = re.compile(r"/odk/key/[^/\s]+")


def masked(text: str) -> str:
    """The text without tokens.

    >>> masked("Not Found: /odk/key/trc_1_ab/formList")
    'Not Found: /odk/key/…/formList'
    """
    return _TOKEN.sub("/odk/key/…", text)


class TokenFilter(logging.Filter):
    """Masks the message and its arguments, whoever logs them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(masked(each) if isinstance(each, str) else each for each in record.args)
        return True
