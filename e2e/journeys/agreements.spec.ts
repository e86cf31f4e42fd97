// What a person agreed to: each service by itself, with its text, and withdrawn in two steps.
import { answers, applies, begins, choosesServices, files } from "../harness/application.ts";
import { grantsTheOnlyCase } from "../harness/desk.ts";
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
  await mother.page.getByRole("link", { name: mother.word("back"), exact: true }).click();
  await expect(mother.heading).toHaveText(mother.word("agreements-title"));
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

test("what is agreed to ahead is used by an application and not asked again", async ({ visitor }, info) => {
  const lang = WAYS[info.project.name as keyof typeof WAYS] ?? "en";
  const mother = await visitor(lang, { scripts: false });
  await mother.signsIn(MARRIED.filer);
  await mother.goes("/agreements");
  await mother.looks("agreements-ahead");
  const offered = mother.main.locator('a[href*="/agreements/ahead/"]');
  const count = await offered.count();
  expect(count).toBeGreaterThan(4);
  for (let left = count; left > 0; left -= 1) {
    await expect(offered).toHaveCount(left);
    await offered.first().click();
    await expect(mother.heading).toHaveText(mother.word("ahead-title"));
    if (left === count) await mother.looks("agreement-ahead");
    await mother.presses("ahead-do");
    await expect(mother.page.getByText(mother.word("done-ahead"))).toBeVisible();
  }
  await expect(mother.main).toContainText(mother.word("agreement-for-any"));

  await begins(mother);
  await expect(mother.main).toContainText(mother.word("data-ahead"));
  await expect(mother.main.getByRole("checkbox", { name: mother.word("consent-registers") })).toHaveCount(0);
  await mother.looks("data-ahead");
  await mother.presses("read");
  await expect(mother.heading).toHaveText(mother.word("preview-title"));
  await expect(mother.main).toContainText(mother.word("preview-lead"));
  await choosesServices(mother, MARRIED);
  await answers(mother, MARRIED);
  const application = await files(mother);

  // It is used by what begins later too. Before it is taken back it says which case rests on it.
  const registrar = await visitor("ru");
  await registrar.signsInAtDesk("registrar-2710/1");
  await grantsTheOnlyCase(registrar);
  await mother.goes(application);
  const allowance = SERVICES.allowance[lang];
  await mother.waitsFor(() => mother.main.getByRole("link", { name: allowance, exact: true }));
  await mother.goes("/agreements");
  const withdraw = named(mother.word("agreement-withdraw"), allowance);
  await mother.main.getByRole("link", { name: withdraw }).click();
  await expect(mother.main).toContainText(mother.word("withdraw-consent-follows"));
  await expect(mother.main.locator("section h3")).toHaveCount(1);
  await mother.looks("agreement-ahead-withdraw");
  await mother.presses("withdraw-consent-do");
  await expect(mother.page.getByText(mother.word("done-consent-withdrawn"))).toBeVisible();
});

/** A link whose words say for whoever does not see the page which one it is. */
function named(what: string, of: string): RegExp {
  return new RegExp(`^${what}\\s*:\\s*${of}`);
}
