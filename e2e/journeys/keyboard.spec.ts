// A whole filing with nothing but Tab, Space, Enter and the arrows; the focus is always visible.
import { type Locator } from "@playwright/test";

import { field, questionGroup, stepOf } from "../harness/application.ts";
import { MARRIED } from "../harness/family.ts";
import { expect, test, type Visitor } from "../harness/test.ts";

test("a filing by keyboard only, from the skip link to the slip", async ({ visitor }) => {
  const mother = await visitor("ru");
  await mother.goes("/sign-in");
  await mother.page.keyboard.press("Tab");
  const skip = mother.page.getByRole("link", { name: mother.word("skip-to-content") });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await focusShows(mother);
  await mother.page.keyboard.press("Enter");
  await expect(mother.page).toHaveURL(/#main$/);
  // What comes next is in the main part, not in the header.
  await mother.page.keyboard.press("Tab");
  await expect(mother.main.getByRole("button").first()).toBeFocused();

  await enters(mother, mother.main.getByRole("button", { name: new RegExp(`^${MARRIED.filer} `) }));
  await mother.goes("/life-events/birth");
  await enters(mother, button(mother, "begin"));
  for (const consent of ["consent-registers", "consent-automated"]) {
    await ticks(mother, mother.main.getByRole("checkbox", { name: mother.word(consent) }));
  }
  await enters(mother, button(mother, "read"));
  await expect(mother.heading).toHaveText(mother.word("preview-title"));
  for (const service of ["care", "kindergarten"] as const) {
    await reaches(mother, stepOf(mother, service));
    await mother.page.keyboard.press("Space");
    await expect(stepOf(mother, service)).not.toBeChecked();
  }
  await enters(mother, button(mother, "continue"));

  await ticks(mother, questionGroup(mother, "language").getByRole("radio").first());
  await picks(mother, field(mother, "registrar"), /Уральск$/);
  await enters(mother, button(mother, "save-and-continue"));
  await reaches(mother, field(mother, "given_name"));
  await mother.page.keyboard.type("Айша");
  await ticks(mother, questionGroup(mother, "surname").getByRole("radio").first());
  await enters(mother, button(mother, "save-and-continue"));
  await picks(mother, field(mother, "clinic"), /№ 1/);
  await enters(mother, button(mother, "save-and-continue"));

  await expect(mother.heading).toHaveText(mother.word("check-title"));
  await enters(mother, button(mother, "file"));
  await expect(mother.main).toContainText("20 марта 2026 г.");
});

function button(mother: Visitor, id: string): Locator {
  return mother.main.getByRole("button", { name: mother.word(id), exact: true });
}

/** Tabs until something has the focus. Every stop on the way must show that it has it. */
async function reaches(mother: Visitor, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await mother.page.keyboard.press("Tab");
    await focusShows(mother);
  }
  throw new Error(`the keyboard does not reach ${String(wanted)}`);
}

async function enters(mother: Visitor, wanted: Locator): Promise<void> {
  await reaches(mother, wanted);
  await Promise.all([mother.page.waitForEvent("load"), mother.page.keyboard.press("Enter")]);
}

async function ticks(mother: Visitor, wanted: Locator): Promise<void> {
  await reaches(mother, wanted);
  await mother.page.keyboard.press("Space");
  await expect(wanted).toBeChecked();
}

/** Goes down a list of choices until the wanted one is chosen. */
async function picks(mother: Visitor, list: Locator, wanted: RegExp): Promise<void> {
  await reaches(mother, list);
  for (let step = 0; step < 200; step += 1) {
    const chosen = await list.evaluate((element: HTMLSelectElement) =>
      (element.selectedOptions[0]?.textContent ?? "").trim(),
    );
    if (wanted.test(chosen)) return;
    await mother.page.keyboard.press("ArrowDown");
  }
  throw new Error(`no choice ${String(wanted)}`);
}

/** An outline, a shadow or a background of its own; GOV.UK draws radios' on what stands beside them. */
async function focusShows(mother: Visitor): Promise<void> {
  const shown = await mother.page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "nothing has the focus";
    const styles = [focused, focused.nextElementSibling]
      .filter((element) => element !== null)
      .flatMap((element) => [getComputedStyle(element), getComputedStyle(element, "::before")]);
    const drawn = styles.some(
      (style) =>
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
        style.boxShadow !== "none",
    );
    return drawn ? "" : `no focus to be seen at ${focused.outerHTML.slice(0, 120)}`;
  });
  expect(shown).toBe("");
}
