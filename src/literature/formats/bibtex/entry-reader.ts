import { formatLimits } from '../limits.js';

/** A piece of a value: what stands in braces or quotes, or a bare word, which is a number or a macro's name. */
export interface Piece {
  readonly text: string;
  readonly bare: boolean;
}

export interface RawField {
  /** Lower case. */
  readonly name: string;
  readonly pieces: readonly Piece[];
}

/** An entry as it is written; nothing in it is understood yet. `line` counts from 1. */
export interface RawEntry {
  readonly line: number;
  /** Lower case; `string` for a definition of macros. */
  readonly type: string;
  readonly key: string | null;
  readonly fields: readonly RawField[];
  readonly warnings: readonly string[];
}

/** The entry cannot be read; the message says why. */
export class Broken extends Error {
  constructor(
    message: string,
    /** A value that is not closed took fields for its text: reading by lines may tell them apart. */
    readonly swallowed = false,
  ) {
    super(message);
  }
}

/** Reads one entry from behind its opening brace, at most up to `limit`. */
export class EntryReader {
  key: string | null = null;
  private readonly warnings: string[] = [];
  private failedAt = 0;
  private readonly from: number;
  /** The entry's own closing brace is missing. */
  private open = false;

  constructor(
    private readonly text: string,
    public at: number,
    private readonly limit: number,
    /** Ends a value at the last brace of a line, where the next line is a field. */
    private readonly byLines = false,
  ) {
    this.from = at;
  }

  read(type: string): Omit<RawEntry, 'line' | 'type'> {
    const fields: RawField[] = [];
    if (type === 'preamble') {
      this.value();
      if (!this.atEnd()) this.fail('The preamble is not closed');
    } else {
      if (type !== 'string') this.readKey();
      while (!this.atEnd()) {
        const field = this.field();
        if (field) fields.push(field);
      }
    }
    if (this.open) this.refuseSwallowed(fields);
    if (this.at - this.from > formatLimits.entry)
      this.fail(`It is longer than ${formatLimits.entry} characters`);
    return { key: this.key, fields, warnings: this.warnings };
  }

  /**
   * Behind the brace that closes a comment. Null where there is none near, and the comment is what stands on its line.
   * @param hurried looks at nothing but the line
   */
  closedComment(hurried: boolean): number | null {
    const from = this.at;
    const newline = this.text.indexOf('\n', from);
    this.at = newline < 0 ? this.text.length : newline;
    const far = hurried ? this.at : from + formatLimits.entry;
    const end = this.text[from - 1] === '{' ? this.closing(from, far, false) : null;
    return end === null ? null : end + 1;
  }

  /** Where to read on after a broken entry: behind what could be read of it. */
  recover(from: number): number {
    return Math.max(from, Math.min(this.failedAt, this.limit));
  }

  private fail(reason: string, behind = this.at, swallowed = false): never {
    this.failedAt = behind;
    throw new Broken(reason, swallowed);
  }

  private warn(warning: string): void {
    if (this.warnings.length < formatLimits.warnings) this.warnings.push(warning);
  }

  private rest(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  private skip(): void {
    // A % begins a comment between fields only.
    for (;;) {
      this.at += this.rest(/\s*/y)![0].length;
      if (this.text[this.at] !== '%') return;
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.limit : end;
    }
  }

  private readKey(): void {
    this.skip();
    const named = this.rest(
      /([^\s,={}()"]*(?:\([^\s,={}()]*\)[^\s,={}()"]*){0,20}|[^,=\n]*?)[ \t]*(?=[,}\n)]|$)/y,
    );
    const key = named?.[1]?.trim() ?? '';
    if (named && key !== '') {
      this.key = key.slice(0, 500);
      this.at += named[0].length;
    } else if (/[^\s,]/.test(this.text[this.at] ?? ',') && !this.rest(/[^\s=,{}"]+\s*=/y)) {
      const odd = this.rest(/[^,\n=]*(?=[,\n])/y);
      if (!odd) this.fail('It has no key and no fields');
      this.key = odd[0].trim().slice(0, 500) || null;
      this.at += odd[0].length;
    }
    if (this.key === null) this.warn('It has no key');
  }

  /** True behind the brace that closes the entry. */
  private atEnd(): boolean {
    this.skip();
    while (this.text[this.at] === ',' && this.at < this.limit) {
      this.at++;
      this.skip();
    }
    if (this.at >= this.limit) {
      this.at = this.limit;
      this.open = true;
      this.warn('Its closing brace is missing');
      return true;
    }
    if (this.text[this.at] !== '}' && this.text[this.at] !== ')') return false;
    this.at++;
    return true;
  }

  private field(): RawField | null {
    const name =
      this.rest(/([^\s=,{}()"#]+)\s*=/y) ?? this.rest(/([^\s=,{}()"#]+(?:[ \t]+[^\s=,{}()"#]+)?)[ \t]*=/y);
    if (!name || this.at + name[0].length > this.limit) {
      const word = this.rest(/[^\s,{}]{1,40}/y)?.[0] ?? this.text[this.at] ?? '';
      const line = this.rest(/[^\n]*/y)![0];
      // A line that is no field, such as a word left over, costs only itself.
      if (/[{}"]/.test(line)) this.fail(`A field was expected at "${word}"`);
      this.warn(`"${line.trim().slice(0, 80)}" is no field`);
      this.at += line.length;
      return null;
    }
    this.at += name[0].length;
    const field = name[1]!.toLowerCase();
    const pieces = this.value(field);
    this.skip();
    if (this.at < this.limit && !/[,})]/.test(this.text[this.at]!))
      this.warn(`A comma is missing after ${field}`);
    return { name: field, pieces };
  }

  private value(field = 'preamble'): Piece[] {
    const pieces: Piece[] = [];
    do {
      this.skip();
      if (this.at >= this.limit) this.fail(`The value of ${field} is missing`);
      pieces.push(this.piece(field));
      this.skip();
    } while (this.text[this.at] === '#' && this.at++ < this.limit);
    return pieces;
  }

  private piece(field: string): Piece {
    const char = this.text[this.at];
    if (char === '{') return { text: this.braced(field), bare: false };
    if (char === '"') return { text: this.quoted(field), bare: false };
    const bare = this.rest(/[^\s,#{}()"]+/y)?.[0] ?? '';
    this.at += bare.length;
    // More than a word without braces: `year = in press,`.
    const more = this.rest(/[ \t]+[^\s,#{}()"=][^,#{}()"=\n]*(?=[,}\n])/y)?.[0] ?? '';
    if (bare !== '' && more.trim() !== '') {
      this.at += more.length;
      this.warn(`The value of ${field} is not in braces`);
      return { text: bare + more.trimEnd(), bare: false };
    }
    if (bare === '') this.warn(`The value of ${field} is missing`);
    return { text: bare, bare: bare !== '' };
  }

  private braced(field: string): string {
    const from = this.at + 1;
    const closing = this.closing(from, this.limit, false) ?? this.closing(from, this.limit, true);
    const end = (this.byLines ? this.endOfLine(from, closing ?? this.limit, field) : null) ?? closing;
    if (end === null) this.unclosed(field, from);
    this.at = end + 1;
    return this.text.slice(from, end);
  }

  private endOfLine(from: number, to: number, field: string): number | null {
    const last = /\}[ \t]*,?[ \t]*\n(?=[ \t]*[\p{L}-]{2,40}[ \t]*=[ \t]*[{"\d])/u.exec(
      this.text.slice(from, to),
    );
    if (!last) return null;
    this.warn(`A brace is missing in ${field}`);
    return from + last.index;
  }

  /** The brace that closes what begins at `from`. By BibTeX's rules `\{` opens a group, too, unless `escaped`. */
  private closing(from: number, limit: number, escaped: boolean): number | null {
    let open = 1;
    const brace = escaped ? /\\[{}]|[{}]/g : /[{}]/g;
    brace.lastIndex = from;
    for (let match = brace.exec(this.text); match && match.index < limit; match = brace.exec(this.text)) {
      if (match[0] === '{') open++;
      else if (match[0] === '}' && --open === 0) return match.index;
    }
    return null;
  }

  private unclosed(field: string, from: number): never {
    const next = /\n[ \t]*[\p{L}-]+[ \t]*=[ \t]*[{"\d]/u.exec(this.text.slice(from, this.limit));
    const where = next ? `, before "${next[0].trim()}…"` : '';
    this.fail(`The value of ${field} is not closed${where}: a brace or quote is missing`, from, true);
  }

  /** A value that took the entry's closing brace for its own holds the fields that follow it. */
  private refuseSwallowed(fields: readonly RawField[]): void {
    const next = /[\n,][ \t]*[\p{L}-]{2,40}[ \t]*=[ \t]*[{"\d]/u;
    const guilty = fields.find(({ pieces }) => pieces.some(({ text }) => next.test(text)));
    if (guilty) this.fail(`The value of ${guilty.name} is not closed: a brace is missing`, this.at, true);
  }

  private quoted(field: string): string {
    const from = ++this.at;
    const stop = /["{}]/g;
    stop.lastIndex = from;
    let open = 0;
    for (let match = stop.exec(this.text); match && match.index < this.limit; match = stop.exec(this.text)) {
      if (match[0] === '{') open++;
      else if (match[0] === '}') open = Math.max(0, open - 1);
      else if (open === 0 && this.endsHere(match.index)) {
        this.at = match.index + 1;
        return this.text.slice(from, match.index);
      }
    }
    return this.unclosed(field, from);
  }

  /** A quote inside a quoted value is followed by more of it. */
  private endsHere(quote: number): boolean {
    const after = /\s*(?:[,#})]|$|[^\s=,{}"]+\s*=)/y;
    after.lastIndex = quote + 1;
    return after.test(this.text) || quote + 1 >= this.limit;
  }
}
