import { formatLimits } from '../limits.js';
import { Broken, EntryReader, type RawEntry } from './entry-reader.js';

export interface BrokenEntry {
  readonly line: number;
  readonly key: string | null;
  readonly reason: string;
}

/** How an entry begins. */
const opening = /(?<![\p{L}\p{N}._-])@\s{0,20}(\p{L}[\p{L}\p{N}_:+-]{0,99})\s{0,20}[{(]/gu;
/** An entry that begins a line: where reading goes on after one that does not end. */
const openingLine = /(?<![^\n])[ \t]{0,20}@[ \t]{0,20}\p{L}[\p{L}\p{N}_:+-]{0,99}[ \t]{0,20}[{(]/gu;
/** Characters read in vain, for each character of the file, before broken entries are skipped by lines only. */
const patience = 20;

/**
 * The entries of a BibTeX file, one by one. What stands between them is prose. One that cannot be read is given with
 * the reason, and reading goes on at the next that begins a line.
 */
export function* readEntries(text: string): Generator<RawEntry | BrokenEntry> {
  const starts = [...text.matchAll(openingLine)].map(({ index }) => index);
  const lines = new LineCounter(text);
  let inVain = 0;
  let nextStart = 0;
  opening.lastIndex = 0;
  for (let at = 0; ;) {
    opening.lastIndex = at;
    const match = opening.exec(text);
    if (!match) return;
    while (nextStart < starts.length && starts[nextStart]! <= match.index) nextStart++;
    const limit = starts[nextStart] ?? text.length;
    const line = lines.at(match.index);
    const reader = new EntryReader(text, match.index + match[0].length, limit);
    const type = match[1]!.toLowerCase();
    if (type === 'comment') {
      const end = reader.closedComment(inVain > patience * text.length);
      if (end === null) inVain += formatLimits.entry;
      at = end ?? reader.at;
      continue;
    }
    const { entry, end, broken } = readOne(text, reader, type, limit);
    if (broken) {
      inVain += limit - match.index;
      at = inVain > patience * text.length ? limit : end;
      yield { line, key: reader.key, reason: broken.message };
    } else {
      at = end;
      if (type !== 'preamble') yield { line, type, ...entry! };
    }
  }
}

interface Attempt {
  readonly entry?: ReturnType<EntryReader['read']>;
  readonly broken?: Broken;
  /** Where to read on. */
  readonly end: number;
}

/** An entry in which a brace is missing is tried once more, by its lines. */
function readOne(text: string, reader: EntryReader, type: string, limit: number): Attempt {
  const from = reader.at;
  try {
    return { entry: reader.read(type), end: reader.at };
  } catch (broken) {
    if (!(broken instanceof Broken)) throw broken;
    const second = broken.swallowed ? readByLines(text, from, type, limit) : null;
    return second ?? { broken, end: reader.recover(from) };
  }
}

function readByLines(text: string, from: number, type: string, limit: number): Attempt | null {
  const reader = new EntryReader(text, from, limit, true);
  try {
    return { entry: reader.read(type), end: reader.at };
  } catch (broken) {
    if (broken instanceof Broken) return null;
    throw broken;
  }
}

/** Line numbers of rising places. */
class LineCounter {
  private line = 1;
  private end: number;
  constructor(private readonly text: string) {
    this.end = text.indexOf('\n');
  }

  at(place: number): number {
    for (; this.end >= 0 && this.end < place; this.end = this.text.indexOf('\n', this.end + 1)) this.line++;
    return this.line;
  }
}
