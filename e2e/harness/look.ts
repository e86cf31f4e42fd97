// What every page owes to whoever looks at it, at any width and with any aid.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, type TestInfo } from "@playwright/test";
import { join, resolve } from "node:path";

/** WCAG 2.2, levels A and AA, as axe names them. */
const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Looks at the page as it stands: it has a language, a title and one main heading, does not scroll
 * sideways, breaks no rule of WCAG 2.2 AA, and is photographed into `shots/`.
 */
export async function look(page: Page, name: string, info: TestInfo): Promise<void> {
  await glance(page, name, info);
  expect(await violations(page), `accessibility of ${page.url()}`).toEqual([]);
}

/** The same without the rules, which take a second: for a page whose like is looked at elsewhere. */
export async function glance(page: Page, name: string, info: TestInfo): Promise<void> {
  await photograph(page, name, info);
  await isNamed(page);
  await fitsTheWidth(page);
}

/** For each page without script, one that has scripts on. */
const twins = new WeakMap<Page, Page>();

/**
 * A look at a page without script. Axe is a script, so it gets the page's present HTML, which a
 * repeated request might not give, in a second context that has scripts on.
 */
export async function lookWithoutScript(page: Page, name: string, info: TestInfo): Promise<void> {
  await glance(page, name, info);
  const twin = twins.get(page) ?? (await twinOf(page));
  const html = await page.content();
  const headers = { "content-type": "text/html; charset=utf-8" };
  // Only this one address is answered by us; its style sheets come from the country as usual.
  await twin.route(page.url(), (route) => route.fulfill({ body: html, headers }));
  await twin.goto(page.url());
  expect(await violations(twin), `accessibility of ${page.url()}`).toEqual([]);
  await twin.unrouteAll();
}

async function twinOf(page: Page): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error("a page without a browser");
  const context = await browser.newContext({ viewport: page.viewportSize() });
  page.once("close", () => void context.close());
  const twin = await context.newPage();
  twins.set(page, twin);
  return twin;
}

async function isNamed(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", /^(kk|ru|en)$/);
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator("h1")).toHaveCount(1);
}

async function fitsTheWidth(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const elements = [...document.querySelectorAll("body *")];
    const wide = elements.filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    const shown = wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
    return [`${root.scrollWidth} px in ${root.clientWidth} px`, ...shown];
  });
  expect(over, `${page.url()} scrolls sideways`).toEqual([]);
}

async function violations(page: Page): Promise<string[]> {
  // Only what is wrong is worth describing; there are no frames, for which it would open a page.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const result = await axe.withTags(WCAG_22_AA).analyze();
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html.slice(0, 160)}`),
  );
}

async function photograph(page: Page, name: string, info: TestInfo): Promise<void> {
  const folder = resolve(import.meta.dirname, "../shots", info.project.name);
  await page.screenshot({
    path: join(folder, `${name}.png`),
    fullPage: true,
    animations: "disabled",
  });
}
