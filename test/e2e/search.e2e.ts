import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(() => casebook.close());

const document = `query ($text: String!, $language: SearchLanguage, $orderBy: InitiativeOrder, $first: Int, $after: String) {
  initiatives(search: { text: $text, language: $language }, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    edges { cursor highlights { field language html } node { id title { text } externalReferences { id } } }
    facets { stages { stage count } }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function search(text: string, more: object = {}) {
  const { initiatives } = await casebook.server.query(document, { text, first: 100, ...more });
  const ids: string[] = initiatives.edges.map(({ node }: { node: { id: string } }) => node.id);
  return { ...initiatives, ids };
}

const found = async (text: string, more: object = {}) => [...(await search(text, more)).ids].sort();

/** A record with just these texts, that no search of the samples finds. */
async function written(
  title: string,
  summary?: string,
  languages: [string, string?] = ['fr'],
): Promise<string> {
  const texts = (text: string, translated?: string) => [
    { language: languages[0], text },
    ...(translated && languages[1] ? [{ language: languages[1], text: translated }] : []),
  ];
  const { id } = await admin.initiative({ title: texts(title), ...(summary && { summary: texts(summary) }) });
  return id;
}

describe('a search finds words in their forms', () => {
  it.each([
    ['plural and singular', 'bénévoles', 'bénévole', 'FR'],
    ['accents left out', 'épicerie', 'epicerie', 'FR'],
    ['accents that do not belong there', 'cueillette', 'cuéillette', 'FR'],
    ['case', 'coopérative', 'COOPÉRATIVE', 'FR'],
    ['a verb’s forms', 'commander', 'commandé', 'FR'],
    ['an apostrophe', 'l’épicerie', "l'épicerie", 'FR'],
    ['English plural and singular', 'groceries', 'grocery', 'EN'],
    ['English verb forms', 'ordering', 'orders', 'EN'],
  ])('%s: “%s” and “%s”', async (_name, one, other, language) => {
    const all = await found(one, { language });
    expect(all.length).toBeGreaterThan(0);
    expect(all.length).toBeLessThan(40);
    expect(await found(other, { language })).toEqual(all);
    expect(await found(other)).toEqual(expect.arrayContaining(all));
  });

  it('in French and in English alike, and each language by its own words', async () => {
    const both = ['Ordering online picking up village', 'commander en ligne ramasser village'];
    const [inEnglish, inFrench] = await Promise.all(both.map((text) => found(text)));
    expect(inEnglish).toEqual(['initiative-6723ff4b-33a2-41ee-a3f6-8d14c3b695ee']);
    expect(inFrench).toEqual(inEnglish);
    expect(await found('ramasser', { language: 'EN' })).toEqual([]);
    expect(await found('picking', { language: 'FR' })).toEqual([]);
  });

  it('all words, one of them, a phrase in its order, and without a word', async () => {
    const both = await written('zyrplane quandolette vertuline');
    const one = await written('quandolette zyrplane');
    const other = await written('vertuline');
    expect(await found('zyrplane quandolette')).toEqual([both, one].sort());
    expect(await found('"zyrplane quandolette"')).toEqual([both]);
    expect(await found('"quandolette zyrplane"')).toEqual([one]);
    expect(await found('quandolette -vertuline')).toEqual([one]);
    expect(await found('vertuline or quandolette')).toEqual([both, one, other].sort());
    expect(await found('-"zyrplane quandolette" vertuline')).toEqual([other]);
  });

  it('what was written last, and no more what was replaced', async () => {
    const id = await written('brolumineux', 'kranvoile');
    const replaced = { language: 'fr', text: 'clopardine', replaces: 1 };
    await admin.accepted('describeInitiative', { id, summary: replaced });
    expect(await found('kranvoile')).toEqual([]);
    expect(await found('clopardines')).toEqual([id]);
  });

  it('records of a third language by their original, in both', async () => {
    const id = await written('Ñandutí glorptex', undefined, ['gn']);
    expect(await found('glorptex', { language: 'FR' })).toEqual([id]);
    expect(await found('nanduti', { language: 'EN' })).toEqual([id]);
  });

  it.each(['organizations', 'concepts', 'conceptSchemes'])('in %s, too', async (list) => {
    const text = {
      organizations: 'magasins coopératifs',
      concepts: 'emploi durable',
      conceptSchemes: 'social mission',
    }[list];
    const all = await casebook.server.query(
      `query ($text: String!) { list: ${list}(search: { text: $text }) { totalCount edges { highlights { html } } } }`,
      { text },
    );
    expect(all.list.totalCount).toBeGreaterThan(0);
    expect(all.list.edges[0].highlights[0].html).toMatch(/<mark>.+<\/mark>/);
  });
});

describe('what a search shows', () => {
  it('marks the words found and escapes everything else', async () => {
    const title = `<script>alert(1)</script> Une "brixolame" & d'autres, 5 < 6 > 4, brixolames <b>fin</b>`;
    await written(title);
    const { edges } = await search('brixolame', { language: 'FR' });
    expect(edges).toHaveLength(1);
    expect(edges[0].highlights).toHaveLength(1);
    const [{ field, language, html }] = edges[0].highlights;
    expect({ field, language }).toEqual({ field: 'title', language: 'fr' });
    expect(html.match(/<[^>]*>/g)).toEqual(['<mark>', '</mark>', '<mark>', '</mark>']);
    const between = '&quot; &amp; d&#39;autres, 5 &lt; 6 &gt; 4, ';
    expect(html).toContain(`<mark>brixolame</mark>${between}<mark>brixolames</mark>`);
    expect(html.replace(/<\/?mark>|&(lt|gt|amp|quot|#39);/g, '')).not.toMatch(/[<>&"']/);
    expect(edges[0].node.title.text).toBe(title);
  });

  it('marks nothing but words found, whatever characters a text holds', async () => {
    await written('\ue000valdrique\ue001 \ue001\ue000 morfondine');
    const { edges } = await search('morfondine', { language: 'FR' });
    expect(edges[0].highlights[0].html.match(/<[^>]*>/g)).toEqual(['<mark>', '</mark>']);
    expect(edges[0].highlights[0].html).toContain('<mark>morfondine</mark>');
  });

  it('puts a word in the title before one in the summary, and pages without gaps or repetition', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 4; number++)
      ids.push(await written(`Projet ${number}`, 'la flumisette du quartier'));
    const first = await written('flumisette');
    const { ids: all, totalCount } = await search('flumisette');
    expect(all[0]).toBe(first);
    expect([...all].sort()).toEqual([first, ...ids].sort());
    expect(totalCount).toBe(5);
    for (const orderBy of [null, { field: 'RELEVANCE', direction: 'ASC' }, { field: 'TITLE' }]) {
      const walked: string[] = [];
      let after: string | null = null;
      do {
        const page = await search('flumisette', { first: 2, after, orderBy });
        walked.push(...page.ids);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null && walked.length < 20);
      expect(walked).toEqual((await search('flumisette', { orderBy })).ids);
      expect([...walked].sort()).toEqual([...all].sort());
    }
  });

  it('counts in facets what it finds', async () => {
    const { totalCount, facets } = await search('coopérative');
    expect(totalCount).toBeGreaterThan(1);
    expect(facets.stages.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      totalCount,
    );
  });
});

describe('whatever is searched for', () => {
  const odd = [
    '',
    ' ',
    "'",
    '"',
    '"unbalanced',
    "'; DROP SCHEMA event_log CASCADE; --",
    '\\',
    "\\\\' OR 1=1 --",
    '& | ! <-> ( ) : * :*',
    'a & b | !c',
    '-',
    '--',
    '- - -',
    'or or or',
    '"" "" -""',
    'the of and',
    'le la les de du',
    '%_%',
    '$1 $$ $schema.',
    '\u202eاِختبار العربية\u202c',
    '日本語の検索',
    '👩‍👩‍👧‍👦 🇨🇦',
    'e\u0301\u0327\u0323'.repeat(50),
    '\u200b\ufeff\u00ad',
    '\ue000\ue001',
    '<mark>',
    'a'.repeat(500),
    '('.repeat(250),
    '"a '.repeat(166),
    '-a '.repeat(166),
    '\r\n\t\u000b',
  ];
  it.each(odd.map((text) => [JSON.stringify(text).slice(0, 60), text] as const))(
    '%s is answered',
    async (_name, text) => {
      const { totalCount, ids } = await search(text);
      expect(ids).toHaveLength(Math.min(totalCount, 100));
    },
  );

  it.each([
    ['10,000 characters', 'a'.repeat(10_000), /500/],
    ['501 characters', 'b'.repeat(501), /500/],
    ['NUL', 'a\u0000b', /NUL/],
    ['a lone surrogate', 'a\ud800b', /surrogate/],
  ])('%s is refused in words', async (_name, text, message) => {
    const error = await casebook.server.refusal(document, { text });
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
