"""Keeps tokens of phones and of messages out of the log: they stand in addresses, and Django logs those that failed."""

import logging
import re

_TOKEN = re.compile(r"(/odk/key/|/notices/(?:open|unsubscribe)/)[^/\s]+")


def masked(text: str) -> str:
    """The text without tokens.

    >>> masked("Not Found: /odk/key/trc_1_ab/formList")
    'Not Found: /odk/key/…/formList'
    >>> masked("Gone: /notices/open/abc")
    'Gone: /notices/open/…'
    """
    return _TOKEN.sub(r"\1…", text)


class TokenFilter(logging.Filter):
    """Masks the message and its arguments, whoever logs them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(masked(each) if isinstance(each, str) else each for each in record.args)
        return True
