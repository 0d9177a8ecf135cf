"""Why a detector speaks, in words: the strongest reason of a warning."""

from terrace.base.kernel.periods import Frequency
from terrace.insight.monitoring.detectors import DETECTORS
from terrace.insight.monitoring.models import Warning

Both = tuple[str, str]


def words(row: Warning, frequency: Frequency | None = None) -> Both:
    """The name of the strongest detector that is more than `off the forecast`; '' for none."""
    del frequency
    code = next((each for each in row.reasons if each in DETECTORS and each != "residual"), "")
    return (_small(DETECTORS[code].name.vi), _small(DETECTORS[code].name.en)) if code else ("", "")


def _small(text: str) -> str:
    """As a clause of a sentence: `DHIS2` stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
