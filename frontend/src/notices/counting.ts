/** How many notices are not read, asked of the server until it answers: an answer may be lost, also when a line is there. */

/** Milliseconds before it is asked again, by how often it has failed; then no more until there is news. */
export const PAUSES = [500, 2_000, 8_000] as const;
/** Milliseconds that an answer may take. */
const PATIENCE = 10_000;

type Fetch = (address: string, options: RequestInit) => Promise<Pick<Response, "ok" | "type" | "status" | "json">>;
type Later = (work: () => void, milliseconds: number) => unknown;

export class Counting {
  /** The number of the newest question: what an older one brings is not shown. */
  #turn = 0;
  readonly #show: (unread: number) => void;
  readonly #fetch: Fetch;
  readonly #later: Later;

  constructor(show: (unread: number) => void, ask: Fetch = (...asked) => fetch(...asked), later: Later = setTimeout) {
    this.#show = show;
    this.#fetch = ask;
    this.#later = later;
  }

  /** Shows the count; what was shown stays when nobody is logged in or no answer comes. */
  async ask(address: string, failed = 0): Promise<void> {
    const turn = ++this.#turn;
    const found = await this.#answer(address).catch(() => null);
    if (turn !== this.#turn) return;
    if (typeof found === "number") this.#show(found);
    const pause = PAUSES[failed];
    if (found === null && pause) this.#later(() => void (turn === this.#turn && this.ask(address, failed + 1)), pause);
  }

  /** Nothing is asked again. */
  end(): void {
    this.#turn++;
  }

  /** `undefined`: she is logged out; an error: there was no answer. */
  async #answer(address: string): Promise<number | undefined> {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await this.#fetch(address, { cache: "no-store", redirect: "manual", signal });
    if (answer.type === "opaqueredirect") return undefined;
    if (!answer.ok) throw new Error(`the server said ${answer.status}`);
    return ((await answer.json()) as { unread: number }).unread;
  }
}
