/** The frame of every question: label, hint, what is wrong, and the controls that a kind of question puts inside. */

import { fresh, make, write } from "./elements.ts";
import type { Node } from "./shapes.ts";
import { say } from "./texts.ts";
import type { Scene } from "./texts.ts";

/** Something on the page that follows its node. */
export interface View {
  readonly node: Node;
  readonly element: HTMLElement;
  refresh(): void;
}

/** What a kind of question adds: its controls, and how they follow the value. */
export interface Control {
  readonly element: HTMLElement;
  /** The elements that carry what is wrong and whether an answer is needed. */
  readonly fields: () => readonly HTMLElement[];
  refresh(): void;
  /** What is wrong with what was typed, before the engine sees it. */
  fault?(): string;
}

export type Kind = (node: Node, scene: Scene, ids: Ids) => Control;

export interface Ids {
  readonly field: string;
  readonly label: string;
  readonly hint: string;
  readonly fault: string;
}

export class Question implements View {
  readonly node: Node;
  readonly element: HTMLElement;
  readonly #scene: Scene;
  readonly #control: Control;
  readonly #ids: Ids = { field: fresh("q"), label: fresh("label"), hint: fresh("hint"), fault: fresh("fault") };
  readonly #label: HTMLElement;
  readonly #hint: HTMLElement;
  readonly #fault: HTMLElement;
  readonly #need: HTMLElement;
  #left = false;

  /** `grouped`: several controls answer it together, so a legend names them instead of a label. */
  constructor(node: Node, scene: Scene, kind: Kind, grouped: boolean) {
    this.node = node;
    this.#scene = scene;
    this.#label = make("span", { id: this.#ids.label });
    this.#need = make("span", { class: "need" }, ` (${say(scene, "required")})`);
    this.#hint = make("span", { class: "hint", id: this.#ids.hint });
    this.#fault = make("p", { class: "fault", id: this.#ids.fault });
    this.#control = kind(node, scene, this.#ids);
    this.element = this.#framed(grouped);
    this.element.dataset["node"] = node.nodeId;
    this.element.addEventListener("focusout", (event) => this.#leave(event));
  }

  #framed(grouped: boolean): HTMLElement {
    const head = grouped
      ? make("legend", {}, this.#label, this.#need)
      : make("label", { for: this.#ids.field }, this.#label, this.#need);
    const frame = make(grouped ? "fieldset" : "div", { class: "question field" });
    frame.append(head, this.#hint, this.#fault, this.#control.element);
    return frame;
  }

  #leave(event: FocusEvent): void {
    if (this.element.contains(event.relatedTarget as HTMLElement | null)) return;
    this.#left = true;
    this.refresh();
  }

  refresh(): void {
    const state = this.node.currentState;
    this.element.hidden = !state.relevant;
    if (!state.relevant) return;
    write(this.#label, state.label, this.#scene.media);
    write(this.#hint, state.hint, this.#scene.media);
    this.#hint.hidden = !state.hint?.asString;
    this.#need.hidden = !state.required;
    this.#control.refresh();
    this.#tell(this.#wrong());
  }

  /** What is wrong with the answer; a missing one is told after it was tried to send, others once she has left it. */
  #wrong(): string {
    const typed = this.#control.fault?.() ?? "";
    const violation = this.node.validationState.violation ?? null;
    if (typed && (this.#left || this.#scene.tried)) return typed;
    if (!violation) return "";
    const told = this.#scene.tried || (violation.condition === "constraint" && this.#left);
    const fallback = violation.condition === "required" ? "must" : "wrong";
    return told ? violation.message?.asString || say(this.#scene, fallback) : "";
  }

  #tell(fault: string): void {
    if (this.#fault.textContent !== fault) this.#fault.textContent = fault;
    this.#fault.hidden = !fault;
    this.element.classList.toggle("faulty", fault !== "");
    const about = [this.#hint.hidden ? "" : this.#ids.hint, fault ? this.#ids.fault : ""].filter(Boolean).join(" ");
    for (const field of this.#control.fields()) {
      set(field, "aria-describedby", about);
      set(field, "aria-invalid", fault ? "true" : "");
      if (field.matches("input:not([type=radio], [type=checkbox]), select, textarea")) {
        set(field, "aria-required", this.node.currentState.required ? "true" : "");
      }
    }
  }

  /** True when what was typed cannot even be handed to the engine. */
  get unreadable(): boolean {
    return this.node.currentState.relevant && (this.#control.fault?.() ?? "") !== "";
  }

  get title(): string {
    return this.#label.textContent ?? "";
  }

  focus(): void {
    (this.#control.fields()[0] ?? this.element).focus();
  }
}

function set(element: HTMLElement, name: string, value: string): void {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}
