// When something is lacking, a register is down, or there is no right: nothing ends in silence and
// no machine refuses.
import { applies, pathOf } from "../harness/application.ts";
import { CASE_NUMBER, grants, grantsTheOnlyCase, opens, rowOf } from "../harness/desk.ts";
import { MARRIED, NO_RIGHT, RECORD_ARRIVES, RECORD_LACKS, REGISTER_DOWN } from "../harness/family.ts";
import { PDF } from "../harness/files.ts";
import { SERVICES } from "../harness/questions.ts";
import { unfoldsForm, writes } from "../harness/review.ts";
import { expect, test, type Visitor } from "../harness/test.ts";

/** Opens the first case of a service from the application's page, and returns its address. */
async function opensCase(parent: Visitor, application: string, title: string): Promise<string> {
  await parent.goes(application);
  await parent.main.getByRole("link", { name: title, exact: true }).first().click();
  await expect(parent.heading).toHaveText(title);
  return pathOf(parent);
}

async function numberOf(parent: Visitor): Promise<string> {
  const number = CASE_NUMBER.exec(await parent.main.innerText())?.[0];
  if (!number) throw new Error("the page names no case");
  return number;
}

test("a missing record: a notice, a date, a document, an officer, and the case goes on", async ({
  visitor,
}) => {
  const mother = await visitor("ru", { scripts: false });
  await mother.signsIn(RECORD_LACKS.filer);
  const application = await applies(mother, RECORD_LACKS);
  await expect(mother.main).toContainText("Не хватает сведений");
  await mother.looks("record-lacks-application");

  const address = await opensCase(mother, application, SERVICES.registration.ru);
  const number = await numberOf(mother);
  const lacking = mother.main.getByRole("region", { name: mother.word("case-lacking") });
  await expect(lacking).toContainText("Медицинская организация ещё не передала сведения о рождении.");
  // Ten working days from 18 March, over Nauryz: until 6 April 2026, so that nobody has to hurry.
  await expect(lacking).toContainText("6 апреля 2026 г.");
  await expect(lacking).toContainText(mother.word("case-means-document-register"));
  await mother.looks("record-lacks-case");
  await mother.goes("/cabinet");
  await expect(mother.main.getByRole("link", { name: /Чего-то не хватает|не хватает/i }).first()).toBeVisible();
  await mother.goes(address);

  await mother.main.getByLabel(mother.word("case-file"), { exact: true }).setInputFiles(PDF);
  await mother.presses("case-send-document");
  await expect(mother.main.getByText(mother.word("done-supplied"))).toBeVisible();
  await expect(mother.main.getByRole("link", { name: PDF.name })).toBeVisible();
  await mother.looks("record-lacks-sent");

  const officer = await visitor("ru", { scripts: false });
  await officer.signsInAtDesk("registrar-2710/1");
  await expect(rowOf(officer, number)).toContainText(officer.word("desk-document-waits"));
  await opens(officer, number);
  await officer.looks("record-lacks-desk");
  await copiesMedicalRecord(officer);
  await officer.presses("desk-accept-button");
  await expect(officer.main.getByText(officer.word("done-desk-accepted"))).toBeVisible();
  await officer.looks("record-lacks-desk-accepted");
  await grants(officer);

  await mother.goes(address);
  await mother.waitsFor(() => mother.main.getByRole("link", { name: /^Свидетельство о рождении/ }));
  await expect(mother.main).toContainText("Сафия");
  await mother.looks("record-lacks-granted");
});

/** Copies out what the medical certificate says, as the officer reads it. */
async function copiesMedicalRecord(officer: Visitor): Promise<void> {
  const copied = officer.main.getByRole("region", { name: officer.word("desk-examine") });
  const typed: [RegExp, string][] = [
    [/Номер медицинского свидетельства/, "MC-2710-26-001801"],
    [/ИИН ребёнка/, "260316293103"],
    [/ИИН матери/, "980117692961"],
    [/Фамилия матери/, "Нұрғалиева"],
    [/Имя матери/, "Әйгерім"],
    [/Место рождения/, "Орал қаласы"],
  ];
  for (const [label, text] of typed) {
    const field = copied.getByRole("textbox", { name: label });
    if ((await field.count()) > 0) await field.first().fill(text);
  }
}

test("a missing record arrives in the register, and the case goes on by itself", async ({
  visitor,
  country,
}) => {
  const mother = await visitor("kk");
  await mother.signsIn(RECORD_ARRIVES.filer);
  const application = await applies(mother, RECORD_ARRIVES);
  const address = await opensCase(mother, application, SERVICES.registration.kk);
  await expect(mother.main).toContainText("Мәлімет жетіспейді");
  await expect(mother.main).toContainText(mother.word("next-register-mends"));

  await country.records("medical-births", {
    certificate_no: "MC-2758-26-000052",
    child_iin: "260316193315",
    delivery_no: "D-2758-26-000052",
    mother_iin: "990921693171",
    mother_document: null,
    mother_surname: "Әбілова",
    mother_given_name: "Жұлдыз",
    born_on: "2026-03-16",
    sex: "male",
    outcome: "live",
    birth_order: 1,
    live_order: 1,
    place_kind: "hospital",
    place: "Жымпиты ауылы",
    kato: "2758",
    clinic: "Сырым аудандық ауруханасы",
    certificate_issued_on: "2026-03-17",
    mother_came_on: null,
  });
  await mother.waitsForNextWorkingDay();
  await mother.signsIn(RECORD_ARRIVES.filer);
  await mother.goes(address);
  await mother.waitsFor(() => mother.main.getByText("Қаралуда", { exact: true }));
  // Mended on Thursday the 19th: two working days from then, Nauryz between, end on the 26th.
  await expect(mother.main).toContainText("2026 жылғы 26 наурыз");
  await mother.looks("record-arrived-case");
});

test("a register that is down is said to be down; nothing is refused, and it goes on", async ({
  visitor,
  country,
}) => {
  const mother = await visitor("en");
  await country.fails("marriages", "down");
  await mother.signsIn(REGISTER_DOWN.filer);
  await mother.goes("/life-events/birth");
  await mother.presses("begin");
  await mother.main.getByRole("checkbox", { name: mother.word("consent-registers") }).check();
  await mother.presses("read");
  await expect(mother.main).toContainText("Not answering now: Register of marriages");
  await expect(mother.main).toContainText(mother.word("registers-down-text"));
  await mother.looks("register-down-preview");
  await country.mends("marriages");

  await mother.goes("/");
  const application = await applies(mother, REGISTER_DOWN);
  await country.fails("benefits", "down");
  const officer = await visitor("en");
  await officer.signsInAtDesk("registrar-2760/1");
  await grantsTheOnlyCase(officer);

  await mother.goes(application);
  const allowance = mother.main.getByRole("link", { name: SERVICES.allowance.en, exact: true });
  await mother.waitsFor(() => allowance);
  const address = await opensCase(mother, application, SERVICES.allowance.en);
  await mother.waitsFor(() => mother.main.getByRole("region", { name: mother.word("case-outages") }));
  await expect(mother.main).toContainText("Benefits granted: no answer since 18 March 2026");
  await expect(mother.main).toContainText(mother.word("case-outage-rest"));
  await expect(mother.main).not.toContainText("Refused");
  await expect(mother.main).toContainText("1 April 2026");
  await mother.looks("register-down-case");

  await country.mends("benefits");
  await mother.waitsForNextWorkingDay();
  await mother.signsIn(REGISTER_DOWN.filer);
  await mother.goes(address);
  await mother.waitsFor(() => mother.main.getByText("Completed", { exact: true }));
  // The date on the notice has not moved.
  await expect(mother.main).toContainText("1 April 2026");
  await expect(mother.main).toContainText(/164\s350\s₸/);
});

test("no right: a preliminary decision, a hearing, a second officer, and a refusal with its law", async ({
  visitor,
}) => {
  const mother = await visitor("ru");
  await mother.signsIn(NO_RIGHT.filer);
  const application = await applies(mother, NO_RIGHT);
  const registrar = await visitor("ru");
  await registrar.signsInAtDesk("registrar-2710/1");
  await grantsTheOnlyCase(registrar);
  await mother.goes(application);
  await mother.waitsFor(() => mother.main.getByRole("link", { name: SERVICES.allowance.ru, exact: true }));
  const address = await opensCase(mother, application, SERVICES.allowance.ru);
  await mother.waitsFor(() => mother.main.getByText("На рассмотрении", { exact: true }));
  const number = await numberOf(mother);

  const first = await visitor("ru");
  await first.signsInAtDesk("social-office-2710/1");
  await opens(first, number);
  await expect(first.main.getByRole("button", { name: first.word("desk-grant-button") })).toHaveCount(0);
  const reasons = "По данным регистра заявитель находится в Казахстане временно.";
  await preparesRefusal(first, reasons);
  await first.looks("no-right-desk-prepared");
  await expect(approving(first)).toHaveCount(0);

  await mother.goes(address);
  await mother.waitsFor(() => mother.main.getByText("Предварительное решение", { exact: true }));
  const letter = mother.word("letter-preliminary-subject");
  await mother.main.getByRole("link", { name: letter }).click();
  await expect(mother.main).toContainText(reasons);
  await expect(mother.main).toContainText("временно");
  await mother.looks("no-right-letter-preliminary");
  await mother.goes(address);
  await objects(mother, "Я учусь здесь третий год и прошу учесть это.");
  await mother.looks("no-right-case-objected");

  // Who is away for a night is signed out: everybody signs in again.
  for (let day = 0; day < 4; day += 1) {
    await mother.waitsForNextWorkingDay();
  }
  await first.signsInAtDesk("social-office-2710/1");
  await opens(first, number, true);
  await expect(first.main).toContainText(first.word("rejected-same-person"), {
    ignoreCase: true,
  });
  await expect(approving(first)).toHaveCount(0);

  const second = await visitor("ru");
  await second.signsInAtDesk("social-office-2710/2");
  await opens(second, number, true);
  await expect(second.main).toContainText("Я учусь здесь третий год");
  await second.looks("no-right-desk-second");
  await second.main.getByRole("checkbox", { name: second.word("desk-approve-confirm") }).check();
  await second.presses("desk-approve-button");
  await expect(second.main.getByText(second.word("done-desk-approved"))).toBeVisible();

  await mother.signsIn(NO_RIGHT.filer);
  await mother.goes(address);
  await mother.main.getByRole("link", { name: mother.word("letter-refused-subject") }).click();
  const said = mother.main;
  await expect(said).toContainText("Заявитель гражданин, кандас или иностранец, имеющий право по договору");
  await expect(said).toContainText(/временн/);
  await expect(said).toContainText("Социальный кодекс");
  await expect(said).toContainText("79-80");
  await expect(said).toContainText(mother.word("letter-complain"));
  // Three months from 27 March end on a Saturday: until the Monday after it.
  await expect(said).toContainText("29 июня 2026 г.");
  await mother.looks("no-right-letter-refused");
});

async function preparesRefusal(officer: Visitor, reasons: string): Promise<void> {
  const form = await unfoldsForm(officer, "prepare");
  const status = "Заявитель гражданин, кандас или иностранец, имеющий право по договору";
  await form.getByRole("checkbox", { name: status }).check();
  await writes(officer, form, "desk-prepare-reasons", reasons);
  await officer.presses("desk-prepare-button");
  await expect(officer.main.getByText(officer.word("done-desk-prepared"))).toBeVisible();
}

function approving(officer: Visitor) {
  return officer.main.getByRole("button", { name: officer.word("desk-approve-button") });
}

async function objects(mother: Visitor, text: string): Promise<void> {
  await mother.main.getByLabel(mother.word("case-objection"), { exact: true }).fill(text);
  await mother.presses("case-objection-send");
  await expect(mother.main.getByText(mother.word("done-objected"))).toBeVisible();
  await expect(mother.main.getByText(text)).toBeVisible();
}

test("an officer cannot open the case of close kin", async ({ visitor }) => {
  const mother = await visitor("kk");
  await mother.signsIn(MARRIED.filer);
  const application = await applies(mother, MARRIED);
  const address = await opensCase(mother, application, SERVICES.registration.kk);
  const sister = await visitor("kk");
  await sister.signsInAtDesk("registrar-2710/2");
  await sister.goes(`/desk${address}`);
  await expect(sister.main.getByRole("button", { name: sister.word("desk-grant-button") })).toHaveCount(0);
  await expect(sister.main).toContainText(sister.word("rejected-barred-kin"));
  await expect(sister.main, "nothing of the case is shown").not.toContainText("Айша");
  await sister.looks("own-kin");
});
