import { Command, Option } from 'commander';
import { allDefinitions } from '../commands.js';
import { initiativeMapping } from '../initiatives/app/import/initiative-mapping.js';
import { importInitiatives } from '../initiatives/app/import/import-initiatives.js';
import { InitiativesOnRecord } from '../initiatives/read-model/existing-initiatives.js';
import { isoDate } from '../kernel/fields.js';
import { importLiterature } from '../literature/app/import/import-literature.js';
import { reliabilities, type Reliability } from '../literature/domain/literature-source.events.js';
import { SourcesOnRecord } from '../literature/read-model/existing-sources.js';
import { importOrganizations } from '../organizations/app/import/import-organizations.js';
import { organizationMapping } from '../organizations/app/import/organization-mapping.js';
import { OrganizationsOnRecord } from '../organizations/read-model/existing-organizations.js';
import { operator } from '../platform/access/viewer.js';
import { AggregateRunner } from '../platform/commands/aggregate-runner.js';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import { latestToday } from '../platform/commands/preparations.js';
import { commandCheck } from '../platform/import/command-line.js';
import { importCommands } from '../platform/import/import-commands.js';
import { loadMapping } from '../platform/import/mapping-file.js';
import { OperatorError } from '../platform/observability/failure-line.js';
import { SchemesOnRecord } from '../vocabularies/app/schemes-on-record.js';
import { importSkos } from '../vocabularies/app/skos/import-skos.js';
import { vocabularyStreamOf } from '../vocabularies/app/skos/vocabulary-stream.js';
import { withCasebook, withCommands } from './base.js';
import { forbiddenTo, personNamed } from './import-speaker.js';
import { runImport, type ImportOptions } from './run-import.js';

interface LiteratureOptions {
  readonly library?: string;
  readonly reliability?: Reliability;
  readonly fictional?: boolean;
}

/** `casebook import organizations | initiatives | literature | vocabulary | commands` */
export function importCommand(): Command {
  const command = new Command('import').description('Takes records in from files; see docs/importing.md');
  common(command.command('organizations').argument('<file...>'))
    .description('Takes in a register of organizations, as CSV or JSON Lines')
    .requiredOption('--mapping <file>', 'says which column is what; see docs/importing.md')
    .action(async (files: string[], options: ImportOptions & { mapping: string }) => {
      const mapping = await loadMapping(options.mapping, organizationMapping);
      await runImport(files, options, withCasebook, async (job, { runtime }) => {
        const existing = new OrganizationsOnRecord(() => runtime.readModel.current());
        await importOrganizations({ ...job, files, mapping, existing });
      });
    });
  common(command.command('initiatives').argument('<file...>'))
    .description('Takes in initiatives, as JSON Lines, CSV, JSON files or folders of them')
    .requiredOption('--mapping <file>', 'says which column or path is what; see docs/importing.md')
    .option('--as-of <date>', 'the date of this edition, YYYY-MM-DD; default today')
    .action(async (files: string[], options: ImportOptions & { mapping: string; asOf?: string }) => {
      const mapping = await loadMapping(options.mapping, initiativeMapping);
      const asOf = options.asOf ?? new Date().toISOString().slice(0, 10);
      if (!isoDate.safeParse(asOf).success || asOf > latestToday()) {
        throw new OperatorError(`--as-of ${asOf} is not a date (YYYY-MM-DD) that has come`);
      }
      await runImport(files, options, withCasebook, async (job, { runtime }) => {
        const existing = new InitiativesOnRecord(() => runtime.readModel.current());
        await importInitiatives({ ...job, files, mapping, asOf, existing });
      });
    });
  common(command.command('literature').argument('<file...>'))
    .description('Takes in bibliographies, as BibTeX, RIS or CSL-JSON, known by their content')
    .option('--library <name>', 'whose keys the files hold; default the name of each file')
    .addOption(new Option('--reliability <how>', 'of sources that are new').choices(reliabilities))
    .option('--fictional', 'marks sources that are new as invented')
    .action(async (files: string[], options: ImportOptions & LiteratureOptions) => {
      const { library, reliability, fictional } = options;
      if (library?.trim() === '') throw new OperatorError('--library must not be empty');
      await runImport(files, options, withCasebook, async (job, { runtime }) => {
        const existing = new SourcesOnRecord(() => runtime.readModel.current());
        await importLiterature({ ...job, files, library, reliability, fictional, existing });
      });
    });
  common(command.command('vocabulary').argument('<file>'))
    .description('Takes in SKOS concept schemes, as Turtle or N-Triples')
    .option('--scheme <code>', "names the file's only scheme, or chooses one of several")
    .option('--default-language <tag>', 'language of labels that have none')
    .option('--label-from-code', 'give a concept without any label its code as one')
    .action(
      async (
        file: string,
        options: ImportOptions & { scheme?: string; defaultLanguage?: string; labelFromCode?: boolean },
      ) => {
        await runImport([file], options, withCommands, async (job, { app }) => {
          const existing = new SchemesOnRecord(app.get(AggregateRunner));
          const codes = await importSkos({ ...job, file, options, existing });
          process.stdout.write(`Schemes: ${codes.length > 0 ? codes.join(', ') : 'none'}\n`);
        });
      },
    );
  common(command.command('commands').argument('<file...>'))
    .description('Says commands, one JSON object a line: {"command": …, "data": {…}, "idempotencyKey": …}')
    .option('--as <person>', 'says them as this person (see token list), with their role')
    .action(async (files: string[], options: ImportOptions & { as?: string }) => {
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
    });
  return command;
}

function common(command: Command): Command {
  return command
    .option('--dry-run', 'check everything that can be checked, and write nothing')
    .option(
      '--report <file>',
      'where the report goes, one JSON object a line; default <name of the file>.report.ndjson in this folder',
    );
}
