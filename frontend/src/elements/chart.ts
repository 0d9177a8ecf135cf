/**
 * <t-chart>: a figure's history. The table below it is the source; the drawing follows the table.
 *
 * Attributes: data-decimals, data-unit, data-name, data-text-summary ({first}, {last}, {change}, {low}, {high}).
 * Inside: `[data-plot]` (a server-drawn SVG first, replaced), `[data-summary]`, `tr[data-period][data-cell?]` with
 * `[data-value]` (machine form; empty = none) and optionally data-low, data-high for an interval band. Rows with
 * data-likely, -low80, -high80, -low95, -high95 make it a fan, with data-made-at (the place of the day it was made among
 * the periods) and the words data-text-came, -likely, -inner, -outer, -made.
 */

import { arrowed } from "../cells.ts";
import { change, compare, exact, format, languageOf } from "../numbers.ts";
import type { Decimal } from "../numbers.ts";
import type { Drawing, Look, Point } from "./drawing.ts";
import type { Made } from "./fan.ts";

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
    const rows = [...this.querySelectorAll<HTMLTableRowElement>("tr[data-period]")];
    if (this.#fanned) rows.sort((left, right) => ((left.dataset["period"] ?? "") < (right.dataset["period"] ?? "") ? -1 : 1));
    return rows.map((row) => ({
      label: row.dataset["label"] ?? row.querySelector("th")?.textContent?.trim() ?? row.dataset["period"] ?? "",
      value: exact(row.dataset["value"]),
      low: exact(row.dataset["low"]),
      high: exact(row.dataset["high"]),
      fan: {
        likely: exact(row.dataset["likely"]),
        low80: exact(row.dataset["low80"]),
        high80: exact(row.dataset["high80"]),
        low95: exact(row.dataset["low95"]),
        high95: exact(row.dataset["high95"]),
      },
    }));
  }

  /** The table of a fan stands first, its history after it. */
  get #fanned(): boolean {
    return this.querySelector("tr[data-likely]") !== null;
  }

  #heard(event: CustomEvent<{ cells: Map<string, unknown> }>): void {
    const rows = [...this.querySelectorAll<HTMLElement>("tr[data-cell]")];
    if (rows.some((row) => event.detail.cells.has(row.dataset["cell"] ?? ""))) this.#draw();
  }

  #draw(): void {
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const look: Look = {
      name: this.dataset["name"] ?? "",
      unit: this.dataset["unit"] ?? "",
      line: colour("--chart-line"),
      band: colour("--chart-band"),
      ahead: colour("--ahead-line"),
      inner: colour("--ahead-inner"),
      outer: colour("--ahead-outer"),
      ink: colour("--muted"),
      rule: colour("--line"),
      font: style.fontFamily,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    };
    if (this.#fanned) this.#drawing?.fan(this.points, look, this.#words, this.#made);
    else this.#drawing?.show(this.points, look);
    this.#summarise();
  }

  get #words(): { came: string; likely: string; inner: string; outer: string; made: string } {
    const { textCame = "", textLikely = "", textInner = "", textOuter = "", textMade = "" } = this.dataset;
    return { came: textCame, likely: textLikely, inner: textInner, outer: textOuter, made: textMade };
  }

  get #made(): Made | null {
    const at = this.dataset["madeAt"];
    return at ? { at: Number(at), day: this.dataset["textMade"] ?? "" } : null;
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

