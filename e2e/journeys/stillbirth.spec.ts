// A stillbirth: only the necessary record, a statement instead of a certificate, and no cheerful word.
import { answers, begins, choosesServices, files } from "../harness/application.ts";
import { grantsTheOnlyCase } from "../harness/desk.ts";
import { STILLBORN } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import { expect, test, type Visitor } from "../harness/test.ts";
import type { Lang } from "../harness/words.ts";

const SORRY: Record<Lang, string> = {
  kk: "Қайғыңызға ортақпыз",
  ru: "Примите наши соболезнования",
  en: "We are sorry for your loss",
};

const STATEMENT: Record<Lang, string> = {
  kk: "Өлі туу тіркелгені туралы анықтама",
  ru: "Справка о регистрации мертворождения",
  en: "Statement of a registered stillbirth",
};

/** What has no place on any page of hers, apart from the name of the life event itself. */
const CHEERFUL: Record<Lang, RegExp> = {
  kk: /құттықтаймыз|қуаныш|құтты болсын|тамаша|бақыт|!|жәрдемақы|балабақша|емхана|туу туралы куәлік/i,
  ru: /поздравл|рады|радост|счаст|отлично|!|пособи|детск(ий|ом) сад|поликлиник|свидетельство о рождении/i,
  en: /congratulat|happy|glad|great|joy|wonderful|!|allowance|kindergarten|clinic you|birth certificate/i,
};

const LANG: Record<string, Lang> = { telephone: "kk", desk: "ru" };

test("a stillbirth is recorded quietly, with a statement and nothing else", async ({ visitor }, info) => {
  const lang = LANG[info.project.name] ?? "en";
  const mother = await visitor(lang, { scripts: false });
  await mother.signsIn(STILLBORN.filer);
  await begins(mother);
  await mother.main.getByRole("checkbox", { name: mother.word("consent-registers") }).check();
  await mother.presses("read");
  await expect(mother.main).toContainText(SORRY[lang]);
  await isQuiet(mother);
  await expect(mother.main.getByRole("checkbox")).toHaveCount(0);
  await mother.looks("stillbirth-preview");

  await choosesServices(mother, STILLBORN);
  await isQuiet(mother);
  await answers(mother, STILLBORN, "stillbirth");
  await isQuiet(mother);
  await mother.looks("stillbirth-check");
  const application = await files(mother);
  await isQuiet(mother);
  await mother.looks("stillbirth-application");
  await mother.goes(`${application}/slip`);
  await isQuiet(mother);

  const officer = await visitor(lang);
  await officer.signsInAtDesk("registrar-2710/1");
  await grantsTheOnlyCase(officer);

  await mother.goes(application);
  const done = mother.main.getByText(mother.word("phase-issued"), { exact: true });
  await mother.waitsFor(() => done);
  await expect(done).toHaveCount(1);
  await isQuiet(mother);
  await mother.main.getByRole("link", { name: SERVICES.registration[lang], exact: true }).click();
  await isQuiet(mother);
  await mother.looks("stillbirth-case");
  await mother.main.getByRole("link", { name: new RegExp(`^${STATEMENT[lang]}`) }).click();
  await expect(mother.heading).toHaveText(STATEMENT[lang]);
  await isQuiet(mother);
  await mother.looks("stillbirth-statement");
  await mother.goes("/cabinet");
  await isQuiet(mother, { withTone: false });
  await mother.main.getByRole("link", { name: mother.word("letter-issued-subject") }).click();
  await isQuiet(mother);
  await mother.looks("stillbirth-letter");
});

/** No cheerful word on the page, and the colours are subdued. */
async function isQuiet(mother: Visitor, { withTone = true } = {}): Promise<void> {
  const text = await mother.main.innerText();
  expect(CHEERFUL[mother.lang].exec(text)?.[0], mother.page.url()).toBeUndefined();
  if (withTone) await expect(mother.page.locator("body")).toHaveClass(/t-page--quiet/);
}
