// Listens to a page for what a person would not see and what must not happen all the same.
import type { Page, Response } from "@playwright/test";

/**
 * Collects script errors, broken content security policy, requests to other hosts, missing parts
 * of a page and answers of 500 and above. A page may itself answer 4xx: a journey asserts that.
 */
export function watch(page: Page, address: string, problems: string[] = []): string[] {
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // Responses are judged below, with their addresses.
    if (message.type() !== "error" || text.startsWith("Failed to load resource")) return;
    problems.push(`console: ${text}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (url.startsWith("http") && !url.startsWith(`${address}/`)) {
      problems.push(`asks another host: ${url}`);
    }
  });
  page.on("response", (response) => {
    const bad = isBad(response);
    if (bad) problems.push(`${response.status()} for ${response.url()}`);
  });
  return problems;
}

function isBad(response: Response): boolean {
  const isPage = response.request().resourceType() === "document";
  return response.status() >= (isPage ? 500 : 400);
}
