/** The texts of a broken rule with the values in their places, as the server fills them (terrace/facts/rules). */

import { exact, format } from "../numbers.ts";
import type { Language } from "../numbers.ts";
import type { Broken } from "./judging.ts";

const WORDS: Record<Language, Record<string, string>> = {
  vi: { not_applicable: "không áp dụng", missing: "thiếu số liệu", late: "chậm" },
  en: { not_applicable: "not applicable", missing: "missing", late: "late" },
};

export function message(broken: Broken, language: Language): string {
  return filled(broken.rule.message[language], broken, language);
}

export function advice(broken: Broken, language: Language): string {
  return filled(broken.rule.advice[language], broken, language);
}

function filled(text: string, broken: Broken, language: Language): string {
  return text.replace(/\{([^{}]*)\}/g, (_, name: string) => shown(broken, name, language));
}

function shown(broken: Broken, name: string, language: Language): string {
  const said = broken.values[name];
  const value = exact(said);
  if (value) return format(value, broken.rule.decimals[name] ?? 0, language);
  return said === undefined ? "—" : (WORDS[language][said] ?? said);
}
