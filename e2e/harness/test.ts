// The `test` that journeys import: a demo country, a page in it, a page without script.
//
//   import { expect, test } from "../harness/test.ts";
//
//   test("a mother sees her life events", async ({ page, look }) => {
//     await page.goto("/kk");
//     await look("life-events");
//   });
import { test as plain, expect, type Page, type TestInfo } from "@playwright/test";

import { type Country, startCountry } from "./country.ts";
import { look, lookWithoutScript } from "./look.ts";
import { watch } from "./watch.ts";

export { expect };

interface Tools {
  /** A page of someone whose browser runs no script. It shares no session with `page`. */
  pageWithoutScript: Page;
  /** Checks and photographs `page`; the name is that of the picture. */
  look: (name: string) => Promise<void>;
  /** The same for `pageWithoutScript`. */
  lookWithoutScript: (name: string) => Promise<void>;
}

export const test = plain.extend<Tools, { country: Country }>({
  country: [
    async ({}, use) => {
      const country = await startCountry();
      await use(country);
      await country.stop();
    },
    { scope: "worker", timeout: 150_000 },
  ],
  baseURL: async ({ country }, use) => use(country.address),
  page: async ({ page, country }, use, info) => {
    const problems = watch(page, country.address);
    await use(page);
    await report(problems, country, info);
  },
  pageWithoutScript: async ({ browser, country, viewport, locale, timezoneId }, use, info) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      baseURL: country.address,
      viewport,
      ...(locale ? { locale } : {}),
      ...(timezoneId ? { timezoneId } : {}),
    });
    const page = await context.newPage();
    const problems = watch(page, country.address);
    await use(page);
    await context.close();
    await report(problems, country, info);
  },
  look: async ({ page }, use, info) => use((name) => look(page, name, info)),
  lookWithoutScript: async ({ pageWithoutScript, browser }, use, info) =>
    use((name) => lookWithoutScript(pageWithoutScript, browser, name, info)),
});

async function report(problems: string[], country: Country, info: TestInfo): Promise<void> {
  if (problems.length > 0 || info.status !== info.expectedStatus) {
    await info.attach("what tutas said", { body: country.said(), contentType: "text/plain" });
  }
  expect(problems, "what must not happen on a page").toEqual([]);
}
