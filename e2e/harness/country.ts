// A demo country of its own for each worker: `tutas demo` on a free port with a fresh folder.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The day on which every journey starts: a Wednesday, two working days before Nauryz. */
export const CLOCK = "2026-03-18T10:00:00+05:00";

const READY_MS = 120_000;
const STOP_MS = 10_000;

export interface Country {
  /** Where it answers, without a slash at the end: `http://127.0.0.1:41234`. */
  readonly address: string;
  /** What it printed at the start: the demo people and what to try. */
  readonly greeting: string;
  /** What it has said since the start, for a journey that failed. */
  said(): string;
  stop(): Promise<void>;
}

export async function startCountry(): Promise<Country> {
  const data = await mkdtemp(join(tmpdir(), "tutas-e2e-"));
  const options = ["--data", data, "--people", "2000", "--seed", "1", "--clock", CLOCK];
  const child = spawn(binary(), ["demo", ...options, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const address = await addressOf(child, () => said);
    return { address, greeting: said, said: () => said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function binary(): string {
  const target = process.env["CARGO_TARGET_DIR"] ?? "target";
  const root = resolve(import.meta.dirname, "../..");
  const path = process.env["TUTAS_BIN"] ?? resolve(root, target, "debug/tutas");
  if (!existsSync(path)) throw new Error(`${path} is missing: cargo build -p tutas`);
  return path;
}

/** Waits until the address is printed and answers. */
async function addressOf(child: ChildProcess, said: () => string): Promise<string> {
  const last = Date.now() + READY_MS;
  while (Date.now() < last) {
    if (hasEnded(child)) throw new Error(`tutas demo ended before it was ready:\n${said()}`);
    const printed = /http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/.exec(said())?.[0];
    if (printed && (await answers(printed))) return printed;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`tutas demo was not ready after ${READY_MS / 1000} s:\n${said()}`);
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { redirect: "manual" });
    return response.status < 500;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(late);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
