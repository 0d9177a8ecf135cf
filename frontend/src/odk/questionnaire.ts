/**
 * <t-questionnaire>: a form asked on a page, by ODK's engine.
 *
 * Attributes: data-form (address of the XForm), data-media (where its files are), data-send, data-home, data-token
 * (CSRF), data-language. Texts come from the element `odk-texts`. The engine holds the answers; views follow it.
 */

import { loadForm } from "@getodk/xforms-engine";

import { Children, leaves } from "./branches.ts";
import { make } from "./elements.ts";
import { Question } from "./question.ts";
import { post } from "./sending.ts";
import type { Outcome } from "./sending.ts";
import type { FormLanguage, Root } from "./shapes.ts";
import { Changes } from "./state.ts";
import { say, textsIn } from "./texts.ts";
import type { Scene } from "./texts.ts";

const SENT = new Set([201, 202]);

export class Questionnaire extends HTMLElement {
  #root: Root | null = null;
  #below: Children | null = null;
  #letter: readonly FormData[] | null = null;
  #unsent = false;
  readonly #summary = make("div", { class: "error-summary", tabindex: "-1", hidden: "" });
  readonly #told = make("div", { role: "status" });
  readonly #scene: Scene = {
    texts: textsIn("odk-texts"),
    language: this.dataset["language"] === "en" ? "en" : "vi",
    media: this.dataset["media"] ?? "",
    tried: false,
    touched: () => this.#touched(),
  };

  connectedCallback(): void {
    addEventListener("beforeunload", (event) => this.#unsent && event.preventDefault());
    this.#open().catch((error: unknown) => this.#broken(error));
  }

  #touched(): void {
    this.#unsent = true;
    this.#letter = null;
  }

  async #open(): Promise<void> {
    const answer = await fetch(this.dataset["form"] ?? "");
    if (!answer.ok) throw new Error(String(answer.status));
    const options = { fetchFormAttachment: (file: URL) => this.#file(file), missingResourceBehavior: "BLANK" as const };
    const form = await loadForm(await answer.text(), options as unknown as Parameters<typeof loadForm>[1]);
    if (form.status === "failure") throw form.error;
    const changes = new Changes(() => this.#refresh());
    this.#root = form.createInstance({ stateFactory: changes.watched }).root as unknown as Root;
    this.#speak();
    this.#draw();
  }

  /** A file that the form reads, such as a list of choices. */
  #file(file: URL): Promise<Response> {
    return fetch(this.#scene.media + encodeURIComponent(file.href.split("/").pop() ?? ""));
  }

  #broken(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.replaceChildren(
      make("div", { class: "notice bad", role: "alert" }, make("p", {}, say(this.#scene, "broken")), make("p", { class: "small" }, why)),
    );
  }

  /** The form's language nearest to the page's. */
  #speak(): void {
    const words = this.#scene.language === "vi" ? ["(vi)", "vi", "việt", "vietnamese"] : ["(en)", "english", "anh"];
    const fits = (language: FormLanguage): boolean => words.some((word) => language.language.toLowerCase().includes(word));
    const found = this.#root?.languages.find((each) => !each.isSyntheticDefault && fits(each));
    if (found) this.#root?.setLanguage(found);
  }

  #draw(): void {
    const form = make("form", { class: "form", novalidate: "" });
    this.#below = new Children(make("div", { class: "questions" }), this.#scene);
    const send = make("button", { type: "submit", class: "button" }, say(this.#scene, "send"));
    form.append(this.#below.element, this.#told, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send(send);
    });
    this.replaceChildren(this.#summary, ...this.#languages(), form);
    this.#refresh();
    this.dataset["ready"] = "yes";
  }

  #languages(): HTMLElement[] {
    const offered = this.#root?.languages ?? [];
    if (offered.length < 2) return [];
    const field = make("select", { id: "form-language" });
    field.append(...offered.map((each) => make("option", { value: each.language }, each.language)));
    field.value = this.#root?.currentState.activeLanguage.language ?? "";
    field.addEventListener("change", () => {
      const chosen = offered.find((each) => each.language === field.value);
      if (chosen) this.#root?.setLanguage(chosen);
    });
    return [make("div", { class: "chooser" }, make("div", {}, make("label", { for: field.id }, say(this.#scene, "language")), field))];
  }

  #refresh(): void {
    this.#below?.refresh(this.#root?.currentState.children ?? []);
  }

  async #send(button: HTMLButtonElement): Promise<void> {
    this.#scene.tried = true;
    this.#refresh();
    if (this.#faulty() || !this.#root) return;
    button.disabled = true;
    this.#tell(say(this.#scene, "sending"));
    try {
      this.#letter ??= (await this.#root.prepareInstancePayload()).data;
      this.#came(await this.#post(this.#letter));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#tell(say(this.#scene, "offline"), true);
    } finally {
      button.disabled = false;
    }
  }

  async #post(letter: readonly FormData[]): Promise<Outcome | null> {
    const { send = "", token = "" } = this.dataset;
    let outcome: Outcome | null = null;
    for (const part of letter) outcome = await post(send, token, part, this.#scene.language);
    return outcome;
  }

  /** A list of what is wrong, each a way to its question; true when there is something. */
  #faulty(): boolean {
    const wrong = new Set(this.#root?.validationState.violations.map((each) => each.nodeId));
    const found = [...leaves(this.#below?.views ?? [])].filter((each) => each instanceof Question);
    const faulty = found.filter((each) => wrong.has(each.node.nodeId) || each.unreadable);
    this.#summary.hidden = faulty.length === 0;
    this.#summary.replaceChildren(make("h2", {}, say(this.#scene, "faults")), make("ul", {}, ...faulty.map(way)));
    if (faulty.length) this.#summary.focus();
    return faulty.length > 0;
  }

  #came(outcome: Outcome | null): void {
    if (!outcome || !SENT.has(outcome.status)) {
      this.#tell([outcome?.message || say(this.#scene, "failed"), ...(outcome?.faults ?? [])].join(" "), true);
      return;
    }
    this.#unsent = false;
    const refused = outcome.state === "refused";
    const box = make("div", { class: `notice${refused ? " bad" : ""}`, tabindex: "-1" }, make("p", {}, make("strong", {}, outcome.message)));
    box.append(...outcome.faults.map((fault) => make("p", {}, fault)));
    const another = make("a", { class: "button", href: "" }, say(this.#scene, "another"));
    box.append(make("p", { class: "ways" }, another, " ", make("a", { href: outcome.href }, say(this.#scene, "seen"))));
    this.replaceChildren(box);
    this.dataset["state"] = outcome.state;
    box.focus();
  }

  #tell(text: string, bad = false): void {
    this.#told.className = bad ? "notice bad" : "muted";
    this.#told.textContent = text;
  }
}

function way(question: Question): HTMLElement {
  const link = make("a", { href: `#${question.element.querySelector("[id]")?.id ?? ""}` }, question.title || question.node.currentState.reference);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    question.focus();
  });
  return make("li", {}, link);
}
