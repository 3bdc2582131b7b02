import { formatLimits } from '../limits.js';

/** A record as it is written: its tags in order, each value with the line breaks that its lines have. */
export interface RawRecord {
  readonly line: number;
  readonly tags: readonly (readonly [tag: string, value: string])[];
  readonly warnings: readonly string[];
  readonly problem?: string;
}

/** What RIS files are met with, besides tags of the two well-known specifications. */
const knownTags = new Set(
  `TY ID T1 TI T2 T3 A1 A2 A3 A4 AU ED PY Y1 Y2 DA AB N1 N2 KW VL IS CP SP EP SN DO UR PB CY JF JO JA J1 J2 BT CT ST ET LA L1 L2 L3
  L4 M1 M2 M3 C1 C2 C3 C4 C5 C6 C7 C8 U1 U2 U3 U4 U5 AD AN AV CA CN DB DP DI ID LB LK NV OP RI RN RP SE TA TT VO XC DOI ER`.split(
    /\s+/,
  ),
);
const strict = /^\s{0,8}([A-Z][A-Z0-9])  - ?(.*)$/s;
/** With spaces wrong: `TY - JOUR`, `TY  -JOUR`, `TY-  JOUR`. */
const loose = /^\s{0,8}([A-Za-z][A-Za-z0-9])[ \t]{0,4}[-–][ \t]*(.*)$/s;
const loosened = /^\s{0,8}TY(?:[ \t]{0,4}[-–])[ \t]*\S/i;

/**
 * The records of a RIS file. A line without a tag goes on with the value before it. A record ends with `ER`, with the
 * next `TY` or with the file; what stands between records is prose.
 */
export function* readRecords(text: string): Generator<RawRecord> {
  let record: RecordInProgress | null = null;
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    const bare = line.replace(/^\ufeff/, '');
    const begins = strict.exec(bare)?.[1] === 'TY' || loosened.test(bare);
    if (begins) {
      if (record) yield record.done('It does not end with ER');
      record = new RecordInProgress(number, strict.test(bare) && !bare.startsWith('TY  -\t'));
      record.add('TY', bare.replace(/^\s*TY[ \t]*[-–][ \t]*/i, ''));
      continue;
    }
    if (!record) continue;
    const tagged = record.tagged(bare);
    if (tagged?.[0] === 'ER') {
      yield record.done();
      record = null;
    } else if (tagged) record.add(...tagged);
    else record.goOn(bare);
  }
  if (record) yield record.done('It does not end with ER');
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    yield text.slice(from, end < 0 ? text.length : end);
    if (end < 0) return;
    from = end + 1;
  }
}

class RecordInProgress {
  private readonly tags: [string, string[]][] = [];
  private readonly warnings: string[] = [];
  private size = 0;

  constructor(
    private readonly line: number,
    private readonly strict: boolean,
  ) {}

  tagged(line: string): [string, string] | null {
    const sure = strict.exec(line);
    if (sure) return [sure[1]!, sure[2]!];
    if (/^\s*ER\s*-?\s*$/.test(line)) return ['ER', ''];
    const likely = loose.exec(line);
    const tag = likely?.[1]?.toUpperCase() ?? '';
    // In a file that spaces its tags well a line such as "IL - 2" is text.
    if (!likely || !knownTags.has(tag)) return null;
    if (this.strict && !/^[A-Z][A-Z0-9](?: {0,3}-|  -)(?:\s|$)/.test(line)) return null;
    return this.strict && /^[A-Z][A-Z0-9] - /.test(line) && this.inText() ? null : [tag, likely[2]!];
  }

  /** Whether the value in progress is prose, in which any line may stand. */
  private inText(): boolean {
    return /^(?:AB|N1|N2|RN|KW)$/.test(this.tags.at(-1)?.[0] ?? '');
  }

  add(tag: string, value: string): void {
    this.tags.push([tag, [value.trim()]]);
    this.size += value.length;
  }

  goOn(line: string): void {
    this.size += line.length;
    if (this.size <= formatLimits.entry) this.tags.at(-1)![1].push(line.trim());
  }

  done(warning?: string): RawRecord {
    if (warning !== undefined) this.warnings.push(warning);
    const tags = this.tags.map(([tag, lines]) => [tag, joined(tag, lines)] as const);
    const problem = `It is longer than ${formatLimits.entry} characters`;
    return {
      line: this.line,
      tags: tags.filter(([, value]) => value !== ''),
      warnings: this.warnings,
      ...(this.size > formatLimits.entry ? { problem } : {}),
    };
  }
}

/** Notes and abstracts keep their lines; of anything else a new line is a space. */
function joined(tag: string, lines: readonly string[]): string {
  const prose = /^(?:AB|N1|N2|RN)$/.test(tag);
  return prose
    ? lines
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim()
    : lines
        .filter((line) => line !== '')
        .join(' ')
        .trim();
}
