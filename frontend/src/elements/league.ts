/**
 * <t-league>: a server-rendered table of places that is searched, sorted and kept in order while figures change.
 *
 * Inside: `input[data-search]`, `th button[data-sort="value|name|coverage"]`, `select[data-limit]`, rows
 * `tr[data-cell][data-name]` with `[data-rank]`, and `[data-found]` (text with {count}) as a status.
 */

import { compare, exact } from "../numbers.ts";

type Row = HTMLTableRowElement;
type Order = "value" | "name" | "coverage";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class League extends HTMLElement {
  #order: Order = "value";
  #down = true;
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    this.querySelector("[data-search]")?.addEventListener("input", () => this.arrange(), { signal });
    this.querySelector("[data-limit]")?.addEventListener("change", () => this.arrange(), { signal });
    for (const button of this.querySelectorAll<HTMLElement>("[data-sort]")) {
      button.addEventListener("click", () => this.#sort(button.dataset["sort"] as Order), { signal });
    }
    document.addEventListener("t-cells", (event) => this.#heard(event as CustomEvent), { signal });
    this.arrange();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  get #rows(): Row[] {
    return [...this.querySelectorAll<Row>("tbody tr[data-name]")];
  }

  #heard(event: CustomEvent<{ cells: Map<string, unknown> }>): void {
    if (this.#rows.some((row) => event.detail.cells.has(row.dataset["cell"] ?? ""))) this.arrange();
  }

  #sort(order: Order): void {
    this.#down = order === this.#order ? !this.#down : order !== "name";
    this.#order = order;
    for (const button of this.querySelectorAll<HTMLElement>("[data-sort]")) {
      const own = button.dataset["sort"] === order;
      button.closest("th")?.setAttribute("aria-sort", own ? (this.#down ? "descending" : "ascending") : "none");
    }
    this.arrange();
  }

  /** Sorts, ranks, filters, and lets rows glide to their new places. */
  arrange(): void {
    const rows = this.#rows;
    const sorted = [...rows].sort((left, right) => this.#compare(left, right));
    const before = new Map(rows.map((row) => [row, row.getBoundingClientRect().top]));
    if (sorted.some((row, index) => row !== rows[index])) rows[0]?.parentElement?.append(...sorted);
    this.#rank(rows);
    this.#filter(sorted);
    if (!STILL.matches) sorted.forEach((row) => glide(row, before.get(row) ?? 0));
  }

  #compare(left: Row, right: Row): number {
    const way = this.#down ? -1 : 1;
    if (this.#order === "name") return way * byName(left, right);
    if (this.#order === "coverage") return way * (Number(left.dataset["share"]) - Number(right.dataset["share"])) || byName(left, right);
    return byValue(left, right, way) || byName(left, right);
  }

  /** Ranks are by value, whatever the table is sorted by; equal values share a rank. */
  #rank(rows: readonly Row[]): void {
    const ranked = [...rows].sort((left, right) => byValue(left, right, -1));
    let rank = 0;
    ranked.forEach((row, index) => {
      const above = ranked[index - 1];
      if (!above || byValue(above, row, -1) !== 0) rank = index + 1;
      const place = row.querySelector("[data-rank]");
      if (place) place.textContent = row.dataset["value"] ? String(rank) : "–";
    });
  }

  #filter(rows: readonly Row[]): void {
    const wanted = fold(this.querySelector<HTMLInputElement>("[data-search]")?.value ?? "");
    const limit = this.querySelector<HTMLSelectElement>("[data-limit]")?.value ?? "all";
    const found = rows.filter((row) => fold(row.dataset["name"] ?? "").includes(wanted));
    const count = Number(limit.replace(/\D/g, "")) || found.length;
    const kept = new Set(limit.startsWith("bottom") ? found.slice(-count) : found.slice(0, count));
    for (const row of rows) row.hidden = !kept.has(row);
    const said = this.querySelector<HTMLElement>("[data-found]");
    if (said) said.textContent = (said.dataset["found"] ?? "").replace("{count}", String(kept.size));
  }
}

/** Without accents and case, so that "ha giang" finds "Hà Giang". */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replaceAll("đ", "d").trim();
}

/** Places without a value stand last, whichever way the table is sorted. */
function byValue(left: Row, right: Row, way: number): number {
  const [one, other] = [exact(left.dataset["value"]), exact(right.dataset["value"])];
  if (one && other) return way * compare(one, other);
  return one ? -1 : other ? 1 : 0;
}

function byName(left: Row, right: Row): number {
  return (left.dataset["name"] ?? "").localeCompare(right.dataset["name"] ?? "", "vi");
}

function glide(row: Row, before: number): void {
  const way = before - row.getBoundingClientRect().top;
  if (row.hidden || !before || Math.abs(way) < 1) return;
  row.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], { duration: 350, easing: "ease-out" });
}
