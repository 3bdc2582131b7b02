import { formatLimits } from '../limits.js';

/** A JSON value in a text, or why there is none. `line` is where it begins, from 1. */
export interface RawValue {
  readonly line: number;
  readonly value?: unknown;
  readonly problem?: string;
}

/** What begins an item after one that is broken: a brace on a line of its own, or one before a key that items have. */
const nextItem = /[,[}\n]\s*(\{\s*"(?:id|type|title|author|DOI|citation-key|issued)"\s*:)/g;

/**
 * The items in a CSL-JSON text, each read by itself so that a broken one costs no other: a list, one item, items one
 * after the other (JSON Lines), or an object that has the list under `items`, or items under their keys.
 */
export function* readValues(text: string): Generator<RawValue> {
  const scanner = new Scanner(text);
  for (let value = scanner.next(); value !== null; value = scanner.next()) yield value;
}

class Scanner {
  private at = 0;
  private line = 1;
  private counted = 0;
  /** Inside of a list whose values are the items. */
  private listed = false;

  constructor(private readonly text: string) {}

  next(): RawValue | null {
    for (;;) {
      const char = this.skip();
      if (char === undefined) return null;
      if (char === '[' && !this.listed) {
        this.listed = true;
        this.at++;
      } else if (char === ',' || char === ']') {
        if (char === ']') this.listed = false;
        this.at++;
      } else if (char === '{' && !this.listed && this.opensItems()) {
        this.listed = true;
      } else if (char === '}' && !this.listed) this.at++;
      else return this.value(char);
    }
  }

  /** `{"items": [`, as some programs wrap their lists. */
  private opensItems(): boolean {
    const wrapped =
      /\{\s*(?:"[a-zA-Z@$_-]{1,40}"\s*:\s*(?:"(?:[^"\\]|\\.){0,500}"|-?[\d.]+|true|false|null)\s*,\s*){0,20}"(?:items|references|data|publications)"\s*:\s*\[(?=\s*(?:\{|\]))/y;
    wrapped.lastIndex = this.at;
    const match = wrapped.exec(this.text);
    if (!match) return false;
    this.at = wrapped.lastIndex;
    return true;
  }

  private skip(): string | undefined {
    const space = /[\s\ufeff]*/y;
    space.lastIndex = this.at;
    space.exec(this.text);
    this.at = space.lastIndex;
    return this.text[this.at];
  }

  private lineAt(place: number): number {
    for (let end = this.text.indexOf('\n', this.counted); end >= 0 && end < place;) {
      this.line++;
      this.counted = end + 1;
      end = this.text.indexOf('\n', this.counted);
    }
    return this.line;
  }

  private value(char: string): RawValue {
    const from = this.at;
    const line = this.lineAt(from);
    if (char !== '{' && char !== '"' && char !== '[') {
      const stray = /[^\s,[\]{}"]+|./y;
      stray.lastIndex = from;
      const word = stray.exec(this.text)![0].slice(0, 80);
      this.at = stray.lastIndex;
      if (word.startsWith('//') || word.startsWith('/*') || word.startsWith('#')) {
        this.skipComment(word);
        return { line, problem: 'JSON has no comments: take them out' };
      }
      return { line, problem: `An item was expected, not ${word}` };
    }
    const end = this.end();
    const problem = typeof end === 'string' ? end : null;
    if (typeof end === 'number') {
      this.at = end;
      if (end - from > formatLimits.entry) {
        return { line, problem: `It is longer than ${formatLimits.entry} characters` };
      }
      try {
        return { line, value: JSON.parse(this.text.slice(from, end)) as unknown };
      } catch (error) {
        return { line, problem: reasonOf(error, this.text.slice(from, end)) };
      }
    }
    this.resume(from + 1);
    return { line, problem: problem! };
  }

  private skipComment(word: string): void {
    const close = word.startsWith('/*') ? '*/' : '\n';
    const end = this.text.indexOf(close, this.at);
    this.at = end < 0 ? this.text.length : end + close.length;
  }

  /** Behind the value that begins here; a reason where it does not end, or where another item seems to begin within. */
  private end(): number | string {
    const open: string[] = [];
    const stop = /["{}[\]]/g;
    stop.lastIndex = this.at;
    for (let match = stop.exec(this.text); match; match = stop.exec(this.text)) {
      const char = match[0];
      if (char === '"') {
        const close = this.closingQuote(match.index + 1);
        if (close < 0) return 'A text in it is not closed: a quote is missing';
        stop.lastIndex = close + 1;
      } else if (char === '{' || char === '[') {
        open.push(char);
        if (open.length > formatLimits.depth) return `It nests more than ${formatLimits.depth} levels`;
      } else if (open.pop() !== (char === '}' ? '{' : '[')) return `"${char}" does not fit`;
      if (open.length === 0) return stop.lastIndex;
      if (stop.lastIndex - this.at > formatLimits.entry)
        return `It is longer than ${formatLimits.entry} characters`;
    }
    return 'It is not closed: a brace is missing';
  }

  /** A text ends on its line: JSON has no line breaks in texts. */
  private closingQuote(from: number): number {
    const stop = /["\\\n]/g;
    stop.lastIndex = from;
    for (let match = stop.exec(this.text); match && match[0] !== '\n'; match = stop.exec(this.text)) {
      if (match[0] === '"') return match.index;
      stop.lastIndex++;
    }
    return -1;
  }

  /** Goes on at the next place where an item seems to begin. */
  private resume(from: number): void {
    nextItem.lastIndex = from;
    const next = nextItem.exec(this.text);
    this.at = next ? next.index + next[0].length - next[1]!.length : this.text.length;
  }
}

function reasonOf(error: unknown, text: string): string {
  if (/(?:^|[\s,{[])(?:\/\/|\/\*)/.test(text.slice(0, 100_000).replace(/"(?:[^"\\]|\\.)*"/g, '""'))) {
    return 'JSON has no comments: take them out';
  }
  return `It is not JSON: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 200)}`;
}
