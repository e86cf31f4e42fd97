// A demo country of its own for each journey: `tutas demo` on a free port with a fresh folder.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** The moment at which every journey starts: a Wednesday, two working days before Nauryz. */
export const CLOCK = "2026-03-18T10:00:00+05:00";

/** How a register of the demonstration can fail. */
export type Failing = "down" | "slow" | "error" | "wrong-subject" | "malformed";

/** A record of a register, field by field. */
export type RegisterRecord = Record<string, string | number | boolean | null>;

const READY_MS = 60_000;
const STOP_MS = 10_000;

const run = promisify(execFile);

export interface Country {
  /** Where it answers, without a slash at the end: `http://127.0.0.1:41234`. */
  readonly address: string;
  /** What it printed at the start: the demo people and what to try. */
  readonly greeting: string;
  /** What it has said since the start, for a journey that failed. */
  said(): string;
  /** Makes a register fail until it is mended. */
  fails(register: string, how: Failing): Promise<void>;
  /** Ends a register's failing. */
  mends(register: string): Promise<void>;
  /** Puts a record into a register, as the office that keeps it would. */
  records(register: string, record: RegisterRecord): Promise<void>;
  /** Puts right what a register has wrong, as its steward would. */
  corrects(register: string, of: RegisterRecord, record: RegisterRecord): Promise<void>;
  /** Ends it, and returns whatever in its data is not as its events say. */
  stop(): Promise<string[]>;
}

export async function startCountry(): Promise<Country> {
  const data = await mkdtemp(join(tmpdir(), "tutas-e2e-"));
  const options = ["--data", data, "--people", "400", "--seed", "1", "--clock", CLOCK];
  const catalog = process.env["TUTAS_CATALOG"];
  if (catalog) options.push("--catalog", catalog);
  const child = spawn(binary(), ["demo", ...options, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const stop = async () => {
    await end(child);
    const problems = await verify(data);
    await rm(data, { recursive: true, force: true });
    return problems;
  };
  const wish = async (path: string, body: unknown, method = "POST") => {
    const address = await readFile(join(data, "registers.address"), "utf8");
    const response = await fetch(`${address.trim()}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} for ${path} ${JSON.stringify(body)}`);
  };
  try {
    const address = await addressOf(child, () => said);
    return {
      address,
      greeting: said,
      said: () => said,
      fails: (register, how) => wish("/admin/faults", { register, fault: how }),
      mends: (register) => wish("/admin/faults", { register, fault: null }),
      records: (register, record) => wish("/admin/records", { register, record }),
      corrects: (register, of, record) => wish("/admin/records", { register, of, record }, "PATCH"),
      stop,
    };
  } catch (error) {
    await end(child);
    await rm(data, { recursive: true, force: true });
    throw error;
  }
}

/** State equals fold, and leaf equals hash, for every case that this country ever had. */
async function verify(data: string): Promise<string[]> {
  const command = ["verify", "--data", data, "--format", "json"];
  // It ends with an error when there are problems; its output names them either way.
  const { stdout, stderr } = await run(binary(), command).catch(
    (error: { stdout?: string; stderr?: string }) => ({
      stdout: error.stdout ?? "",
      stderr: error.stderr ?? String(error),
    }),
  );
  if (!stdout.trim()) return [`tutas verify: ${stderr}`];
  const seen = JSON.parse(stdout) as { problems: string[] };
  return seen.problems;
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
    const printed = /ready: (http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+)/.exec(said())?.[1];
    if (printed && (await answers(printed))) return printed;
    await new Promise((done) => setTimeout(done, 25));
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
