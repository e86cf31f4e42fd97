// Saying that a register is wrong before there is a case: beside the answer, on the preview.
import { answers, begins, choosesServices, consents, files } from "../harness/application.ts";
import { opens } from "../harness/desk.ts";
import { MARRIED } from "../harness/family.ts";
import { writes } from "../harness/review.ts";
import { expect, test } from "../harness/test.ts";

const WORDS = "Тегім куәлікте «ұ» әрпімен жазылған.";

test("what a register has wrong is said on the preview and told to its steward at filing", async ({
  visitor,
}) => {
  const mother = await visitor("kk", { scripts: false });
  await mother.signsIn(MARRIED.filer);
  await begins(mother);
  await consents(mother);
  const wrong = new RegExp(`^${mother.word("wrong")}: Жеке тұлғалар`);
  const sheets = mother.main.getByRole("region").or(mother.main.locator("section"));
  const own = sheets.filter({ has: mother.page.getByText(wrong) }).first();
  await own.locator("details > summary").press("Enter");
  await own.getByRole("button", { name: mother.word("wrong-keep") }).click();
  await expect(mother.page.getByText(mother.word("defect-problem-words")).first()).toBeVisible();
  await mother.looks("wrong-problem");
  // It is open: the problem stands there.
  await writes(mother, own, "defect-words", WORDS);
  await own.getByRole("button", { name: mother.word("wrong-keep") }).click();
  await expect(mother.page.getByText(mother.word("done-said"))).toBeVisible();
  await expect(mother.main).toContainText(WORDS);
  await mother.looks("wrong-said");

  await choosesServices(mother, MARRIED);
  await answers(mother, MARRIED);
  await expect(mother.main.getByRole("heading", { name: mother.word("check-wrong") })).toBeVisible();
  await expect(mother.main).toContainText(WORDS);
  await mother.looks("wrong-check");
  // Whoever changes something there comes back there, without all the questions again.
  await mother.main.getByRole("link", { name: mother.word("check-wrong-change"), exact: true }).first().click();
  await expect(mother.heading).toHaveText(mother.word("preview-title"));
  await mother.presses("continue");
  await expect(mother.heading).toHaveText(mother.word("check-title"));
  await files(mother);
  // It was told on her behalf, so a letter says so.
  await mother.goes("/cabinet");
  const letter = mother.main.getByRole("link", { name: mother.word("letter-filed-defect-subject") });
  await mother.waitsFor(() => letter);
  await letter.click();
  await expect(mother.heading).toHaveText(mother.word("letter-filed-defect-subject"));
  await mother.looks("wrong-letter");

  const steward = await visitor("ru");
  await steward.signsInAtDesk("ministry-interior/1");
  const line = steward.main.getByRole("link", { name: /^\d{4}(-\w{4}){2}$/ });
  await steward.waitsFor(() => line);
  await opens(steward, /^\d{4}(-\w{4}){2}$/);
  await expect(steward.main).toContainText(WORDS);
});

test("what was said on the preview is taken back, and nobody is told", async ({ visitor }) => {
  const mother = await visitor("ru", { scripts: false });
  await mother.signsIn(MARRIED.filer);
  await begins(mother);
  await consents(mother);
  const folded = mother.main.locator("details").filter({ hasText: mother.word("wrong-keep") }).first();
  await folded.locator("> summary").press("Enter");
  await writes(mother, folded, "defect-words", "Фамилия с другой буквой.");
  await folded.getByRole("button", { name: mother.word("wrong-keep") }).click();
  await expect(mother.page.getByText(mother.word("done-said"))).toBeVisible();
  await mother.main.getByRole("button", { name: new RegExp(`^${mother.word("wrong-back")}`) }).click();
  await expect(mother.page.getByText(mother.word("done-unsaid"))).toBeVisible();
  await expect(mother.main).not.toContainText("Фамилия с другой буквой.");
  await choosesServices(mother, MARRIED);
  await answers(mother, MARRIED);
  await expect(mother.main.getByRole("heading", { name: mother.word("check-wrong") })).toHaveCount(0);
});
