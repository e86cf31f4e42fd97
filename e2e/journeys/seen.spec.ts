// What the slip, the case page, the worklist and the page on what works say to somebody who cannot see them, as a whole:
// headings, regions, names and values in their order.
import { applies } from "../harness/application.ts";
import { MARRIED } from "../harness/family.ts";
import { SERVICES } from "../harness/questions.ts";
import { expect, test } from "../harness/test.ts";
import { LANGS } from "../harness/words.ts";

for (const lang of LANGS) {
  test(`slip, case page, worklist and what works, as read aloud in ${lang}`, async ({ visitor }) => {
    const mother = await visitor(lang);
    await mother.signsIn(MARRIED.filer);
    const application = await applies(mother, MARRIED);
    await mother.goes(`${application}/slip`);
    await expect(mother.main).toMatchAriaSnapshot({ name: `slip-${lang}.aria.yml` });

    await mother.goes(application);
    const registration = SERVICES.registration[lang];
    await mother.main.getByRole("link", { name: registration, exact: true }).click();
    await expect(mother.main).toMatchAriaSnapshot({ name: `case-${lang}.aria.yml` });

    const officer = await visitor(lang);
    await officer.signsInAtDesk("registrar-2710/1");
    await expect(officer.main).toMatchAriaSnapshot({ name: `worklist-${lang}.aria.yml` });

    const guest = await visitor(lang);
    await guest.goes("/status");
    await expect(guest.main).toMatchAriaSnapshot({ name: `status-${lang}.aria.yml` });
  });
}
