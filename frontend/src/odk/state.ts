/** The engine changes objects that we give it; whoever listens hears of it once, after all that belongs together. */

export class Changes {
  #waiting = false;
  readonly #heard: () => void;

  constructor(heard: () => void) {
    this.#heard = heard;
  }

  /** An object that tells of each change; for the engine's `stateFactory`. */
  readonly watched = <T extends object>(object: T): T =>
    new Proxy(object, {
      set: (target, name, value, receiver) => {
        this.touch();
        return Reflect.set(target, name, value, receiver);
      },
      defineProperty: (target, name, how) => {
        this.touch();
        return Reflect.defineProperty(target, name, how);
      },
    });

  touch(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#heard();
    });
  }
}
