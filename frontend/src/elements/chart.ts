/**
 * <t-chart>: a figure's history. The table below it is the source; the drawing follows the table.
 *
 * Attributes: data-decimals, data-unit, data-name, data-text-summary ({first}, {last}, {change}, {low}, {high}).
 * Inside: `[data-plot]` (a server-drawn SVG first, replaced), `[data-summary]`, `tr[data-period][data-cell?]` with
 * `[data-value]` (machine form; empty = none) and optionally data-low, data-high for an interval band.
 */

import { arrowed } from "../cells.ts";
import { change, compare, exact, format, languageOf } from "../numbers.ts";
import type { Decimal } from "../numbers.ts";
import type { Drawing, Point } from "./drawing.ts";

export class Chart extends HTMLElement {
  #drawing: Drawing | null = null;
  #listeners = new AbortController();

  async connectedCallback(): Promise<void> {
    const { signal } = this.#listeners;
    const plot = this.querySelector<HTMLElement>("[data-plot]");
    if (!plot || this.points.length === 0) return;
    const { draw } = await import("./drawing.ts"); // the chart library, only where a chart is
    if (signal.aborted) return;
    const height = plot.clientHeight;
    plot.replaceChildren();
    this.#drawing = draw(plot, Math.max(height, 240), (value, whole) => this.#shown(value, whole));
    this.#draw();
    document.addEventListener("t-cells", (event) => this.#heard(event as CustomEvent), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw(), { signal });
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
    this.#drawing?.dispose();
    this.#drawing = null;
  }

  get points(): Point[] {
    return [...this.querySelectorAll<HTMLTableRowElement>("tr[data-period]")].map((row) => ({
      label: row.querySelector("th")?.textContent?.trim() ?? row.dataset["period"] ?? "",
      value: exact(row.dataset["value"]),
      low: exact(row.dataset["low"]),
      high: exact(row.dataset["high"]),
    }));
  }

  #heard(event: CustomEvent<{ cells: Map<string, unknown> }>): void {
    const rows = [...this.querySelectorAll<HTMLElement>("tr[data-cell]")];
    if (rows.some((row) => event.detail.cells.has(row.dataset["cell"] ?? ""))) this.#draw();
  }

  #draw(): void {
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    this.#drawing?.show(this.points, {
      name: this.dataset["name"] ?? "",
      unit: this.dataset["unit"] ?? "",
      line: colour("--chart-line"),
      band: colour("--chart-band"),
      ink: colour("--muted"),
      rule: colour("--line"),
      font: style.fontFamily,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.#summarise();
  }

  #shown(value: number, whole = false): string {
    const decimals = whole ? 0 : Number(this.dataset["decimals"] ?? "0");
    const exactly = exact(value.toFixed(decimals));
    return exactly ? format(exactly, decimals, languageOf(this)) : "";
  }

  #summarise(): void {
    const place = this.querySelector("[data-summary]");
    const known = this.points.flatMap(({ label, value }) => (value ? [{ label, value }] : []));
    const [first, last] = [known[0], known.at(-1)];
    if (!place || !first || !last || !this.dataset["textSummary"]) return;
    const ordered = [...known].sort((left, right) => compare(left.value, right.value));
    const words: Record<string, string> = {
      first: first.label, last: last.label, value: this.#exactly(last.value),
      change: this.#change(last.value, first.value),
      low: this.#named(ordered[0]), high: this.#named(ordered.at(-1)),
    };
    place.textContent = this.dataset["textSummary"].replace(/\{(\w+)\}/g, (_, key: string) => words[key] ?? "");
  }

  #change(now: Decimal, then: Decimal): string {
    const per = change(now, then);
    return per ? arrowed(per, languageOf(this)).slice(2) : "–";
  }

  #named(point: { label: string; value: Decimal } | undefined): string {
    return point ? `${this.#exactly(point.value)} (${point.label})` : "";
  }

  #exactly(value: Decimal): string {
    const { decimals = "0", unit = "" } = this.dataset;
    return `${format(value, Number(decimals), languageOf(this))} ${unit}`.trim();
  }
}

