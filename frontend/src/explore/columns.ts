/**
 * <t-columns>: which column of the table a map shows. A choice is sent at once; [data-play] goes through all of them.
 *
 * Attributes: data-now (the column that is shown: it changes when the answer is there), data-text-play, data-text-stop.
 * Inside: a form with a select and the button.
 */

/** Milliseconds that a column is looked at while the map plays. */
const LOOK = 1200;
/** The element may be replaced with each answer; what goes on is kept here. */
let timer = 0;

export class Columns extends HTMLElement {
  static readonly observedAttributes = ["data-now"];

  connectedCallback(): void {
    this.onchange = () => this.#send();
    this.onclick = (event) => (event.target as Element).matches("[data-play]") && this.#pressed();
    this.#next();
  }

  disconnectedCallback(): void {
    requestAnimationFrame(() => document.querySelector("t-columns") ?? stop());
  }

  attributeChangedCallback(_: string, before: string | null): void {
    if (before !== null && this.isConnected) this.#next();
  }

  get #select(): HTMLSelectElement | null {
    return this.querySelector("select");
  }

  #send(): void {
    this.querySelector("form")?.requestSubmit();
  }

  #pressed(): void {
    const select = this.#select;
    if (!select) return;
    if (timer) return this.#ended();
    const last = select.selectedIndex === select.length - 1;
    timer = -1;
    if (last) select.selectedIndex = 0;
    if (last) this.#send();
    else this.#next();
    this.#say();
  }

  /** The answer is there: while the map plays, the column after it is next. */
  #next(): void {
    if (!timer) return;
    clearTimeout(timer);
    const select = this.#select;
    if (!select || select.selectedIndex >= select.length - 1) return this.#ended();
    timer = window.setTimeout(() => this.#step(), LOOK);
    this.#say();
  }

  #step(): void {
    const select = this.#select;
    if (select && this.isConnected) select.selectedIndex += 1;
    this.#send();
  }

  #ended(): void {
    stop();
    this.#say();
  }

  #say(): void {
    const button = this.querySelector("[data-play]");
    if (button) button.textContent = this.dataset[timer ? "textStop" : "textPlay"] ?? "";
  }
}

function stop(): void {
  clearTimeout(timer);
  timer = 0;
}
