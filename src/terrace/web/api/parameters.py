"""The parameters that addresses take: one list for reading them and for OpenAPI.

A name that is not known is refused, so that a slip of the pen (`asof=`) never gets another answer than was meant.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.problems import PARAMETER_WRONG
from terrace.web.api import problems


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query; an empty value is as good as none."""

    name: str
    text: str
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def openapi(self) -> dict[str, Any]:
        """The parameter object of OpenAPI."""
        schema: dict[str, Any] = {"type": "string"}
        if self.choices:
            schema |= {"enum": list(self.choices), "default": self.choices[0]}
        made = {"in": "query", "name": self.name, "description": self.text, "schema": schema}
        return made | {"required": self.required} | ({"example": self.example} if self.example else {})


Parameters = tuple[Parameter, ...]


def read(request: HttpRequest, known: Parameters) -> dict[str, str]:
    """The values by name, without empty ones; raises 400 with every fault."""
    names = {each.name: each for each in known}
    faults = []
    for name, values in request.GET.lists():
        if name not in names:
            faults.append(problems.PARAMETER_UNKNOWN.fault(name[:60], name=name[:60], allowed=", ".join(names)))
        elif len(values) > 1:
            faults.append(problems.PARAMETER_TWICE.fault(name, name=name))
        elif names[name].choices and values[0] and values[0] not in names[name].choices:
            faults.append(wrong(name, values[0], ", ".join(names[name].choices)).faults[0])
    found = {name: str(value) for name, value in request.GET.items() if value}
    needed = [each.name for each in known if each.required]
    missing = (name for name in needed if name not in found)
    faults += [problems.NEEDED.fault(name, name=name, needed=", ".join(needed)) for name in missing]
    if faults:
        raise Refused(faults)
    return found


def wrong(name: str, value: str, allowed: str) -> Refused:
    """The problem (400) of a value that the parameter does not take."""
    return PARAMETER_WRONG.problem(name, name=name, value=value[:60], allowed=allowed)
