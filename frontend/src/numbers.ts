/**
 * Exact decimals and the two ways people write them: 1.234,5 (Vietnamese) and 1,234.5 (English).
 *
 * A value is a whole number of units of 10^-scale, so nothing is ever rounded unasked.
 * The server reads and writes the same forms (terrace/web/ui/numbers.py); both are held against
 * terrace/web/ui/tests/numbers.json.
 */

export type Language = "vi" | "en";

export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const MARKS = { vi: { decimal: ",", group: "." }, en: { decimal: ".", group: "," } } as const;
const EXACT = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The decimal of the machine's form ("-1234.5"); null when it is not one. */
export function exact(text: string | null | undefined): Decimal | null {
  const match = EXACT.exec(text ?? "");
  if (!match) return null;
  const [, sign, whole, part = ""] = match;
  const digits = BigInt(`${whole}${part}`);
  return { digits: sign ? -digits : digits, scale: part.length };
}

/** The machine's form of a decimal, with its own number of decimals. */
export function machine(value: Decimal): string {
  const text = absolute(value.digits).toString().padStart(value.scale + 1, "0");
  const whole = text.slice(0, text.length - value.scale);
  const part = text.slice(text.length - value.scale);
  return `${value.digits < 0n ? "-" : ""}${whole}${part ? `.${part}` : ""}`;
}

/** What a person wrote, read exactly; null when it cannot be read in one way only. */
export function parse(text: string, language: Language): Decimal | null {
  const clean = text.trim().replace(/\u2212/g, "-").replace(/^([+-]?)\s+/, "$1");
  const unsigned = clean.replace(/^[+-]/, "");
  const plain = ungroup(unsigned.replace(/^(\d{1,3})((?:[\s\u00a0\u202f]\d{3})+)(?=$|[.,])/, joined), language);
  return plain === null ? null : exact(`${clean.startsWith("-") ? "-" : ""}${plain}`);
}

function joined(_: string, head: string, rest: string): string {
  return head + rest.replace(/[\s\u00a0\u202f]/g, "");
}

/** Digits with at most one point: groups removed, the decimal mark made a point. */
function ungroup(text: string, language: Language): string | null {
  if (!/^\d[\d.,]*$/.test(text) || /[.,]$/.test(text)) return null;
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return text;
  const mark = text.charAt(last);
  const other = mark === "." ? "," : ".";
  if (text.includes(other)) return twoMarks(text, mark, other);
  return isGroup(text, mark, language) ? text.replaceAll(mark, "") : oneMark(text, mark);
}

function twoMarks(text: string, mark: string, group: string): string | null {
  const [whole = "", ...parts] = text.split(mark);
  return parts.length === 1 && wellGrouped(whole, group) ? `${whole.replaceAll(group, "")}.${parts[0]}` : null;
}

function oneMark(text: string, mark: string): string | null {
  const parts = text.split(mark);
  return parts.length === 2 ? parts.join(".") : null;
}

/** One kind of mark is a group mark when it repeats, or is the language's own and stands before three digits. */
function isGroup(text: string, mark: string, language: Language): boolean {
  const repeated = text.indexOf(mark) !== text.lastIndexOf(mark);
  return (repeated || mark === MARKS[language].group) && wellGrouped(text, mark);
}

function wellGrouped(text: string, mark: string): boolean {
  const [first = "", ...rest] = text.split(mark);
  return /^[1-9]\d{0,2}$/.test(first) && rest.length > 0 && rest.every((part) => /^\d{3}$/.test(part));
}

/** The value rounded to a number of decimals, half away from zero. */
export function rounded(value: Decimal, decimals: number): Decimal {
  if (value.scale <= decimals) {
    return { digits: value.digits * 10n ** BigInt(decimals - value.scale), scale: decimals };
  }
  return { digits: divided(value.digits, 10n ** BigInt(value.scale - decimals)), scale: decimals };
}

/** The quotient as a whole number, rounded half away from zero. */
export function divided(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [absolute(numerator), absolute(denominator)];
  const quotient = (top * 2n + bottom) / (bottom * 2n);
  return negative ? -quotient : quotient;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** As people write it, with so many decimals: "1.234,5". */
export function format(value: Decimal, decimals: number, language: Language): string {
  const [whole = "0", part] = machine(rounded(value, decimals)).replace("-", "").split(".");
  const marks = MARKS[language];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, marks.group);
  const negative = rounded(value, decimals).digits < 0n;
  return `${negative ? "−" : ""}${grouped}${part ? marks.decimal + part : ""}`;
}

/** Less than zero, zero or more, as in a sort. */
export function compare(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = rounded(left, scale).digits - rounded(right, scale).digits;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The number of decimals that matter: 1.500 has one. */
export function decimalsOf(value: Decimal): number {
  const part = machine(value).split(".")[1] ?? "";
  return part.replace(/0+$/, "").length;
}

/** (now − then) ÷ |then| in per cent with one decimal; null when then is zero. */
export function change(now: Decimal, then: Decimal): Decimal | null {
  if (then.digits === 0n) return null;
  const scale = Math.max(now.scale, then.scale);
  const [after, before] = [rounded(now, scale).digits, rounded(then, scale).digits];
  return { digits: divided((after - before) * 1000n, absolute(before)), scale: 1 };
}

/** A change as it is shown: "+5,2 %", "−0,3 %", "0,0 %". */
export function formatChange(value: Decimal, language: Language): string {
  return `${value.digits > 0n ? "+" : ""}${format(value, 1, language)}\u00a0%`;
}

export function languageOf(element: Element): Language {
  return element.closest("[lang]")?.getAttribute("lang")?.startsWith("en") ? "en" : "vi";
}

/** The time of day in Viet Nam, as pages write it: 10:32, or 10:32:05. */
export function clock(moment: string, seconds = false): string {
  const date = new Date(moment);
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Ho_Chi_Minh" } as const;
  return date.toLocaleTimeString("vi", seconds ? { ...style, second: "2-digit" } : style);
}
