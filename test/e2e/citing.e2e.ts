import { randomUUID } from 'node:crypto';
import type { GraphqlAnswer } from '../support/graphql-client.js';
import { startCasebook, type Casebook } from '../support/casebook-server.js';

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
}, 120_000);
afterAll(() => casebook.close());

/** Published twice, and published once: both in samples/case-studies.ndjson. */
const twice = 'caseStudy-bde94119-29f8-435a-842e-ed87b5dcfb9f';

const edition = `query ($id: ID!, $number: Int!, $style: CitationStyle, $format: CitationFormat, $languages: [String!]) {
  caseStudyEdition(caseStudy: $id, number: $number) {
    title(languages: $languages) { text }
    citation(style: $style, format: $format, languages: $languages) { bibliography inText style language id position csl }
  }
}`;
const cite = async (variables: object) => (await casebook.server.query(edition, variables)).caseStudyEdition;

/** What stands at an address, through the redirect. */
async function at(path: string) {
  const answer = await fetch(casebook.server.base + path, { signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, body: (await answer.json()) as GraphqlAnswer & { error?: string } };
}

async function mutate(name: string, input: object) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { payload } = await casebook.server.query(
    `mutation ($input: ${type}!) { payload: ${name}(input: $input) { position errors { code message } } }`,
    { input },
    { token: casebook.admin },
  );
  expect(payload.errors).toEqual([]);
  return payload;
}

describe('an edition of a case study', () => {
  it('is cited with authors, title, edition, date, stable id and position, in three styles', async () => {
    for (const [style, number] of [
      ['APA', 1],
      ['CHICAGO', 2],
      ['APA_FR', 2],
    ] as const) {
      const { title, citation } = await cite({ id: twice, number, style, languages: ['en'] });
      expect(citation).toMatchObject({
        style,
        id: twice,
        position: expect.stringMatching(/^[0-9a-f]+:\d+$/),
      });
      for (const part of [
        'Équipe de démonstration de Casebook',
        citation.position,
        `/id/${twice}/editions/${number}`,
      ])
        expect(citation.bibliography).toContain(part);
      // Styles have capitals of their own; the words are the title's.
      expect(citation.bibliography.toLowerCase()).toContain(title.text.toLowerCase());
      expect(citation.bibliography.toLowerCase()).toMatch(/fictional case study|étude de cas fictive/);
      expect(citation.inText).toMatch(
        /^\(Équipe de démonstration de Casebook,? \d{4}\) \[(?:Fictional case study|Étude de cas fictive)\]$/,
      );
      expect(citation.csl).toMatchObject({ edition: String(number), version: citation.position });
    }
  });

  it('is set in the language of its reader unless a style is asked for', async () => {
    const french = await cite({ id: twice, number: 1, languages: ['fr'] });
    const english = await cite({ id: twice, number: 1, languages: ['en'] });
    expect(french.citation).toMatchObject({ style: 'APA_FR', language: 'fr-CA' });
    expect(english.citation).toMatchObject({ style: 'APA', language: 'en-US' });
    expect(english.citation.bibliography).toContain(english.title.text);
  });

  it('has a position of its own, which later editions do not move', async () => {
    const [first, second] = [await cite({ id: twice, number: 1 }), await cite({ id: twice, number: 2 })];
    const ordinal = (position: string) => Number(position.split(':')[1]);
    expect(ordinal(first.citation.position)).toBeLessThan(ordinal(second.citation.position));
  });

  it('is found at the address that the citation names', async () => {
    const { title, citation } = await cite({ id: twice, number: 2, style: 'APA', languages: ['fr'] });
    const path = /https?:\/\/[^/]+(\/id\/\S+)$/.exec(citation.bibliography)![1]!;
    const { status, body } = await at(path);
    expect(status).toBe(200);
    expect(body.data.caseStudyEdition).toMatchObject({ number: 2, title: { text: title.text } });
  });
});

describe('what was cited and has changed since', () => {
  it('leads from a merged source to its successor', async () => {
    const [gone, kept] = [randomUUID(), randomUUID()].map((uuid) => `literatureSource-${uuid}`);
    for (const id of [gone, kept]) {
      await mutate('importSource', {
        id,
        csl: { id: 'x', type: 'report', title: `Report ${id}` },
        idempotencyKey: id,
      });
    }
    await mutate('mergeSources', { id: gone, into: kept });
    expect((await at(`/id/${gone}`)).body.data.node).toMatchObject({ id: kept, redirectedFrom: gone });
  });

  it('shows a retracted source, and a retracted case study with its text, under a notice', async () => {
    const source = `literatureSource-${randomUUID()}`;
    await mutate('importSource', {
      id: source,
      csl: { id: 'x', type: 'report', title: 'Counted twice' },
      idempotencyKey: source,
    });
    await mutate('retractSource', { id: source, reason: 'The count was made up' });
    expect((await at(`/id/${source}`)).body.data.node).toMatchObject({
      status: 'RETRACTED',
      retraction: { reason: 'The count was made up' },
    });
    const { literatureSource } = await casebook.server.query(
      `query ($id: ID!) { literatureSource(id: $id) { flags { code } citation(style: APA, languages: ["en"]) { bibliography inText } } }`,
      { id: source },
    );
    expect(literatureSource.flags).toEqual([{ code: 'SOURCE_RETRACTED' }]);
    expect(literatureSource.citation.bibliography).toMatch(/ \[Retracted\]$/);
    expect(literatureSource.citation.inText).toMatch(/\) \[Retracted\]$/);
    const before = await cite({ id: twice, number: 1, languages: ['fr'] });
    await mutate('retractCaseStudy', { id: twice, reason: 'A figure was wrong' });
    const after = await cite({ id: twice, number: 1, languages: ['fr'] });
    expect(after.title).toEqual(before.title);
    const said = (bibliography: string) => bibliography.replace('fictive', 'fictive, rétractée');
    expect(after.citation.bibliography).toBe(said(before.citation.bibliography));
    const { caseStudyEdition } = (await at(`/id/${twice}/editions/1`)).body.data;
    expect(caseStudyEdition.caseStudy.notices).toEqual([{ kind: 'RETRACTED', at: expect.any(String) }]);
    expect(caseStudyEdition.sections).toHaveLength(5);
  });

  it('keeps a dated placeholder of a withheld edition, which can still be cited', async () => {
    await mutate('withholdCaseStudy', { id: twice, reason: 'A person asked for it' });
    const { title, citation } = await cite({ id: twice, number: 2, style: 'APA', languages: ['en'] });
    expect(title).toBeNull();
    expect(citation.id).toBe(twice);
    expect(citation.bibliography).toContain('Text withheld');
    expect(citation.bibliography).not.toContain('Équipe de démonstration');
    const { caseStudyEdition } = (await at(`/id/${twice}/editions/2`)).body.data;
    expect(caseStudyEdition).toMatchObject({ publishedAt: expect.any(String), title: null, sections: [] });
    expect(caseStudyEdition.caseStudy.notices).toContainEqual({ kind: 'WITHHELD', at: expect.any(String) });
  });
});

describe('other records', () => {
  it('cites initiatives by their owners, and sources as they were published', async () => {
    const { initiatives, literatureSources } = await casebook.server.query(`{
      initiatives(first: 20) { nodes { id owners { name } citation(style: APA, languages: ["fr"]) { bibliography id } } }
      literatureSources(first: 20) { nodes { id title authors citation(style: CHICAGO) { bibliography } } }
    }`);
    for (const { id, owners, citation } of initiatives.nodes) {
      expect(citation.id).toBe(id);
      for (const { name } of owners) expect(citation.bibliography).toContain(name);
      expect(citation.bibliography).toContain(`/id/${id}`);
    }
    for (const { authors, citation } of literatureSources.nodes)
      if (authors[0]) expect(citation.bibliography).toContain(authors[0]);
  });

  it('escapes what a source holds, in HTML', async () => {
    const id = `literatureSource-${randomUUID()}`;
    const title = '<script>alert(1)</script> & <i>Ostrea</i>';
    await mutate('importSource', { id, csl: { id: 'x', type: 'report', title }, idempotencyKey: id });
    const { literatureSource } = await casebook.server.query(
      `query ($id: ID!) { literatureSource(id: $id) { citation(format: HTML, style: APA) { bibliography } } }`,
      { id },
    );
    expect(literatureSource.citation.bibliography).not.toContain('<script');
  });

  it.each(['/id/nobody', '/id/token-6723ff4b-33a2-41ee-a3f6-8d14c3b695ee', `/id/${twice}/editions/0`])(
    'knows no address %s',
    async (path) =>
      expect(await at(path)).toMatchObject({ status: 404, body: { error: expect.any(String) } }),
  );

  it('answers null at the address of a record that does not exist', async () => {
    const { status, body } = await at(`/id/initiative-${randomUUID()}`);
    expect({ status, node: body.data.node }).toEqual({ status: 200, node: null });
  });
});
