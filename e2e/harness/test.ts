// The `test` that journeys import: a demo country and visitors to it.
//
//   import { expect, test } from "../harness/test.ts";
//
//   test("a mother sees her life events", async ({ visitor }) => {
//     const mother = await visitor("kk");
//     await mother.goes("/");
//     await mother.looks("life-events");
//   });
import { test as plain, expect, type Page, type TestInfo } from "@playwright/test";

import { type Country, startCountry } from "./country.ts";
import { look, lookWithoutScript } from "./look.ts";
import { Visitor } from "./visitor.ts";
import { watch } from "./watch.ts";
import type { Lang } from "./words.ts";

export { expect, type Country, type Visitor };

interface Tools {
  country: Country;
  /** Somebody new at a browser of their own; `scripts: false` for a browser that runs none. */
  visitor: (lang: Lang, options?: { scripts?: boolean }) => Promise<Visitor>;
}

export const test = plain.extend<Tools>({
  country: async ({}, use, info) => {
    const country = await startCountry();
    await use(country);
    if (info.status !== info.expectedStatus) {
      await info.attach("what tutas said", { body: country.said(), contentType: "text/plain" });
    }
    expect(await country.stop(), "what `tutas verify` finds after the journey").toEqual([]);
  },
  baseURL: async ({ country }, use) => use(country.address),
  page: async ({ page, country }, use) => {
    const problems = watch(page, country.address);
    await use(page);
    expect(problems, "what must not happen on a page").toEqual([]);
  },
  visitor: async ({ browser, country, contextOptions, viewport, locale, timezoneId }, use, info) => {
    const problems: string[] = [];
    const leave: (() => Promise<void>)[] = [];
    await use(async (lang, { scripts = true } = {}) => {
      const context = await browser.newContext({
        ...contextOptions,
        javaScriptEnabled: scripts,
        baseURL: country.address,
        viewport,
        reducedMotion: "reduce",
        ...(locale ? { locale } : {}),
        ...(timezoneId ? { timezoneId } : {}),
      });
      leave.push(() => context.close());
      const page = await context.newPage();
      watch(page, country.address, problems);
      return new Visitor(page, lang, looking(info, scripts));
    });
    await Promise.all(leave.map((close) => close()));
    expect(problems, "what must not happen on a page").toEqual([]);
  },
});

function looking(info: TestInfo, scripts: boolean): (page: Page, name: string) => Promise<void> {
  return (page, name) => (scripts ? look : lookWithoutScript)(page, name, info);
}
