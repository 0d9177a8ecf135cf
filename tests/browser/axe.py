"""What axe knows to be wrong with a page."""

from collections.abc import Sequence

from playwright.sync_api import Page

from .conftest import ROOT

SCRIPT = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def faults(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """Each with the first few places where it is."""
    page.evaluate(SCRIPT.read_text())
    found = page.evaluate("rules => axe.run({runOnly: rules})", list(rules))
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"][:3]]
