import { randomUUID } from 'node:crypto';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

/** What restrict-policies.js hides an organization by, and the scheme that it hides. */
const HIDDEN = 'https://hidden.example.org/';
const HIDDEN_SCHEME = 'readiness-conditions';
const restricted = new URL('../support/restrict-policies.js', import.meta.url);

let casebook: Casebook;
let token: string;
/**
 * Ids. `secret` may be seen by editors only, and owns `alone` and, with `open`, `shared`; `alias`, which all may see, was
 * merged into it. `former` may be seen by editors only, owns `past`, and was merged into `open`.
 */
const ids = { open: '', secret: '', alias: '', former: '', alone: '', shared: '', past: '' };

beforeAll(async () => {
  casebook = await startCasebook({
    samples: true,
    env: { NODE_OPTIONS: `--import=${restricted.href}` },
    apart: true,
  });
  token = await casebook.createToken('editor', 'Editor');
  const editor = new GraphqlWriter(casebook.server, { token });
  const named = (text: string) => ({ name: [{ language: 'fr', text }] });
  ids.open = (await editor.organization(named('Ouverte'))).id;
  ids.secret = (
    await editor.organization({
      ...named('Zibeline discrète'),
      legalForm: 'MUTUAL',
      website: HIDDEN,
      place: { country: 'LU', region: 'nord-du-quebec' },
      sectors: ['funeral-services'],
      missions: ['local-services'],
      externalReferences: [{ system: 'neq', id: 'secret' }],
    })
  ).id;
  ids.alias = (await editor.organization(named('Alias'))).id;
  ids.former = (await editor.organization({ ...named('Ancienne'), website: HIDDEN })).id;
  const initiative = async (text: string, owners: string[]) =>
    (await editor.initiative({ title: [{ language: 'fr', text }], owners })).id;
  ids.alone = await initiative('Loutre', [ids.secret]);
  ids.shared = await initiative('Loutre', [ids.open, ids.secret]);
  ids.past = await initiative('Martre', [ids.former]);
  for (const [id, into] of [
    [ids.alias, ids.secret],
    [ids.former, ids.open],
  ]) {
    await editor.accepted('mergeOrganization', { id, into, idempotencyKey: randomUUID() });
  }
}, 120_000);
afterAll(() => casebook?.close());

/** The same question, asked by a reader and by an editor. */
async function asked(query: string, variables: object = {}) {
  const reader = await casebook.server.query(query, variables);
  return { reader, editor: await casebook.server.query(query, variables, { token }) };
}

const idsOf = ({ nodes }: { nodes: readonly { id: string }[] }) => nodes.map(({ id }) => id);

describe('A record that a viewer may not see', () => {
  it('is not there by its id', async () => {
    const { reader, editor } = await asked(
      `query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } organization(id: $id) { id } }`,
      { id: ids.secret, ids: [ids.open, ids.secret, ids.alias] },
    );
    expect(reader).toEqual({ node: null, nodes: [{ id: ids.open }, null, null], organization: null });
    const { secret: id } = ids;
    expect(editor).toEqual({ node: { id }, nodes: [{ id: ids.open }, { id }, { id }], organization: { id } });
  });

  it.each([
    ['by the latest change', ''],
    ['by name', 'orderBy: { field: NAME }'],
    ['by one mission', 'where: { missions: { any: ["local-services"], narrower: false } }'],
    ['by several missions', 'where: { missions: { any: ["local-services", "culture"] } }'],
    ['by a register', 'where: { externalReference: { system: "neq" } }'],
    ['by words', 'search: { text: "zibeline" }'],
    ['by words, in another order', 'search: { text: "zibeline" }, orderBy: { field: NAME }'],
  ])('is neither listed nor counted: %s', async (_, args) => {
    const { reader, editor } = await asked(
      `{ organizations(first: 100, ${args}) { totalCount nodes { id } edges { highlights { html } } } }`,
    );
    expect(idsOf(editor.organizations)).toContain(ids.secret);
    expect(idsOf(reader.organizations)).toEqual(
      idsOf(editor.organizations).filter((id) => id !== ids.secret),
    );
    expect(reader.organizations.totalCount).toBe(editor.organizations.totalCount - 1);
    expect(reader.organizations.edges).toHaveLength(editor.organizations.edges.length - 1);
  });

  it('is in no facet of its own list', async () => {
    const counts = 'missions { concept { code } count } sectors { concept { code } count }';
    const { reader, editor } = await asked(
      `{ organizations { facets { ${counts} regions { concept { code } count } legalForms { legalForm count } } }
         found: organizations(search: { text: "zibeline" }) { facets { legalForms { count } ${counts} } } }`,
    );
    const facets = editor.organizations.facets;
    const fewer = (facet: string, key: (value: never) => string, ...of: string[]) =>
      facets[facet]
        .map((value: { count: number }) =>
          of.includes(key(value as never)) ? { ...value, count: value.count - 1 } : value,
        )
        .filter(({ count }: { count: number }) => count > 0);
    const code = ({ concept }: { concept: { code: string } }) => concept.code;
    expect(sorted(reader.organizations.facets.legalForms)).toEqual(
      sorted(fewer('legalForms', ({ legalForm }: { legalForm: string }) => legalForm, 'MUTUAL')),
    );
    expect(sorted(reader.organizations.facets.sectors)).toEqual(
      sorted(fewer('sectors', code, 'funeral-services')),
    );
    expect(sorted(reader.organizations.facets.regions)).toEqual(
      sorted(fewer('regions', code, 'nord-du-quebec', 'quebec')),
    );
    expect(reader.organizations.facets.missions).not.toEqual(facets.missions);
    expect(editor.found.facets.legalForms).toEqual([{ count: 1 }]);
    expect(reader.found.facets).toEqual({ legalForms: [], missions: [], sectors: [] });
  });

  it.each(['name', 'name legalForm', 'name sectors { code }'])(
    'is no owner of an initiative, with %s of the owners',
    async (fields) => {
      const query = `query ($id: ID!) {
        initiatives(search: { text: "loutre" }, orderBy: { field: RECORDED, direction: ASC }) { nodes { id owners { id ${fields} } } }
        initiative(id: $id) { owners { id } regions { from } } }`;
      const { reader, editor } = await asked(query, { id: ids.alone });
      const owners = ({ initiatives }: typeof reader) =>
        initiatives.nodes.map((node: { owners: { id: string }[] }) => node.owners.map(({ id }) => id));
      expect(owners(editor)).toEqual([[ids.secret], [ids.open, ids.secret]]);
      expect(owners(reader)).toEqual([[], [ids.open]]);
      expect(editor.initiative).toEqual({ owners: [{ id: ids.secret }], regions: { from: 'OWNERS' } });
      expect(reader.initiative).toEqual({ owners: [], regions: { from: 'UNKNOWN' } });
    },
  );

  it.each([
    ['owners', () => ({ owners: { any: [ids.secret] } })],
    ['owners that were merged into it', () => ({ owners: { any: [ids.alias] } })],
    ['the missions of owners', () => ({ ownerMissions: { any: ['local-services'] } })],
    ['the sectors of owners', () => ({ ownerSectors: { any: ['funeral-services'] } })],
    ['the legal form of owners', () => ({ ownerLegalForm: { in: ['MUTUAL'] } })],
    ['the country of owners', () => ({ countries: ['LU'] })],
    ['the region of owners', () => ({ regions: { any: ['nord-du-quebec'] } })],
  ])('is not found by %s', async (_, where) => {
    const query = `query ($where: InitiativeWhere) { initiatives(where: $where, first: 100) { totalCount nodes { id } } }`;
    const { reader, editor } = await asked(query, { where: where() });
    const own = [ids.alone, ids.shared];
    expect(idsOf(editor.initiatives)).toEqual(expect.arrayContaining(own));
    expect(idsOf(reader.initiatives)).toEqual(
      idsOf(editor.initiatives).filter((id: string) => !own.includes(id)),
    );
    expect(reader.initiatives.totalCount).toBe(editor.initiatives.totalCount - own.length);
  });

  it('does not lead to what it was merged into', async () => {
    const { reader, editor } = await asked(
      `query ($open: [ID!]!, $past: ID!) {
         initiatives(where: { owners: { any: $open } }) { nodes { id } } initiative(id: $past) { owners { id } } }`,
      { open: [ids.open], past: ids.past },
    );
    expect(idsOf(editor.initiatives)).toEqual([ids.past, ids.shared]);
    expect(editor.initiative.owners).toEqual([{ id: ids.open }]);
    expect(idsOf(reader.initiatives)).toEqual([ids.shared]);
    expect(reader.initiative.owners).toEqual([]);
  });

  it("is in no facet of its initiatives' list", async () => {
    const { reader, editor } = await asked(
      `{ initiatives(search: { text: "loutre" }) { facets { sectors { concept { code } count } regions { concept { code } count } stages { count } } } }`,
    );
    expect(editor.initiatives.facets.sectors).toContainEqual({
      concept: { code: 'funeral-services' },
      count: 2,
    });
    expect(editor.initiatives.facets.regions).toContainEqual({
      concept: { code: 'nord-du-quebec' },
      count: 2,
    });
    expect(reader.initiatives.facets).toEqual({ sectors: [], regions: [], stages: [{ count: 2 }] });
  });

  it('has no history, and no name in that of another', async () => {
    const { reader, editor } = await asked(
      `query ($id: ID!, $alone: ID!, $alias: ID!) {
         history(id: $id) { totalCount }
         alone: history(id: $alone) { edges { node { summary changes { after } } } }
         alias: history(id: $alias) { edges { node { summary changes { after } } } } }`,
      { id: ids.secret, alone: ids.alone, alias: ids.alias },
    );
    expect(editor.history).toEqual({ totalCount: 1 });
    expect(reader.history).toBeNull();
    expect(JSON.stringify([editor.alone, editor.alias])).toMatch(/Zibeline.*Zibeline/);
    expect(JSON.stringify([reader.alone, reader.alias])).not.toContain('Zibeline');
  });
});

describe('A vocabulary that a viewer may not see', () => {
  it('is not listed, nor any of its concepts', async () => {
    const { reader, editor } = await asked(
      `{ conceptSchemes { totalCount nodes { code } } concepts { totalCount }
         own: concepts(where: { schemes: ["${HIDDEN_SCHEME}"] }) { totalCount nodes { scheme } }
         found: concepts(search: { text: "leadership" }) { totalCount nodes { scheme } } }`,
    );
    expect(reader.conceptSchemes.totalCount).toBe(editor.conceptSchemes.totalCount - 1);
    expect(reader.conceptSchemes.nodes).not.toContainEqual({ code: HIDDEN_SCHEME });
    expect(editor.own.totalCount).toBeGreaterThan(0);
    expect(reader.own).toEqual({ totalCount: 0, nodes: [] });
    expect(reader.concepts.totalCount).toBe(editor.concepts.totalCount - editor.own.totalCount);
    expect(editor.found.totalCount).toBeGreaterThan(0);
    expect(reader.found).toEqual({ totalCount: 0, nodes: [] });
  });

  it('is not in the memory that all viewers share', async () => {
    const { concept } = await casebook.server.query(
      `{ concept(scheme: "${HIDDEN_SCHEME}", code: "shared-vision") { code } }`,
    );
    expect(concept).toBeNull();
  });
});

function sorted<Value>(values: readonly Value[]): Value[] {
  return [...values].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
