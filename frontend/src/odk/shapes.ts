/** What the page uses of the engine's nodes: narrow, since the package's own types lean on files that it does not ship. */

export interface Label {
  readonly asString: string;
  readonly formatted: readonly Mark[];
  readonly imageSource?: { readonly href: string } | undefined;
}

/** A piece of a formatted label: an element with children, a text, or a line break. */
export interface Mark {
  readonly role: "parent" | "child" | "html" | "line-break";
  readonly elementName?: string;
  readonly value?: string;
  readonly unsafeHtml?: string;
  readonly url?: string;
  readonly children?: readonly Mark[];
}

export interface Violation {
  readonly condition: "constraint" | "required";
  readonly message: { readonly asString: string } | null;
}

export interface Item {
  readonly label: Label;
  readonly value: string;
}

export interface State {
  readonly reference: string;
  readonly relevant: boolean;
  readonly required: boolean;
  readonly readonly: boolean;
  readonly label: Label | null;
  readonly hint: Label | null;
  readonly children: readonly Node[] | null;
  readonly value: unknown;
  readonly instanceValue?: string;
  readonly valueOptions?: readonly Item[] | null;
  readonly noteText?: Label;
}

export interface Node {
  readonly nodeId: string;
  readonly nodeType: string;
  readonly valueType?: string;
  readonly selectType?: "select" | "select1";
  readonly appearances: Iterable<string> | null;
  readonly nodeOptions: { readonly rows?: number | null; readonly media?: { readonly accept: string } } | null;
  readonly maxPixels?: number | null;
  readonly definition: unknown;
  readonly currentState: State;
  readonly validationState: { readonly violation?: Violation | null };
  setValue?(value: unknown): unknown;
  selectValue?(value: string | null): unknown;
  selectValues?(values: readonly string[]): unknown;
  addInstances?(after?: number, count?: number): unknown;
  removeInstances?(start: number, count?: number): unknown;
}

export interface FormLanguage {
  readonly language: string;
  readonly isSyntheticDefault?: boolean;
}

export interface Root extends Omit<Node, "validationState"> {
  readonly languages: readonly FormLanguage[];
  readonly currentState: State & { readonly activeLanguage: FormLanguage };
  readonly validationState: { readonly violations: readonly { readonly nodeId: string; readonly violation: Violation }[] };
  setLanguage(language: FormLanguage): unknown;
  prepareInstancePayload(): Promise<{ readonly data: readonly FormData[] }>;
}

/** True when the form asks for this look of a question. */
export function looks(node: Node, ...names: string[]): boolean {
  return [...(node.appearances ?? [])].some((name) => names.includes(name));
}
