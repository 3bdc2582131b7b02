import { setTimeout as delay } from 'node:timers/promises';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { checksLag, GraphqlWriter } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(() => casebook.close());

const scheme = 'social-missions';
const fr = (text: string) => [{ language: 'fr', text }];
const add = (code: string, more: object = {}) =>
  admin.accepted('addConcept', { scheme, code, label: fr(`Étiquette ${code}`), ...more });
const concept = async (code: string) =>
  (
    await casebook.server.query(
      `query ($code: String!, $scheme: String!) { concept(scheme: $scheme, code: $code) {
        code status label(languages: ["fr"]) { text version } definition { text } alternativeLabels { text language }
        broader { code } narrower { code } replacedBy { code } mappings { target relation } } }`,
      { code, scheme },
    )
  ).concept;
const listed = async (missions: object): Promise<string[]> =>
  (
    await casebook.server.query(
      'query ($where: InitiativeWhere) { initiatives(where: $where, first: 100) { nodes { id } } }',
      { where: { missions } },
    )
  ).initiatives.nodes.map(({ id }: { id: string }) => id);

describe('a vocabulary', () => {
  it('is begun once, and grows by concepts that the next query shows', async () => {
    const input = {
      code: 'outils',
      title: [...fr('Outils'), { language: 'en', text: 'Tools' }],
      idempotencyKey: 'outils',
    };
    const made = await admin.accepted('createScheme', input);
    expect(await admin.accepted('createScheme', input)).toEqual(made);
    expect(
      await admin.refused('createScheme', { ...input, title: fr('Autre'), idempotencyKey: 'autre' }),
    ).toMatchObject({ code: 'ALREADY_EXISTS', path: ['input', 'code'] });
    const { record } = await admin.accepted('addConcept', {
      scheme: 'outils',
      code: 'tableur',
      label: fr('Tableur'),
      notation: 'T1',
    });
    expect(record.concepts).toMatchObject({
      totalCount: 1,
      nodes: [{ code: 'tableur', notation: 'T1', status: 'ACTIVE' }],
    });
    const { conceptScheme } = await casebook.server.query(
      '{ conceptScheme(code: "outils") { id topConcepts { code } } }',
    );
    expect(conceptScheme).toEqual({ id: record.id, topConcepts: [{ code: 'tableur' }] });
    expect(
      await admin.refused('addConcept', { scheme: 'nulle-part', code: 'x', label: fr('x') }),
    ).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes each change of a concept once', async () => {
    await add('mission-a');
    await add('mission-b', { broader: ['mission-a'] });
    const said: readonly [string, object, object][] = [
      [
        'relabelConcept',
        { label: { language: 'fr', text: 'Mission B', replaces: 1 } },
        { label: { text: 'Mission B', version: 2 } },
      ],
      [
        'relabelConcept',
        { definition: { language: 'fr', text: 'Ce que c’est', replaces: 0 } },
        { definition: { text: 'Ce que c’est' } },
      ],
      [
        'relabelConcept',
        { alternativeLabels: [{ language: 'fr', text: 'B bis' }] },
        { alternativeLabels: [{ language: 'fr', text: 'B bis' }] },
      ],
      [
        'mapConcept',
        { mappings: [{ target: 'https://example.org/b', relation: 'EXACT_MATCH' }] },
        { mappings: [{ target: 'https://example.org/b', relation: 'EXACT_MATCH' }] },
      ],
      ['moveConcept', { broader: [] }, { broader: [] }],
      ['moveConcept', { broader: ['mission-a'] }, { broader: [{ code: 'mission-a' }] }],
    ];
    for (const [name, input, expected] of said) {
      const first = await admin.accepted(name, { scheme, code: 'mission-b', ...input });
      expect(await concept('mission-b')).toMatchObject(expected);
      expect((await admin.accepted(name, { scheme, code: 'mission-b', ...input })).revision).toBe(
        first.revision,
      );
    }
    expect((await concept('mission-a')).narrower).toEqual([{ code: 'mission-b' }]);
    expect(
      await admin.refused('moveConcept', { scheme, code: 'mission-a', broader: ['mission-b'] }),
    ).toMatchObject({ code: 'BROADER_CYCLE', path: ['input', 'broader', '0'] });
    expect(
      await admin.refused('relabelConcept', {
        scheme,
        code: 'mission-b',
        label: { language: 'fr', text: 'x', replaces: 1 },
      }),
    ).toMatchObject({
      code: 'TEXT_CONFLICT',
      conflict: { expected: 1, actual: 2, currentText: 'Mission B', yourText: 'x' },
    });
    expect(
      await admin.refused('addConcept', {
        scheme,
        code: 'mission-c',
        label: fr('Mission B'),
        broader: ['mission-a'],
      }),
    ).toMatchObject({ code: 'LABEL_NOT_UNIQUE' });
  });
});

describe('a concept that is out of use', () => {
  it('is refused in what is written, naming its replacement, and kept where it stands', async () => {
    await add('vieille');
    await add('neuve');
    const { id } = await admin.initiative({ missions: ['vieille'] });
    const deprecation = { scheme, code: 'vieille', replacedBy: 'neuve', reason: 'Mot vieilli' };
    await admin.accepted('deprecateConcept', deprecation);
    expect((await admin.accepted('deprecateConcept', deprecation)).position).toBeNull();
    expect(await concept('vieille')).toMatchObject({ status: 'DEPRECATED', replacedBy: { code: 'neuve' } });
    await delay(checksLag);
    const error = await admin.refused('classifyInitiative', { id, missions: ['neuve', 'vieille'] });
    expect(error).toMatchObject({ code: 'REFERENCE_NOT_ACTIVE', path: ['input', 'missions', '1'] });
    expect(error.message).toContain('neuve');
    expect(JSON.parse(error.details)).toMatchObject({ replacedBy: 'neuve' });
    expect(await listed({ any: ['vieille'] })).toEqual([id]);
    expect(
      await admin.refused('deprecateConcept', { scheme, code: 'neuve', replacedBy: 'neuve' }),
    ).toMatchObject({ code: 'REPLACEMENT_NOT_ACTIVE' });
    expect(await admin.refused('deprecateConcept', { scheme, code: 'neuve' })).toMatchObject({
      code: 'REPLACEMENT_REQUIRED',
    });
    expect(
      await admin.refused('deprecateConcept', { scheme, code: 'neuve', replacedBy: 'aucune' }),
    ).toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
  });

  it('and was merged is shown as its successor, and found by either code', async () => {
    for (const code of ['doublon', 'triplon', 'gardee']) await add(code);
    await add('sous-doublon', { broader: ['doublon'] });
    const before = await admin.initiative({ missions: ['doublon'] });
    const below = await admin.initiative({ missions: ['sous-doublon'] });
    const both = await admin.initiative({ missions: ['gardee', 'triplon'] });
    const first = await admin.accepted('mergeConcepts', { scheme, code: 'doublon', into: 'triplon' });
    expect(
      (await admin.accepted('mergeConcepts', { scheme, code: 'doublon', into: 'triplon' })).revision,
    ).toBe(first.revision);
    await admin.accepted('mergeConcepts', { scheme, code: 'triplon', into: 'gardee' });

    const all = [before.id, below.id, both.id].sort();
    for (const code of ['doublon', 'triplon', 'gardee']) {
      expect((await listed({ any: [code] })).sort()).toEqual(all);
      expect((await listed({ any: [code], narrower: false })).sort()).toEqual([before.id, both.id].sort());
      expect(await concept(code)).toMatchObject({ code: 'gardee', narrower: [{ code: 'sous-doublon' }] });
    }
    const shown = await casebook.server.query(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Initiative { missions { code } } } }',
      { ids: [before.id, both.id] },
    );
    expect(shown.nodes).toEqual([{ missions: [{ code: 'gardee' }] }, { missions: [{ code: 'gardee' }] }]);
    const { initiatives } = await casebook.server.query(
      '{ initiatives { facets { missions { count concept { code } } } } }',
    );
    const counted = initiatives.facets.missions.filter(
      ({ concept: { code } }: { concept: { code: string } }) => /plon|doublon|gardee/.test(code),
    );
    expect(counted).toEqual(
      expect.arrayContaining([
        { count: 3, concept: { code: 'gardee' } },
        { count: 1, concept: { code: 'sous-doublon' } },
      ]),
    );
    expect(counted).toHaveLength(2);

    expect(await admin.refused('mergeConcepts', { scheme, code: 'gardee', into: 'gardee' })).toMatchObject({
      code: 'MERGE_CYCLE',
    });
    expect(
      await admin.refused('mergeConcepts', { scheme, code: 'gardee', into: 'sous-doublon' }),
    ).toMatchObject({ code: 'BROADER_CYCLE' });
    expect(await admin.refused('mergeConcepts', { scheme, code: 'gardee', into: 'doublon' })).toMatchObject({
      path: ['input', 'into'],
    });
    expect(
      await admin.refused('relabelConcept', { scheme, code: 'doublon', alternativeLabels: [] }),
    ).toMatchObject({ code: 'CONCEPT_NOT_ACTIVE' });
  });
});

it('translations of titles and labels grow stale with their originals', async () => {
  const { id } = (await casebook.server.query('{ conceptScheme(code: "social-missions") { id } }'))
    .conceptScheme;
  await add('a-traduire');
  const label = {
    id,
    field: 'LABEL',
    concept: 'a-traduire',
    language: 'en',
    text: 'To translate',
    origin: 'HUMAN',
    of: 1,
    replaces: 0,
  };
  await admin.accepted('translateText', label);
  await admin.accepted('relabelConcept', {
    scheme,
    code: 'a-traduire',
    label: { language: 'fr', text: 'Autrement', replaces: 1 },
  });
  const query =
    '{ concept(scheme: "social-missions", code: "a-traduire") { label(languages: ["en"]) { text stale language } } }';
  expect((await casebook.server.query(query)).concept.label).toEqual({
    text: 'To translate',
    stale: true,
    language: 'en',
  });
  const { concept: without, ...nameless } = label;
  expect(without).toBe('a-traduire');
  expect(await admin.refused('translateText', nameless)).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['input', 'concept'],
  });
  expect(
    await admin.refused('translateText', { ...label, id: 'cohort-00000000-0000-4000-8000-000000000000' }),
  ).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'id'] });
});

describe('a vocabulary with many concepts side by side', () => {
  const many = 200;
  const siblings = Array.from({ length: many }, (_, index) => `membre-${String(index).padStart(3, '0')}`);
  beforeAll(async () => {
    await add('nombreuse');
    for (const code of siblings) await add(code, { broader: ['nombreuse'] });
  }, 60_000);

  it('shows the first of them and how many there are, and pages them all', async () => {
    const shown = await casebook.server.query(
      `{ concept(scheme: "${scheme}", code: "nombreuse") {
        narrowerCount narrower { code } more: narrower(first: 100) { code broader { narrowerCount } } } }`,
    );
    expect(shown.concept.narrowerCount).toBe(many);
    expect(shown.concept.narrower).toEqual(siblings.slice(0, 20).map((code) => ({ code })));
    expect(shown.concept.more).toHaveLength(100);
    expect(shown.concept.more[99]).toEqual({ code: siblings[99], broader: [{ narrowerCount: many }] });

    const pages: string[] = [];
    for (let after: string | null = null; pages.length < many;) {
      const { concepts } = await casebook.server.query(
        `query ($after: String) { concepts(where: { schemes: ["${scheme}"], broader: ["nombreuse"] }, first: 100,
          after: $after, orderBy: { field: RECORDED, direction: ASC }) {
          totalCount pageInfo { endCursor } nodes { code } } }`,
        { after },
      );
      expect(concepts.totalCount).toBe(many);
      expect(concepts.nodes).toHaveLength(100);
      pages.push(...concepts.nodes.map(({ code }: { code: string }) => code));
      after = concepts.pageInfo.endCursor;
    }
    expect(pages).toEqual(siblings);
  });

  it('shows the first of its top concepts and how many there are', async () => {
    await admin.accepted('createScheme', { code: 'plate', title: fr('Plate'), idempotencyKey: 'plate' });
    for (const code of siblings.slice(0, 21)) {
      await admin.accepted('addConcept', { scheme: 'plate', code, label: fr(code) });
    }
    const { conceptScheme } = await casebook.server.query(
      '{ conceptScheme(code: "plate") { topConceptCount topConcepts { code } two: topConcepts(first: 2) { code } } }',
    );
    expect(conceptScheme.topConceptCount).toBe(21);
    expect(conceptScheme.topConcepts).toEqual(siblings.slice(0, 20).map((code) => ({ code })));
    expect(conceptScheme.two).toHaveLength(2);
  });

  it.each(['narrower', 'topConcepts'])('refuses a size of %s that is out of range', async (field) => {
    for (const first of [0, -1, 101]) {
      const text =
        field === 'narrower'
          ? `{ concept(scheme: "${scheme}", code: "nombreuse") { narrower(first: ${first}) { code } } }`
          : `{ conceptScheme(code: "${scheme}") { topConcepts(first: ${first}) { code } } }`;
      expect(await casebook.server.refusal(text)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
  });

  it('is not walked up and down without end', async () => {
    const walk = (first: number, times: number): string =>
      times === 0 ? 'code' : `narrower(first: ${first}) { broader { ${walk(first, times - 1)} } }`;
    const of = (text: string) => `{ concept(scheme: "${scheme}", code: "nombreuse") { ${text} } }`;
    expect(await casebook.server.refusal(of(walk(100, 2)))).toMatchObject({
      status: 400,
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost' },
    });
    expect(await casebook.server.refusal(of(walk(20, 4)))).toMatchObject({
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost' },
    });
    const { data, extensions } = await casebook.server.graphql(of(walk(100, 1)));
    expect(data.concept.narrower).toEqual(Array(100).fill({ broader: [{ code: 'nombreuse' }] }));
    // A concept may have 20 broader ones, and the cost counts them all.
    expect(extensions.cost.requested).toBe(2 + 100 * (1 + 20));
  });

  it('makes no answer larger than its limit, however long the lists of records are', async () => {
    const { id } = await admin.initiative({ missions: siblings });
    const labels = Array.from({ length: 10 }, (_, index) => `l${index}: label { text }`).join(' ');
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Initiative { missions { ${labels} } } } }`;
    const few = await casebook.server.query(query, { ids: [id] });
    expect(few.nodes[0].missions).toHaveLength(many);
    // The cost assumes a few missions of each. Twice: the second time the query runs compiled.
    for (let run = 0; run < 2; run++) {
      expect(await casebook.server.refusal(query, { ids: Array(100).fill(id) })).toMatchObject({
        status: 400,
        extensions: { code: 'LIMIT_EXCEEDED', limit: 'answer', allowed: 200_000 },
      });
    }
  });
});
