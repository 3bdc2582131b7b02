import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  const admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
  // Not fictional, alike in title, and without place, region, missions or dates: what the samples have none of.
  const owner = (await admin.organization({ place: { country: 'BE' } })).id;
  for (let number = 0; number < 5; number++) {
    await admin.initiative({
      owners: [owner],
      externalReferences: [{ system: 'neq', id: `twin-${number}` }],
    });
  }
}, 90_000);
afterAll(() => casebook.close());

const lists = {
  initiatives: { type: 'Initiative', orders: ['UPDATED', 'RECORDED', 'TITLE', 'STAGE_SINCE'], key: 'id' },
  organizations: { type: 'Organization', orders: ['UPDATED', 'RECORDED', 'NAME'], key: 'id' },
  concepts: { type: 'Concept', orders: ['UPDATED', 'RECORDED', 'LABEL'], key: 'scheme code' },
  conceptSchemes: { type: 'ConceptScheme', orders: ['UPDATED', 'RECORDED', 'TITLE'], key: 'id' },
} as const;
type List = keyof typeof lists;

interface Asked {
  readonly where?: object;
  readonly orderBy?: object;
  readonly search?: object;
  readonly first?: number;
  readonly last?: number;
  readonly after?: string;
  readonly before?: string;
}

function document(list: List, selection: string): string {
  const { type } = lists[list];
  return `query ($where: ${type}Where, $orderBy: ${type}Order, $search: SearchInput, $first: Int, $last: Int, $after: String, $before: String) {
    list: ${list}(where: $where, orderBy: $orderBy, search: $search, first: $first, last: $last, after: $after, before: $before) { ${selection} } }`;
}

async function page(list: List, asked: Asked) {
  const selection = `totalCount edges { cursor node { ${lists[list].key} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
  const { list: answer } = await casebook.server.query(document(list, selection), asked);
  const keys: string[] = answer.edges.map(({ node }: { node: object }) => Object.values(node).join(' '));
  return { ...answer, keys };
}

const refusal = (list: List, asked: Asked) =>
  casebook.server.refusal(document(list, 'totalCount edges { cursor }'), asked);

/** All keys in pages of `size`, forwards or backwards; checks what each page says of itself. */
async function walk(list: List, asked: Asked, size: number, backwards: boolean): Promise<string[]> {
  const keys: string[] = [];
  let from: string | undefined;
  for (let pages = 0; pages < 200; pages++) {
    const found = await page(list, {
      ...asked,
      ...(backwards
        ? { last: size, ...(from && { before: from }) }
        : { first: size, ...(from && { after: from }) }),
    });
    expect(found.keys.length).toBeLessThanOrEqual(size);
    if (found.edges.length > 0) {
      expect(found.pageInfo.startCursor).toBe(found.edges[0].cursor);
      expect(found.pageInfo.endCursor).toBe(found.edges.at(-1).cursor);
    }
    expect(backwards ? found.pageInfo.hasNextPage : found.pageInfo.hasPreviousPage).toBe(from !== undefined);
    if (backwards) keys.unshift(...found.keys);
    else keys.push(...found.keys);
    if (!(backwards ? found.pageInfo.hasPreviousPage : found.pageInfo.hasNextPage)) return keys;
    from = backwards ? found.pageInfo.startCursor : found.pageInfo.endCursor;
  }
  throw new Error('The list does not end');
}

/** At most 100 records, whose order is taken for granted, and their count. */
async function whole(list: List, asked: Asked): Promise<string[]> {
  const all = await page(list, { ...asked, first: 100 });
  expect(all.totalCount).toBeLessThanOrEqual(100);
  expect(all.keys).toHaveLength(all.totalCount);
  expect(new Set(all.keys).size).toBe(all.totalCount);
  return all.keys;
}

const concepts = { schemes: ['digital-uses', 'regions', 'sectors'] };

describe('pages of a list are the whole list, whichever way they are walked', () => {
  const orders = (Object.keys(lists) as List[]).flatMap((list) =>
    lists[list].orders.flatMap((field) =>
      (['ASC', 'DESC'] as const).map((direction) => ({ list, field, direction })),
    ),
  );
  it.each(orders)('$list by $field $direction', async ({ list, field, direction }) => {
    const asked = { orderBy: { field, direction }, ...(list === 'concepts' && { where: concepts }) };
    const all = await whole(list, asked);
    expect(all.length).toBeGreaterThan(5);
    const opposite = { ...asked, orderBy: { field, direction: direction === 'ASC' ? 'DESC' : 'ASC' } };
    expect((await whole(list, opposite)).reverse()).toEqual(all);
    expect(await walk(list, asked, 3, false)).toEqual(all);
    expect(await walk(list, asked, 7, true)).toEqual(all);
  });
});

const mission = (filter: object) => ({ missions: filter });
const from = '2019-06-01';
const filters: readonly (readonly [string, object])[] = [
  ['one mission', mission({ any: ['local-services'] })],
  ['any of two missions', mission({ any: ['local-services', 'environment'] })],
  ['all of two missions', mission({ all: ['local-services', 'food-security'] })],
  ['none of two missions', mission({ none: ['local-services', 'environment'] })],
  ['any, all and none', mission({ any: ['local-services'], all: ['food-security'], none: ['education'] })],
  ['a mission without its narrower ones', mission({ any: ['local-services'], narrower: false })],
  [
    'mission and digital use',
    { ...mission({ any: ['local-services'] }), digitalUses: { any: ['online-sales'] } },
  ],
  ['or', { or: [mission({ any: ['education'] }), { stage: { in: ['PILOT'] } }, { hasOutcomes: true }] }],
  [
    'and within not',
    { not: { and: [mission({ any: ['local-services'] }), { stage: { in: ['DEPLOYED'] } }] } },
  ],
  ['regions, those of owners too', { regions: { any: ['montreal', 'bas-saint-laurent'] } }],
  ['none of the regions', { regions: { none: ['montreal'] } }],
  [
    'missions and sectors of the owners',
    { ownerMissions: { any: ['local-services'] }, ownerSectors: { any: ['retail'] } },
  ],
  ['legal form of an owner', { ownerLegalForm: { in: ['NON_PROFIT', 'MUTUAL'] } }],
  ['since when', { stageSince: { from, until: '2023-01-01' } }],
  [
    'recorded',
    { recordedAt: { from: '2020-01-01T00:00:00Z' }, updatedAt: { until: '2100-01-01T00:00:00-05:00' } },
  ],
  ['a register', { externalReference: { system: 'casebook-samples' } }],
  ['ids in a register', { externalReference: { system: 'neq', ids: ['twin-1', 'twin-4', 'unknown'] } }],
  ['fictional', { fictional: true }],
  ['not fictional', { fictional: false }],
  ['a country', { countries: ['BE'] }],
  ['nothing', mission({ any: [] })],
];

describe('a filtered list', () => {
  const fields = `id stage stageSince fictional missions { code } digitalUses { code } outcomes { id }
    regions { concepts { code } } externalReferences { system id }`;

  it.each(filters)('by %s has the same records in every order and page', async (_name, where) => {
    const all = await whole('initiatives', { where });
    for (const field of lists.initiatives.orders) {
      const asked = { where, orderBy: { field, direction: 'ASC' } };
      const ordered = await whole('initiatives', asked);
      expect([...ordered].sort()).toEqual([...all].sort());
      if (field === 'RECORDED' || field === 'TITLE') continue;
      expect(await walk('initiatives', asked, 4, false)).toEqual(ordered);
      expect(await walk('initiatives', asked, 4, true)).toEqual(ordered);
    }
    const rest = await whole('initiatives', { where: { not: where } });
    expect([...all, ...rest].sort()).toEqual((await whole('initiatives', {})).sort());
  });

  it('has just the records that fulfil its conditions', async () => {
    const { list } = await casebook.server.query(document('initiatives', `nodes { ${fields} }`), {
      first: 100,
    });
    const { regions } = await casebook.server.query(
      '{ regions: conceptScheme(code: "social-missions") { concepts(first: 100) { nodes { code broader { code } } } } }',
    );
    type Node = { code: string; broader: { code: string }[] };
    const isBelow = (code: string, top: string): boolean =>
      code === top ||
      (regions.concepts.nodes as Node[]).some(
        (node) => node.code === code && node.broader.some((b) => isBelow(b.code, top)),
      );
    const has = (record: { missions: { code: string }[] }, top: string) =>
      record.missions.some(({ code }) => isBelow(code, top));
    const expected: readonly (readonly [string, (record: typeof list) => boolean])[] = [
      ['one mission', (record) => has(record, 'local-services')],
      ['all of two missions', (record) => has(record, 'local-services') && has(record, 'food-security')],
      ['none of two missions', (record) => !has(record, 'local-services') && !has(record, 'environment')],
      [
        'a mission without its narrower ones',
        ({ missions }) => missions.some(({ code }: Node) => code === 'local-services'),
      ],
      ['or', (record) => has(record, 'education') || record.stage === 'PILOT' || record.outcomes.length > 0],
      ['and within not', (record) => !(has(record, 'local-services') && record.stage === 'DEPLOYED')],
      [
        'since when',
        ({ stageSince }) => stageSince !== null && stageSince >= from && stageSince < '2023-01-01',
      ],
      [
        'none of the regions',
        ({ regions: of }) => of.concepts.every(({ code }: Node) => code !== 'montreal'),
      ],
      ['ids in a register', ({ externalReferences: [reference] }) => /^twin-[14]$/.test(reference?.id)],
      ['not fictional', ({ fictional }) => !fictional],
    ];
    for (const [name, fulfils] of expected) {
      const where = filters.find(([of]) => of === name)![1];
      const wanted = list.nodes.filter(fulfils).map(({ id }: { id: string }) => id);
      expect({ name, ids: (await whole('initiatives', { where })).sort() }).toEqual({
        name,
        ids: wanted.sort(),
      });
      expect({ name, some: wanted.length > 0 && wanted.length < list.nodes.length }).toEqual({
        name,
        some: true,
      });
    }
  });

  it('by owner finds what is owned by what was merged into it, and by its former id', async () => {
    const merged = 'organization-7b5afc1c-1072-45a2-b05c-7eaed934a184';
    const into = 'organization-c4646174-90cf-467b-9155-68e92555d9ff';
    const byEither = await whole('initiatives', { where: { owners: { any: [into, merged] } } });
    expect(byEither.length).toBeGreaterThan(0);
    expect(await whole('initiatives', { where: { owners: { any: [into] } } })).toEqual(byEither);
    expect(await whole('initiatives', { where: { owners: { any: [merged] } } })).toEqual(byEither);
  });
});

describe('what makes no sense is refused in words', () => {
  it.each([
    ['more than a page holds', { first: 101 }, /between 0 and 100/],
    ['less than nothing', { first: -1 }, /between 0 and 100/],
    ['more from the end than a page holds', { last: 101 }, /between 0 and 100/],
    ['both ends', { first: 1, last: 1 }, /either first or last/],
    ['a cursor that is none', { after: 'nonsense' }, /cursor/],
    ['an empty cursor', { after: '' }, /cursor/],
    ['relevance without a search', { orderBy: { field: 'RELEVANCE' } }, /search/],
    [
      'a code that is none',
      { where: mission({ any: ['local-service'] }) },
      /"local-service".*"local-services"/,
    ],
    ['a code under not', { where: { not: mission({ none: ['enviroment'] }) } }, /"environment"/],
    ['a region that is none', { where: { regions: { any: ['montréal'] } } }, /"montreal"/],
    ['a day that does not exist', { where: { stageSince: { from: '2023-02-30' } } }, /2023-02-30/],
    [
      'a year that PostgreSQL does not know',
      { where: { stageSince: { until: '0000-01-01' } } },
      /0000-01-01/,
    ],
    ['a moment of such a day', { where: { recordedAt: { until: '2023-02-30T00:00:00Z' } } }, /2023-02-30/],
    [
      'an offset from UTC that is none',
      { where: { updatedAt: { from: '2023-01-01T00:00:00+23:00' } } },
      /23:00/,
    ],
    ['a moment that is none', { where: { recordedAt: { from: 'yesterday' } } }, /yesterday/],
    [
      'more conditions than a filter has',
      { where: { or: Array.from({ length: 101 }, () => ({ fictional: true })) } },
      /at most/,
    ],
    [
      'a list that is too long',
      { where: { owners: { any: Array(501).fill('organization-x') } } },
      /at most 500/,
    ],
  ])('%s', async (_name, asked, message) => {
    const { status, ...error } = await refusal('initiatives', asked);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(status).toBeLessThan(500);
  });

  it.each([
    ['initiatives', { owners: { any: ['\u0000'] } }],
    ['initiatives', { countries: ['\u0000'] }],
    ['initiatives', { externalReference: { system: '\u0000' } }],
    ['initiatives', { externalReference: { system: 'neq', ids: ['\u0000'] } }],
    ['initiatives', { digitalUses: { any: ['\u0000'] } }],
    ['organizations', { regions: { any: ['\u0000'] } }],
    ['organizations', { countries: ['CA', 'a\u0000b'] }],
    ['organizations', { externalReference: { system: 'a\u0000b', ids: [] } }],
    ['concepts', { codes: ['\u0000'] }],
    ['concepts', { schemes: ['\u0000'] }],
    ['conceptSchemes', { codes: ['\u0000'] }],
  ] as const)('a NUL in a filter of %s: %j', async (list, where) => {
    expect(await refusal(list, { where })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('gives nothing for a page of nothing, with the count of all', async () => {
    const empty = await page('initiatives', { first: 0 });
    expect(empty).toMatchObject({ edges: [], totalCount: (await whole('initiatives', {})).length });
  });

  it('a cursor of another order or direction', async () => {
    for (const list of Object.keys(lists) as List[]) {
      const { pageInfo } = await page(list, { first: 2, orderBy: { field: 'UPDATED', direction: 'DESC' } });
      for (const field of lists[list].orders) {
        for (const direction of ['ASC', 'DESC']) {
          if (field === 'UPDATED' && direction === 'DESC') continue;
          const error = await refusal(list, { after: pageInfo.endCursor, orderBy: { field, direction } });
          expect(error).toMatchObject({
            message: expect.stringMatching(/order/),
            extensions: { code: 'BAD_USER_INPUT' },
          });
        }
      }
    }
  });

  it('cursors that somebody has tampered with', async () => {
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const after of [
      forged('UPDATED', 'desc', null, '1); DROP TABLE x'),
      forged('UPDATED', 'desc', null, 1e30),
      forged('UPDATED', 'desc', 'key', '1'),
      forged({}),
      'W10',
      'bnVsbA',
      '\u0000',
    ]) {
      expect(await refusal('initiatives', { after })).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    const byDate = { orderBy: { field: 'STAGE_SINCE', direction: 'DESC' } };
    for (const key of ['2020-02-30', '2020-13-01', 'infinity', "2020-01-01'"]) {
      const after = forged('STAGE_SINCE', 'desc', key, '1');
      expect(await refusal('initiatives', { ...byDate, after })).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });
});
