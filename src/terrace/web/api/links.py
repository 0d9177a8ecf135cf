"""Addresses of this API, as answers name them."""

from urllib.parse import quote, urlencode

ROOT = "/api/v1"


def submission(number: int) -> str:
    """
    >>> submission(17)
    '/api/v1/submissions/17'
    """
    return f"{ROOT}/submissions/{number}"


def withdraw(number: int) -> str:
    return f"{submission(number)}/withdraw"


def original(sha256: str) -> str:
    return f"{ROOT}/originals/{sha256}"


def job(number: int) -> str:
    return f"{ROOT}/jobs/{number}"


def job_faults(number: int) -> str:
    return f"{job(number)}/faults"


def job_withdraw(number: int) -> str:
    return f"{job(number)}/withdraw"


def history(code: str) -> str:
    return f"{ROOT}/places/{quote(code)}/history"


def indicator(code: str) -> str:
    return f"{ROOT}/indicators/{quote(code)}"


def lineage(**parameters: str) -> str:
    """The address of the lineage of a figure; empty parameters are left out.

    >>> lineage(indicator="PIGS", area="04", period="2026-M10", breakdown="")
    '/api/v1/figures/lineage?indicator=PIGS&area=04&period=2026-M10'
    """
    return f"{ROOT}/figures/lineage?{urlencode({name: value for name, value in parameters.items() if value})}"
