// What a citizen can check: who looked and why, and that a register's mistake is put right.
import { applies, pathOf } from "../harness/application.ts";
import { grantsTheOnlyCase, opens } from "../harness/desk.ts";
import { MARRIED, NO_RIGHT } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import { writes } from "../harness/review.ts";
import { expect, test } from "../harness/test.ts";

/** The student of the demonstration, whom the register of persons has as staying for a time only. */
const STUDENT = "001203293387";

test("a mother asks why somebody looked, the body answers, and an auditor marks the look", async ({
  visitor,
}) => {
  const mother = await visitor("kk", { scripts: false });
  await mother.signsIn(MARRIED.filer);
  await applies(mother, MARRIED);
  const officer = await visitor("ru");
  await officer.signsInAtDesk("registrar-2710/1");
  await officer.main.getByRole("rowheader").getByRole("link").click();
  await expect(officer.heading).toHaveText(SERVICES.registration.ru);

  await mother.goes("/access");
  await mother.looks("access");
  // The newest look is that of the officer, who opened the case.
  const latest = mother.main.getByRole("listitem").first();
  await expect(latest).toContainText("Лауазымды адам");
  await latest.getByRole("link", { name: new RegExp(`^${mother.word("why-ask")}`) }).click();
  await expect(mother.heading).toHaveText(mother.word("why-title"));
  await mother.looks("access-why");
  await writes(mother, mother.main, "why-words", "Бұл адам кім және ол неге қарады?");
  await mother.presses("why-send");
  await expect(mother.page.getByText(mother.word("done-asked-why"))).toBeVisible();
  await mother.looks("access-why-asked");

  // Who looked does not answer for it: a colleague does.
  await officer.signsInAtDesk("registrar-2710/deputy");
  await officer.main.getByRole("link", { name: /вопрос/i }).click();
  await expect(officer.heading).toHaveText(officer.word("asked-title"));
  await officer.looks("desk-questions");
  await officer.main.getByRole("rowheader").getByRole("link").click();
  await expect(officer.main).toContainText("Бұл адам кім және ол неге қарады?");
  await officer.looks("desk-question");
  const answer = "Мен өтінішіңізді қарап жатырмын: туу туралы актіні тіркеу үшін.";
  await writes(officer, officer.main, "question-answer", answer);
  await officer.presses("question-send");
  await expect(officer.page.getByText(officer.word("done-answered-why"))).toBeVisible();

  await mother.goes("/access");
  await expect(mother.main).toContainText(answer);

  const auditor = await visitor("en");
  await auditor.signsInAtDesk("state-corporation/audit", "audit-title");
  await auditor.looks("audit");
  await auditor.unfolds("audit-filter");
  await auditor.presses("audit-show");
  await auditor.looks("audit-list");
  // Who it was about stays unknown to the auditor.
  await expect(auditor.main).not.toContainText("Ахметова");
  await expect(auditor.main).not.toContainText("Айгерім");
  const asked = auditor.main.getByRole("listitem").filter({ hasText: auditor.word("audit-answered") });
  await asked.getByRole("link", { name: new RegExp(`^${auditor.word("audit-mark")}`) }).click();
  await auditor.looks("audit-mark");
  await auditor.main.getByRole("radio", { name: auditor.word("audit-well-founded") }).check();
  await auditor.presses("audit-send");
  await expect(auditor.page.getByText(auditor.word("done-marked"))).toBeVisible();

  await mother.goes("/access");
  await expect(mother.main).toContainText("Аудитор");
  await expect(mother.main).toContainText(mother.word("audit-well-founded").toLowerCase(), {
    ignoreCase: true,
  });
  await mother.looks("access-audited");
});

test("what a register has wrong is said, confirmed, corrected, and the case looked at again", async ({
  visitor,
  country,
}) => {
  // Where she lives is known already; that she is a kandas is not.
  await country.corrects("residence", { iin: STUDENT }, { permanent: true });
  const mother = await visitor("ru", { scripts: false });
  await mother.signsIn(NO_RIGHT.filer);
  const application = await applies(mother, NO_RIGHT);
  const registrar = await visitor("ru");
  await registrar.signsInAtDesk("registrar-2710/1");
  await grantsTheOnlyCase(registrar);
  await mother.goes(application);
  const allowance = mother.main.getByRole("link", { name: SERVICES.allowance.ru, exact: true });
  await mother.waitsFor(() => allowance);
  await allowance.click();
  const address = pathOf(mother);
  await mother.waitsFor(() => mother.main.getByText("На рассмотрении", { exact: true }));

  await mother.main.getByRole("link", { name: mother.word("defect-link") }).click();
  await expect(mother.heading).toHaveText(mother.word("defect-title"));
  await mother.looks("defect");
  const status = mother.main.getByRole("radio", { name: /^Регистр физических лиц/ }).first();
  await status.check();
  await mother.presses("defect-send");
  await expect(mother.page.getByText(mother.word("defect-problem-words")).first()).toBeVisible();
  await expect(status).toBeChecked();
  await writes(mother, mother.main, "defect-words", "Я кандас: удостоверение выдано в 2025 году.");
  await mother.presses("defect-send");
  await expect(mother.page.getByText(mother.word("done-defect"))).toBeVisible();
  await mother.looks("defect-filed");
  const defect = pathOf(mother);

  const steward = await visitor("ru");
  await steward.signsInAtDesk("ministry-interior/1");
  await opens(steward, /^\d{4}(-\w{4}){2}$/);
  await expect(steward.main).toContainText("Я кандас: удостоверение выдано в 2025 году.");
  await steward.looks("defect-desk");
  await writes(steward, steward.main, "desk-defect-reasons", "Удостоверение кандаса не было внесено.");
  await steward.presses("desk-defect-button");
  await expect(steward.page.getByText(steward.word("done-desk-defect"))).toBeVisible();
  await steward.looks("defect-desk-confirmed");
  await mother.goes(defect);
  await expect(mother.main).toContainText("Удостоверение кандаса не было внесено.");
  await mother.looks("defect-confirmed");

  await country.corrects("persons", { iin: STUDENT }, { status: "kandas" });
  await steward.main.getByRole("radio", { name: steward.word("outcome-corrected") }).check();
  await steward.main.getByRole("radio", { name: steward.word("rights-restored") }).check();
  await writes(steward, steward.main, "desk-prepare-reasons", "Статус внесён.");
  await steward.presses("desk-rule-button");
  await expect(steward.page.getByText(steward.word("done-desk-ruled"))).toBeVisible();

  await mother.goes(address);
  // With the right status the law has the machine grant it.
  await mother.waitsFor(() => mother.main.getByText("Завершено", { exact: true }));
  await mother.looks("defect-granted");
});
