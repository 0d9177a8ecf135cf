/**
 * <t-pivot>: a picture of a pivot table. The table is the source; nothing is drawn that it does not say.
 *
 * Attributes: data-kind (line, bar, multiples, scatter), data-along (rows or columns: along what the picture runs),
 * data-table (id of the table), data-unit, data-decimals; for pairs data-x, data-y, data-unit-y, data-decimals-y and
 * `li[data-x][data-y]` inside. `[data-plot]` is drawn in. A new data-version: drawn anew.
 */

import { exact, format, languageOf } from "../numbers.ts";
import { laid, read, tall, trimmed } from "./matrix.ts";
import type { Laid, Matrix } from "./matrix.ts";
import { HIGH, LEAST, bars, barsHigh, lines, multiples, pairs } from "./options.ts";
import type { Dot, Look } from "./options.ts";
import type { Plot } from "./plot.ts";

const COLOURS = 8;
const USUAL = 340;

export class Pivot extends HTMLElement {
  static readonly observedAttributes = ["data-version"];
  #plot: Plot | null = null;
  #watch: ResizeObserver | null = null;
  #drawn = "";
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => void this.#draw(), { signal });
    void this.#draw();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
    this.#clear();
  }

  attributeChangedCallback(_: string, before: string | null): void {
    if (before !== null && this.isConnected) requestAnimationFrame(() => void this.#draw());
  }

  /** The picture as a PNG, on the ground of the page. */
  png(): string {
    const ground = getComputedStyle(this).getPropertyValue("--surface").trim();
    return this.#plot?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.#resolved(ground) }) ?? "";
  }

  #clear(): void {
    this.#watch?.disconnect();
    this.#plot?.dispose();
    this.#plot = null;
  }

  async #draw(): Promise<void> {
    const { plot } = await import("./plot.ts");
    const place = this.querySelector<HTMLElement>("[data-plot]");
    if (!place || !this.isConnected) return;
    this.#clear();
    place.replaceChildren();
    this.#plot = plot(place, this.#high(place));
    this.#plot.setOption(this.#option(place));
    this.#drawn = String(place.clientWidth);
    this.#watch = new ResizeObserver(() => this.#resized(place));
    this.#watch.observe(place);
  }

  #resized(place: HTMLElement): void {
    if (String(place.clientWidth) === this.#drawn) return;
    this.#drawn = String(place.clientWidth);
    this.#plot?.resize({ height: this.#high(place) });
    if (this.dataset["kind"] === "multiples") this.#plot?.setOption(this.#option(place));
  }

  #high(place: HTMLElement): number {
    const kind = this.dataset["kind"];
    if (this.closest("[data-rotate]")) return Math.max(USUAL, innerHeight - place.getBoundingClientRect().top - 96);
    if (this.closest(".board-tile")) return kind === "multiples" ? tall(this.#laid.series.length, place.clientWidth, HIGH, LEAST) : 260;
    if (kind === "bar") return barsHigh(this.#laid);
    return kind === "multiples" ? tall(this.#laid.series.length, place.clientWidth, HIGH, LEAST) : USUAL;
  }

  #option(place: HTMLElement): Record<string, unknown> {
    const kind = this.dataset["kind"];
    if (kind === "scatter") return pairs(this.#dots, { ...this.#look("decimals"), ...this.#pairLook });
    if (kind === "bar") return bars(this.#laid, this.#look("decimals"));
    return kind === "multiples" ? multiples(this.#laid, this.#look("decimals"), place.clientWidth) : lines(this.#laid, this.#look("decimals"));
  }

  get #laid(): Laid {
    const found = laid(this.#matrix, this.dataset["along"] ?? "columns");
    return this.dataset["kind"] === "bar" ? found : trimmed(found);
  }

  get #matrix(): Matrix {
    const table = document.getElementById(this.dataset["table"] ?? "");
    const rows = [...(table?.querySelectorAll<HTMLElement>("tr[data-row]") ?? [])];
    return {
      rows: rows.map((row) => row.dataset["row"] ?? ""),
      columns: [...(table?.querySelectorAll<HTMLElement>("[data-column]") ?? [])].map((each) => each.dataset["column"] ?? ""),
      values: rows.map((row) => [...row.querySelectorAll<HTMLElement>("td")].map((cell) => read(cell.dataset["value"]))),
      partial: rows.map((row) => [...row.querySelectorAll<HTMLElement>("td")].map((cell) => cell.dataset["partial"] !== undefined)),
    };
  }

  get #dots(): Dot[] {
    const found = [...this.querySelectorAll<HTMLElement>("li[data-x]")];
    return found.map((each) => ({ label: each.textContent ?? "", x: Number(each.dataset["x"]), y: Number(each.dataset["y"]) }));
  }

  get #pairLook(): { x: string; y: string; unitY: string; shownY: Look["shown"] } {
    const { x = "", y = "", unitY = "" } = this.dataset;
    return { x, y, unitY, shownY: this.#shown("decimalsY") };
  }

  #look(decimals: string): Look {
    const style = getComputedStyle(this);
    const colour = (name: string): string => this.#resolved(style.getPropertyValue(name).trim());
    return {
      unit: this.dataset["unit"] ?? "",
      colours: Array.from({ length: COLOURS }, (_, at) => colour(`--series-${at}`)),
      ink: colour("--muted"),
      rule: colour("--line"),
      font: style.fontFamily,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches || this.closest("t-board") !== null,
      shown: this.#shown(decimals),
    };
  }

  /** A colour that the canvas understands: `light-dark()` is for style sheets only. */
  #resolved(colour: string): string {
    const sides = /^light-dark\((.+?),\s*(.+)\)$/.exec(colour);
    const dark = getComputedStyle(this).colorScheme === "dark" || matchMedia("(prefers-color-scheme: dark)").matches;
    return sides ? (sides[dark ? 2 : 1] ?? colour) : colour;
  }

  #shown(decimals: string): Look["shown"] {
    const count = Number(this.dataset[decimals] ?? "0");
    return (value, whole = false) => {
      const exactly = exact(value.toFixed(whole ? 0 : count));
      return exactly ? format(exactly, whole ? 0 : count, languageOf(this)) : "";
    };
  }
}
