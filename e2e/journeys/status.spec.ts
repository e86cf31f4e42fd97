// The page that says what works: for everybody, also while something does not.
import { MARRIED } from "../harness/family.ts";
import { expect, test } from "../harness/test.ts";

/** A number of the demonstration: whose it is has to be asked of the register. */
const IIN = "960412691071";

test("a register that does not answer is named on the page that says what works", async ({
  visitor,
  country,
}) => {
  const guest = await visitor("en");
  await guest.goes("/");
  await guest.page.getByRole("contentinfo").getByRole("link", { name: "What works now" }).click();
  await expect(guest.heading).toHaveText("What works now");
  await expect(guest.main.getByText("Everything works.")).toBeVisible();
  await expect(guest.main.getByText("No maintenance is announced.")).toBeVisible();

  await country.fails("persons", "down");
  const other = await visitor("en");
  await other.goes("/sign-in");
  await other.main.getByLabel(other.word("iin"), { exact: true }).fill(IIN);
  await other.presses("sign-in");
  await expect(other.page.getByText(other.word("sign-in-register-down")).first()).toBeVisible();

  for (const [lang, register] of [
    ["kk", "Жеке тұлғалар тізілімі"],
    ["ru", "Регистр физических лиц"],
    ["en", "Register of persons"],
  ] as const) {
    const someone = await visitor(lang);
    await someone.goes("/status");
    await expect(someone.main.getByText(someone.word("status-trouble"), { exact: true })).toBeVisible();
    await expect(someone.main.getByRole("listitem").filter({ hasText: register })).toBeVisible();
    await someone.looks(`status-trouble-${lang}`);
  }

  await country.mends("persons");
  const mother = await visitor("en");
  await mother.signsIn(MARRIED.filer);
  await mother.goes("/status");
  await expect(mother.main.getByText("Works", { exact: true })).not.toHaveCount(0);
});
