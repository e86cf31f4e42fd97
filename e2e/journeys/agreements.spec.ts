// What a person agreed to: each service by itself, with its text, and withdrawn in two steps.
import { applies } from "../harness/application.ts";
import { MARRIED } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import { expect, test } from "../harness/test.ts";

const WAYS = { telephone: "kk", desk: "ru" } as const;

test("a consent is looked at, and withdrawn once it is said what follows", async ({ visitor }, info) => {
  const lang = WAYS[info.project.name as keyof typeof WAYS] ?? "en";
  const mother = await visitor(lang, { scripts: false });
  await mother.signsIn(MARRIED.filer);
  await applies(mother, MARRIED);
  await mother.goes("/cabinet");
  await mother.main.getByRole("link", { name: mother.word("cabinet-agreements"), exact: true }).click();
  await expect(mother.heading).toHaveText(mother.word("agreements-title"));
  await mother.looks("agreements");

  const allowance = SERVICES.allowance[lang];
  const text = mother.word("agreement-text-link");
  await mother.main.getByRole("link", { name: named(text, allowance) }).click();
  await expect(mother.heading).toHaveText(mother.word("agreement-title"));
  await expect(mother.main).toContainText(mother.word("agreement-signature-text"));
  await mother.looks("agreement-text");

  await mother.goes("/agreements");
  const withdraw = mother.word("agreement-withdraw");
  await mother.main.getByRole("link", { name: named(withdraw, allowance) }).click();
  await expect(mother.main).toContainText(mother.word("withdraw-consent-follows"));
  await mother.looks("agreement-withdraw");
  await mother.presses("withdraw-consent-do");
  await expect(mother.page.getByText(mother.word("done-consent-withdrawn"))).toBeVisible();
  await expect(mother.main.getByRole("link", { name: named(withdraw, allowance) })).toHaveCount(0);
  await expect(mother.main.getByText(mother.word("agreements-ended"), { exact: true })).toBeVisible();
  await mother.looks("agreements-withdrawn");
});

/** A link whose words say for whoever does not see the page which one it is. */
function named(what: string, of: string): RegExp {
  return new RegExp(`^${what}\\s*:\\s*${of}`);
}
