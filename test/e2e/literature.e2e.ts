import { randomUUID } from 'node:crypto';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter, selections } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(() => casebook.close());

const fr = (text: string) => [{ language: 'fr', text }];
const ask = (query: string, variables = {}) => casebook.server.query(query, variables);
const source = async (id: string) =>
  (await ask(`query ($id: ID!) { literatureSource(id: $id) { ${selections.literatureSource} } }`, { id }))
    .literatureSource;

/** A new source; `csl` is laid over data that no other source has. */
async function imported(csl: object = {}, more: object = {}) {
  const { record } = await admin.accepted('importSource', {
    idempotencyKey: randomUUID(),
    csl: { id: 'key', type: 'book', title: `Livre ${randomUUID()}`, ...csl },
    ...more,
  });
  return record;
}

describe('published figures', () => {
  it('of one indicator stand side by side, each with its definition and its source', async () => {
    const { publishedFigures } = await ask(`{
      publishedFigures(where: { indicator: { in: ["social-economy-enterprises"] } }) {
        totalCount
        nodes {
          value unit approximate period { from to } fictional
          definition(languages: ["en"]) { text } source { title authors year reliability } others { value }
        }
        facets { indicators { indicatorCode count } units { unit count } }
      }
    }`);
    expect(publishedFigures.totalCount).toBe(2);
    const byValue = (a: { value: number }, b: { value: number }) => a.value - b.value;
    expect(publishedFigures.nodes.toSorted(byValue)).toMatchObject([
      {
        value: 7000,
        approximate: true,
        period: null,
        fictional: false,
        definition: { text: 'About 3,300 co-operatives and 3,700 non-profits.' },
        source: { authors: ['CEFRIO'], year: 2017, reliability: 'GREY' },
        others: [{ value: 11200 }],
      },
      {
        value: 11200,
        approximate: false,
        period: { from: '2016', to: null },
        source: { authors: ['Institut de la statistique du Québec'], reliability: 'OFFICIAL' },
        others: [{ value: 7000 }],
      },
    ]);
    expect(publishedFigures.facets.indicators).toContainEqual({
      indicatorCode: 'social-economy-jobs',
      count: 2,
    });
    expect(publishedFigures.facets.units).toEqual([{ unit: 'enterprises', count: 2 }]);
  });

  it('say through whom they are known, are found in both languages, and by period', async () => {
    const { publishedFigures: found } = await ask(`{
      publishedFigures(search: { text: "social media", language: EN }) {
        nodes { value n source { authors } reportedBy { csl } }
        edges { highlights { field html } }
      }
    }`);
    expect(found.nodes).toMatchObject([
      { value: 71, n: 400, source: { authors: ['CEFRIO'] }, reportedBy: { csl: { 'container-title': 'Direction informatique' } } },
    ]); // prettier-ignore
    expect(found.edges[0].highlights[0].html).toContain('<mark>');
    const { publishedFigures: in2015 } = await ask(
      '{ publishedFigures(where: { year: { from: 2014, to: 2015 } }) { nodes { value } } }',
    );
    expect(in2015.nodes.map(({ value }: { value: number }) => value).sort()).toEqual([
      210_000, 38_000_000_000,
    ]);
  });

  it('are corrected, translated and retracted, and show so where their source is retracted', async () => {
    const press = await imported();
    const { record } = await admin.accepted('recordFigure', {
      idempotencyKey: randomUUID(),
      indicator: { code: 'test', label: fr('Essais') },
      population: fr('Tous'),
      geography: fr('Estrie'),
      region: 'estrie',
      value: 12.5,
      unit: '%',
      source: press.id,
    });
    expect(record).toMatchObject({ value: 12.5, region: { code: 'estrie' }, flags: [] });
    const { id } = record;
    const corrected = await admin.accepted('correctFigure', {
      id,
      value: 13,
      region: null,
      period: { from: '2020-05' },
      note: { language: 'fr', text: 'Relu', replaces: 0 },
      reason: 'Relu',
    });
    expect(corrected.record).toMatchObject({
      value: 13,
      region: null,
      period: { from: '2020-05', to: null },
    });
    expect(
      await admin.refused('correctFigure', {
        id,
        population: { language: 'fr', text: 'Toutes', replaces: 7 },
        reason: 'x',
      }),
    ).toMatchObject({ code: 'TEXT_CONFLICT', conflict: { actual: 1, currentText: 'Tous' } });
    const translation = {
      field: 'NOTE',
      language: 'en',
      text: 'Proofread',
      origin: 'HUMAN',
      of: 1,
      replaces: 0,
    };
    const { record: translated } = await admin.accepted('translateText', { id, ...translation });
    expect(translated.notes).toContainEqual(expect.objectContaining({ text: 'Proofread', stale: false }));
    await admin.accepted('retractSource', { id: press.id, reason: 'Données inventées' });
    await admin.accepted('retractFigure', { id, reason: 'Source rétractée' });
    const { publishedFigure, literatureSource } = await ask(
      `query ($id: ID!, $source: ID!) {
        publishedFigure(id: $id) { retracted retractionReason flags { code source { id } } history { totalCount nodes { summary } } }
        literatureSource(id: $source) { publishedFigures { id } }
      }`,
      { id, source: press.id },
    );
    expect(publishedFigure).toMatchObject({
      retracted: true,
      retractionReason: 'Source rétractée',
      flags: [{ code: 'SOURCE_RETRACTED', source: { id: press.id } }],
      history: { totalCount: 4 },
    });
    expect(literatureSource.publishedFigures).toEqual([{ id }]);
  });

  it('need sources that exist', async () => {
    const figure = { indicator: { code: 'x', label: fr('x') }, population: fr('x'), geography: fr('x'), value: 1, unit: '%' }; // prettier-ignore
    expect(
      await admin.refused('recordFigure', {
        ...figure,
        idempotencyKey: randomUUID(),
        source: `literatureSource-${randomUUID()}`,
      }),
    ).toMatchObject({ code: 'REFERENCE_NOT_FOUND', path: ['input', 'source'] });
  });
});

describe('a source', () => {
  it('is imported with all its data, once, and found by DOI, year, words and names', async () => {
    const csl = {
      id: 'roy',
      type: 'article-journal',
      title: 'Plateformes <i>coopératives</i>',
      author: [{ family: 'Quenneville', given: 'Ève' }],
      issued: { 'date-parts': [[2018, 3]] },
      DOI: '10.5555/Essai.1',
      language: 'fr-CA',
      abstract: 'Une étude des bicyclettes partagées.',
      custom: { 'x-kept': ['a', 1, true] },
    };
    const input = { idempotencyKey: 'roy', csl, reliability: 'PEER_REVIEWED' };
    const { record } = await admin.accepted('importSource', input);
    expect(record).toMatchObject({
      title: 'Plateformes coopératives',
      authors: ['Ève Quenneville'],
      year: 2018,
      type: 'ARTICLE_JOURNAL',
      doi: '10.5555/essai.1',
      language: 'fr-CA',
      csl,
      cslVersion: 1,
      flags: [],
    });
    expect((await admin.accepted('importSource', input)).record.id).toBe(record.id);
    expect(await source(record.id)).toEqual(record);
    for (const where of [
      '{ doi: ["https://doi.org/10.5555/ESSAI.1"] }',
      '{ year: { from: 2018, to: 2018 }, language: { in: ["fr"] }, type: { in: [ARTICLE_JOURNAL] }, reliability: { in: [PEER_REVIEWED] } }',
    ]) {
      const { literatureSources } = await ask(
        `{ literatureSources(where: ${where}) { totalCount nodes { id } } }`,
      );
      expect(literatureSources).toEqual({ totalCount: 1, nodes: [{ id: record.id }] });
    }
    for (const text of ['bicyclette', 'quenneville', 'coopérative']) {
      const { literatureSources } = await ask(
        'query ($text: String!) { literatureSources(search: { text: $text, language: FR }) { nodes { id } } }',
        { text },
      );
      expect(literatureSources.nodes).toContainEqual({ id: record.id });
    }
  });

  it('takes data as a literal, and names what is wrong in them', async () => {
    const answer = await casebook.server.query(
      `mutation { importSource(input: { idempotencyKey: "literal", csl: { id: "a", type: "book", author: [{ famly: "Roy" }] } }) { errors { code path } } }`,
      {},
      { token: casebook.admin },
    );
    expect(answer.importSource.errors.length).toBeGreaterThan(0);
    for (const { code, path } of answer.importSource.errors)
      expect([code, path.slice(0, 3)]).toEqual(['INVALID_INPUT', ['input', 'csl', 'author']]);
  });

  it('holds its DOI against all others', async () => {
    const first = await imported({ DOI: '10.5555/one' });
    const second = await imported();
    const csl = { id: 'key', type: 'book', DOI: '10.5555/ONE' };
    const taken = { code: 'DOI_TAKEN', path: ['input', 'csl', 'DOI'] };
    const refused = await admin.refused('importSource', { idempotencyKey: randomUUID(), csl });
    expect(refused).toMatchObject(taken);
    expect(JSON.parse(refused.details)).toEqual({ doi: '10.5555/one', holder: first.id });
    expect(await admin.refused('correctSource', { id: second.id, csl, replaces: 1 })).toMatchObject(taken);
  });

  it('is corrected against the version that was read; the conflict shows both', async () => {
    const { id, csl } = await imported();
    const better = { ...csl, publisher: 'Presses' };
    const { record } = await admin.accepted('correctSource', { id, csl: better, replaces: 1 });
    expect(record).toMatchObject({ csl: better, cslVersion: 2 });
    const { conflict, code } = await admin.refused('correctSource', {
      id,
      csl: { ...csl, publisher: 'Autres' },
      replaces: 1,
    });
    expect([code, conflict.expected, conflict.actual]).toEqual(['TEXT_CONFLICT', 1, 2]);
    expect(JSON.parse(conflict.currentText)).toEqual(better);
    expect(await admin.refused('correctSource', { id, csl })).toMatchObject({ path: ['input', 'replaces'] });
  });

  it('that looks like another is shown as such, until they are merged or told apart', async () => {
    const alike = { title: 'Le même', author: [{ family: 'Roy' }], issued: { 'date-parts': [[2011]] } };
    const [a, b, c] = [await imported(alike), await imported(alike), await imported(alike)];
    const duplicatesOf = async (id: string) =>
      (
        await ask('query ($id: ID!) { literatureSource(id: $id) { likelyDuplicates { id } } }', { id })
      ).literatureSource.likelyDuplicates.map((other: { id: string }) => other.id);
    const listed = async () =>
      (await ask('{ literatureSources(where: { hasLikelyDuplicates: true }) { totalCount } }'))
        .literatureSources.totalCount;
    expect(await duplicatesOf(a.id)).toEqual([b.id, c.id]);
    expect(await listed()).toBe(3);
    const near = await imported({
      ...alike,
      author: [{ family: 'Roy' }, { literal: 'others' }],
      issued: { 'date-parts': [[2012]] },
    });
    const { literatureSource } = await ask(
      'query ($id: ID!) { literatureSource(id: $id) { authors moreAuthors likelyDuplicatePairs(first: 1) { source { id moreAuthors } reason } } }',
      { id: near.id },
    );
    expect(literatureSource).toEqual({
      authors: ['Roy'],
      moreAuthors: true,
      likelyDuplicatePairs: [
        { source: { id: a.id, moreAuthors: false }, reason: 'same title, year differs by one, same author' },
      ],
    });
    for (const { id } of [a, b, c]) await admin.accepted('markNotDuplicate', { id: near.id, other: id });
    await admin.accepted('markNotDuplicate', { id: c.id, other: a.id });
    expect(await duplicatesOf(a.id)).toEqual([b.id]);
    expect(await duplicatesOf(c.id)).toEqual([b.id]);
    await admin.accepted('mergeSources', { id: b.id, into: a.id });
    expect(await duplicatesOf(a.id)).toEqual([]);
    expect(await listed()).toBe(0);
  });

  it('that was merged leads to the other for ever', async () => {
    const [a, b, c] = [await imported(), await imported(), await imported()];
    expect((await admin.accepted('mergeSources', { id: a.id, into: b.id })).record.status).toBe('MERGED');
    await admin.accepted('mergeSources', { id: b.id, into: c.id });
    const { node, nodes } = await ask(
      `query ($id: ID!) { node(id: $id) { ... on LiteratureSource { id redirectedFrom } } nodes(ids: [$id]) { id } }`,
      { id: a.id },
    );
    expect(node).toEqual({ id: c.id, redirectedFrom: a.id });
    expect(nodes).toEqual([{ id: c.id }]);
    expect(await source(a.id)).toMatchObject({ id: c.id, redirectedFrom: a.id });
    expect(await admin.refused('mergeSources', { id: c.id, into: a.id })).toMatchObject({
      code: 'REFERENCE_NOT_ACTIVE',
    });
    expect(await admin.refused('retractSource', { id: a.id, reason: 'x' })).toMatchObject({
      code: 'SOURCE_MERGED',
    });
  });

  it('is listed and counted by type, year, language and reliability', async () => {
    const { literatureSources } = await ask(`{
      literatureSources(where: { fictional: false, reliability: { in: [OFFICIAL] } }, orderBy: { field: YEAR }, first: 1) {
        totalCount nodes { authors }
        facets { types { type count } years { year count } languages { language count } reliabilities { reliability count } cut }
      }
    }`);
    expect(literatureSources.totalCount).toBe(1);
    expect(literatureSources.facets).toMatchObject({
      types: [{ type: 'REPORT', count: 1 }],
      years: [],
      cut: [],
    });
    expect(literatureSources.facets.reliabilities).toContainEqual({ reliability: 'PRESS', count: 2 });
    const page = (order: string, after: string | null) =>
      ask(
        `query ($after: String) { literatureSources(first: 7, after: $after, orderBy: { field: ${order} }) { nodes { id } pageInfo { hasNextPage endCursor } totalCount } }`,
        { after },
      );
    for (const order of ['YEAR', 'TITLE', 'RECORDED', 'UPDATED']) {
      const seen: string[] = [];
      let total = 0;
      for (let after: string | null = null, more = true; more;) {
        const { literatureSources: found } = await page(order, after);
        seen.push(...found.nodes.map(({ id }: { id: string }) => id));
        ({ hasNextPage: more, endCursor: after } = found.pageInfo);
        total = found.totalCount;
      }
      expect([order, new Set(seen).size, seen.length]).toEqual([order, total, total]);
    }
  });

  it('tells its history, to readers without reasons', async () => {
    const { id } = await imported();
    await admin.accepted('retractSource', { id, reason: 'Données inventées', on: '2019-05-01' });
    const { literatureSource } = await ask(
      `query ($id: ID!) { literatureSource(id: $id) { retraction { reason on } history(languages: ["en"]) { nodes { summary validOn reason role } } } }`,
      { id },
    );
    expect(literatureSource.retraction).toEqual({ reason: 'Données inventées', on: '2019-05-01' });
    expect(literatureSource.history.nodes[0]).toEqual({
      summary: 'Source retracted on 2019-05-01',
      validOn: '2019-05-01',
      reason: null,
      role: 'admin',
    });
  });
});
