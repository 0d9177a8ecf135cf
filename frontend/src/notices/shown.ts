/** The service worker's part of notices: a message that came by Web Push is shown, a click leads to its page. */

/** As `base/notify` writes it. */
export interface Pushed {
  readonly title: string;
  readonly body: string;
  /** Where a click leads: an address of this site. */
  readonly path: string;
  /** Its number in the list; 0 for several in one. */
  readonly notice: number;
  /** Messages with the same tag take each other's place. */
  readonly tag: string;
  readonly urgent: boolean;
  readonly language: string;
}

const ICON = "/static/workspace/icon-192.png";
const HOME = "/notices/";

/** What came, with nothing missing; a message that cannot be read still leads to the list. */
export function read(text: string): Pushed {
  let found: Partial<Record<keyof Pushed, unknown>> = {};
  try {
    found = Object(JSON.parse(text)) as typeof found;
  } catch {
    // an empty message, or one of another version
  }
  const word = (name: keyof Pushed, otherwise: string): string => {
    const value = found[name];
    return typeof value === "string" && value ? value : otherwise;
  };
  return {
    title: word("title", "Terrace"),
    body: word("body", ""),
    path: own(word("path", HOME)),
    notice: typeof found.notice === "number" && Number.isSafeInteger(found.notice) ? found.notice : 0,
    tag: word("tag", "terrace"),
    urgent: found.urgent === true,
    language: word("language", "vi"),
  };
}

/** A path of this site and nothing else. */
export function own(path: string): string {
  return /^\/(?![/\\])/.test(path) ? path : HOME;
}

export interface Registration {
  showNotification(title: string, options: object): Promise<void>;
}

export async function show(registration: Registration, message: Pushed): Promise<void> {
  await registration.showNotification(message.title, {
    body: message.body,
    tag: message.tag,
    lang: message.language,
    icon: ICON,
    renotify: message.urgent,
    requireInteraction: message.urgent,
    data: { path: message.path, notice: message.notice },
  });
}

export interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

export interface Pages {
  matchAll(options: object): Promise<readonly Page[]>;
  openWindow(address: string): Promise<unknown>;
}

const ALL = { type: "window", includeUncontrolled: true };

/**
 * The page that shows it already comes to the front; else a new one opens: what somebody types in stays untouched.
 *
 * It opens by the address of the notice, which is read then and leads on.
 */
export async function open(pages: Pages, path: string, notice = 0): Promise<void> {
  const found = (await pages.matchAll(ALL)).find((page) => new URL(page.url).pathname === path.split("?")[0]);
  await (found ? found.focus() : pages.openWindow(notice > 0 ? `${HOME}${notice}/` : path));
}

/** Bells of open pages count anew. */
export async function ring(pages: Pages): Promise<void> {
  for (const page of await pages.matchAll(ALL)) page.postMessage({ kind: "notices" });
}
