/** The part of a drawing that is seen: zoomed by buttons, Ctrl + wheel and pinch, moved by dragging when zoomed. */

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const DEEPEST = 12;

export class Frame {
  readonly #svg: SVGSVGElement;
  readonly #whole: Box;
  #box: Box;
  #fingers = new Map<number, PointerEvent>();
  #moved = false;

  constructor(svg: SVGSVGElement, signal: AbortSignal) {
    this.#svg = svg;
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.#whole = { x, y, width, height };
    this.#box = { ...this.#whole };
    svg.addEventListener("wheel", (event) => this.#wheeled(event), { signal, passive: false });
    svg.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    svg.addEventListener("pointermove", (event) => this.#move(event), { signal });
    for (const name of ["pointerup", "pointercancel", "pointerleave"] as const) {
      svg.addEventListener(name, (event) => this.#fingers.delete(event.pointerId), { signal });
    }
    svg.addEventListener("click", (event) => this.#moved && event.preventDefault(), { signal, capture: true });
    svg.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
  }

  zoom(how: string): void {
    if (how === "all") return this.#set({ ...this.#whole });
    this.#scale(how === "in" ? 1 / 1.5 : 1.5, 0.5, 0.5);
  }

  /** Scales around a point given in shares of the frame. */
  #scale(factor: number, atX: number, atY: number): void {
    const wanted = this.#box.width * factor;
    const width = Math.min(Math.max(wanted, this.#whole.width / DEEPEST), this.#whole.width);
    const height = (width / this.#whole.width) * this.#whole.height;
    const x = this.#box.x + (this.#box.width - width) * atX;
    const y = this.#box.y + (this.#box.height - height) * atY;
    this.#set({ x, y, width, height });
  }

  #set(box: Box): void {
    const { x, y, width, height } = this.#whole;
    box.x = Math.min(Math.max(box.x, x), x + width - box.width);
    box.y = Math.min(Math.max(box.y, y), y + height - box.height);
    this.#box = box;
    this.#svg.setAttribute("viewBox", [box.x, box.y, box.width, box.height].map((part) => part.toFixed(1)).join(" "));
    this.#svg.classList.toggle("zoomed", box.width < width);
  }

  #wheeled(event: WheelEvent): void {
    if (!event.ctrlKey) return; // the plain wheel scrolls the page
    event.preventDefault();
    const box = this.#svg.getBoundingClientRect();
    const [atX, atY] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    this.#scale(Math.exp(event.deltaY / 200), atX, atY);
  }

  #down(event: PointerEvent): void {
    this.#fingers.set(event.pointerId, event);
    this.#moved = false;
  }

  #move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (!before || !event.buttons) return;
    const other = [...this.#fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
    if (other) this.#scale(distance(before, other) / Math.max(distance(event, other), 1), 0.5, 0.5);
    else this.#drag(event.clientX - before.clientX, event.clientY - before.clientY);
    this.#fingers.set(event.pointerId, event);
  }

  #drag(dx: number, dy: number): void {
    if (this.#box.width >= this.#whole.width) return;
    const scale = this.#box.width / this.#svg.getBoundingClientRect().width;
    this.#moved ||= Math.hypot(dx, dy) > 2;
    this.#set({ ...this.#box, x: this.#box.x - dx * scale, y: this.#box.y - dy * scale });
  }
}

function distance(one: PointerEvent, other: PointerEvent): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}
