import { highlightsOf, holdsAll, searchTerms } from './folded-text.js';

describe('Words looked for in notes', () => {
  it.each([
    ['COOPERATIVE', 'une coopérative', true],
    ['coopérative', 'une COOPERATIVE', true],
    ['oeuvre', 'l’œuvre', true],
    ['e\u0301cole', '\u00e9cole', true],
    ['"gestion de membres"', 'la gestion\r\n de  membres', true],
    ['"gestion membres"', 'la gestion de membres', false],
    ['gestion membres', 'des membres, leur gestion', true],
    ['absent', 'présent', false],
  ])('%s in %s: %s', (search, text, found) => {
    expect(holdsAll([text], searchTerms(search))).toBe(found);
  });

  it('may stand in different texts, a phrase in one', () => {
    expect(holdsAll(['premier', 'second'], searchTerms('premier second'))).toBe(true);
    expect(holdsAll(['premier', 'second'], searchTerms('"premier second"'))).toBe(false);
  });

  it('are marked as they are written, with all else escaped', () => {
    expect(
      highlightsOf(['Une <b>COOPÉRATIVE</b> & 😀 de l’Œuvre'], searchTerms('cooperative oeuvre')),
    ).toEqual(['Une &lt;b&gt;<mark>COOPÉRATIVE</mark>&lt;/b&gt; &amp; 😀 de l’<mark>Œuvre</mark>']);
    expect(highlightsOf(['e\u0301cole'], searchTerms('école'))).toEqual(['<mark>e\u0301cole</mark>']);
    expect(highlightsOf(['<script>'], searchTerms('"<script>"'))).toEqual(['<mark>&lt;script&gt;</mark>']);
  });

  it('are shown with what is around them, and not all of a long text', () => {
    const [html] = highlightsOf([`${'😀'.repeat(200)}mot${'é'.repeat(500)}`], ['mot']);
    expect(html!.isWellFormed()).toBe(true);
    expect(html).toMatch(/^… 😀+<mark>mot<\/mark>é{80} …$/u);
  });

  it('are none where nothing is asked for', () => {
    expect(searchTerms('  "" ')).toEqual([]);
  });
});
