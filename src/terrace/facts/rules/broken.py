"""A rule that is broken at one place, period and breakdown."""

from collections.abc import Mapping
from dataclasses import dataclass

from terrace.base.kernel.problems import Fault
from terrace.facts.rules import messages, problems
from terrace.facts.rules.cells import CellKey, Said
from terrace.facts.rules.specs import Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """`cells`: those of the submission that the rule asks for, in its order; `values`: what stands in its terms."""

    rule: Rule
    period: int
    breakdown: int
    area: int
    cells: tuple[CellKey, ...]
    values: Mapping[str, Said | None]

    def message(self, language: str) -> str:
        return messages.fill(self.rule.message(language), self.values, self.rule.decimals, language)

    def advice(self, language: str) -> str:
        return messages.fill(self.rule.advice(language), self.values, self.rule.decimals, language)

    def fault(self, pointer: str = "") -> Fault:
        """`rule.broken` for a hard rule, `rule.unexplained` for a soft one."""
        kind = problems.BROKEN if self.rule.hard else problems.UNEXPLAINED
        texts = {f"message_{language}": self.message(language) for language in ("vi", "en")}
        texts |= {f"advice_{language}": self.advice(language) for language in ("vi", "en")}
        return kind.fault(pointer, **texts)
