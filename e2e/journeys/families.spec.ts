// Five families, from signing in to the certificate and everything that follows from it. Together
// they are read in Kazakh, Russian and English, on a telephone and on a desk, with and without script.
import { answers, begins, choosesServices, consents, files, stepOf } from "../harness/application.ts";
import { CASE_NUMBER, grants, opens, rowOf } from "../harness/desk.ts";
import { ALONE, type Family, HOME, JOINT, MARRIED, TWINS } from "../harness/family.ts";
import { BODIES, type Service, SERVICES } from "../harness/questions.ts";
import { expect, type Manner, test, type Visitor } from "../harness/test.ts";
import type { Lang } from "../harness/words.ts";

type Said = Record<Lang, string>;

/** What the filing of a Wednesday, 18 March 2026, says: two working days, to Friday. */
const FILED: Said = { kk: "2026 жылғы 18 наурыз", ru: "18 марта 2026 г.", en: "18 March 2026" };
const TERM: Said = { kk: "2 жұмыс күні", ru: "2 рабочих дня", en: "2 working days" };
const DUE: Said = { kk: "2026 жылғы 20 наурыз", ru: "20 марта 2026 г.", en: "20 March 2026" };

/** Seven working days from the 18th; Nauryz and its moved days off lie between. */
const ALLOWANCE_DUE: Said = { kk: "2026 жылғы 1 сәуір", ru: "1 апреля 2026 г.", en: "1 April 2026" };

/** Ten working days to sign, the last of them included. */
const SIGN_UNTIL: Said = { kk: "2026 жылғы 6 сәуір", ru: "6 апреля 2026 г.", en: "6 April 2026" };

const CERTIFICATE: Said = { kk: "Туу туралы куәлік", ru: "Свидетельство о рождении", en: "Birth certificate" };

interface Way extends Manner {
  lang: Lang;
}

interface Journey {
  name: string;
  family: Family;
  /** How it is gone in each project. */
  ways: Record<string, Way>;
  /** Amounts each child of the family brings, by service. */
  amounts: Partial<Record<Service, string[]>>;
  /** Where the day of birth is read: the registers moved to the day of the journey. */
  certificate: string[][];
  /** Who signs besides the filer. */
  signs?: string;
}

const JOURNEYS: Journey[] = [
  {
    name: "married-parents",
    family: MARRIED,
    ways: { telephone: { lang: "kk" }, desk: { lang: "ru", scripts: false } },
    amounts: { allowance: ["164 350 ₸"] },
    certificate: [["Ахметова", "Айша", "Нұрланқызы", "260315", "Ахметов", "Орал қаласы"]],
  },
  {
    name: "joint-statement",
    family: JOINT,
    ways: { telephone: { lang: "ru", scripts: false }, desk: { lang: "en" } },
    amounts: { allowance: ["164 350 ₸"], care: ["24 912 ₸"] },
    certificate: [["Тілеубаев", "Әли", "Ерланұлы", "260316", "Ерлан"]],
    signs: "Ерлан Тілеубаев",
  },
  {
    name: "mother-alone",
    family: ALONE,
    ways: { telephone: { lang: "en" }, desk: { lang: "kk", scripts: false } },
    amounts: { allowance: ["164 350 ₸"], care: ["29 453[.,]25 ₸"] },
    certificate: [["Оразов", "Алан", "Маратович", "260316", "Марат"]],
  },
  {
    name: "twins",
    family: TWINS,
    ways: {
      telephone: { lang: "kk", scripts: false, glances: true },
      desk: { lang: "ru", glances: true },
    },
    amounts: {
      allowance: ["164 350 ₸", "272 475 ₸"],
      care: ["33 951[.,]25 ₸", "38 492[.,]50 ₸"],
    },
    certificate: [
      ["Жұмабаева", "Інжу", "Бауыржанқызы", "260316"],
      ["Жұмабаев", "Арлан", "Бауыржанұлы", "260316"],
    ],
  },
  {
    name: "birth-at-home",
    family: HOME,
    ways: { telephone: { lang: "ru", glances: true }, desk: { lang: "en", glances: true } },
    amounts: { allowance: ["164 350 ₸"], care: ["24 912 ₸"] },
    certificate: [["Сағынов", "Нұртілек", "Асхатұлы", "260316", "Переметное ауылы, үйде"]],
  },
];

for (const journey of JOURNEYS) {
  test(`${journey.name}: from signing in to the certificate`, async ({ visitor }, info) => {
    const way = journey.ways[info.project.name];
    if (!way) throw new Error(`no way for ${info.project.name}`);
    const { lang } = way;
    const parent = await visitor(lang, way);
    const officer = await visitor(lang, way);

    const application = await filesWithLooks(parent, journey);
    const numbers = await readsSlip(parent, journey);
    await readsCase(parent, journey, application);
    if (journey.signs) await signs(await visitor(lang, way), journey, numbers[0] ?? "");

    await officer.signsInAtDesk(`${journey.family.registrar}/1`);
    await officer.looks(`${journey.name}-desk-worklist`);
    for (const [index, number] of numbers.entries()) {
      await opensAndGrants(officer, number, index === 0 ? journey.name : undefined);
    }
    await seesEverythingDone(parent, journey, application);
    await readsCertificates(parent, journey, application);
    await readsLettersAndAccesses(parent, journey);
  });
}

async function filesWithLooks(parent: Visitor, { name, family }: Journey): Promise<string> {
  await parent.signsIn(family.filer);
  await parent.looks(`${name}-cabinet-empty`);

  await begins(parent);
  await expect(parent.main.getByText(parent.word("data-lead"))).toBeVisible();
  await parent.looks(`${name}-data`);
  await consents(parent);
  await expect(parent.main.getByText(parent.word("preview-lead"))).toBeVisible();
  await parent.looks(`${name}-preview`);
  await expect(stepOf(parent, "allowance")).toBeChecked();
  await choosesServices(parent, family);
  await answers(parent, family, name);

  for (const child of family.children) {
    const given = parent.main.getByRole("definition").filter({ hasText: exactly(child.givenName) });
    await expect(given).toBeVisible();
  }
  await parent.looks(`${name}-check`);
  return files(parent);
}

/** The slip: numbers, day, body, term, date, what happens next. Returns the cases' numbers. */
async function readsSlip(parent: Visitor, { name, family, signs: second }: Journey): Promise<string[]> {
  const { lang } = parent;
  const slip = parent.main.getByRole("region", { name: parent.word("application-slip") });
  await expect(slip).toContainText(FILED[lang]);
  await expect(slip).toContainText(TERM[lang]);
  // Until the other parent has signed, the term stands still and no day is promised.
  await (second
    ? expect(slip).not.toContainText(DUE[lang])
    : expect(slip).toContainText(DUE[lang]));
  await expect(slip).toContainText(BODIES[family.registrar][lang]);
  await expect(slip).toContainText(parent.word("application-slip-next-3"));
  await parent.looks(`${name}-application`);
  const phase = parent.word(second ? "phase-curing" : "phase-examining");
  await expect(parent.main.getByText(phase, { exact: true })).toHaveCount(family.children.length);

  await slip.getByRole("link", { name: parent.word("application-print") }).click();
  await parent.looks(`${name}-slip`);
  const lines = await parent.main.getByRole("listitem").allInnerTexts();
  const numbers = lines.flatMap((line) => CASE_NUMBER.exec(line)?.[0] ?? []);
  expect(numbers, "one application for each child").toHaveLength(family.children.length);
  return numbers;
}

async function readsCase(parent: Visitor, { name, signs: second }: Journey, application: string): Promise<void> {
  const { lang } = parent;
  await parent.goes(application);
  await parent.main.getByRole("link", { name: SERVICES.registration[lang], exact: true }).first().click();
  const standing = parent.main.getByRole("region", { name: parent.word("case-now") });
  await expect(standing).toContainText(TERM[lang]);
  if (!second) {
    await expect(standing).toContainText(DUE[lang]);
    await expect(standing).toContainText(parent.word("case-nothing-to-do"));
    await expect(parent.main).toContainText(parent.word("next-officer-decides"));
  }
  await parent.looks(`${name}-case`);
}

/** The second parent signs in, and signs for himself. */
async function signs(father: Visitor, { name, signs: who }: Journey, number: string): Promise<void> {
  await father.signsIn(who ?? "");
  await father.looks(`${name}-father-cabinet`);
  const request = father.main.getByRole("listitem").filter({ hasText: number.replace(/\/.*$/, "") });
  await expect(request).toContainText(SIGN_UNTIL[father.lang]);
  await request.getByRole("link").click();
  await expect(father.heading).toHaveText(father.word("statement-title"));
  await expect(father.main).toContainText(father.word("statement-own"));
  await expect(father.main).toContainText(SIGN_UNTIL[father.lang]);
  await father.looks(`${name}-statement`);
  await father.main.getByRole("radio", { name: father.word("statement-agree"), exact: true }).check();
  await father.presses("statement-send");
  await expect(father.page.getByText(father.word("done-statement"))).toBeVisible();
}

async function opensAndGrants(officer: Visitor, number: string, name?: string): Promise<void> {
  const { lang } = officer;
  await officer.goes("/desk");
  const row = rowOf(officer, new RegExp(number));
  await expect(row).toContainText(SERVICES.registration[lang]);
  await expect(row).toContainText(DUE[lang]);
  await opens(officer, number);
  await expect(officer.main).toContainText(DUE[lang]);
  if (name) await officer.looks(`${name}-desk-case`);
  await grants(officer);
  if (name) await officer.looks(`${name}-desk-granted`);
}

/** Every step has ended on its own, with its amount; nothing more was asked. */
async function seesEverythingDone(parent: Visitor, journey: Journey, application: string): Promise<void> {
  const { lang } = parent;
  const services: Service[] = ["registration", "allowance", "care", "kindergarten", "clinic"];
  const chosen = services.filter((service) => !journey.family.without.includes(service));
  const steps = chosen.length * journey.family.children.length;
  await parent.goes(application);
  const done = parent.main.getByText(parent.word("phase-issued"), { exact: true });
  await parent.waitsFor(() => done.nth(steps - 1));
  await expect(done).toHaveCount(steps);
  await parent.looks(`${journey.name}-application-done`);

  for (const [service, amounts] of Object.entries(journey.amounts) as [Service, string[]][]) {
    for (const [child, amount] of amounts.entries()) {
      await parent.goes(application);
      const link = parent.main.getByRole("link", { name: SERVICES[service][lang], exact: true });
      await link.nth(child).click();
      const decision = parent.main.getByRole("region", { name: parent.word("case-decision") });
      await expect(decision).toContainText(new RegExp(spaced(amount)));
      if (service === "allowance") await expect(parent.main).toContainText(ALLOWANCE_DUE[lang]);
      if (child === 0) await parent.looks(`${journey.name}-case-${service}`);
    }
  }
}

async function readsCertificates(parent: Visitor, journey: Journey, application: string): Promise<void> {
  const { lang } = parent;
  for (const [child, facts] of journey.certificate.entries()) {
    await parent.goes(application);
    const link = parent.main.getByRole("link", { name: SERVICES.registration[lang], exact: true });
    await link.nth(child).click();
    await parent.main.getByRole("link", { name: new RegExp(`^${CERTIFICATE[lang]}`) }).click();
    // The certificate speaks the language that was chosen for it, whatever the page speaks.
    const own = journey.family.language === "russian" ? "ru" : "kk";
    await expect(parent.heading).toHaveText(CERTIFICATE[own]);
    for (const fact of facts) {
      await expect(parent.main).toContainText(fact);
    }
    await parent.looks(`${journey.name}-certificate-${child + 1}`);
  }
}

/** A letter at every step, and a record of everybody who looked. */
async function readsLettersAndAccesses(parent: Visitor, { name, family }: Journey): Promise<void> {
  await parent.goes("/cabinet");
  await parent.looks(`${name}-cabinet`);
  await parent.main.getByRole("link", { name: parent.word("letter-issued-subject") }).first().click();
  await expect(parent.heading).toHaveText(parent.word("letter-issued-subject"));
  await parent.looks(`${name}-letter`);
  await parent.goes("/access");
  const office = new RegExp(`${BODIES[family.registrar][parent.lang]}\\s*$`);
  await expect(parent.main).toContainText(parent.word("access-by-program"));
  // The officer who opened the file is on record too, by the office.
  await expect(parent.main.getByRole("definition").filter({ hasText: office }).first()).toBeVisible();
  await parent.looks(`${name}-access`);
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text}\\s*$`);
}

/** Groups of digits are kept together by spaces that do not break. */
function spaced(amount: string): string {
  return amount.replaceAll(" ", "\\s");
}
