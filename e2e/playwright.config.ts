// Journeys run on a telephone and on a desk, in a browser that the machine already has.
import { defineConfig } from "@playwright/test";

import { browserPath } from "./harness/browser.ts";

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results/traces",
  snapshotPathTemplate: "{testDir}/seen/{arg}{ext}",
  // Each journey has a country of its own, so they neither wait for one another nor need luck.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: !!process.env["CI"],
  // Bounds against hanging, not measures: on a busy machine a journey of many pages takes minutes.
  timeout: 420_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    locale: "kk-KZ",
    timezoneId: "Asia/Almaty",
    reducedMotion: "reduce",
    // A trace of everything costs more than the journeys; the page's snapshot stays with a failure.
    trace: "off",
    actionTimeout: 60_000,
    launchOptions: {
      executablePath: browserPath(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "telephone", use: { viewport: { width: 390, height: 844 } } },
    {
      name: "desk",
      use: { viewport: { width: 1280, height: 900 } },
      // What is read aloud, and what goes over the wire, does not depend on the width.
      testIgnore: ["**/seen.spec.ts", "**/outage.spec.ts", "**/weight.spec.ts"],
    },
  ],
});
