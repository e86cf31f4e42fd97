// Pages that anybody may open: in three languages, on any width, light, and free of everything that
// a person did not ask for.
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
  "/life-events/birth",
  "/sign-in",
  "/accessibility",
  "/privacy",
];

/** What the first page may weigh with fonts and everything, in bytes on the wire. */
const FIRST_PAGE_BYTES = 100_000;

for (const lang of LANGS) {
  test(`every public page in ${lang}: looked at, named in every language, switched in place`, async ({
    visitor,
  }) => {
    const guest = await visitor(lang);
    for (const path of PAGES) {
      await guest.goes(path);
      await expect(guest.page.locator("html")).toHaveAttribute("lang", lang);
      await guest.looks(`public-${lang}${path === "/" ? "" : path.replaceAll("/", "-")}`);
      for (const other of LANGS) {
        const address = `/${other}${path === "/" ? "" : path}`;
        const alternate = guest.page.locator(`head link[rel=alternate][hreflang=${other}]`);
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

test("the first page weighs less than 100 kB with its fonts", async ({ visitor }) => {
  const guest = await visitor("kk");
  const wire = await guest.page.context().newCDPSession(guest.page);
  await wire.send("Network.enable");
  let bytes = 0;
  const kinds: string[] = [];
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  wire.on("Network.responseReceived", ({ type }) => kinds.push(type));
  await guest.page.goto("/kk", { waitUntil: "networkidle" });
  await guest.page.evaluate(() => document.fonts.ready.then(() => undefined));
  test.info().annotations.push({ type: "bytes", description: `${bytes} in ${kinds.join(", ")}` });
  expect(kinds).toContain("Font");
  expect(kinds, "there is no script").not.toContain("Script");
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(FIRST_PAGE_BYTES);
});

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
