import { formatLimits } from '../limits.js';
import {
  accents,
  declarations,
  dropped,
  escapes,
  secondOfTwo,
  spacingAccents,
  symbols,
  wrappers,
} from './tex-symbols.js';
import { verbatim } from './verbatim.js';

const ligatures: readonly (readonly [RegExp, string])[] = [
  [/---/g, '—'],
  [/--/g, '–'],
  [/``/g, '“'],
  [/''/g, '”'],
  [/!`/g, '¡'],
  [/\?`/g, '¿'],
];
const superscripts = new Map(
  [...'0123456789+-=()in'].map((char, at) => [char, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ'][at]!]),
);
const subscripts = new Map([...'0123456789+-=()'].map((char, at) => [char, [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎'][at]!]));
/** Chemists' and physicists' short commands around whole names: `\ce{H2O}`. */
const verbatimCommands = new Set(['url', 'path', 'nolinkurl', 'burl', 'verb', 'doi', 'DOI', 'detokenize']);

/**
 * What a TeX value says, as text with the markup that CSL knows. Braces go, accents and symbols become characters,
 * unknown commands leave their argument, or stand as they are where they have none. Never fails: what is not closed
 * ends with the value.
 * @param links takes the addresses of `\href`
 */
export function texToText(tex: string, links: string[] = []): string {
  if (!/[\\{}$~]|--|``|''|[!?]`|\s\s|[\n\t]|&/.test(tex)) return tex.trim();
  const text = new TexReader(tex, links).sequence(null, false, 0);
  return (
    text
      .replace(/&amp;/g, '&')
      .replace(/[ \t\n\u2003]+/g, ' ')
      // A line break that is meant.
      .replace(/ ?\u2028 ?/g, '\n')
      .trim()
  );
}

class TexReader {
  private at = 0;
  /** Environments that are opened and never closed: looked for once. */
  private readonly unclosed = new Set<string>();

  constructor(
    private readonly tex: string,
    private readonly links: string[],
  ) {}

  /** Up to `end`, which is left unread. */
  sequence(end: '}' | '$' | '\\)' | null, math: boolean, depth: number): string {
    let out = '';
    const stop = math ? /[\\{}$~^_']/g : /[\\{}$~]/g;
    while (this.at < this.tex.length) {
      stop.lastIndex = this.at;
      const next = stop.exec(this.tex)?.index ?? this.tex.length;
      if (next > this.at) {
        const run = this.tex.slice(this.at, next);
        out += math ? run : ligatures.reduce((text, [from, to]) => text.replace(from, to), run);
        this.at = next;
        continue;
      }
      const char = this.tex[this.at]!;
      if (end !== null && this.tex.startsWith(end, this.at)) return out;
      if (char === '}') {
        // Closes a group around mathematics or a declaration that was not closed itself.
        if (end !== null) return out;
        this.at++;
      } else if (char === '{') out += this.group(math, depth);
      else if (char === '$') out += math ? this.take() : this.mathematics(depth);
      else if (char === '~') out += this.take('\u00a0');
      else if (char === '^' || char === '_') out += this.script(char, depth);
      else if (char === "'") out += this.take('′');
      else {
        const declared = this.declaration(end, math, depth);
        out += declared ?? this.command(math, depth);
      }
    }
    return out;
  }

  private take(as?: string): string {
    return as === undefined ? this.tex[this.at++]! : (this.at++, as);
  }

  private group(math: boolean, depth: number): string {
    if (depth >= formatLimits.depth) return this.rawGroup().replace(/[{}]/g, '');
    this.at++;
    const inner = this.sequence('}', math, depth + 1);
    this.at++;
    return inner;
  }

  /** The group that begins here as it is written, without its braces. */
  private rawGroup(): string {
    const from = this.at;
    let open = 0;
    for (; this.at < this.tex.length; this.at++) {
      const char = this.tex[this.at];
      if (char === '{') open++;
      else if (char === '}' && --open === 0) break;
    }
    this.at++;
    return this.tex.slice(from + 1, this.at - 1);
  }

  private mathematics(depth: number): string {
    const from = this.at;
    const double = this.tex.startsWith('$$', from);
    const close = /(?<!\\)\$/.exec(this.tex.slice(from + (double ? 2 : 1), from + 10_000));
    const inner = close && this.tex.slice(from + 1, from + (double ? 2 : 1) + close.index);
    // Sums of money: "from $5 million to $10 million".
    const money =
      inner !== null && /^\d[\d.,]*\s+\D/.test(inner) && /^\d/.test(this.tex.slice(from + inner.length + 2));
    if (close === null || money || depth >= formatLimits.depth) return this.take();
    this.at += double ? 2 : 1;
    const text = this.sequence('$', true, depth + 1);
    if (this.tex[this.at] === '$') this.at += double && this.tex[this.at + 1] === '$' ? 2 : 1;
    return text;
  }

  private script(kind: '^' | '_', depth: number): string {
    this.at++;
    const text = this.argument(true, depth);
    const characters = kind === '^' ? superscripts : subscripts;
    if (kind === '^' && (text === '∘' || text === '°')) return '°';
    if (kind === '^' && text === '′') return text;
    if (text === '') return '';
    if ([...text].every((char) => characters.has(char)))
      return [...text].map((char) => characters.get(char)).join('');
    return kind === '^' ? `<sup>${text}</sup>` : `<sub>${text}</sub>`;
  }

  private name(): string {
    const name = /^\\([a-zA-Z]+)\*?/.exec(this.tex.slice(this.at, this.at + 100));
    return name?.[1] ?? '';
  }

  private skipSpace(): void {
    while (/\s/.test(this.tex[this.at] ?? '')) this.at++;
  }

  private declaration(end: '}' | '$' | '\\)' | null, math: boolean, depth: number): string | null {
    const name = this.name();
    const around = declarations.get(name);
    if (around === undefined) return null;
    this.at += 1 + name.length;
    this.skipSpace();
    if (depth >= formatLimits.depth) return '';
    const text = this.sequence(end, math, depth + 1);
    return text === '' ? '' : around[0] + text + around[1];
  }

  private command(math: boolean, depth: number): string {
    const name = this.name();
    if (name === '') return this.escape(math, depth);
    this.at += 1 + name.length;
    if (this.tex[this.at] === '*') this.at++;
    const spaceFrom = this.at;
    this.skipSpace();
    const accent = accents.get(name);
    if (accent !== undefined) return this.accented(name, accent, math, depth);
    const symbol = symbols.get(name);
    if (symbol !== undefined) {
      if (this.tex.startsWith('{}', this.at)) this.at += 2;
      // The space around an operator is no part of its name.
      return math && this.at > spaceFrom && symbol !== '' ? `${symbol} ` : symbol;
    }
    const around = wrappers.get(name);
    if (around) {
      const text = this.argument(math || name === 'ensuremath', depth);
      return text === '' ? '' : around[0] + text + around[1];
    }
    const drops = dropped.get(name);
    if (drops !== undefined) {
      for (let n = 0; n < drops; n++) this.argument(math, depth);
      return '';
    }
    if (verbatimCommands.has(name)) return this.tex[this.at] === '{' ? verbatim(this.rawGroup()) : '';
    if (secondOfTwo.has(name)) {
      this.argument(math, depth);
      return this.argument(math, depth);
    }
    return this.special(name, spaceFrom, math, depth);
  }

  private special(name: string, spaceFrom: number, math: boolean, depth: number): string {
    switch (name) {
      case 'href': {
        if (this.tex[this.at] !== '{') return '';
        const link = verbatim(this.rawGroup());
        this.links.push(link);
        return this.argument(math, depth) || link;
      }
      case 'frac':
      case 'tfrac':
      case 'nicefrac':
      case 'textfrac':
        return `${this.argument(math, depth)}/${this.argument(math, depth)}`;
      case 'ElsevierGlyph':
        return character(parseInt(this.argument(math, depth), 16));
      case 'unichar':
      case 'symbol':
        return character(Number(this.argument(math, depth)));
      case 'char': {
        const code = /^(?:"([0-9A-Fa-f]+)|'([0-7]+)|(\d+))/.exec(this.tex.slice(this.at, this.at + 12));
        if (!code) return '';
        this.at += code[0].length;
        if (this.tex[this.at] === ' ') this.at++;
        if (code[1] !== undefined) return character(parseInt(code[1], 16));
        return character(code[2] === undefined ? Number(code[3]) : parseInt(code[2], 8));
      }
      case 'uppercase':
      case 'MakeUppercase':
        return this.argument(math, depth).toUpperCase();
      case 'lowercase':
      case 'MakeLowercase':
        return this.argument(math, depth).toLowerCase();
      case 'begin':
        return this.environment(math, depth);
      case 'end':
        this.argument(math, depth);
        return '';
      default:
        if (this.tex[this.at] === '{') return this.argument(math, depth);
        this.at = spaceFrom;
        return `\\${name}`;
    }
  }

  /** An environment reads like a group; `\end` drops itself. */
  private environment(math: boolean, depth: number): string {
    const name = this.tex[this.at] === '{' ? this.rawGroup() : '';
    const around = declarations.get(name) ?? wrappers.get(name);
    if (!around || depth >= formatLimits.depth || this.unclosed.has(name)) return '';
    const end = this.tex.indexOf(`\\end{${name}}`, this.at);
    if (end < 0) {
      this.unclosed.add(name);
      return '';
    }
    const inner = new TexReader(this.tex.slice(this.at, end), this.links).sequence(null, math, depth + 1);
    this.at = end + `\\end{${name}}`.length;
    return around[0] + inner + around[1];
  }

  private escape(math: boolean, depth: number): string {
    this.at++;
    if (this.at >= this.tex.length) return '\\';
    const char = this.take();
    if (char === '(' && depth < formatLimits.depth) {
      const text = this.sequence('\\)', true, depth + 1);
      if (this.tex.startsWith('\\)', this.at)) this.at += 2;
      return text;
    }
    const accent = accents.get(char);
    if (accent !== undefined && !(math && (char === '>' || char === '='))) {
      return this.accented(char, accent, math, depth);
    }
    return escapes.get(char) ?? (char === ')' ? '' : `\\${char}`);
  }

  private accented(name: string, accent: string, math: boolean, depth: number): string {
    const text = this.argument(math, depth);
    if (text === '') return spacingAccents.get(name) ?? '';
    const [first = '', ...rest] = [...text];
    if (first === '<' || /\s/.test(first)) return text;
    const below = accent === '\u0323' || accent === '\u0327' || accent === '\u0328' || accent === '\u0332';
    const base = below ? first : first === 'ı' ? 'i' : first === 'ȷ' ? 'j' : first;
    return (base + accent).normalize('NFC') + rest.join('');
  }

  /** What a command works on: a group, a command or the next character. */
  private argument(math: boolean, depth: number): string {
    this.skipSpace();
    const char = this.tex[this.at];
    if (char === undefined || char === '}') return '';
    if (char === '{') return this.group(math, depth);
    if (depth >= formatLimits.depth) return this.take();
    if (char === '\\') return this.declaration('}', math, depth + 1) ?? this.command(math, depth + 1);
    const point = String.fromCodePoint(this.tex.codePointAt(this.at)!);
    this.at += point.length;
    return point;
  }
}

function character(code: number): string {
  return Number.isInteger(code) && code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : '';
}
