import type { CslItem } from '../domain/csl.js';
import { readBibtex } from './bibtex/read.js';
import { bibtexEntry } from './bibtex/write.js';
import { readCslJson } from './csl-json/read.js';
import { decodeText, type DecodedText } from './encoding.js';
import { formatOf, type ReadableFormat, type WritableFormat } from './format.js';
import { formatLimits } from './limits.js';
import type { ReadEntry } from './read-entry.js';
import { readRis, readWebOfScience } from './ris/read.js';
import { risRecord } from './ris/write.js';

/** A bibliography file whose entries can be read, as often as wanted. */
export interface Bibliography {
  readonly format: ReadableFormat;
  readonly encoding: Omit<DecodedText, 'text'>;
  /** In the file's order. Reading is synchronous and may take seconds: it is for programs of the command line, not for the service. */
  entries(): Iterable<ReadEntry>;
}

const readers: Readonly<Record<ReadableFormat, (text: string) => Iterable<ReadEntry>>> = {
  bibtex: readBibtex,
  ris: readRis,
  webOfScience: readWebOfScience,
  cslJson: readCslJson,
};

/**
 * A bibliography, its encoding and format told by its content.
 * @throws RangeError in words for people: too large, no text, no format that can be read
 */
export function readBibliography(bytes: Buffer): Bibliography {
  if (bytes.length > formatLimits.file) {
    throw new RangeError(`A bibliography of more than ${formatLimits.file} bytes is not read: split it`);
  }
  const { text, ...encoding } = decodeText(bytes);
  const format = formatOf(text);
  return { format, encoding, entries: () => readers[format](text) };
}

/** How a format writes a file: its entries, and what stands before, between and behind them. */
interface Writer {
  readonly entry: (item: CslItem) => string;
  readonly open: string;
  readonly between: string;
  readonly close: string;
}

const writers: Readonly<Record<WritableFormat, Writer>> = {
  bibtex: { entry: bibtexEntry, open: '', between: '', close: '' },
  ris: { entry: risRecord, open: '', between: '', close: '' },
  cslJson: { entry: (item) => `\n${JSON.stringify(item)}`, open: '[', between: ',', close: '\n]\n' },
};

/** Media types for what {@link writeBibliography} gives, all in UTF-8. */
export const mediaTypes: Readonly<Record<WritableFormat, string>> = {
  bibtex: 'application/x-bibtex',
  ris: 'application/x-research-info-systems',
  cslJson: 'application/vnd.citationstyles.csl+json',
};

/** The text of a file with `items`, in pieces. Reading it gives the same items again, in each of the formats. */
export function* writeBibliography(items: Iterable<CslItem>, format: WritableFormat): Generator<string> {
  const { entry, open, between, close } = writers[format];
  let before = open;
  for (const item of items) {
    yield `${before}${entry(item)}`;
    before = between;
  }
  yield before === between ? close : `${open}${close}`;
}

/** As {@link writeBibliography}, of items that come one after the other: none is kept. */
export async function* streamBibliography(
  items: AsyncIterable<CslItem>,
  format: WritableFormat,
): AsyncGenerator<string> {
  const { entry, open, between, close } = writers[format];
  let before = open;
  for await (const item of items) {
    yield `${before}${entry(item)}`;
    before = between;
  }
  yield before === between ? close : `${open}${close}`;
}
