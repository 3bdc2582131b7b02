import { Command, Option } from 'commander';
import { reliabilities } from '../literature/domain/reliability.js';
import type {
  CommandOptions,
  InitiativeOptions,
  LiteratureOptions,
  OrganizationOptions,
  VocabularyOptions,
} from './actions/import.js';

const actions = () => import('./actions/import.js');

/** `casebook import organizations | initiatives | literature | vocabulary | commands` */
export function importCommand(): Command {
  const command = new Command('import').description('Takes records in from files; see docs/importing.md');
  common(command.command('organizations').argument('<file...>'))
    .description('Takes in a register of organizations, as CSV or JSON Lines')
    .requiredOption('--mapping <file>', 'says which column is what; see docs/importing.md')
    .action(async (files: string[], options: OrganizationOptions) =>
      (await actions()).organizations(files, options),
    );
  common(command.command('initiatives').argument('<file...>'))
    .description('Takes in initiatives, as JSON Lines, CSV, JSON files or folders of them')
    .requiredOption('--mapping <file>', 'says which column or path is what; see docs/importing.md')
    .option('--as-of <date>', 'the date of this edition, YYYY-MM-DD; default today')
    .action(async (files: string[], options: InitiativeOptions) =>
      (await actions()).initiatives(files, options),
    );
  common(command.command('literature').argument('<file...>'))
    .description('Takes in bibliographies, as BibTeX, RIS or CSL-JSON, known by their content')
    .option('--library <name>', 'whose keys the files hold; default the name of each file')
    .addOption(new Option('--reliability <how>', 'of sources that are new').choices(reliabilities))
    .option('--fictional', 'marks sources that are new as invented')
    .action(async (files: string[], options: LiteratureOptions) =>
      (await actions()).literature(files, options),
    );
  common(command.command('vocabulary').argument('<file>'))
    .description('Takes in SKOS concept schemes, as Turtle or N-Triples')
    .option('--scheme <code>', "names the file's only scheme, or chooses one of several")
    .option('--default-language <tag>', 'language of labels that have none')
    .option('--label-from-code', 'give a concept without any label its code as one')
    .action(async (file: string, options: VocabularyOptions) => (await actions()).vocabulary(file, options));
  common(command.command('commands').argument('<file...>'))
    .description('Says commands, one JSON object a line: {"command": …, "data": {…}, "idempotencyKey": …}')
    .option('--as <person>', 'says them as this person (see token list), with their role')
    .action(async (files: string[], options: CommandOptions) => (await actions()).commands(files, options));
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
