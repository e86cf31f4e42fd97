// What officers do at the desk.
import { expect, type Locator } from "@playwright/test";

import type { Visitor } from "./visitor.ts";

/** The number of a case, as slips and letters write it: `2026-FCX0-DAMQ/1`. */
export const CASE_NUMBER = /\d{4}(-[0-9A-Z]{4}){2}\/\d+/;

/** The row of a case on the worklist. */
export function rowOf(officer: Visitor, number: string | RegExp): Locator {
  return officer.main.getByRole("row", { name: number });
}

/** Opens a case from the worklist; `all` also shows those that wait for nobody here. */
export async function opens(officer: Visitor, number: string | RegExp, all = false): Promise<void> {
  await officer.goes(all ? "/desk?show=all" : "/desk");
  await officer.main.getByRole("link", { name: number, exact: true }).click();
  await expect(officer.page.getByText(number).first()).toBeVisible();
}

/** Grants the case that is open. */
export async function grants(officer: Visitor): Promise<void> {
  await officer.presses("desk-grant-button");
  await expect(officer.main.getByText(officer.word("done-desk-granted"))).toBeVisible();
}

/** The only case that waits for an officer of this body: opened and granted. */
export async function grantsTheOnlyCase(officer: Visitor): Promise<void> {
  await officer.goes("/desk");
  await officer.main.getByRole("link", { name: CASE_NUMBER }).click();
  await grants(officer);
}
