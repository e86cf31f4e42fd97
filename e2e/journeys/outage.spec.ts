// A register that is silent for three working days: what the person, the officer, its steward and
// everybody is told meanwhile, as read aloud; and that all goes on by itself when it answers again.
import { applies, pathOf } from "../harness/application.ts";
import { grantsTheOnlyCase } from "../harness/desk.ts";
import { REGISTER_DOWN } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import { expect, test } from "../harness/test.ts";
import { LANGS } from "../harness/words.ts";

for (const lang of LANGS) {
  test(`three days without an answer, as read aloud in ${lang}`, async ({ visitor, country }) => {
    const mother = await visitor(lang);
    await mother.signsIn(REGISTER_DOWN.filer);
    const application = await applies(mother, REGISTER_DOWN);
    await country.fails("benefits", "down");
    const registrar = await visitor(lang);
    await registrar.signsInAtDesk("registrar-2760/1");
    await grantsTheOnlyCase(registrar);
    await mother.goes(application);
    const allowance = mother.main.getByRole("link", { name: SERVICES.allowance[lang], exact: true });
    await mother.waitsFor(() => allowance);
    await allowance.click();
    const address = pathOf(mother);
    await mother.waitsFor(() => mother.main.getByRole("region", { name: mother.word("case-outages") }));
    const due = await mother.main.getByRole("definition").nth(1).innerText();
    for (let day = 0; day < 3; day += 1) {
      await mother.waitsForNextWorkingDay();
    }

    await mother.signsIn(REGISTER_DOWN.filer);
    await mother.goes(address);
    await expect(mother.main.getByRole("region", { name: mother.word("case-outages") })).toBeVisible();
    expect(await mother.main.getByRole("definition").nth(1).innerText()).toBe(due);
    await expect(mother.main).toMatchAriaSnapshot({ name: `outage-case-${lang}.aria.yml` });
    await mother.looks(`outage-case-${lang}`);

    const officer = await visitor(lang);
    await officer.signsInAtDesk("social-office-2760/1");
    await officer.goes("/desk?show=all");
    await expect(officer.main).toMatchAriaSnapshot({ name: `outage-worklist-${lang}.aria.yml` });
    await officer.main.getByRole("rowheader").getByRole("link").first().click();
    await expect(officer.main).toMatchAriaSnapshot({ name: `outage-desk-${lang}.aria.yml` });
    await officer.looks(`outage-desk-${lang}`);

    const anybody = await visitor(lang);
    await anybody.goes("/status");
    await expect(anybody.main).toMatchAriaSnapshot({ name: `outage-status-${lang}.aria.yml` });
    await anybody.goes("/registers/benefits");
    await expect(anybody.main).toMatchAriaSnapshot({ name: `outage-card-${lang}.aria.yml` });
    await anybody.looks(`outage-card-${lang}`);

    await country.mends("benefits");
    await mother.waitsForNextWorkingDay();
    await mother.signsIn(REGISTER_DOWN.filer);
    await mother.goes(address);
    // The register is asked again while she opens the page: it may still show what was.
    await mother.waitsFor(() => mother.main.getByText(mother.word("phase-issued"), { exact: true }));
    await expect(mother.main.getByRole("region", { name: mother.word("case-outages") })).toHaveCount(0);
  });
}
