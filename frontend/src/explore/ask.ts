/**
 * <t-ask>: the form of a question, made quick. It sends itself when something is chosen, and axes are dragged from shelf
 * to shelf; everything works by its buttons too.
 *
 * Inside: a form; `[data-shelf]` (rows, columns, free) with `[data-chip]`: "rows:0" stands on a shelf, "free:place" nowhere.
 */

export class Ask extends HTMLElement {
  #listeners = new AbortController();
  #dragged = "";

  connectedCallback(): void {
    const { signal } = this.#listeners;
    this.addEventListener("change", (event) => this.#changed(event.target as HTMLElement), { signal });
    this.addEventListener("dragstart", (event) => this.#taken(event), { signal });
    this.addEventListener("dragover", (event) => this.#over(event), { signal });
    this.addEventListener("dragleave", () => this.#mark(null), { signal });
    this.addEventListener("drop", (event) => this.#dropped(event), { signal });
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  get #form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  #changed(control: HTMLElement): void {
    if (control.matches("[type=search]")) return;
    const span = control.closest<HTMLElement>("[data-span]")?.dataset["span"];
    const radio = span && this.querySelector<HTMLInputElement>(`[name=span][value="${span}"]`);
    if (radio) radio.checked = true;
    if (control.matches("[name=map_day]")) {
      const day = this.querySelector<HTMLInputElement>('[name=boundaries][value="day"]');
      if (day) day.checked = true;
    }
    if (control.matches('[name=boundaries][value="day"]') && !this.querySelector<HTMLInputElement>("[name=map_day]")?.value) return;
    this.#form?.requestSubmit();
  }

  #taken(event: DragEvent): void {
    this.#dragged = (event.target as HTMLElement).closest<HTMLElement>("[data-chip]")?.dataset["chip"] ?? "";
    event.dataTransfer?.setData("text/plain", this.#dragged);
  }

  #over(event: DragEvent): void {
    const shelf = (event.target as Element).closest<HTMLElement>("[data-shelf]");
    if (!shelf || !this.#dragged) return;
    event.preventDefault();
    this.#mark(shelf);
  }

  #mark(shelf: HTMLElement | null): void {
    for (const each of this.querySelectorAll("[data-over]")) each.removeAttribute("data-over");
    shelf?.setAttribute("data-over", "");
  }

  #dropped(event: DragEvent): void {
    const target = event.target as Element;
    const shelf = target.closest<HTMLElement>("[data-shelf]");
    if (!shelf || !this.#dragged) return;
    event.preventDefault();
    const chips = [...shelf.querySelectorAll("[data-chip]")];
    const under = chips.indexOf(target.closest("[data-chip]") ?? shelf);
    const act = acted(this.#dragged, shelf.dataset["shelf"] ?? "", under < 0 ? chips.length : under);
    this.#dragged = "";
    this.#mark(null);
    if (act) press(this.#form, act);
  }
}

/** What dropping a chip upon a shelf does; "" for nothing. */
export function acted(chip: string, shelf: string, at: number): string {
  const [from = "", ...rest] = chip.split(":");
  if (from === "free") return shelf === "free" ? "" : `lay:${shelf}:${rest.join(":")}`;
  return shelf === "free" ? `move:${chip}:filters:0` : `move:${chip}:${shelf}:${at}`;
}

/** Sends a form as if a button of this value had been pressed. */
export function press(form: HTMLFormElement | null, value: string): void {
  if (!form) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "submit", name: "do", value, hidden: true });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
}
