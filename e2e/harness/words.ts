// The interface's own words, read from locales/, to find what a person would press or fill in.
// What a journey *asserts* is written out in the journey, in the language of the page.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const LANGS = ["kk", "ru", "en"] as const;
export type Lang = (typeof LANGS)[number];

const LOCALES = resolve(import.meta.dirname, "../../locales");

const read: Record<Lang, Map<string, string>> = { kk: all("kk"), ru: all("ru"), en: all("en") };

/** A message without parameters, in a language. */
export function word(lang: Lang, id: string): string {
  const text = read[lang].get(id);
  if (text === undefined) throw new Error(`locales/${lang} has no plain message ${id}`);
  return text;
}

/** Messages of one line and without parameters: the others are no button and no label. */
function all(lang: Lang): Map<string, string> {
  const folder = join(LOCALES, lang);
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const lines = texts.join("\n").matchAll(/^([a-z][\w-]*) = ([^{}\n]+)$/gm);
  return new Map([...lines].map(([, id, text]) => [id ?? "", (text ?? "").trim()]));
}
