// Appeals, complaints and what officers do about the term.
import { expect, type Locator } from "@playwright/test";

import { pathOf } from "./application.ts";
import type { Visitor } from "./visitor.ts";

/** A form of the desk that is folded in, by its id; unfolded. */
export async function unfoldsForm(officer: Visitor, id: string): Promise<Locator> {
  const form = officer.main.locator(`details#${id}`);
  await form.locator("> summary").press("Enter");
  return form;
}

/** Writes into a field of a form by its message. */
export async function writes(
  visitor: Visitor,
  form: Locator,
  label: string,
  text: string,
): Promise<void> {
  await form.getByLabel(visitor.word(label), { exact: true }).fill(text);
}

/** Chooses one of the values of a form by its message. */
export async function picks(visitor: Visitor, form: Locator, label: string): Promise<void> {
  await form.getByRole("radio", { name: visitor.word(label), exact: true }).check();
}

/** Sends an appeal with this sentence; returns the address of its case. */
export async function appeals(person: Visitor, sentence: string): Promise<string> {
  const words = person.main.getByLabel(person.word("appeal-words"), { exact: true });
  await words.fill(sentence.trim());
  await person.presses("appeal-send");
  await expect(person.main.getByText(person.word("done-appealed"))).toBeVisible();
  return pathOf(person);
}

/** What an officer decides on an appeal or a complaint. */
export interface Ruling {
  outcome: string;
  rights: string;
  reasons: string;
}

/** Decides on the appeal or complaint that is open. */
export async function rules(officer: Visitor, ruling: Ruling): Promise<void> {
  const form = officer.main.locator('form[action$="/rule"]');
  await picks(officer, form, ruling.outcome);
  await picks(officer, form, ruling.rights);
  await writes(officer, form, "desk-prepare-reasons", ruling.reasons);
  await officer.presses("desk-rule-button");
  await expect(officer.main.getByText(officer.word("done-desk-ruled"))).toBeVisible();
}

/** Extends the term of the case that is open. */
export async function extendsTerm(
  officer: Visitor,
  [day, month, year]: [day: string, month: string, year: string],
  reasons: string,
): Promise<void> {
  const form = await unfoldsForm(officer, "extend");
  await form.getByLabel(officer.word("day"), { exact: true }).fill(day);
  await form.getByLabel(officer.word("month"), { exact: true }).fill(month);
  await form.getByLabel(officer.word("year"), { exact: true }).fill(year);
  await writes(officer, form, "desk-prepare-reasons", reasons);
  await officer.presses("desk-extend-button");
}
