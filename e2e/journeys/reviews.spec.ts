// When somebody does not agree, or is kept waiting: an appeal goes up by itself and the case is
// decided anew; a term is extended only with a reason that the person reads; a complaint is answered.
import { applies, pathOf } from "../harness/application.ts";
import { CASE_NUMBER, grants, grantsTheOnlyCase, opens } from "../harness/desk.ts";
import { MARRIED, NO_RIGHT } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import {
  appeals,
  extendsTerm,
  rules,
  type Ruling,
  unfoldsForm,
  writes,
} from "../harness/review.ts";
import { expect, test, type Visitor } from "../harness/test.ts";
import { type Lang, LANGS } from "../harness/words.ts";

/** The requirement on which the allowance is refused. */
const STATUS: Record<Lang, RegExp> = {
  kk: /азамат/i,
  ru: /гражданин, кандас или иностранец/,
  en: /citizen/i,
};

const REASONS: Record<Lang, string> = {
  kk: "Тізілім бойынша өтініш беруші Қазақстанда уақытша тұрады.",
  ru: "По данным регистра заявитель находится в Казахстане временно.",
  en: "The register shows that the applicant lives in Kazakhstan for a time only.",
};

const APPEAL: Record<Lang, string> = {
  kk: "маған тұрақты тұруға рұқсат берілген.",
  ru: "мне уже выдан вид на жительство.",
  en: "I have been given a residence permit.",
};

const RULED: Record<Lang, string> = {
  kk: "Тұрақты тұру рұқсаты берілген, тізілім ескірген.",
  ru: "Вид на жительство выдан, регистр устарел.",
  en: "The residence permit was issued; the register is out of date.",
};

for (const lang of LANGS) {
  test(`a refusal is appealed, goes up by itself, is annulled, and the case is decided anew, in ${lang}`, async ({
    visitor,
  }) => {
    const mother = await visitor(lang);
    await mother.signsIn(NO_RIGHT.filer);
    const application = await applies(mother, NO_RIGHT);
    const registrar = await visitor(lang, { glances: true });
    await registrar.signsInAtDesk("registrar-2710/1");
    await grantsTheOnlyCase(registrar);
    const address = await opensCase(mother, application, SERVICES.allowance[lang]);
    await mother.waitsFor(() => mother.main.getByText(mother.word("phase-examining"), { exact: true }));
    const number = await numberOf(mother);
    await isRefused(visitor, mother, address, number);

    await mother.main.getByRole("link", { name: mother.word("letter-refused-subject") }).click();
    await expect(mother.main).toContainText(REASONS[lang]);
    await mother.goes(address);
    await mother.looks(`review-refused-${lang}`);
    await mother.main.getByRole("link", { name: mother.word("appeal-link"), exact: true }).click();
    await expect(mother.main).toContainText(number);
    await mother.looks(`review-appeal-form-${lang}`);
    await isAskedForWords(mother);
    const appeal = await appeals(mother, APPEAL[lang]);
    await expect(mother.main).toContainText(APPEAL[lang]);
    await expect(mother.main).toContainText(number);
    await mother.looks(`review-appeal-filed-${lang}`);
    const appealNumber = await reviewNumberOf(mother);

    // Three working days for the body that refused; then it goes on by itself.
    for (let day = 0; day < 4; day += 1) await mother.waitsForNextWorkingDay();
    const superior = await visitor(lang);
    await superior.signsInAtDesk("social-office-27/appeal");
    await superior.looks(`review-desk-list-${lang}`);
    await opens(superior, appealNumber);
    await expect(superior.main).toContainText(APPEAL[lang]);
    await superior.looks(`review-desk-appeal-${lang}`);
    const ruling = annuls(superior.lang);
    // Both that she has the right and that she lives here: the same permit shows it.
    const held = superior.main.getByRole("checkbox");
    await expect(held).toHaveCount(2);
    for (const box of await held.all()) await box.check();
    await rules(superior, ruling);
    await superior.looks(`review-desk-ruled-${lang}`);

    await mother.signsIn(NO_RIGHT.filer);
    await mother.goes(appeal);
    await expect(mother.main).toContainText(RULED[lang]);
    await expect(mother.main).toContainText(mother.word("rights-restored"));
    await mother.looks(`review-appeal-ruled-${lang}`);
    await mother.goes(application);
    await expect(mother.main).toContainText(appealNumber);
    await mother.looks(`review-application-${lang}`);
    await isDecidedAnew(visitor, mother, address, number);
    await mother.looks(`review-decided-anew-${lang}`);
  });
}

type Visits = (lang: Lang, manner?: { scripts?: boolean; glances?: boolean }) => Promise<Visitor>;

/** Two officers refuse, after a hearing in which nothing is said. */
async function isRefused(
  visitor: Visits,
  mother: Visitor,
  address: string,
  number: string,
): Promise<void> {
  const { lang } = mother;
  const first = await visitor(lang);
  await first.signsInAtDesk("social-office-2710/1");
  await opens(first, number);
  const form = await unfoldsForm(first, "prepare");
  await form.getByRole("checkbox", { name: STATUS[lang] }).check();
  await writes(first, form, "desk-prepare-reasons", REASONS[lang]);
  await first.looks(`review-desk-prepare-${lang}`);
  await first.presses("desk-prepare-button");
  await expect(first.main.getByText(first.word("done-desk-prepared"))).toBeVisible();
  await mother.goes(address);
  const letter = mother.word("letter-preliminary-subject");
  await mother.main.getByRole("link", { name: letter }).click();
  await expect(mother.main).toContainText(REASONS[lang]);
  await mother.goes(address);
  await mother.looks(`review-hearing-${lang}`);
  // Who is away for a night is signed out: everybody signs in again.
  for (let day = 0; day < 4; day += 1) await mother.waitsForNextWorkingDay();
  const second = await visitor(lang, { glances: true });
  await second.signsInAtDesk("social-office-2710/2");
  await opens(second, number, true);
  await second.main.getByRole("checkbox", { name: second.word("desk-approve-confirm") }).check();
  await second.presses("desk-approve-button");
  await expect(second.main.getByText(second.word("done-desk-approved"))).toBeVisible();
  await mother.signsIn(NO_RIGHT.filer);
  await mother.goes(address);
}

/** An appeal without words is not filed; the page leads to the field. */
async function isAskedForWords(mother: Visitor): Promise<void> {
  const words = mother.main.getByLabel(mother.word("appeal-words"), { exact: true });
  await expect(words).toHaveValue("");
  await mother.presses("appeal-send");
  const alert = mother.main.getByRole("alert");
  await expect(alert).toContainText(mother.word("appeal-problem-words"));
  await alert.getByRole("link").click();
  await expect(words).toBeFocused();
}

function annuls(lang: Lang): Ruling {
  return { outcome: "outcome-annulled", rights: "rights-restored", reasons: RULED[lang] };
}

/** The body that refused decides once more, and the superior's finding binds it. */
async function isDecidedAnew(
  visitor: Visits,
  mother: Visitor,
  address: string,
  number: string,
): Promise<void> {
  await mother.goes(address);
  await mother.waitsFor(() => mother.main.getByText(mother.word("phase-examining"), { exact: true }));
  await expect(mother.main).toContainText(mother.word("after-former-text"));
  const officer = await visitor(mother.lang);
  await officer.signsInAtDesk("social-office-2710/1");
  await opens(officer, number);
  await officer.looks(`review-desk-anew-${mother.lang}`);
  await expect(officer.main.locator("details#prepare")).toHaveCount(0);
  await grants(officer);
  await mother.waitsFor(() => mother.main.getByText(mother.word("phase-issued"), { exact: true }));
  await expect(mother.main).toContainText(/164\s350\s₸/);
}

const LONGER: Record<Lang, string> = {
  kk: "Ата-анасы туралы мәлімет архивтен сұралды.",
  ru: "Сведения о родителях запрошены из архива.",
  en: "Details of the parents were asked for from the archive.",
};

const UNTIL: Record<Lang, RegExp> = {
  kk: /2026\sжылғы\s10\sсәуір/,
  ru: /10\sапреля\s2026\sг\./,
  en: /10\sApril\s2026/,
};

const COMPLAINT: Record<Lang, string> = {
  kk: "Телефонға ешкім жауап бермеді.",
  ru: "По телефону никто не отвечал.",
  en: "Nobody answered the telephone.",
};

const ANSWER: Record<Lang, string> = {
  kk: "Шағым негізді: телефон бұзылған еді, жөндедік. Кешірім сұраймыз.",
  ru: "Жалоба обоснована: телефон не работал, он исправлен. Приносим извинения.",
  en: "The complaint is right: the telephone was broken and is mended. We apologise.",
};

for (const lang of LANGS) {
  test(`a head extends the term with a reason, and a complaint is answered, in ${lang}`, async ({
    visitor,
  }) => {
    const mother = await visitor(lang, { scripts: false });
    await mother.signsIn(MARRIED.filer);
    const application = await applies(mother, MARRIED);
    const address = await opensCase(mother, application, SERVICES.registration[lang]);
    const number = await numberOf(mother);

    const officer = await visitor(lang, { glances: true });
    await officer.signsInAtDesk("registrar-2710/1");
    await opens(officer, number);
    await expect(officer.main.locator("details#extend"), "only a head or deputy").toHaveCount(0);
    const head = await visitor(lang, { scripts: false });
    await head.signsInAtDesk("registrar-2710/head");
    await opens(head, number);
    await extendsTerm(head, ["31", "12", "2026"], LONGER[lang]);
    const problem = head.main.getByRole("alert").getByRole("link");
    await expect(problem).toHaveAttribute("href", "#desk-extend-until");
    await expect(head.main.locator("details#extend textarea")).toHaveValue(LONGER[lang]);
    await head.looks(`review-desk-too-long-${lang}`);
    // The deputy has the same form open, and is slower.
    const deputy = await visitor(lang, { scripts: false });
    await deputy.signsInAtDesk("registrar-2710/deputy");
    await opens(deputy, number);
    const form = head.main.locator("details#extend");
    await form.getByLabel(head.word("day"), { exact: true }).fill("10");
    await form.getByLabel(head.word("month"), { exact: true }).fill("4");
    await head.presses("desk-extend-button");
    await expect(head.main.getByText(head.word("done-desk-extended"))).toBeVisible();
    await head.looks(`review-desk-extended-${lang}`);
    await extendsTerm(deputy, ["10", "4", "2026"], LONGER[lang]);
    await expect(deputy.main.getByRole("alert")).toContainText(deputy.word("rejected-only-once"));

    await mother.goes(address);
    await expect(mother.main).toContainText(LONGER[lang]);
    await expect(mother.main).toContainText(UNTIL[lang]);
    await mother.looks(`review-extended-${lang}`);
    const complaint = await complains(mother, COMPLAINT[lang]);
    const complaintNumber = await reviewNumberOf(mother);
    await answersComplaint(visitor, lang, complaintNumber);
    await mother.goes(complaint);
    await expect(mother.main).toContainText(ANSWER[lang]);
    await expect(mother.main).toContainText(mother.word("outcome-upheld"));
    await mother.looks(`review-complaint-answered-${lang}`);
    await triedIsOnRecord(mother);
  });
}

async function complains(mother: Visitor, words: string): Promise<string> {
  await mother.main.getByRole("link", { name: mother.word("complain-link"), exact: true }).click();
  await mother.looks(`review-complain-form-${mother.lang}`);
  await mother.main.getByLabel(mother.word("complain-words"), { exact: true }).fill(words);
  await mother.presses("complain-send");
  await expect(mother.main.getByText(mother.word("done-complained"))).toBeVisible();
  await expect(mother.main).toContainText(words);
  await mother.looks(`review-complaint-filed-${mother.lang}`);
  return pathOf(mother);
}

async function answersComplaint(visitor: Visits, lang: Lang, number: string): Promise<void> {
  const officer = await visitor(lang, { scripts: false });
  await officer.signsInAtDesk("registrar-2710/appeal");
  await opens(officer, number);
  await expect(officer.main).toContainText(COMPLAINT[lang]);
  await officer.looks(`review-desk-complaint-${lang}`);
  const reasons = ANSWER[lang];
  await rules(officer, { outcome: "outcome-upheld", rights: "rights-restored", reasons });
}

/** What the deputy tried and was not allowed stands among the accesses. */
async function triedIsOnRecord(mother: Visitor): Promise<void> {
  await mother.goes("/access");
  await expect(mother.main).toContainText(mother.word("access-attempt-nothing"));
  await expect(mother.main).toContainText(mother.word("rejected-only-once"));
  await mother.looks(`review-access-${mother.lang}`);
}

/** Opens the first case of a service from the application's page, and returns its address. */
async function opensCase(parent: Visitor, application: string, title: string): Promise<string> {
  await parent.goes(application);
  const link = parent.main.getByRole("link", { name: title, exact: true });
  await parent.waitsFor(() => link);
  await link.first().click();
  await expect(parent.heading).toHaveText(title);
  return pathOf(parent);
}

async function numberOf(parent: Visitor): Promise<string> {
  const number = CASE_NUMBER.exec(await parent.main.innerText())?.[0];
  if (!number) throw new Error("the page names no case");
  return number;
}

/** The number of an appeal or a complaint stands above its heading, without a step behind it. */
async function reviewNumberOf(parent: Visitor): Promise<string> {
  const caption = await parent.main.locator(".govuk-caption-l").innerText();
  const number = /\d{4}(-[0-9A-Z]{4}){2}(\/\d+)?/.exec(caption)?.[0];
  if (!number) throw new Error("the caption names no case");
  return number;
}
