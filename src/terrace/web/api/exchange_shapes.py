"""The import summary of DHIS2, as its clients read it."""

from typing import Annotated

from msgspec import Meta, Struct


class ImportCount(Struct):
    """How many data values became what."""

    imported: int
    updated: int
    ignored: int
    deleted: int


class Conflict(Struct):
    """What is wrong with a data value."""

    object: Annotated[str, Meta(description="the identifier that is meant", examples=["01273"])]
    value: Annotated[str, Meta(description="what is wrong with it, in the language of the account")]
    errorCode: Annotated[str, Meta(description="code of the problem", examples=["dhis2.unmapped"])]  # noqa: N815
    property: Annotated[str, Meta(examples=["orgUnit"])]
    indexes: Annotated[list[int], Meta(description="numbers of the data values, from 0")] = []


class ImportSummary(Struct):
    """SUCCESS: everything was taken; WARNING: a part; ERROR: nothing. `submission` is the number that Terrace gave."""

    responseType: str  # noqa: N815
    status: Annotated[str, Meta(examples=["SUCCESS"])]
    description: str
    importCount: ImportCount  # noqa: N815
    conflicts: list[Conflict]
    rejectedIndexes: list[int]  # noqa: N815
    dataSetComplete: str  # noqa: N815
    submission: int | None


class Imported(Struct):
    """The envelope of DHIS2's answers."""

    httpStatus: Annotated[str, Meta(examples=["OK"])]  # noqa: N815
    httpStatusCode: int  # noqa: N815
    status: str
    message: str
    response: ImportSummary
