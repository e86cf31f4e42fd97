// Somebody at a browser, who reads one language and has scripts on or off.
import { expect, type Locator, type Page } from "@playwright/test";

import { type Lang, word } from "./words.ts";

/** How a page is looked at: checked against what every page owes, and photographed. */
export type Looking = (page: Page, name: string) => Promise<void>;

export class Visitor {
  readonly page: Page;
  readonly lang: Lang;
  readonly #look: Looking;

  constructor(page: Page, lang: Lang, look: Looking) {
    this.page = page;
    this.lang = lang;
    this.#look = look;
  }

  /** A word of the interface in the visitor's language. */
  word(id: string): string {
    return word(this.lang, id);
  }

  /** Everything between the header and the footer. */
  get main(): Locator {
    return this.page.getByRole("main");
  }

  /** The main heading. */
  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** Goes to an address of the site, given without the language: `/cabinet`. */
  async goes(path: string): Promise<void> {
    await this.page.goto(`/${this.lang}${path === "/" ? "" : path}`);
  }

  async looks(name: string): Promise<void> {
    await this.#look(this.page, name);
  }

  /** Signs in as one of the demonstration's people, by the beginning of the name. */
  async signsIn(name: string): Promise<void> {
    await this.goes("/sign-in");
    await this.page.getByRole("button", { name: new RegExp(`^${name} `) }).click();
    await expect(this.heading).toHaveText(this.word("cabinet-title"));
  }

  /**
   * Signs in at the desk: `registrar-2710/1`. Names of officers repeat, their posts do not. Arrives
   * at the worklist, or where else such an officer works.
   */
  async signsInAtDesk(officer: string, arrives = "desk-title"): Promise<void> {
    await this.goes("/sign-in");
    const post = this.page.locator(`[value="${officer}"]`);
    // Officers are folded in by kind of body, and then by region. By key, not by pointer: what a
    // fold opens moves what stands below it, and a pointer on the way would open its neighbour.
    for (const folded of await this.page.locator("details").filter({ has: post }).all()) {
      await folded.locator("> summary").press("Enter");
      await expect(folded).toHaveAttribute("open");
    }
    await this.page.getByRole("button").and(post).click();
    await expect(this.heading).toHaveText(this.word(arrives));
  }

  /** The same person in a second tab of the same browser. */
  async opensTab(): Promise<Visitor> {
    return new Visitor(await this.page.context().newPage(), this.lang, this.#look);
  }

  /** Presses a button by its message. */
  async presses(id: string): Promise<void> {
    await this.main.getByRole("button", { name: this.word(id), exact: true }).click();
  }

  /** Opens what is folded, by its message. */
  async unfolds(id: string): Promise<void> {
    await this.main.locator("summary", { hasText: this.word(id) }).press("Enter");
  }

  /** Moves the demonstration's clock to the next working morning; stays on the page. */
  async waitsForNextWorkingDay(): Promise<void> {
    const clock = this.page.getByRole("complementary", { name: this.word("demo") });
    await clock.getByRole("button", { name: this.word("demo-next-day") }).click();
    await expect(this.page.getByText(this.word("done-next-day"))).toBeVisible();
  }

  /** Loads the page again until it shows something: workers finish a moment after a page. */
  async waitsFor(shown: (page: Page) => Locator): Promise<void> {
    await expect(async () => {
      if (!(await shown(this.page).first().isVisible())) await this.page.reload();
      await expect(shown(this.page).first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 15_000, intervals: [150, 250, 400] });
  }
}
