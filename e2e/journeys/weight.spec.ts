// The first page is light: a village has a slow line.
import { expect, test } from "../harness/test.ts";

/** What the first page may weigh with fonts and everything, in bytes on the wire. */
const FIRST_PAGE_BYTES = 100_000;

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
