import { randomUUID } from 'node:crypto';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(() => casebook.close());

const query = (...given: Parameters<Casebook['server']['query']>) => casebook.server.query(...given);
const fr = (text: string) => [{ language: 'fr', text }];
const initiative = 'initiative-6723ff4b-33a2-41ee-a3f6-8d14c3b695ee';
const organization = 'organization-c1b1b066-ab4e-499b-a056-947230d540f1';
const merged = 'organization-7b5afc1c-1072-45a2-b05c-7eaed934a184';

const noIds = [
  '',
  'x',
  'initiative',
  'initiative-',
  'initiative-1',
  initiative.toUpperCase(),
  ` ${initiative}`,
  `cohort-${initiative.slice(11)}`,
  `organization-${initiative.slice(11)}`,
  `__proto__-${initiative.slice(11)}`,
  `constructor-${initiative.slice(11)}`,
  'organizationMerges-00000000-0000-4000-8000-000000000000',
  '\u0000',
  "initiative-' OR 1=1 --",
  'é'.repeat(2_000),
];

describe('records by id', () => {
  it('are found one by one and together, in the order of the ids, with null for what is missing', async () => {
    const { nodes: schemes } = (await query('{ conceptSchemes { nodes { id } } }')).conceptSchemes;
    const ids = [organization, `initiative-${randomUUID()}`, initiative, schemes[0].id, initiative, merged];
    const { nodes } = await query('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids });
    expect(nodes).toEqual([
      { __typename: 'Organization', id: organization },
      null,
      { __typename: 'Initiative', id: initiative },
      { __typename: 'ConceptScheme', id: schemes[0].id },
      { __typename: 'Initiative', id: initiative },
      { __typename: 'Organization', id: expect.not.stringMatching(merged) },
    ]);
    for (const [index, id] of ids.entries()) {
      expect((await query('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node).toEqual(
        nodes[index],
      );
    }
  });

  it.each(noIds.map((id) => [JSON.stringify(id).slice(0, 60), id] as const))(
    '%s is nothing',
    async (_name, id) => {
      const asked = `query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } organization(id: $id) { id }
      initiative(id: $id) { id } conceptScheme(id: $id) { id } history(id: $id) { totalCount } }`;
      const nothing = {
        node: null,
        nodes: [null],
        organization: null,
        initiative: null,
        conceptScheme: null,
        history: null,
      };
      expect(await query(asked, { id })).toEqual(nothing);
    },
  );

  it('at most 100 at once', async () => {
    const all = (ids: string[]) => ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }] as const;
    expect((await query(...all(Array<string>(100).fill(initiative)))).nodes).toHaveLength(100);
    expect((await query(...all([]))).nodes).toEqual([]);
    expect(await casebook.server.refusal(...all(Array<string>(101).fill(initiative)))).toMatchObject({
      message: expect.stringMatching(/100/),
    });
  });
});

describe('the history of a record', () => {
  const document = `query ($id: ID!, $first: Int, $after: String, $languages: [String!]) {
    history(id: $id, first: $first, after: $after, languages: $languages) {
      totalCount
      nodes { revision type summary language role person reason position recordedAt validOn changes { field language before after } }
      pageInfo { hasNextPage endCursor }
    } }`;
  let id: string;
  beforeAll(async () => {
    ({ id } = await admin.initiative({
      title: fr('Premier titre'),
      stage: 'PLANNING',
      stageSince: '2020-01-01',
    }));
    await admin.accepted('describeInitiative', {
      id,
      title: { language: 'fr', text: 'Second titre', replaces: 1 },
      reason: 'Plus clair',
    });
    await admin.accepted('advanceStage', { id, to: 'PILOT', on: '2020-06-30' });
    await admin.accepted('abandonInitiative', { id, on: '2021-01-01', reason: 'Faute de moyens' });
  });

  it('tells readers what changed, when, and in which role, but no person and no reason', async () => {
    const { history } = await query(document, { id });
    expect(history.totalCount).toBe(4);
    expect(
      history.nodes.map(({ revision, type, role, person, reason, validOn }: Record<string, unknown>) => ({
        revision,
        type,
        role,
        person,
        reason,
        validOn,
      })),
    ).toEqual([
      {
        revision: 3,
        type: 'InitiativeAbandoned',
        role: 'admin',
        person: null,
        reason: null,
        validOn: '2021-01-01',
      },
      {
        revision: 2,
        type: 'StageAdvanced',
        role: 'admin',
        person: null,
        reason: null,
        validOn: '2020-06-30',
      },
      { revision: 1, type: 'InitiativeDescribed', role: 'admin', person: null, reason: null, validOn: null },
      {
        revision: 0,
        type: 'InitiativeRecorded',
        role: 'admin',
        person: null,
        reason: null,
        validOn: expect.anything(),
      },
    ]);
    expect(JSON.stringify(history)).not.toMatch(/Faute de moyens|Plus clair|Administrator|person-/);
    expect(history.nodes[2].changes).toContainEqual({
      field: 'title',
      language: 'fr',
      before: 'Premier titre',
      after: 'Second titre',
    });
    for (const { summary, language } of history.nodes)
      expect({ summary, language }).toEqual({ summary: expect.stringMatching(/\S/), language: 'fr' });
  });

  it('tells editors the persons and the reasons', async () => {
    const { history } = await query(document, { id }, { token: casebook.admin });
    expect(history.nodes.map(({ person, reason }: Record<string, unknown>) => [person, reason])).toEqual([
      ['Administrator', 'Faute de moyens'],
      ['Administrator', null],
      ['Administrator', 'Plus clair'],
      ['Administrator', null],
    ]);
    const { history: seen } = await query(
      document,
      { id },
      { token: await casebook.createToken('researcher', 'Somebody') },
    );
    expect(seen.nodes.map(({ person, reason }: Record<string, unknown>) => [person, reason])).toEqual(
      Array(4).fill([null, null]),
    );
  });

  it('speaks French or English, as asked', async () => {
    const words = async (variables: object, headers: Record<string, string> = {}) =>
      (await query(document, { id, ...variables }, { headers })).history.nodes.map(
        ({ language, summary }: Record<string, string>) => `${language} ${summary}`,
      );
    const english = await words({ languages: ['en'] });
    expect(english.every((line: string) => line.startsWith('en '))).toBe(true);
    expect(await words({}, { 'accept-language': 'de, en-CA;q=0.8, fr;q=0.1' })).toEqual(english);
    expect(await words({ languages: ['de'] })).not.toEqual(english);
  });

  it('comes in pages, newest first, the same in each way to it', async () => {
    const all = (await query(document, { id })).history.nodes;
    const walked: unknown[] = [];
    let after: string | null = null;
    do {
      const {
        history,
      }: Record<string, { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } }> =
        await query(document, { id, first: 3, after });
      walked.push(...history!.nodes);
      after = history!.pageInfo.hasNextPage ? history!.pageInfo.endCursor : null;
    } while (after && walked.length < 20);
    expect(walked).toEqual(all);
    const own = await query(
      'query ($id: ID!) { initiative(id: $id) { revision history { totalCount nodes { revision summary } } } }',
      { id },
    );
    expect(own.initiative).toEqual({
      revision: 3,
      history: {
        totalCount: 4,
        nodes: all.map(({ revision, summary }: Record<string, unknown>) => ({ revision, summary })),
      },
    });
    for (const asked of [{ first: 101 }, { first: -1 }, { after: 'x' }]) {
      expect(await casebook.server.refusal(document, { id, ...asked })).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });

  it('of a merged organization is its own, and of samples tells nobody', async () => {
    const { history } = await query(document, { id: merged, first: 1 }, { token: casebook.admin });
    expect(history.nodes[0]).toMatchObject({ type: 'OrganizationMerged', person: null });
  });
});

describe('a localized text', () => {
  const id = async (...languages: string[]) =>
    (
      await admin.initiative({
        title: languages.map((language) => ({ language, text: `Titel ${language}` })),
      })
    ).id;
  const served = async (of: string, languages?: string[], header?: string) => {
    const asked = languages ? `(languages: ${JSON.stringify(languages)})` : '';
    const { initiative: found } = await query(
      `query ($id: ID!) { initiative(id: $id) { title${asked} { language origin } } }`,
      { id: of },
      header === undefined ? {} : { headers: { 'accept-language': header } },
    );
    return `${found.title.language} ${found.title.origin}`;
  };

  it('is served in the first language asked for that it has, else French, English, the original', async () => {
    const all = await id('de', 'en', 'fr', 'es-MX');
    expect(await served(all, ['en', 'fr'])).toBe('en HUMAN');
    expect(await served(all, ['es'])).toBe('es-MX HUMAN');
    expect(await served(all, ['EN-ca'])).toBe('en HUMAN');
    expect(await served(all, ['it', 'de'])).toBe('de ORIGINAL');
    expect(await served(all, ['it'])).toBe('fr HUMAN');
    expect(await served(all, [])).toBe('fr HUMAN');
    expect(await served(await id('de', 'en'), ['it'])).toBe('en HUMAN');
    expect(await served(await id('de'), ['it'])).toBe('de ORIGINAL');
  });

  it('follows Accept-Language unless the field says otherwise, and takes nonsense for nothing', async () => {
    const all = await id('fr', 'en', 'de');
    expect(await served(all, undefined, 'en-CA,en;q=0.9,fr;q=0.8')).toBe('en HUMAN');
    expect(await served(all, undefined, 'fr;q=0.1, de;q=0.9')).toBe('de HUMAN');
    expect(await served(all, undefined, 'en;q=0')).toBe('fr ORIGINAL');
    expect(await served(all, ['de'], 'en')).toBe('de HUMAN');
    for (const header of ['*', '', ',,,', 'en;q=x;;', '\u00e9', 'x'.repeat(5_000), "fr'; --"]) {
      expect(await served(all, undefined, header)).toMatch(/^(fr|en) /);
    }
    const answer = await casebook.server.graphql('{ conceptSchemes { totalCount } }');
    expect(answer.status).toBe(200);
  });
});
