import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CslItem } from '../../literature/domain/csl.js';
import { streamBibliography } from '../../literature/formats/bibliography.js';
import type { WritableFormat } from '../../literature/formats/format.js';
import { sourcesToExport, type ExportedSource } from '../../literature/read-model/export-sources.js';
import { anonymous } from '../../platform/access/viewer.js';
import { withCasebook } from './base.js';

/** @param file a path; without one to standard output */
export async function exportLiterature(file: string | undefined, format: WritableFormat): Promise<void> {
  await withCasebook(async ({ runtime }) => {
    const count = { sources: 0, fictional: 0 };
    const sources = counted(sourcesToExport(runtime.readModel.current(), anonymous), count);
    const text = Readable.from(streamBibliography(sources, format));
    if (file === undefined) await pipeline(text, process.stdout, { end: false });
    else await pipeline(text, createWriteStream(file));
    const demo = runtime.config.base === 'demo' ? ' from the demo base' : '';
    process.stderr.write(`${count.sources} sources${demo}, ${count.fictional} of them fictional\n`);
  });
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
