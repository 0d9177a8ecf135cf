/** Every page: marks that script runs, and leads the keyboard to the first fault of a form. */

import { Bell } from "./notices/bell.ts";
import { silence } from "./notices/browser.ts";

document.documentElement.classList.add("scripted");
customElements.define("t-bell", Bell);

document.querySelector<HTMLElement>("[data-error-summary]")?.focus();

/** A form is sent once, also by an impatient double click. */
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset["sent"]) event.preventDefault();
  form.dataset["sent"] = "yes";
  setTimeout(() => delete form.dataset["sent"], 5000);
});

/** Whoever logs out is told nothing more on this device. */
document.addEventListener(
  "submit",
  (event) => (event.target as HTMLFormElement).matches("form.logout") && void silence().catch(() => undefined),
  { capture: true },
);

/** Menus that are open close on Escape. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>("details[data-menu][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary")?.focus();
  }
});
