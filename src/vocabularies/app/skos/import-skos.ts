import type { CommandExecutor } from '../../../platform/commands/command-executor.js';
import type { Progress } from '../../../platform/import/progress.js';
import type { ImportReport } from '../../../platform/import/report.js';
import { problemOf, sayAll, type Speaker } from '../../../platform/import/speak.js';
import { inspectTextFile } from '../../../platform/import/text-file.js';
import { chooseSchemes, type ChosenScheme, type SkosOptions } from './choose-schemes.js';
import { draftScheme, type SchemeDraft } from './draft-scheme.js';
import type { ExistingScheme, ExistingSchemes } from './existing-schemes.js';
import type { Finding } from './finding.js';
import { planScheme, type SchemeCommand, type SchemePlan } from './plan-scheme.js';
import { readDocument } from './skos-document.js';
import { readGraph } from './skos-graph.js';

export interface SkosImport {
  readonly file: string;
  readonly options: SkosOptions;
  readonly existing: ExistingSchemes;
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly dryRun?: boolean;
}

/** Commands of one scheme that are appended together. */
const BATCH = 500;

/**
 * Imports the concept schemes of a Turtle or N-Triples file: adds, relabels, moves, maps and deprecates what differs,
 * and reports what has vanished.
 * @returns codes of the schemes
 * @throws ImportFileError before anything is written, ImportInterrupted when the log stays out of reach
 */
export async function importSkos(job: SkosImport): Promise<string[]> {
  const document = readDocument(await readGraph(await inspectTextFile(job.file)));
  const { schemes, findings } = chooseSchemes(job.file, document, job.options);
  await tell(job, [...document.findings, ...findings]);
  const plans: { draft: SchemeDraft; plan: SchemePlan }[] = [];
  for (const chosen of schemes) {
    const standing = await job.existing.byCode(chosen.code);
    if (standing && isAnother(standing, chosen, job.options)) {
      const owner =
        standing.uri === undefined ? 'a scheme that is kept here' : `the scheme <${standing.uri}>`;
      const message = `The code "${chosen.code}" belongs to ${owner}: name the one that is meant (--scheme CODE)`;
      await job.report.refused({ file: job.file, line: 1, key: chosen.iri }, [
        { code: 'SCHEME_CODE_TAKEN', message },
      ]);
      continue;
    }
    const codes = [...(standing?.concepts.values() ?? [])].flatMap(({ uri, code }) =>
      uri === undefined ? [] : [[uri, code] as const],
    );
    const drafted = draftScheme(chosen, job.options, new Map(codes));
    const plan = planScheme(drafted.draft, standing);
    await tell(job, [...drafted.findings, ...plan.findings]);
    plans.push({ draft: drafted.draft, plan });
  }
  job.progress.start(
    plans.reduce((sum, { plan }) => sum + plan.commands.length, 0),
    'vocabularies',
  );
  try {
    for (const { draft, plan } of plans) await carryOut(job, draft, plan);
  } finally {
    job.progress.stop();
  }
  return plans.map(({ draft }) => draft.code);
}

/** Whether a code that was only made of an IRI, or that stands for another IRI, has met a scheme by chance. */
function isAnother(standing: ExistingScheme, chosen: ChosenScheme, options: SkosOptions): boolean {
  if (chosen.iri === null || standing.uri === chosen.iri) return false;
  return standing.uri !== undefined || options.scheme !== chosen.code;
}

async function carryOut(job: SkosImport, draft: SchemeDraft, plan: SchemePlan): Promise<void> {
  const touched = new Map<string, { refused: boolean; added: boolean }>();
  for (let from = 0; from < plan.commands.length; from += BATCH) {
    const batch = plan.commands.slice(from, from + BATCH);
    const answers = job.dryRun ? [] : await sayAll(job.executor, job.speaker, batch);
    for (const [index, command] of batch.entries()) {
      const answer = answers[index];
      if (answer instanceof Error) await job.report.refused(place(job, command), [problemOf(answer)]);
      else if (command.subject === null) job.report.count(answer?.status ?? 'done');
      noteCommand(touched, command, answer instanceof Error);
    }
    job.progress.advance(batch.length);
  }
  for (const { iri, code } of draft.concepts) {
    const fate = touched.get(iri);
    if (plan.faulty.has(iri) || fate?.refused) continue;
    if (!fate) job.report.count('unchanged');
    else if (fate.added) job.report.count('created');
    else await job.report.updated({ file: job.file, line: 1, key: iri }, code, plan.changes.get(code) ?? []);
  }
  for (const { code, uri } of plan.vanished) await job.report.vanished(uri ?? code, `${draft.code}/${code}`);
}

function noteCommand(
  touched: Map<string, { refused: boolean; added: boolean }>,
  { subject, name }: SchemeCommand,
  refused: boolean,
): void {
  if (subject === null) return;
  const before = touched.get(subject);
  touched.set(subject, {
    refused: refused || (before?.refused ?? false),
    added: name === 'AddConcept' || (before?.added ?? false),
  });
}

function place(job: SkosImport, { subject, name }: SchemeCommand) {
  return { file: job.file, line: 1, key: subject ?? name };
}

/** Errors count as refusals: something of the file was left out. */
async function tell(job: SkosImport, findings: readonly Finding[]): Promise<void> {
  for (const { severity, code, message, subject } of findings) {
    if (severity === 'error')
      await job.report.refused({ file: job.file, line: 1, key: subject }, [{ code, message }]);
    else await job.report.warning({ file: job.file, key: subject }, { code, message });
  }
}
