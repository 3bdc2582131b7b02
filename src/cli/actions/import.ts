import { allDefinitions } from '../../commands.js';
import { initiativeMapping } from '../../initiatives/app/import/initiative-mapping.js';
import { importInitiatives } from '../../initiatives/app/import/import-initiatives.js';
import { InitiativesOnRecord } from '../../initiatives/read-model/existing-initiatives.js';
import { isoDate } from '../../kernel/fields.js';
import { importLiterature } from '../../literature/app/import/import-literature.js';
import type { Reliability } from '../../literature/domain/reliability.js';
import { SourcesOnRecord } from '../../literature/read-model/existing-sources.js';
import { importOrganizations } from '../../organizations/app/import/import-organizations.js';
import { organizationMapping } from '../../organizations/app/import/organization-mapping.js';
import { OrganizationsOnRecord } from '../../organizations/read-model/existing-organizations.js';
import { operator } from '../../platform/access/viewer.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import { BusCommandExecutor } from '../../platform/commands/bus-command-executor.js';
import { latestToday } from '../../platform/commands/preparations.js';
import { commandCheck } from '../../platform/import/command-line.js';
import { importCommands } from '../../platform/import/import-commands.js';
import { loadMapping } from '../../platform/import/mapping-file.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { SchemesOnRecord } from '../../vocabularies/app/schemes-on-record.js';
import { importSkos } from '../../vocabularies/app/skos/import-skos.js';
import { vocabularyStreamOf } from '../../vocabularies/app/skos/vocabulary-stream.js';
import { withCasebook, withCommands } from './base.js';
import { forbiddenTo, personNamed } from './import-speaker.js';
import { runImport, type ImportOptions } from './run-import.js';

export interface OrganizationOptions extends ImportOptions {
  readonly mapping: string;
}

export interface InitiativeOptions extends ImportOptions {
  readonly mapping: string;
  readonly asOf?: string;
}

export interface LiteratureOptions extends ImportOptions {
  readonly library?: string;
  readonly reliability?: Reliability;
  readonly fictional?: boolean;
}

export interface VocabularyOptions extends ImportOptions {
  readonly scheme?: string;
  readonly defaultLanguage?: string;
  readonly labelFromCode?: boolean;
}

export interface CommandOptions extends ImportOptions {
  readonly as?: string;
}

export async function organizations(files: readonly string[], options: OrganizationOptions): Promise<void> {
  const mapping = await loadMapping(options.mapping, organizationMapping);
  await runImport(files, options, withCasebook, async (job, { runtime }) => {
    const existing = new OrganizationsOnRecord(() => runtime.readModel.current());
    await importOrganizations({ ...job, files, mapping, existing });
  });
}

export async function initiatives(files: readonly string[], options: InitiativeOptions): Promise<void> {
  const mapping = await loadMapping(options.mapping, initiativeMapping);
  const asOf = options.asOf ?? new Date().toISOString().slice(0, 10);
  if (!isoDate.safeParse(asOf).success || asOf > latestToday()) {
    throw new OperatorError(`--as-of ${asOf} is not a date (YYYY-MM-DD) that has come`);
  }
  await runImport(files, options, withCasebook, async (job, { runtime }) => {
    const existing = new InitiativesOnRecord(() => runtime.readModel.current());
    await importInitiatives({ ...job, files, mapping, asOf, existing });
  });
}

export async function literature(files: readonly string[], options: LiteratureOptions): Promise<void> {
  const { library, reliability, fictional } = options;
  if (library?.trim() === '') throw new OperatorError('--library must not be empty');
  await runImport(files, options, withCasebook, async (job, { runtime }) => {
    const existing = new SourcesOnRecord(() => runtime.readModel.current());
    await importLiterature({ ...job, files, library, reliability, fictional, existing });
  });
}

export async function vocabulary(file: string, options: VocabularyOptions): Promise<void> {
  await runImport([file], options, withCommands, async (job, { app }) => {
    const existing = new SchemesOnRecord(app.get(AggregateRunner));
    const codes = await importSkos({ ...job, file, options, existing });
    process.stdout.write(`Schemes: ${codes.length > 0 ? codes.join(', ') : 'none'}\n`);
  });
}

export async function commands(files: readonly string[], options: CommandOptions): Promise<void> {
  await runImport(files, options, withCommands, async (job, { app, runtime }) => {
    const viewer = options.as === undefined ? operator : await personNamed(options.as, runtime.tokens);
    await importCommands({
      ...job,
      files,
      speaker: { ...job.speaker, actor: viewer.actor, role: viewer.role },
      check: commandCheck(allDefinitions),
      forbidden: forbiddenTo(viewer, app.get(BusCommandExecutor)),
      vocabularyStreamOf,
    });
  });
}
