// What goes wrong by mistake or on purpose: a clear message in the page's language, nothing lost, and
// never a second application.
import { randomUUID } from "node:crypto";

import {
  answers,
  applies,
  begins,
  choosesServices,
  consents,
  chooses,
  field,
  files,
  pathOf,
} from "../harness/application.ts";
import { grantsTheOnlyCase } from "../harness/desk.ts";
import { HOME, JOINT, MARRIED, NO_RIGHT, RECORD_LACKS } from "../harness/family.ts";
import { BOMB, EMPTY, PDF, type Sent, TOO_LARGE, WRONG_TYPE } from "../harness/files.ts";
import { SERVICES } from "../harness/questions.ts";
import { expect, test, type Visitor } from "../harness/test.ts";
import { type Lang, LANGS } from "../harness/words.ts";

/** The right number ends in 4. */
const WRONG_CHECK_DIGIT = "900101100015";
/** Well made, and nobody's. */
const UNKNOWN = "900101100014";

const WRONG_DIGIT_SAYS: Record<Lang, string> = {
  kk: "Бұл ЖСН-нің бақылау цифры сәйкес келмейді",
  ru: "Контрольная цифра этого ИИН не сходится",
  en: "The check digit of this IIN does not fit",
};

for (const lang of LANGS) {
  test(`an IIN that cannot be is named at sign-in, in ${lang}`, async ({ visitor }) => {
    // The rules of the sign-in page are looked at with the public pages.
    const guest = await visitor(lang, { glances: lang !== "kk" });
    await guest.goes("/sign-in");
    await types(guest, WRONG_CHECK_DIGIT);
    await expect(guest.main.getByRole("alert")).toContainText(WRONG_DIGIT_SAYS[lang]);
    await expect(iin(guest)).toHaveValue(WRONG_CHECK_DIGIT);
    await expect(iin(guest)).toHaveAccessibleDescription(new RegExp(WRONG_DIGIT_SAYS[lang]));
    await expect(guest.page).toHaveTitle(new RegExp(`^${guest.word("error-prefix")}: `));

    await types(guest, UNKNOWN);
    await expect(guest.main.getByRole("alert")).toContainText(guest.word("sign-in-unknown"));
    await expect(iin(guest)).toHaveValue(UNKNOWN);
    await types(guest, "12345");
    await expect(guest.main.getByRole("alert")).toContainText(guest.word("problem-iin-length"));
    await guest.looks(`sign-in-wrong-${lang}`);
  });
}

function iin(guest: Visitor) {
  return guest.main.getByLabel(guest.word("iin"), { exact: true });
}

async function types(guest: Visitor, number: string): Promise<void> {
  await iin(guest).fill(number);
  await guest.presses("sign-in");
}

test("the father's IIN: a wrong digit, one's own, and one that nobody has", async ({ visitor }) => {
  const mother = await visitor("en");
  await mother.signsIn(JOINT.filer);
  await begins(mother);
  await consents(mother);
  await choosesServices(mother, JOINT);
  await chooses(mother, "father", "joint");
  await chooses(mother, "language", "kazakh");
  await mother.main.getByRole("combobox").selectOption("registrar-2710");
  await mother.presses("save-and-continue");
  for (const [number, says] of [
    [WRONG_CHECK_DIGIT, "The check digit of this IIN does not fit. Check the digits"],
    ["991127691289", "This is your own IIN. Give the other person’s number"],
    ["97021859135", "An IIN has 12 digits"],
  ] as const) {
    await field(mother, "father_iin").fill(number);
    await mother.presses("save-and-continue");
    await expect(mother.main.getByRole("alert")).toContainText(says);
    await expect(field(mother, "father_iin")).toHaveValue(number);
    await expect(field(mother, "father_iin")).toHaveAccessibleDescription(new RegExp(says));
  }
  await mother.looks("father-iin-wrong");

  // Nobody's data is read merely because a number was typed: so it waits for a signature, in vain.
  await answers(mother, { ...JOINT, father: { how: "joint", iin: UNKNOWN } });
  await files(mother);
  await expect(mother.main).toContainText("Something is lacking");
});

test("a name with a digit, and three names: what is wrong is said, what was typed stays", async ({
  visitor,
}) => {
  const mother = await visitor("ru");
  await mother.signsIn(MARRIED.filer);
  await begins(mother);
  await consents(mother);
  await choosesServices(mother, MARRIED);
  await chooses(mother, "language", "kazakh");
  await mother.presses("save-and-continue");
  await expect(mother.main.getByRole("alert")).toContainText("Где зарегистрировать рождение?");
  // The line leads to the field, and what is asked there is in sight above it.
  await mother.main.getByRole("alert").getByRole("link", { name: /Где зарегистрировать/ }).click();
  await expect(mother.main.locator("label", { hasText: "Где зарегистрировать рождение?" })).toBeInViewport({ ratio: 1 });
  await mother.main.getByRole("combobox").selectOption("registrar-2710");
  await mother.presses("save-and-continue");
  for (const [name, says] of [
    ["Ай1ша", "Знака «1» в имени быть не может"],
    ["Айша Мария Анна", "Слишком много имён: не больше 2"],
    ["", "Имя ребёнка"],
  ] as const) {
    await field(mother, "given_name").fill(name);
    await mother.presses("save-and-continue");
    await expect(mother.main.getByRole("alert")).toContainText(says);
    await expect(field(mother, "given_name")).toHaveValue(name);
  }
  await field(mother, "given_name").fill("Ай1ша");
  await mother.presses("save-and-continue");
  await mother.looks("name-wrong");
});

test("saved, left, and found again as it was", async ({ visitor }) => {
  const mother = await visitor("kk", { scripts: false });
  await mother.signsIn(HOME.filer);
  await begins(mother);
  await consents(mother);
  await choosesServices(mother, HOME);
  await chooses(mother, "language", "russian");
  await mother.main.getByRole("combobox").selectOption("registrar-2744");
  await mother.presses("save-and-continue");
  await field(mother, "given_name").fill("Нұртілек");
  await mother.presses("save-and-leave");
  await expect(mother.main).toContainText("Сақталды. Кез келген уақытта жалғастыра аласыз.");
  await mother.page.getByRole("banner").getByRole("button", { name: mother.word("sign-out") }).click();

  await mother.signsIn(HOME.filer);
  await mother.looks("cabinet-draft");
  const drafts = mother.main.getByRole("region", { name: mother.word("cabinet-drafts") });
  await drafts.getByRole("link", { name: /Бала туды/ }).click();
  const draft = pathOf(mother).replace(/\/data$/, "");
  await mother.goes(`${draft}/questions/1`);
  await expect(field(mother, "given_name")).toHaveValue("Нұртілек");
  await mother.goes(`${draft}/questions/0`);
  await expect(mother.main.getByRole("radio", { name: "Орысша", exact: true })).toBeChecked();
  await answers(mother, HOME);
  await files(mother);
});

test("a form that is older than what is saved: said, kept, and not taken", async ({ visitor }) => {
  const mother = await visitor("ru");
  await mother.signsIn(MARRIED.filer);
  await begins(mother);
  await consents(mother);
  await choosesServices(mother, MARRIED);
  const address = pathOf(mother);
  const tab = await mother.opensTab();
  await tab.goes(address);
  await chooses(mother, "language", "kazakh");
  await mother.main.getByRole("combobox").selectOption("registrar-2710");
  await mother.presses("save-and-continue");

  await chooses(tab, "language", "russian");
  await tab.main.getByRole("combobox").selectOption("registrar-2736");
  await tab.presses("save-and-continue");
  await expect(tab.main).toContainText("Эта форма позже сохранена в другом окне");
  await expect(tab.main.getByRole("radio", { name: "На русском", exact: true })).toBeChecked();
  await tab.looks("stale-form");
  await mother.goes(address);
  await expect(mother.main.getByRole("radio", { name: "На казахском", exact: true })).toBeChecked();
});

test("a double click and the back button: one application, whatever is pressed", async ({ visitor }) => {
  const mother = await visitor("en");
  await mother.signsIn(MARRIED.filer);
  await begins(mother);
  await consents(mother);
  await choosesServices(mother, MARRIED);
  await answers(mother, MARRIED);
  const check = pathOf(mother);
  const tab = await mother.opensTab();
  await tab.goes(check);
  await mother.main.getByRole("button", { name: "Apply", exact: true }).dblclick();
  await expect(mother.heading).toHaveText("A child is born");
  await expect(mother.main).toContainText("20 March 2026");

  await mother.page.goBack();
  const again = mother.main.getByRole("button", { name: "Apply", exact: true });
  if (await again.isVisible()) await again.click();
  await isUnderstandable(mother);
  await tab.presses("file");
  await isUnderstandable(tab);
  await mother.goes("/cabinet");
  const mine = mother.main.getByRole("region", { name: "My applications" });
  await expect(mine.getByRole("link", { name: "A child is born" })).toHaveCount(1);

  // Beginning anew leads to the application there is, and not to a second one.
  await begins(mother);
  await consents(mother);
  await expect(mother.main).toContainText("You have already applied for this event.");
  await mother.looks("already-filed");
  const father = await visitor("en");
  await father.signsIn("Нұрлан Ахметов");
  await begins(father);
  await consents(father);
  await expect(father.main).toContainText("somebody else has applied for it");
});

/** The application itself, or a page that says in words what has happened. */
async function isUnderstandable(person: Visitor): Promise<void> {
  await expect(person.heading).toBeVisible();
  await expect(person.main).not.toContainText(person.word("fault-internal-title"));
}

test("files that are too large, of a wrong type, empty or a bomb: said at the field, nothing lost", async ({
  visitor,
}) => {
  const mother = await visitor("ru");
  await mother.signsIn(RECORD_LACKS.filer);
  const application = await applies(mother, RECORD_LACKS);
  await mother.goes(application);
  await mother.main.getByRole("link", { name: SERVICES.registration.ru, exact: true }).click();
  const address = pathOf(mother);
  const cases: [Sent, RegExp][] = [
    [TOO_LARGE, /Файл больше 10 МБ|больше 10 МБ|не больше 10 МБ/],
    [WRONG_TYPE, /Этот файл не подходит/],
    [EMPTY, /Файл пуст|Выберите файл/],
    [BOMB, /разворачивается до чрезмерного размера/],
  ];
  for (const [file, says] of cases) {
    await mother.goes(address);
    await sends(mother, file);
    await expect(mother.main, file.name).toContainText(says);
    await expect(mother.page).toHaveTitle(/^Ошибка: /);
    await mother.looks(`file-${file.name.replace(".", "-")}`);
  }
  await mother.goes(address);
  await expect(mother.main.getByRole("link", { name: /\.(pdf|png)$/ })).toHaveCount(0);
  await expect(mother.main).toContainText("Не хватает сведений");
  await sends(mother, PDF);
  await expect(mother.main.getByRole("link", { name: PDF.name })).toBeVisible();
});

async function sends(mother: Visitor, file: Sent): Promise<void> {
  await mother.main.getByLabel(mother.word("case-file"), { exact: true }).setInputFiles(file);
  await mother.presses("case-send-document");
}

test("what belongs to somebody else does not exist: case, letter, document, file, draft", async ({
  visitor,
}) => {
  const mother = await visitor("kk");
  await mother.signsIn(MARRIED.filer);
  const application = await applies(mother, MARRIED);
  const officer = await visitor("kk");
  await officer.signsInAtDesk("registrar-2710/1");
  await grantsTheOnlyCase(officer);
  await mother.goes(application);
  await mother.waitsFor(() => mother.main.getByText("Аяқталды", { exact: true }).nth(1));
  await mother.main.getByRole("link", { name: SERVICES.registration.kk, exact: true }).click();
  const address = pathOf(mother);
  await expect(mother.main.getByRole("link", { name: /^Туу туралы куәлік/ })).toBeVisible();

  const lacking = await visitor("kk");
  await lacking.signsIn(RECORD_LACKS.filer);
  await applies(lacking, RECORD_LACKS);
  await lacking.main.getByRole("link", { name: SERVICES.registration.kk, exact: true }).click();
  await sends(lacking, PDF);
  const upload = await lacking.main.getByRole("link", { name: PDF.name }).getAttribute("href");

  const stranger = await visitor("kk");
  await stranger.signsIn(NO_RIGHT.filer);
  await begins(mother);
  const others = [
    application,
    `${application}/slip`,
    address,
    `${address}/letters/0`,
    `${address}/documents/0`,
    (upload ?? "").slice(3),
    pathOf(mother),
    `/cases/${randomUUID()}`,
    `/applications/${randomUUID()}`,
    "/cases/not-an-id",
  ];
  const seen = new Set<string>();
  for (const path of others) {
    const response = await stranger.page.goto(`/kk${path}`);
    expect(response?.status(), path).toBe(404);
    await expect(stranger.heading).toHaveText("Бет табылмады");
    seen.add(await stranger.main.innerText());
  }
  expect([...seen], "all of them say the same").toHaveLength(1);
  await stranger.looks("not-found");
  const desk = await stranger.page.goto(`/kk/desk${address}`);
  expect(desk?.status()).toBe(403);
});

test("answers are shown in words before filing, never as codes", async ({ visitor }) => {
  const mother = await visitor("en");
  await mother.signsIn(MARRIED.filer);
  await begins(mother);
  await consents(mother);
  await choosesServices(mother, MARRIED);
  await answers(mother, MARRIED);
  await expect(mother.main).toContainText("Uralsk City Clinic No. 1");
  await expect(mother.main).toContainText("«Балдырған» балабақшасы");
  await expect(mother.main).not.toContainText(/KG-2710|clinic-2710|registrar-2710/);
});
