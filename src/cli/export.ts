import { Command, Option } from 'commander';
import type { WritableFormat } from '../literature/formats/format.js';

/** The formats by the names that people know. */
const formats: Readonly<Record<string, WritableFormat>> = {
  bibtex: 'bibtex',
  ris: 'ris',
  'csl-json': 'cslJson',
};

/** `casebook export literature` */
export function exportCommand(): Command {
  const command = new Command('export').description('Writes records out to files');
  command
    .command('literature')
    .argument('[file]', 'where to; default standard output')
    .description('Writes all sources of the literature that are not merged into others')
    .addOption(
      new Option('--format <name>', 'of the file').choices(Object.keys(formats)).makeOptionMandatory(),
    )
    .action(async (file: string | undefined, { format }: { format: string }) =>
      (await import('./actions/export.js')).exportLiterature(file, formats[format]!),
    );
  return command;
}
