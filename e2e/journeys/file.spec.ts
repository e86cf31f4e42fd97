// The whole file of a case on one page: what happened, who read what, how the term was counted, the
// letters with their receipt, and the complaint filled in. In three languages, on screen and on A4.
import { applies, pathOf } from "../harness/application.ts";
import { CASE_NUMBER, grantsTheOnlyCase, opens } from "../harness/desk.ts";
import { NO_RIGHT } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import { expect, test, type Visitor } from "../harness/test.ts";

const LANGS = ["kk", "ru", "en"] as const;
const REASONS = "По данным регистра заявитель находится в Казахстане временно.";

test("the file of a refused case tells everything, and the complaint is written already", async ({
  visitor,
}) => {
  const mother = await visitor("ru");
  await mother.signsIn(NO_RIGHT.filer);
  const application = await applies(mother, NO_RIGHT);
  const registrar = await visitor("ru");
  await registrar.signsInAtDesk("registrar-2710/1");
  await grantsTheOnlyCase(registrar);
  await mother.goes(application);
  const allowance = mother.main.getByRole("link", { name: SERVICES.allowance.ru, exact: true });
  await mother.waitsFor(() => allowance);
  await allowance.first().click();
  await mother.waitsFor(() => mother.main.getByText("На рассмотрении", { exact: true }));
  const address = pathOf(mother);
  const number = CASE_NUMBER.exec(await mother.main.innerText())?.[0] ?? "";

  const file = await opensFile(mother, address);
  await expect(file.main).toContainText(file.word("file-appeal-nothing"));
  await isRefused(await visitor("ru"), await visitor("ru"), mother, number, address);

  for (const lang of LANGS) {
    await mother.page.goto(`/${lang}${address}/file`);
    const said = mother.main;
    await expect(said).toContainText(number);
    // What an officer wrote is not translated.
    await expect(said).toContainText(REASONS);
    await expect(said).toContainText("Я учусь здесь третий год");
    await mother.looks(`file-${lang}`);
  }
  await mother.goes(`${address}/file`);
  const term = mother.main.getByRole("table", { name: mother.word("file-term-caption") });
  await expect(term.first()).toContainText("Наурыз");
  await expect(mother.main.getByRole("heading", { name: mother.word("file-reads-title") })).toBeVisible();
  const words = mother.main.getByLabel(mother.word("file-appeal-text"), { exact: true });
  await expect(words).toHaveValue("");
  await words.fill("Я живу здесь постоянно.");
  await mother.presses("file-appeal-send");
  await expect(mother.heading).toBeVisible();
  await mother.looks("file-appeal-filed");
  await mother.goes("/demo/messages");
  await mother.looks("file-messages");
  await mother.goes(`${address}/file`);
  await expect(mother.main.getByRole("button", { name: mother.word("file-appeal-send") })).toHaveCount(0);
});

async function opensFile(mother: Visitor, address: string): Promise<Visitor> {
  await mother.goes(address);
  await mother.main.getByRole("link", { name: mother.word("file-link") }).click();
  return mother;
}

async function isRefused(
  first: Visitor,
  second: Visitor,
  mother: Visitor,
  number: string,
  address: string,
): Promise<void> {
  await first.signsInAtDesk("social-office-2710/1");
  await opens(first, number);
  await first.unfolds("desk-prepare");
  const status = "Заявитель гражданин, кандас или иностранец, имеющий право по договору";
  await first.main.getByRole("checkbox", { name: status }).first().check();
  await first.main.locator("#desk-refusal-reasons").fill(REASONS);
  await first.presses("desk-prepare-button");
  await expect(first.main.getByText(first.word("done-desk-prepared"))).toBeVisible();

  await mother.goes(address);
  await mother.main.getByRole("link", { name: mother.word("letter-preliminary-subject") }).click();
  await expect(mother.main).toContainText(REASONS);
  await mother.goes(address);
  const view = mother.main.getByLabel(mother.word("case-objection"), { exact: true });
  await view.fill("Я учусь здесь третий год и прошу учесть это.");
  await mother.presses("case-objection-send");
  await expect(mother.main.getByText(mother.word("done-objected"))).toBeVisible();
  for (let day = 0; day < 4; day += 1) {
    await mother.waitsForNextWorkingDay();
  }
  await second.signsInAtDesk("social-office-2710/2");
  await opens(second, number, true);
  await second.main.getByRole("checkbox", { name: second.word("desk-approve-confirm") }).check();
  await second.presses("desk-approve-button");
  await expect(second.main.getByText(second.word("done-desk-approved"))).toBeVisible();
  await mother.signsIn(NO_RIGHT.filer);
  await mother.goes(address);
  await mother.main.getByRole("link", { name: mother.word("letter-refused-subject") }).click();
  await expect(mother.main).toContainText(REASONS);
  await mother.looks("file-letter-refused");
}
