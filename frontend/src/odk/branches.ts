/** Nodes with nodes below them: groups, repeats, and the form itself. Views are kept by their node, so focus stays. */

import { fresh, make, write } from "./elements.ts";
import { leaf } from "./kinds.ts";
import type { View } from "./question.ts";
import type { Node } from "./shapes.ts";
import { say } from "./texts.ts";
import type { Scene } from "./texts.ts";

/** The views of the nodes below one, in order, in an element. */
export class Children {
  readonly element: HTMLElement;
  readonly #scene: Scene;
  #views = new Map<string, View | null>();
  #order = "";

  constructor(element: HTMLElement, scene: Scene) {
    this.element = element;
    this.#scene = scene;
  }

  refresh(nodes: readonly Node[], made: (node: Node, scene: Scene) => View | null = view): void {
    const before = this.#views;
    this.#views = new Map(nodes.map((node) => [node.nodeId, before.get(node.nodeId) ?? made(node, this.#scene)]));
    const order = nodes.map((node) => node.nodeId).join();
    if (order !== this.#order) {
      this.#order = order;
      this.element.replaceChildren(...[...this.#views.values()].flatMap((each) => (each ? [each.element] : [])));
    }
    for (const each of this.#views.values()) each?.refresh();
  }

  get views(): View[] {
    return [...this.#views.values()].filter((each) => each !== null);
  }
}

export function view(node: Node, scene: Scene): View | null {
  if (node.nodeType === "group") return new Group(node, scene);
  if (node.nodeType.startsWith("repeat-range")) return new Repeat(node, scene);
  return leaf(node, scene);
}

/** Every view below this one that is a leaf. */
export function* leaves(views: readonly View[]): Generator<View> {
  for (const each of views) {
    if (each instanceof Group || each instanceof Repeat || each instanceof Instance) yield* leaves(each.views);
    else yield each;
  }
}

class Group implements View {
  readonly node: Node;
  readonly element = make("fieldset", { class: "group" });
  readonly #legend = make("legend");
  readonly #below: Children;
  readonly #scene: Scene;

  constructor(node: Node, scene: Scene) {
    this.node = node;
    this.#scene = scene;
    this.#below = new Children(make("div", { class: "questions" }), scene);
    this.element.append(this.#legend, this.#below.element);
  }

  get views(): View[] {
    return this.#below.views;
  }

  refresh(): void {
    const state = this.node.currentState;
    this.element.hidden = !state.relevant;
    write(this.#legend, state.label, this.#scene.media);
    this.#legend.hidden = !state.label?.asString;
    this.element.classList.toggle("plain", this.#legend.hidden);
    this.#below.refresh(state.children ?? []);
  }
}

class Repeat implements View {
  readonly node: Node;
  readonly element = make("section", { class: "repeat" });
  readonly #scene: Scene;
  readonly #below: Children;
  readonly #add: HTMLButtonElement;
  readonly #title = make("h2", { id: fresh("repeat") });

  constructor(node: Node, scene: Scene) {
    this.node = node;
    this.#scene = scene;
    this.#below = new Children(make("div", { class: "instances" }), scene);
    this.#add = make("button", { type: "button", class: "button second" }, say(scene, "add"));
    this.#add.hidden = !node.addInstances;
    this.#add.addEventListener("click", () => this.#grow());
    this.element.setAttribute("aria-labelledby", this.#title.id);
    this.element.append(this.#title, this.#below.element, this.#add);
  }

  get views(): View[] {
    return this.#below.views;
  }

  #grow(): void {
    this.node.addInstances?.();
    this.#scene.touched();
    this.refresh();
    const last = this.#below.views.at(-1);
    last?.element.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }

  #shrink(instance: Node): void {
    const place = (this.node.currentState.children ?? []).findIndex((each) => each.nodeId === instance.nodeId);
    if (place < 0) return;
    this.node.removeInstances?.(place);
    this.#scene.touched();
    this.refresh();
    this.#add.focus();
  }

  refresh(): void {
    const state = this.node.currentState;
    const nodes = state.children ?? [];
    this.element.hidden = !state.relevant;
    write(this.#title, state.label, this.#scene.media);
    const name = state.label?.asString ?? "";
    const remove = this.node.removeInstances ? (node: Node): void => this.#shrink(node) : null;
    this.#below.refresh(nodes, (node, scene) => new Instance(node, scene, remove));
    this.#below.views.forEach((each, place) => (each as Instance).number(place + 1, name));
    this.#title.hidden = !name;
  }
}

/** One of what is repeated. */
class Instance implements View {
  readonly node: Node;
  readonly element = make("fieldset", { class: "group instance" });
  readonly #legend = make("legend");
  readonly #below: Children;
  readonly #remove: HTMLButtonElement;
  readonly #scene: Scene;

  constructor(node: Node, scene: Scene, remove: ((node: Node) => void) | null) {
    this.node = node;
    this.#scene = scene;
    this.#below = new Children(make("div", { class: "questions" }), scene);
    this.#remove = make("button", { type: "button", class: "button second" }, say(scene, "remove"));
    this.#remove.hidden = remove === null;
    this.#remove.addEventListener("click", () => remove?.(node));
    this.element.append(this.#legend, this.#below.element, this.#remove);
  }

  get views(): View[] {
    return this.#below.views;
  }

  number(place: number, name: string): void {
    const said = this.node.currentState.label?.asString || name;
    this.#legend.textContent = `${said} ${place}`.trim();
    this.#remove.setAttribute("aria-label", `${say(this.#scene, "remove")}: ${this.#legend.textContent}`);
  }

  refresh(): void {
    this.#below.refresh(this.node.currentState.children ?? []);
  }
}
