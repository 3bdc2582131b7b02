import { texToText } from './tex.js';
import { verbatim } from './verbatim.js';
import { titleToTex, toTex } from './to-tex.js';

describe('text from TeX', () => {
  it.each([
    ['{\\"o} {\\"{o}} \\"o \\"{o} {\\" o}', 'ö ö ö ö ö'],
    [
      "\\v{c} \\v c \\c{c} \\H{o} \\k{a} \\.z \\~n \\'{\\i} {\\'\\i} \\u{g} \\r{a} \\d{s}",
      'č č ç ő ą ż ñ í í ğ å ṣ',
    ],
    ["\\aa\\AA{} \\ss{} \\L{}ód\\'{z} \\OE uvre \\ae", 'åÅ ß Łódź Œuvre æ'],
    ['\\^{} \\~{} \\textasciitilde\\textbackslash\\{\\}', '^ ~ ~\\{}'],
    ['The {{GNU}} {C} {Compiler}', 'The GNU C Compiler'],
    [
      '\\textit{a} \\emph{b} {\\it c} {\\bf d}e \\textsc{f}',
      '<i>a</i> <i>b</i> <i>c</i> <b>d</b>e <span style="font-variant:small-caps;">f</span>',
    ],
    ['H\\textsubscript{2}O, 3\\textsuperscript{rd}', 'H<sub>2</sub>O, 3<sup>rd</sup>'],
    ['$\\alpha$-helix, H$_2$O, $x^{2}$, $x_{ij}$, 30$^\\circ$C', 'α-helix, H₂O, x², x<sub>ij</sub>, 30°C'],
    ['$n \\geq 5$ and \\(\\beta\\) and \\ensuremath{\\to}', 'n ≥ 5 and β and →'],
    ['from $5 million to $10 million', 'from $5 million to $10 million'],
    ['it costs \\$5 or $6', 'it costs $5 or $6'],
    ["a---b, 1--2, ``q'', \\`a, ?`que?", 'a—b, 1–2, “q”, à, ¿que?'],
    ['50\\% \\& more \\#1 \\_x &amp; y', '50% & more #1 _x & y'],
    ['a~b', 'a\u00a0b'],
    ['one\n   two\t three', 'one two three'],
    ['\\noopsort{1973b}1981, \\relax x\\/y\\-z', '1981, xyz'],
    ['see \\url{https://a.b/~c_d%20}', 'see https://a.b/~c_d%20'],
    ['\\href{https://a.b}{the page}', 'the page'],
    ['\\mbox{x} \\foo{kept} \\unknown stays', 'x kept \\unknown stays'],
    ["Dvo\\v r\\'ak and Erd{\\H o}s", 'Dvořák and Erdős'],
    ['\\char"00E9 \\char233', 'éé'],
    ['unclosed {brace and \\textit{command', 'unclosed brace and <i>command</i>'],
    ['too } many', 'too many'],
    ['ends in \\', 'ends in \\'],
    ['$\\frac{1}{2}$ and $e=mc^2$', '1/2 and e=mc²'],
    ['\\og cité\\fg{}', '«cité»'],
  ])('%s', (tex, text) => {
    expect(texToText(tex)).toBe(text);
  });

  it('is bounded in its depth', () => {
    expect(texToText(`${'{'.repeat(50_000)}x${'}'.repeat(50_000)}`)).toBe('x');
    expect(texToText(`${'\\textit{'.repeat(5_000)}x`)).toContain('x');
  });

  it('takes back from an address only what TeX makes its writer escape', () => {
    expect(verbatim('\\url{http://x.org/a\\_b\\%20{\\textasciitilde}c?d=\\&e}')).toBe(
      'http://x.org/a_b%20~c?d=&e',
    );
    expect(verbatim('10.1000/abc{\\_}def\\_g')).toBe('10.1000/abc_def_g');
  });
});

describe('text to TeX', () => {
  it.each([
    'a\\b{c}d',
    '$5 & 6% #7_8^9~',
    "a--b---c``d''e",
    'x <i>y <b>z</b></i>',
    'line\nbreak',
    'a\u00a0b',
    '?`!`',
  ])('comes back: %s', (text) => {
    expect(texToText(toTex(text))).toBe(text);
    expect(texToText(titleToTex(text))).toBe(text);
  });

  it('protects the capitals of a title', () => {
    expect(titleToTex('The DNA of Québec')).toBe('The {DNA} of {Québec}');
  });
});
