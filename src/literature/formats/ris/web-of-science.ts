import { formatLimits } from '../limits.js';
import type { RawRecord } from './records.js';

/** Tags of Web of Science and those of RIS that say the same. Tags that are not here are kept under their own names. */
const sameAs: Readonly<Record<string, string>> = {
  TI: 'TI',
  SO: 'JF',
  SE: 'T3',
  BS: 'T3',
  JI: 'J2',
  AB: 'AB',
  VL: 'VL',
  IS: 'IS',
  BP: 'SP',
  EP: 'EP',
  AR: 'C7',
  DI: 'DO',
  SN: 'SN',
  EI: 'SN',
  BN: 'SN',
  PU: 'PB',
  PI: 'CY',
  LA: 'LA',
  PY: 'PY',
  CT: 'C3',
  UT: 'ID',
  GP: 'A2',
};
const types: Readonly<Record<string, string>> = { J: 'JOUR', B: 'BOOK', S: 'CHAP', P: 'PAT', C: 'CPAPER' };

/** The records of a file in Web of Science's field-tagged format (`FN`, `VR`, `PT` … `ER`, `EF`), with RIS's tags. */
export function* readTagged(text: string): Generator<RawRecord> {
  let record: { line: number; tags: [string, string[]][]; size: number } | null = null;
  let number = 0;
  for (const line of text.split('\n')) {
    number++;
    const tagged = /^\ufeff?([A-Z][A-Z0-9])(?: (.*))?$/s.exec(line.trimEnd());
    const tag = tagged?.[1];
    if (tag === 'PT') {
      if (record) yield done(record, ['It does not end with ER']);
      record = { line: number, tags: [], size: 0 };
    }
    if (!record) continue;
    record.size += line.length;
    if (tag === 'ER' || tag === 'EF') {
      yield done(record, []);
      record = null;
    } else if (tagged) record.tags.push([tag!, [tagged[2]?.trim() ?? '']]);
    else if (line.trim() !== '') record.tags.at(-1)?.[1].push(line.trim());
  }
  if (record) yield done(record, ['It does not end with ER']);
}

function done(
  record: { line: number; tags: [string, string[]][]; size: number },
  warnings: string[],
): RawRecord {
  const given = new Map(record.tags);
  const tags = record.tags.flatMap(([tag, lines]) => asRis(tag, lines, given));
  const problem = `It is longer than ${formatLimits.entry} characters`;
  return {
    line: record.line,
    tags: tags.filter(([, value]) => value !== ''),
    warnings,
    ...(record.size > formatLimits.entry ? { problem } : {}),
  };
}

function asRis(
  tag: string,
  lines: readonly string[],
  given: ReadonlyMap<string, string[]>,
): [string, string][] {
  const whole = lines.join(' ').trim();
  const each = (as: string, values: readonly string[]) =>
    values.map((value) => [as, value] as [string, string]);
  switch (tag) {
    case 'PT':
      return [['TY', Object.hasOwn(types, whole) ? types[whole]! : whole]];
    case 'AU':
      // AF has the same people with their full names.
      return given.has('AF') ? [] : each('AU', lines);
    case 'AF':
    case 'CA':
      return each('AU', lines);
    case 'BE':
    case 'ED':
      return each('A2', lines);
    case 'DE':
    case 'ID':
      return each('KW', whole.split(/;\s*/));
    case 'PD':
      return given.has('PY') ? [['DA', `${whole} ${given.get('PY')!.join('')}`]] : [['DA', whole]];
    case 'CL':
      return [['CY', whole]];
    default:
      return [[Object.hasOwn(sameAs, tag) ? sameAs[tag]! : `WOS:${tag}`, whole]];
  }
}
