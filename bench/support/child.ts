import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A Node program as a process of its own. */
export interface Child {
  /** All that it said on standard output so far. */
  readonly said: () => string;
  /** Bytes of memory that it holds (RSS), on Linux. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** Milliseconds. A read model of a million records takes some minutes. */
const readyWithin = 1_200_000;
const stopWithin = 15_000;

/** The options that `npm start` gives Node. */
function optionsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** Starts a program and waits until it says something that `ready` matches, or until it has ended when `ready` is null. */
export async function startChild(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp | null,
): Promise<Child> {
  const { PATH, HOME } = process.env;
  const nodeOptions =
    process.env['BENCH_NODE_OPTIONS']?.split(' ').filter((option) => option !== '') ?? optionsOfStart();
  const child = spawn(process.execPath, [...nodeOptions, file, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = once(child, 'close');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  for (const deadline = Date.now() + readyWithin; !(ready?.test(text) ?? hasEnded()); await delay(20)) {
    if ((ready && hasEnded()) || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${file} ended or is late:\n${text}`);
    }
  }
  if (!ready && child.exitCode !== 0) throw new Error(`${file} ended with ${child.exitCode}:\n${text}`);
  return {
    said: () => text,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, delay(stopWithin, undefined, { ref: false })]);
      if (!hasEnded()) child.kill('SIGKILL');
    },
  };
}

/** A figure of the kernel's about a process; Linux only. */
export async function megabytes(pid: number, name: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) * 1024) / 1e6;
}
