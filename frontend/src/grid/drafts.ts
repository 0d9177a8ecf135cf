/** What has been typed but not yet acknowledged, kept in the browser through reload, crash and lost lines. */

export interface Typed {
  readonly value: string;
  readonly reason: string;
}

/** A submission on its way: the same key and body until the server has answered. */
export interface Pending {
  readonly key: string;
  readonly body: string;
  readonly cells: readonly string[];
}

interface Kept {
  typed: Record<string, Typed>;
  pending: Pending | null;
}

export class Draft {
  #kept: Kept;
  readonly #name: string;

  constructor(name: string) {
    this.#name = `terrace:draft:${name}`;
    this.#kept = this.#read();
  }

  get typed(): Readonly<Record<string, Typed>> {
    return this.#kept.typed;
  }

  get pending(): Pending | null {
    return this.#kept.pending;
  }

  set pending(pending: Pending | null) {
    this.#kept.pending = pending;
    this.#write();
  }

  keep(cell: string, typed: Typed | null): void {
    if (typed) this.#kept.typed[cell] = typed;
    else delete this.#kept.typed[cell];
    this.#write();
  }

  #read(): Kept {
    const empty: Kept = { typed: {}, pending: null };
    try {
      return { ...empty, ...(JSON.parse(localStorage.getItem(this.#name) ?? "{}") as Partial<Kept>) };
    } catch {
      return empty; // storage forbidden or its text broken: the grid works without a draft
    }
  }

  #write(): void {
    try {
      if (this.#kept.pending || Object.keys(this.#kept.typed).length > 0) {
        localStorage.setItem(this.#name, JSON.stringify(this.#kept));
      } else localStorage.removeItem(this.#name);
    } catch {
      // storage full or forbidden: what is typed stays on the page
    }
  }
}

/** A random key of version 4; `crypto.randomUUID` exists on secure origins only. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
