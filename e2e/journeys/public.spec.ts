// Pages that anybody may open: in three languages, on any width, and at one address in each.
import { expect, test } from "../harness/test.ts";
import { LANGS, word } from "../harness/words.ts";

const SERVICES = [
  "birth-registration",
  "birth-allowance",
  "care-allowance",
  "kindergarten-queue",
  "clinic-attachment",
  "large-family-allowance",
];

const PAGES = [
  "/",
  "/services",
  ...SERVICES.map((service) => `/services/${service}`),
  "/services/birth-registration/data",
  "/services/birth-allowance/data",
  "/services/birth-allowance/annex",
  "/life-events/birth",
  "/life-events/birth/data",
  "/sign-in",
  "/accessibility",
  "/privacy",
  "/status",
];

for (const lang of LANGS) {
  test(`every public page in ${lang}: looked at, named in every language, switched in place`, async ({
    visitor,
  }) => {
    const guest = await visitor(lang);
    // Pages of services differ in their words only: the first stands for the rules of all.
    const another = await visitor(lang, { glances: true });
    for (const path of PAGES) {
      const who = /^\/services\/[^/]+$/.test(path) && !path.endsWith(SERVICES[0] ?? "") ? another : guest;
      await who.goes(path);
      await expect(who.page.locator("html")).toHaveAttribute("lang", lang);
      await who.looks(`public-${lang}${path === "/" ? "" : path.replaceAll("/", "-")}`);
      for (const other of LANGS) {
        const address = `/${other}${path === "/" ? "" : path}`;
        const alternate = who.page.locator(`head link[rel=alternate][hreflang=${other}]`);
        await expect(alternate).toHaveAttribute("href", new RegExp(`${address}$`));
      }
    }
    for (const path of ["/services/birth-allowance", "/life-events/birth"]) {
      for (const other of LANGS) {
        if (other === lang) continue;
        await guest.goes(path);
        const languages = guest.page.getByRole("navigation", { name: word(lang, "language") });
        await languages.locator(`a[hreflang=${other}]`).click();
        await expect(guest.page).toHaveURL(new RegExp(`/${other}${path}$`));
        await expect(guest.page.locator("html")).toHaveAttribute("lang", other);
      }
    }
  });
}

test("an address without a language leads to one, and one that does not exist says so", async ({
  visitor,
}) => {
  const guest = await visitor("kk");
  await guest.page.goto("/");
  await expect(guest.page).toHaveURL(/\/kk$/);
  const response = await guest.page.goto("/ru/no-such-page");
  expect(response?.status()).toBe(404);
  await expect(guest.heading).toHaveText("Страница не найдена");
  await guest.looks("public-not-found");
});
