import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import type { CslItem } from '../literature/domain/csl.js';
import { streamBibliography } from '../literature/formats/bibliography.js';
import type { WritableFormat } from '../literature/formats/format.js';
import { sourcesToExport, type ExportedSource } from '../literature/read-model/export-sources.js';
import { anonymous } from '../platform/access/viewer.js';
import { withCasebook } from './base.js';

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
    .action((file: string | undefined, { format }: { format: string }) =>
      withCasebook(async ({ runtime }) => {
        const count = { sources: 0, fictional: 0 };
        const text = Readable.from(
          streamBibliography(
            counted(sourcesToExport(runtime.readModel.current(), anonymous), count),
            formats[format]!,
          ),
        );
        if (file === undefined) await pipeline(text, process.stdout, { end: false });
        else await pipeline(text, createWriteStream(file));
        const demo = runtime.config.base === 'demo' ? ' from the demo base' : '';
        process.stderr.write(`${count.sources} sources${demo}, ${count.fictional} of them fictional\n`);
      }),
    );
  return command;
}

async function* counted(
  sources: AsyncIterable<ExportedSource>,
  count: { sources: number; fictional: number },
): AsyncGenerator<CslItem> {
  for await (const { item, fictional } of sources) {
    count.sources += 1;
    if (fictional) count.fictional += 1;
    yield item;
  }
}
