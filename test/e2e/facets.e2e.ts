import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

/** Values of a facet in one answer. */
const LIMIT = 200;

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: false });
  const admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
  await admin.accepted('createScheme', {
    code: 'sectors',
    title: [{ language: 'fr', text: 'Secteurs' }],
    idempotencyKey: 'sectors',
  });
  const codes = Array.from({ length: LIMIT + 1 }, (_, index) => `sector-${index}`);
  for (const code of codes) {
    const label = [{ language: 'fr', text: code }];
    await admin.accepted('addConcept', { scheme: 'sectors', code, label, idempotencyKey: code });
  }
  // As many as one record may have, then the one beyond.
  const first = await admin.organization({ sectors: codes.slice(0, LIMIT) });
  const last = await admin.organization({ sectors: codes.slice(LIMIT) });
  await admin.initiative({ owners: [first.id, last.id] });
}, 90_000);
afterAll(() => casebook?.close());

describe('A facet with more values than one answer gives', () => {
  it.each(['organizations', 'initiatives'])('is named among those that were cut: %s', async (list) => {
    const { all } = await casebook.server.query(
      `{ all: ${list} { facets { cut missions { count } sectors { count } regions { count } } } }`,
    );
    expect(all.facets.cut).toEqual(['sectors']);
    expect(all.facets.sectors).toHaveLength(LIMIT);
  });

  it('is not named where it is not asked for, nor where all its values are given', async () => {
    const { organizations, few } = await casebook.server.query(
      `{ organizations { facets { cut legalForms { count } } }
         few: organizations(where: { sectors: { any: ["sector-0"] } }) { facets { cut missions { count } legalForms { count } } } }`,
    );
    expect(organizations.facets).toEqual({ cut: [], legalForms: [{ count: 2 }] });
    expect(few.facets.cut).toEqual([]);
  });
});
