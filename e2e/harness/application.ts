// One application, as a parent makes it: page by page, each looked at on the way.
import { expect, type Locator } from "@playwright/test";

import type { Child, Family } from "./family.ts";
import {
  BIRTH,
  BODIES,
  CLINICS,
  OPTIONS,
  QUESTIONS,
  type Question,
  type Service,
  SERVICES,
} from "./questions.ts";
import type { Visitor } from "./visitor.ts";

/** What the visitor reads for an option of the catalog. */
type Option = keyof typeof OPTIONS;

/** Begins the life event and stops at the page that says which data would be read. */
export async function begins(parent: Visitor): Promise<void> {
  await parent.goes("/life-events/birth");
  await expect(parent.heading).toHaveText(BIRTH[parent.lang]);
  await parent.presses("begin");
  await expect(parent.heading).toHaveText(parent.word("data-title"));
}

/** Agrees to everything and reads. */
export async function consents(parent: Visitor): Promise<void> {
  for (const consent of ["consent-registers", "consent-automated"]) {
    await parent.main.getByRole("checkbox", { name: parent.word(consent) }).check();
  }
  await parent.presses("read");
  await expect(parent.heading).toHaveText(parent.word("preview-title"));
}

/** Says what no register knows of the birth, chooses the services, and goes on. */
export async function choosesServices(parent: Visitor, family: Family): Promise<void> {
  if (family.event) {
    const when = questionGroup(parent, "born_on");
    const [day, month, year] = family.event.bornOn;
    await when.getByLabel(parent.word("day")).fill(day);
    await when.getByLabel(parent.word("month")).fill(month);
    await when.getByLabel(parent.word("year")).fill(year);
    await chooses(parent, "sex", family.event.sex);
  }
  for (const service of family.without) {
    await stepOf(parent, service).uncheck();
  }
  await parent.presses("continue");
}

export function stepOf(parent: Visitor, service: Service): Locator {
  const name = SERVICES[service][parent.lang];
  return parent.main.getByRole("checkbox", { name, exact: true });
}

/** Answers whatever the pages ask, and stops where everything is shown once more. */
export async function answers(parent: Visitor, family: Family, name?: string): Promise<void> {
  const children = [...family.children];
  for (let page = 1; page < 9; page += 1) {
    await expect(parent.heading).toBeVisible();
    if ((await parent.heading.innerText()) === parent.word("check-title")) return;
    await answersPage(parent, family, children);
    if (name) await parent.looks(`${name}-questions-${page}`);
    await parent.presses("save-and-continue");
  }
  throw new Error("the questions never end");
}

/** Answers each question of this page that the family has an answer for. */
async function answersPage(parent: Visitor, family: Family, children: Child[]): Promise<void> {
  const asked = async (question: Question) =>
    (await field(parent, question).count()) > 0 || (await questionGroup(parent, question).count()) > 0;
  if (await asked("father")) await namesFather(parent, family);
  if (await asked("language")) await chooses(parent, "language", family.language);
  if (await asked("registrar")) await selects(parent, "registrar", BODIES[family.registrar]);
  if (await asked("given_name")) await namesChild(parent, children.shift());
  if ((await asked("iban")) && family.iban) await field(parent, "iban").fill(family.iban);
  if ((await asked("kindergarten")) && family.kindergarten) {
    await option(parent, "kindergarten", family.kindergarten).check();
  }
  if ((await asked("clinic")) && family.clinic) {
    await selects(parent, "clinic", CLINICS[family.clinic]);
  }
}

async function namesFather(parent: Visitor, { father }: Family): Promise<void> {
  if (!father) throw new Error("the father is asked, and the family has no answer");
  await chooses(parent, "father", father.how);
  // What the choice opens is asked on the same page, once the choice is known.
  const opened = field(parent, father.how === "joint" ? "father_iin" : "father_name");
  if ((await opened.count()) === 0) return;
  if (father.how === "joint") await opened.fill(father.iin);
  if (father.how === "byWords") await opened.fill(father.name);
}

/** Surname and patronymic are proposed where the law derives them, else typed. */
export async function namesChild(parent: Visitor, child: Child | undefined): Promise<void> {
  if (!child) throw new Error("a child is named whom the family does not have");
  await field(parent, "given_name").fill(child.givenName);
  await proposedOrTyped(parent, "surname", child.surname);
  if (child.patronymic) await proposedOrTyped(parent, "patronymic", child.patronymic);
}

async function proposedOrTyped(parent: Visitor, question: Question, text: string): Promise<void> {
  if ((await field(parent, question).count()) > 0) await field(parent, question).fill(text);
  else await option(parent, question, text).check();
}

/** Files, and returns the address of the application without the language. */
export async function files(parent: Visitor): Promise<string> {
  await parent.presses("file");
  await expect(parent.main.getByText(parent.word("done-filed"))).toBeVisible();
  return pathOf(parent);
}

/** Everything from the life event to the slip, without looking. */
export async function applies(parent: Visitor, family: Family): Promise<string> {
  await begins(parent);
  await consents(parent);
  await choosesServices(parent, family);
  await answers(parent, family);
  return files(parent);
}

/** The address the visitor is at, without the language. */
export function pathOf(visitor: Visitor): string {
  return new URL(visitor.page.url()).pathname.slice(3);
}

/** The field of a question that is typed or selected. */
export function field(parent: Visitor, question: Question): Locator {
  const name = startsWith(QUESTIONS[question][parent.lang]);
  return parent.main.getByRole("textbox", { name }).or(parent.main.getByRole("combobox", { name }));
}

/** The choices of a question. */
export function questionGroup(parent: Visitor, question: Question): Locator {
  return parent.main.getByRole("group", { name: startsWith(QUESTIONS[question][parent.lang]) });
}

function option(parent: Visitor, question: Question, name: string): Locator {
  return questionGroup(parent, question).getByRole("radio", { name, exact: true }).first();
}

export async function chooses(parent: Visitor, question: Question, what: Option): Promise<void> {
  await option(parent, question, OPTIONS[what][parent.lang]).check();
}

async function selects(
  parent: Visitor,
  question: Question,
  ends: Record<Visitor["lang"], string>,
): Promise<void> {
  const choice = field(parent, question);
  // The list may leave out what all titles begin with.
  const title = new RegExp(`${escaped(ends[parent.lang].replace(/^.*: /, ""))}$`);
  const wanted = choice.locator("option").filter({ hasText: title });
  await choice.selectOption(await wanted.getAttribute("value"));
}

/** A question's label may go on with "(optional)". */
function startsWith(label: string): RegExp {
  return new RegExp(`^${escaped(label)}( \\(|$)`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
