// The `test` that journeys import: a demo country and visitors to it.
//
//   import { expect, test } from "../harness/test.ts";
//
//   test("a mother sees her life events", async ({ visitor }) => {
//     const mother = await visitor("kk");
//     await mother.goes("/");
//     await mother.looks("life-events");
//   });
import { test as plain, expect } from "@playwright/test";

import { type Country, startCountry } from "./country.ts";
import { glance, look, lookWithoutScript } from "./look.ts";
import { Visitor } from "./visitor.ts";
import { watch } from "./watch.ts";
import type { Lang } from "./words.ts";

export { expect, type Country, type Visitor };

export interface Manner {
  /** Whether the browser runs scripts; it does unless told. */
  scripts?: boolean;
  /** Whether a glance will do instead of a look, because such pages are looked at elsewhere. */
  glances?: boolean;
}

interface Tools {
  country: Country;
  /** Somebody new at a browser of their own. */
  visitor: (lang: Lang, manner?: Manner) => Promise<Visitor>;
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
    await use(async (lang, { scripts = true, glances = false } = {}) => {
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
      const sees = glances ? glance : scripts ? look : lookWithoutScript;
      return new Visitor(page, lang, (seen, name) => sees(seen, name, info));
    });
    await Promise.all(leave.map((close) => close()));
    expect(problems, "what must not happen on a page").toEqual([]);
  },
});
