/** `npm run bench [-- <name>… [--quick]]`: all benchmarks, or those named, and a table of their figures beside the goals. */
import { loadavg } from 'node:os';
import { print } from './support/figures.js';
import { printVerdicts } from './support/verdicts.js';

/** Each is loaded when its turn comes: nothing runs beside the one that measures. */
const benchmarks: Readonly<Record<string, (options: { quick: boolean }) => Promise<unknown>>> = {
  append: async () => (await import('./append.js')).append(),
  bulk: async () => (await import('./bulk.js')).bulk(),
  read: async () => (await import('./read.js')).read(),
  rebuild: async () => (await import('./rebuild.js')).rebuild(),
  list: async (options) => (await import('./list.js')).list(options),
};

/** These take minutes, and run only when they are named. */
const onRequest: typeof benchmarks = {
  backup: async () => (await import('./backup.js')).backup(),
  eventstoredb: async () => (await import('./eventstoredb.js')).eventStoreDb(),
  memory: async () => (await import('./memory.js')).memory(),
  overload: async () => (await import('./overload.js')).overload(),
  scale: async () => (await import('./scale.js')).scale(),
};
const all = { ...benchmarks, ...onRequest };

const asked = process.argv.slice(2);
const quick = asked.includes('--quick');
const names = asked.filter((name) => name !== '--quick');
const unknown = names.find((name) => !all[name]);
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark "${unknown}": ${Object.keys(all).join(', ')}\n`);
  process.exit(1);
}
for (const name of names.length > 0 ? names : Object.keys(benchmarks)) {
  print(`\n${name} (load average ${loadavg()[0]!.toFixed(1)})`);
  await all[name]!({ quick });
}
printVerdicts();
