import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { allDefinitions } from './commands.js';
import type { EventLog } from './platform/event-store/event-log.js';
import type { CommandExecutor } from './platform/commands/command-executor.js';
import { commandCheck } from './platform/import/command-line.js';
import { importCommands } from './platform/import/import-commands.js';
import { silentProgress } from './platform/import/progress.js';
import { ImportReport } from './platform/import/report.js';
import type { PersonalData } from './platform/privacy/personal-data.js';
import { vocabularyStreamOf } from './vocabularies/public.js';

const FOLDER = new URL('../samples/', import.meta.url);
/** Nobody approves a text of their own, and those who interview have rights that no admin has: so three speak. */
const speakers = {
  writer: { actor: 'system', role: 'admin' },
  reviewer: { actor: 'system-reviewer', role: 'admin' },
  researcher: { actor: 'system-researcher', role: 'researcher' },
} as const;
const said = z.union([
  z.string().transform((file) => ({ file, by: 'writer' as const, personal: false })),
  z.strictObject({
    file: z.string(),
    by: z.enum(['writer', 'reviewer', 'researcher']),
    /** It tells of participants: left out where a base has no master key. */
    personal: z.boolean().default(false),
  }),
]);
const index = z.strictObject({ files: z.array(said).max(100) });

/** Correlation id of everything that the samples said. */
const SAMPLES = 'samples';

/** Samples go into an empty log only, or into one that began with them: never among somebody's own records. */
export async function mayLoadSamples(log: EventLog): Promise<boolean> {
  for await (const [first] of log.readAll({ batchSize: 1 })) return first?.metadata.correlationId === SAMPLES;
  return true;
}

/**
 * How often the corpus is said where samples are refused. A service that starts in the same moment says it as well, and may
 * have withdrawn a consent while this one looks for it: what the other has said is found said already the next time.
 */
const MOST_ATTEMPTS = 5;

/**
 * Says the commands of the sample corpus. Each has a key of its own, so a second time says nothing new, and a start that
 * was cut off goes on with the next.
 * @throws when a sample is refused: the corpus and the rules must agree
 */
export async function loadSamples(
  executor: CommandExecutor,
  personalData: Pick<PersonalData, 'closed'>,
): Promise<void> {
  const { files } = index.parse(JSON.parse(await readFile(new URL('index.json', FOLDER), 'utf8')));
  const open = files.filter(({ personal }) => !personal || personalData.closed === null);
  for (let attempt = 1; ; attempt++) {
    const refused = await firstRefused(executor, open);
    if (!refused) return;
    if (attempt === MOST_ATTEMPTS)
      throw new Error(`Sample ${refused.file}:${refused.line} was refused: ${refused.message}`);
  }
}

/** Says them all, and tells the first that is refused. */
async function firstRefused(executor: CommandExecutor, files: z.infer<typeof index>['files']) {
  const report = await ImportReport.open(null);
  for (const { file, by } of files) {
    await importCommands({
      files: [fileURLToPath(new URL(file, FOLDER))],
      executor,
      speaker: { ...speakers[by], correlationId: SAMPLES },
      report,
      progress: silentProgress,
      check: commandCheck(allDefinitions),
      vocabularyStreamOf,
    });
  }
  return report.firstRefused[0];
}
