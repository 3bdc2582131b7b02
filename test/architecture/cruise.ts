import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const cruiser = join(projectFolder, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
/** Milliseconds; two busy cores need about 20 seconds. */
const cruiseWithin = 180_000;

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  /** `rule: from → to`, sorted; of a file that nothing reaches, `rule: file`. */
  readonly violations: readonly string[];
  readonly modules: number;
  /** Names of the rules that were held. */
  readonly rules: readonly string[];
}

/** Holds the project's dependency rules against the folders of `root` that are given. */
export async function cruise(root: string, folders: readonly string[]): Promise<Cruise> {
  const { stdout } = await run(
    process.execPath,
    [
      cruiser,
      ...['--config', join(projectFolder, '.dependency-cruiser.js')],
      ...['--output-type', 'json'],
      ...folders,
    ],
    { cwd: root, timeout: cruiseWithin, maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary, modules } = JSON.parse(stdout) as {
    summary: { violations: Violation[]; ruleSetUsed: { forbidden: { name: string }[] } };
    modules: unknown[];
  };
  const violations = summary.violations.map(({ rule, from, to }) =>
    from === to ? `${rule.name}: ${from}` : `${rule.name}: ${from} → ${to}`,
  );
  return {
    violations: [...new Set(violations)].sort(),
    modules: modules.length,
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
  };
}
