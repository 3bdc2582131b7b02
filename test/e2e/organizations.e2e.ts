import { setTimeout as delay } from 'node:timers/promises';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { checksLag, GraphqlWriter, selections } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(() => casebook.close());

const read = async (id: string) =>
  (
    await casebook.server.query(`query ($id: ID!) { organization(id: $id) { ${selections.organization} } }`, {
      id,
    })
  ).organization;

const english = ({ names }: { names: { language: string }[] }) =>
  names.find(({ language }) => language === 'en');

/** Accepted, shown by the payload and by the next query, and nothing when it is said once more. */
async function done(name: string, input: { id: string } & object, expected: object): Promise<void> {
  const payload = await admin.accepted(name, input);
  expect(payload.record).toMatchObject(expected);
  expect(await read(input.id)).toEqual(payload.record);
  const again = await admin.accepted(name, input);
  expect(again).toEqual({ ...payload, position: null });
}

const principles = [
  'MEETS_NEEDS',
  'NOT_UNDER_PUBLIC_CONTROL',
  'DEMOCRATIC_GOVERNANCE',
  'ECONOMIC_VIABILITY',
  'LIMITS_ON_SURPLUS',
  'DEVOLUTION_OF_ASSETS',
];

describe('an organization', () => {
  it('is registered with all that is said, under an id of one’s own', async () => {
    const id = 'organization-0198f000-0000-7000-8000-000000000001';
    const said = {
      alternativeNames: ['Coop', 'La Coop'],
      legalForm: 'COOPERATIVE',
      sizeBand: 'EMPLOYEES_10_TO_19',
      website: 'https://example.org/',
      externalReferences: [{ system: 'neq', id: '1140000000' }],
      fictional: true,
    };
    const input = {
      ...said,
      id,
      idempotencyKey: 'one',
      name: [
        { language: 'fr', text: 'Coopérative du test' },
        { language: 'en', text: 'Test Co-op' },
      ],
      description: [{ language: 'fr', text: 'Elle sert aux essais.' }],
      place: { country: 'CA', region: 'montreal', municipality: 'Montréal' },
      sectors: ['retail'],
      missions: ['local-services'],
    };
    const { record } = await admin.accepted('registerOrganization', input);
    expect(record).toMatchObject({
      ...said,
      id,
      status: 'ACTIVE',
      revision: 0,
      country: 'CA',
      municipality: 'Montréal',
      region: { code: 'montreal' },
      sectors: [{ code: 'retail' }],
      missions: [{ code: 'local-services' }],
      names: expect.arrayContaining([
        {
          text: 'Coopérative du test',
          language: 'fr',
          origin: 'ORIGINAL',
          stale: false,
          version: 1,
          of: null,
        },
        { text: 'Test Co-op', language: 'en', origin: 'HUMAN', stale: false, version: 1, of: 1 },
      ]),
      eligibility: { status: 'INCOMPLETE', assessments: [] },
    });
    expect(await read(id)).toEqual(record);
    expect(
      await admin.refused('registerOrganization', { ...input, idempotencyKey: 'two', legalForm: 'MUTUAL' }),
    ).toMatchObject({
      code: 'ALREADY_EXISTS',
      path: ['input', 'id'],
    });
  });

  it('changes by each of its mutations, once', async () => {
    const { id } = await admin.organization();
    await done(
      'describeOrganization',
      { id, description: { language: 'fr', text: 'Un texte', replaces: 0 } } as never,
      {
        descriptions: [{ text: 'Un texte', version: 1 }],
      },
    );
    const classification = {
      missions: ['local-services', 'education'],
      sectors: ['retail'],
      place: { region: 'montreal' },
      alternativeNames: ['Coop'],
      sizeBand: 'EMPLOYEES_500_AND_MORE',
    };
    await done(
      'classifyOrganization',
      { id, ...classification },
      { sizeBand: 'EMPLOYEES_500_AND_MORE', region: { code: 'montreal' } },
    );
    await done('classifyOrganization', { id, place: null, sizeBand: null, missions: [] } as never, {
      sizeBand: null,
      region: null,
      missions: [],
      sectors: [{ code: 'retail' }],
    });
    await done('changeLegalForm', { id, legalForm: 'MUTUAL', on: '2020-02-29' } as never, {
      legalForm: 'MUTUAL',
    });
    const assessments = principles.map((principle) => ({ principle, met: true, evidence: 'Statuts' }));
    await done('assessEligibility', { id, assessments: assessments.slice(0, 5) } as never, {
      eligibility: { status: 'INCOMPLETE' },
    });
    await done('assessEligibility', { id, assessments } as never, { eligibility: { status: 'ELIGIBLE' } });
    const unmet = { ...assessments[0]!, met: false };
    await done('assessEligibility', { id, assessments: [unmet] } as never, {
      eligibility: { status: 'NOT_ELIGIBLE' },
    });
    await done('dissolveOrganization', { id, on: '2021-01-31', reason: 'Fin' } as never, {
      status: 'DISSOLVED',
      dissolvedOn: '2021-01-31',
    });
    expect(await admin.refused('changeLegalForm', { id, legalForm: 'OTHER' })).toMatchObject({
      code: 'ORGANIZATION_DISSOLVED',
    });
  });

  it.each([
    ['renameOrganization', { name: { language: 'fr', text: 'x', replaces: 1 } }],
    ['dissolveOrganization', {}],
    ['mergeOrganization', { into: 'organization-c1b1b066-ab4e-499b-a056-947230d540f1' }],
  ])('that does not exist is not found by %s', async (name, input) => {
    const id = 'organization-00000000-0000-4000-8000-000000000000';
    expect(await admin.refused(name, { id, ...input })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes no date that has not come, and no concept that is none', async () => {
    const { id } = await admin.organization();
    expect(await admin.refused('dissolveOrganization', { id, on: '2999-01-01' })).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: ['input', 'on'],
    });
    expect(await admin.refused('dissolveOrganization', { id, on: '2021-02-29' })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'on'],
    });
    expect(await admin.refused('dissolveOrganization', { id, on: '0000-12-31' })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'on'],
    });
    expect(await admin.refused('classifyOrganization', { id, sectors: ['retail', 'retial'] })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      path: ['input', 'sectors', '1'],
    });
    expect(await admin.refused('classifyOrganization', { id, place: { region: 'nowhere' } })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      path: ['input', 'place', 'region'],
    });
  });
});

describe('two people at one text', () => {
  it('the second is shown both texts, and what stands is kept', async () => {
    const { id } = await admin.organization();
    const rename = (text: string) => ({ id, name: { language: 'fr', text, replaces: 1 } });
    await admin.accepted('renameOrganization', rename('Premier'));
    expect(await admin.refused('renameOrganization', rename('Second'))).toMatchObject({
      code: 'TEXT_CONFLICT',
      path: ['input', 'name', 'replaces'],
      conflict: { expected: 1, actual: 2, language: 'fr', currentText: 'Premier', yourText: 'Second' },
    });
    expect((await read(id)).names).toMatchObject([{ text: 'Premier', version: 2 }]);
  });

  it('ten at once: one is accepted, nobody’s text is lost unseen', async () => {
    const { id } = await admin.organization();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        admin.say('renameOrganization', { id, name: { language: 'fr', text: `Nom ${index}`, replaces: 1 } }),
      ),
    );
    const refused = answers.flatMap(({ errors }) => errors);
    const { names } = await read(id);
    expect(refused).toHaveLength(9);
    for (const error of refused) {
      expect(error).toMatchObject({ code: 'TEXT_CONFLICT', conflict: { currentText: names[0].text } });
    }
    expect(await read(id)).toMatchObject({ revision: 1, names: [{ version: 2 }] });
  });

  it('at two texts of one record: both are accepted', async () => {
    const { id } = await admin.organization();
    for (let version = 1; version <= 10; version++) {
      const text = (replaces: number) => ({ language: 'fr', text: `Texte ${version}`, replaces });
      const answers = await Promise.all([
        admin.say('renameOrganization', { id, name: text(version) }),
        admin.say('describeOrganization', { id, description: text(version - 1) }),
      ]);
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    }
    expect(await read(id)).toMatchObject({
      names: [{ text: 'Texte 10', version: 11 }],
      descriptions: [{ text: 'Texte 10', version: 10 }],
    });
  });

  it('a revision that does not stand any more is refused', async () => {
    const { id } = await admin.organization();
    await admin.accepted('changeLegalForm', { id, legalForm: 'MUTUAL', expectedRevision: 0 });
    expect(
      await admin.refused('changeLegalForm', { id, legalForm: 'OTHER', expectedRevision: 0 }),
    ).toMatchObject({
      code: 'REVISION_CONFLICT',
      path: ['input', 'expectedRevision'],
      conflict: { expected: 0, actual: 1 },
    });
    expect((await read(id)).legalForm).toBe('MUTUAL');
  });

  it('a translation is stale once its original has been replaced, until it is made anew', async () => {
    const { id } = await admin.organization();
    const translate = (text: string, of: number, replaces: number) => ({
      id,
      field: 'NAME',
      language: 'en',
      origin: 'MACHINE',
      text,
      of,
      replaces,
    });
    const { record } = await admin.accepted('translateText', translate('Co-op', 1, 0));
    expect(english(record)).toEqual({
      text: 'Co-op',
      language: 'en',
      origin: 'MACHINE',
      stale: false,
      version: 1,
      of: 1,
    });
    await admin.accepted('renameOrganization', { id, name: { language: 'fr', text: 'Autre', replaces: 1 } });
    expect(english(await read(id))).toMatchObject({ text: 'Co-op', stale: true });
    expect(await admin.refused('translateText', translate('Other', 2, 0))).toMatchObject({
      code: 'TEXT_CONFLICT',
      conflict: { currentText: 'Co-op', yourText: 'Other' },
    });
    expect(await admin.refused('translateText', translate('Other', 3, 1))).toMatchObject({
      code: 'TRANSLATION_OF_NOTHING',
      path: ['input', 'of'],
    });
    expect(await admin.refused('translateText', { ...translate('x', 2, 2), language: 'fr' })).toMatchObject({
      code: 'LANGUAGE_IS_ORIGINAL',
    });
    await admin.accepted('translateText', translate('Other', 2, 1));
    expect(english(await read(id))).toMatchObject({ text: 'Other', stale: false, version: 2, of: 2 });
  });
});

describe('merged organizations', () => {
  it('lead to what they were merged into, as owners too, and change no more', async () => {
    const [a, b, c] = [await admin.organization(), await admin.organization(), await admin.organization()];
    const initiative = await admin.initiative({ owners: [a.id, b.id] });
    await admin.accepted('mergeOrganization', { id: a.id, into: b.id, reason: 'Fusion' });
    await admin.accepted('mergeOrganization', { id: b.id, into: c.id });
    expect(await read(a.id)).toMatchObject({ id: c.id, redirectedFrom: a.id, status: 'ACTIVE' });
    expect(await read(c.id)).toMatchObject({ id: c.id, redirectedFrom: null });
    const owned =
      'query ($id: ID!) { initiative(id: $id) { owners { id redirectedFrom } } nodes(ids: [$id]) { ... on Initiative { owners { id } } } }';
    expect(await casebook.server.query(owned, { id: initiative.id })).toEqual({
      initiative: { owners: [{ id: c.id, redirectedFrom: a.id }] },
      nodes: [{ owners: [{ id: c.id }] }],
    });
    const listed =
      'query ($ids: [ID!]!) { initiatives(where: { owners: { any: $ids } }) { nodes { id owners { id } } } }';
    for (const id of [a.id, b.id, c.id]) {
      expect((await casebook.server.query(listed, { ids: [id] })).initiatives.nodes).toEqual([
        { id: initiative.id, owners: [{ id: c.id }] },
      ]);
    }
    expect(await admin.refused('changeLegalForm', { id: a.id, legalForm: 'OTHER' })).toMatchObject({
      code: 'ORGANIZATION_MERGED',
    });
    const taken = {
      title: [{ language: 'fr', text: 'x' }],
      stage: 'IDEA',
      idempotencyKey: 'merged',
      owners: [c.id, a.id],
    };
    await delay(checksLag);
    const error = await admin.refused('recordInitiative', taken);
    expect(error).toMatchObject({ code: 'REFERENCE_NOT_ACTIVE', path: ['input', 'owners', '1'] });
    expect(error.message).toContain(b.id);
  });

  it('form no cycle', async () => {
    const [a, b, c] = [await admin.organization(), await admin.organization(), await admin.organization()];
    expect(await admin.refused('mergeOrganization', { id: a.id, into: a.id })).toMatchObject({
      code: 'MERGE_CYCLE',
      path: ['input', 'into'],
    });
    await admin.accepted('mergeOrganization', { id: a.id, into: b.id });
    expect(await admin.refused('mergeOrganization', { id: b.id, into: a.id })).toMatchObject({
      code: expect.stringMatching(/^(MERGE_CYCLE|REFERENCE_NOT_ACTIVE)$/),
    });
    expect(await admin.refused('mergeOrganization', { id: a.id, into: c.id })).toMatchObject({
      code: 'ORGANIZATION_MERGED',
    });
    await admin.accepted('mergeOrganization', { id: a.id, into: b.id });
  });

  it('form no cycle when merges race, each in its own direction', async () => {
    for (let round = 0; round < 5; round++) {
      const ids: string[] = [];
      for (let index = 0; index < 3; index++) ids.push((await admin.organization()).id);
      const ring = ids.map((id, index) => ({ id, into: ids[(index + 1) % 3]! }));
      const answers = await Promise.all(ring.map((input) => admin.say('mergeOrganization', input)));
      const refused = answers.flatMap(({ errors }) => errors.map(({ code }: { code: string }) => code));
      expect(refused.length).toBeGreaterThan(0);
      expect(
        refused.filter(
          (code) => !['MERGE_CYCLE', 'REFERENCE_NOT_ACTIVE', 'ORGANIZATION_MERGED'].includes(code),
        ),
      ).toEqual([]);
      const ends = await Promise.all(ids.map(read));
      for (const end of ends) expect(end).toMatchObject({ status: 'ACTIVE' });
      expect(new Set(ends.map(({ id }) => id)).size).toBe(refused.length);
    }
  });
});
