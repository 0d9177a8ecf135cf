/** The shapes that go to and fro: a return's sheet as the server gives it, and what is handed in. */

export interface Row {
  readonly indicator: string;
  readonly breakdown: string;
  readonly label: string;
  readonly group: string;
  readonly unit: string;
  readonly decimals: number;
  readonly minimum: string | null;
  readonly maximum: string | null;
  readonly value: string | null;
  readonly reason: string | null;
  readonly because: string | null;
  readonly last: string | null;
  readonly last_year: string | null;
  readonly given_by: string | null;
  /** The door would refuse a change. */
  readonly locked?: boolean;
}

export interface Named {
  readonly code: string;
  readonly name: string;
}

export interface Period {
  readonly code: string;
  readonly label: string;
  readonly start?: string;
  readonly end?: string;
}

export interface Summary {
  readonly form: Named;
  readonly area: Named;
  readonly period: Named;
  readonly state: string;
  readonly due: string | null;
  readonly days_left: number | null;
  readonly late: boolean;
  readonly revision: string;
}

export interface Sheet extends Omit<Summary, "period"> {
  readonly period: Period;
  readonly source: string;
  readonly remarks: readonly { readonly at: string; readonly by: string; readonly text: string; readonly step: string }[];
  readonly rows: readonly Row[];
  readonly rules: readonly unknown[];
  readonly context: Readonly<Record<string, string>>;
  /** What she typed on another device, as text. */
  readonly draft?: { readonly rows: Readonly<Record<string, Typed>> } | null;
  readonly may?: { readonly fill: boolean };
}

/** One observation as it is handed in; `value` in the machine's form. */
export interface Observation {
  readonly indicator: string;
  readonly area: string;
  readonly period: string;
  readonly breakdown?: string;
  readonly value?: string;
  readonly reason?: string;
  readonly because?: string;
}

export interface Intake {
  readonly source: string;
  readonly observations: readonly Observation[];
  readonly because?: string;
  readonly attachments?: readonly string[];
}

/** What is typed in a cell and not yet acknowledged. */
export interface Typed {
  readonly value: string;
  readonly reason: string;
  readonly because: string;
}

/** The name of a return on the phone and in addresses: form, place, period. */
export function nameOf(of: { form: { code: string }; area: { code: string }; period: { code: string } }): string {
  return [of.form.code, of.area.code, of.period.code].join("/");
}

/** What tells a cell from the others of a return. */
export function cellOf(of: { indicator: string; breakdown?: string | null }): string {
  return `${of.indicator}|${of.breakdown ?? ""}`;
}

export const pageOf = (name: string): string => `/workspace/returns/${name}/`;
export const doorOf = (name: string): string => `/api/v1/returns/${name}`;

/** States in which figures may still be handed in; what is submitted may be corrected until somebody decides. */
export const OPEN_STATES: ReadonlySet<string> = new Set(["open", "draft", "submitted", "returned", "reopened"]);
/** States that wait for her to hand in, also when nothing is left to type. */
export const HERS: ReadonlySet<string> = new Set(["open", "draft", "returned", "reopened"]);
