import type { CslItem } from '../domain/csl.js';
import { CitationError, citationLocale, citationStyles, formatCitation } from './format-citation.js';

const article: CslItem = {
  id: 'a',
  type: 'article-journal',
  title: 'Working together',
  author: [
    { family: 'Roy', given: 'Anne' },
    { family: 'Côté', given: 'Benoît' },
  ],
  issued: { 'date-parts': [[2020, 5, 3]] },
  'container-title': 'Journal of Work',
  volume: '12',
  issue: '3',
  page: '1-20',
  DOI: '10.1000/182',
};
const edition: CslItem = {
  id: 'b',
  type: 'book',
  title: 'Une coopérative et ses données',
  author: [{ family: 'Tremblay', given: 'Luc' }],
  issued: { 'date-parts': [[2026, 1, 5]] },
  edition: '2',
  publisher: 'Casebook',
  URL: 'https://example.org/caseStudy-1/2',
  language: 'fr',
};

describe('citations', () => {
  it('follow APA', () => {
    expect(formatCitation(article, 'apa', 'text', 'en-US')).toEqual({
      bibliography:
        'Roy, A., & Côté, B. (2020). Working together. Journal of Work, 12(3), 1–20. https://doi.org/10.1000/182',
      inText: '(Roy & Côté, 2020)',
    });
  });

  it('follow Chicago', () => {
    expect(formatCitation(article, 'chicago', 'text', 'en-US')).toEqual({
      bibliography:
        'Roy, Anne, and Benoît Côté. 2020. “Working Together.” Journal of Work 12 (3): 1–20. https://doi.org/10.1000/182.',
      inText: '(Roy and Côté 2020)',
    });
  });

  it('follow APA in French, whatever the reader’s language', () => {
    const french = formatCitation(edition, 'apa-fr', 'text', 'fr-CA');
    expect(french.bibliography).toBe(
      'Tremblay, L. (2026). Une coopérative et ses données (2ᵉ éd.). Casebook. https://example.org/caseStudy-1/2',
    );
    expect(formatCitation(edition, 'apa-fr', 'text', 'en-US')).toEqual(french);
  });

  it('say their own words in the reader’s language', () => {
    const two: CslItem = { ...edition, editor: edition.author, author: undefined };
    expect(formatCitation(two, 'chicago', 'text', 'en-US').bibliography).toContain('2nd ed.');
    expect(formatCitation(two, 'chicago', 'text', 'fr-CA').bibliography).toContain('2ᵉ éd.');
    expect(['fr', 'fr-CA', 'FR', 'en', 'de'].map(citationLocale)).toEqual([
      'fr-CA',
      'fr-CA',
      'fr-CA',
      'en-US',
      'en-US',
    ]);
  });

  it('set the kind of a report in French without brackets in parentheses', () => {
    const report: CslItem = {
      id: 'r',
      type: 'report',
      title: 'Bilan',
      genre: 'évaluation interne',
      number: '12',
    };
    expect(formatCitation(report, 'apa-fr', 'text', 'fr-CA').bibliography).toBe(
      'Bilan (Évaluation interne nᵒ 12). (s. d.).',
    );
    expect(formatCitation({ ...report, number: undefined }, 'apa-fr', 'text', 'fr-CA').bibliography).toBe(
      'Bilan (Évaluation interne). (s. d.).',
    );
  });

  it('mark up titles in HTML', () => {
    expect(formatCitation(edition, 'apa', 'html', 'en-US').bibliography).toBe(
      'Tremblay, L. (2026). <i>Une coopérative et ses données</i> (2nd ed.). Casebook. https://example.org/caseStudy-1/2',
    );
    const named: CslItem = { ...article, title: 'The genus <i>Homo</i> and CO<sub>2</sub>' };
    expect(formatCitation(named, 'apa', 'html', 'en-US').bibliography).toContain(
      'The genus <i>Homo</i> and CO<sub>2</sub>.',
    );
  });

  it.each(citationStyles)('escape whatever else stands in an item (%s)', (style) => {
    const hostile = '<script>alert(1)</script><i onclick="x()">a</i><img src=x onerror=x()> & "q"';
    const item: CslItem = {
      ...article,
      id: '"><script>',
      title: hostile,
      author: [{ family: hostile, given: hostile }, { literal: hostile }],
      'container-title': hostile,
      publisher: hostile,
      URL: 'https://example.org/"onmouseover=x()',
      DOI: '10.1000/"><script>',
      genre: hostile,
      note: 'title: Another title',
    };
    for (const type of ['article-journal', 'report', 'webpage', 'thesis'] as const) {
      const { bibliography, inText } = formatCitation({ ...item, type }, style, 'html', 'en-US');
      const tags = [...`${bibliography}${inText}`.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
      expect(
        tags.filter((tag) => !/^<\/?(?:i|b|sup|sub)>$|^<span style="[a-z: -]+;">$|^<\/span>$/.test(tag)),
      ).toEqual([]);
      expect(bibliography).not.toContain('Another title');
    }
  });

  it('do not mix items up, nor keep one for another', () => {
    const other: CslItem = { ...article, title: 'Another', author: [{ family: 'Côté', given: 'B.' }] };
    const alone = formatCitation(other, 'apa', 'text', 'en-US');
    formatCitation(article, 'apa', 'text', 'en-US');
    expect(formatCitation(other, 'apa', 'text', 'en-US')).toEqual(alone);
    expect(formatCitation(article, 'apa', 'html', 'en-US').inText).toBe('(Roy &#38; Côté, 2020)');
  });

  it('set thousands of authors', () => {
    const author = Array.from({ length: 5_000 }, (_, at) => ({ family: `Family${at}`, given: 'G.' }));
    const { bibliography } = formatCitation({ ...article, author }, 'apa', 'text', 'en-US');
    expect(bibliography).toMatch(/^Family0, G\., Family1.* … Family4999, G\. \(2020\)/);
  });

  it('set an item with nothing but a type', () => {
    for (const style of citationStyles) {
      expect(formatCitation({ id: 'x', type: 'document' }, style, 'text', 'fr-CA').inText).toMatch(
        /^\(.+\)$/,
      );
    }
  });

  it('say "et al." of a list that leaves out others, and call nobody so', () => {
    const cut: CslItem = { ...article, author: [{ family: 'Roy', given: 'Anne' }, { literal: 'others' }] };
    const cited = (item: CslItem, style: (typeof citationStyles)[number], format: 'text' | 'html' = 'text') =>
      formatCitation(item, style, format, 'en-US');
    expect(cited(cut, 'apa')).toEqual({
      bibliography: expect.stringMatching(/^Roy, A\., et al\. \(2020\)\. Working/) as string,
      inText: '(Roy et al., 2020)',
    });
    expect(cited(cut, 'chicago')).toEqual({
      bibliography: expect.stringMatching(/^Roy, Anne, et al\. 2020\. “Working/) as string,
      inText: '(Roy et al. 2020)',
    });
    expect(cited(cut, 'apa-fr')).toEqual({
      bibliography: expect.stringMatching(/^Roy, A\. et al\. \(2020\)\. Working/) as string,
      inText: '(Roy et al., 2020)',
    });
    expect(cited(cut, 'apa', 'html').inText).toBe('(Roy et al., 2020)');
    expect(cited(cut, 'apa-fr', 'html').inText).toBe('(Roy <i>et al.</i>, 2020)');
    const three: CslItem = { ...cut, author: [...article.author!, { literal: 'others' }] };
    expect(cited(three, 'apa').bibliography).toMatch(/^Roy, A\., Côté, B\., et al\. \(2020\)/);
    expect(cited(three, 'chicago').inText).toBe('(Roy et al. 2020)');
    const many: CslItem = {
      ...cut,
      author: [...Array.from({ length: 40 }, (_, at) => ({ family: `F${at}` })), { literal: 'others' }],
    };
    for (const style of citationStyles) {
      expect(cited(many, style).bibliography).toMatch(/F\d+, (?:… )?et al\./);
      expect(JSON.stringify(cited(many, style))).not.toMatch(/others|[\ue000\uf8ff]/);
    }
    const edited: CslItem = { ...edition, author: undefined, editor: cut.author };
    expect(cited(edited, 'apa').bibliography).toMatch(/^Roy, A\., et al\. \(Eds\.\)\. \(2026\)/);
  });

  it('say that a year is uncertain, in all styles', () => {
    const about: CslItem = { ...edition, issued: { 'date-parts': [[1850]], circa: true } };
    expect(citationStyles.map((style) => formatCitation(about, style, 'text', 'fr-CA').inText)).toEqual([
      '(Tremblay, v. 1850)',
      '(Tremblay [1850?])',
      '(Tremblay, vers 1850)',
    ]);
    expect(formatCitation(about, 'apa-fr', 'text', 'fr-CA').bibliography).toContain('(vers 1850)');
  });

  it('say of what has neither title nor names that its title is unknown', () => {
    expect(formatCitation({ id: 'x', type: 'webpage' }, 'apa', 'text', 'en-US')).toEqual({
      bibliography: '[Title unknown]. (n.d.).',
      inText: '([Title Unknown], n.d.)',
    });
    const address: CslItem = { id: 'x', type: 'report', URL: 'https://example.org/a' };
    expect(formatCitation(address, 'apa-fr', 'text', 'fr-CA')).toEqual({
      bibliography: '[Titre inconnu]. (s. d.). https://example.org/a',
      inText: '([Titre inconnu], s. d.)',
    });
  });

  it('say which item cannot be set', () => {
    const broken = { id: 'broken', type: 'book', author: [null] } as unknown as CslItem;
    expect(() => formatCitation(broken, 'apa', 'text', 'en-US')).toThrow(CitationError);
    expect(() => formatCitation(broken, 'apa', 'text', 'en-US')).toThrow(
      '"broken" cannot be cited in the style apa',
    );
    expect(formatCitation(article, 'apa', 'text', 'en-US').inText).toBe('(Roy & Côté, 2020)');
  });
});
