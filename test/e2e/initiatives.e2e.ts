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
const read = async (id: string) =>
  (
    await casebook.server.query(
      `query ($id: ID!) { initiative(id: $id) { ${selections.initiative} } }`,
      { id },
      { token: casebook.admin },
    )
  ).initiative;

/** Accepted, shown by the payload and by the next query, and nothing when it is said once more. */
async function done(name: string, input: Record<string, unknown>, expected: object): Promise<void> {
  const payload = await admin.accepted(name, input);
  expect(payload.record).toMatchObject(expected);
  expect(await read(input.id as string)).toEqual(payload.record);
  expect(await admin.accepted(name, input)).toEqual({ ...payload, position: null });
}

describe('an initiative', () => {
  it('is recorded with all that is said', async () => {
    const owner = await admin.organization();
    const said = {
      stage: 'PILOT',
      stageSince: '2020-02-29',
      fictional: true,
      place: { country: 'CA', region: 'montreal', municipality: 'Montréal' },
      costs: [{ label: 'Site', amount: 1234.5, currency: 'CAD', year: 2020 }],
      links: [{ url: 'https://example.org/?q=é', label: 'Page' }],
      externalReferences: [{ system: 's', id: '1' }],
    };
    const codes = {
      digitalUses: ['online-sales'],
      missions: ['local-services'],
      characteristics: ['local-anchorage'],
    };
    const record = await admin.initiative({ ...said, ...codes, owners: [owner.id] });
    expect(record).toMatchObject({
      ...said,
      place: { ...said.place, region: { code: 'montreal' } },
      digitalUses: [{ code: 'online-sales' }],
      missions: [{ code: 'local-services' }],
      characteristics: [{ code: 'local-anchorage' }],
      owners: [{ id: owner.id }],
      regions: { from: 'PLACE', concepts: [{ code: 'montreal' }] },
      allowedMoves: expect.arrayContaining(['DEPLOYED', 'PLANNING', 'IDEA', 'ABANDONED']),
      stageHistory: [{ stage: 'PILOT', kind: 'RECORDED', on: '2020-02-29', reason: null }],
    });
    expect(await read(record.id)).toEqual(record);
  });

  it('is refused with owners, concepts or dates that are none', async () => {
    const { id } = await admin.organization();
    const recorded = (more: object) =>
      admin.refused('recordInitiative', {
        title: fr('x'),
        stage: 'IDEA',
        owners: [id],
        idempotencyKey: randomUUID(),
        ...more,
      });
    const nobody = `organization-${randomUUID()}`;
    expect(await recorded({ owners: [id, nobody] })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      path: ['input', 'owners', '1'],
    });
    expect(await recorded({ owners: [] })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'owners'],
    });
    expect(await recorded({ owners: ['initiative-1'] })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'owners', '0'],
    });
    expect(await recorded({ missions: ['nothing'] })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      path: ['input', 'missions', '0'],
    });
    expect(await recorded({ stageSince: '2999-01-01' })).toMatchObject({
      code: 'DATE_IN_FUTURE',
      path: ['input', 'stageSince'],
    });
    expect(await recorded({ stageSince: '2023-02-29' })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'stageSince'],
    });
    expect(await recorded({ stageSince: '0000-01-01' })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'stageSince'],
    });
    expect(await recorded({ links: [{ url: 'javascript:alert(1)' }] })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'links', '0', 'url'],
    });
  });

  it('is described and classified, each list replaced whole', async () => {
    const { id } = await admin.initiative({ missions: ['education'], place: { region: 'montreal' } });
    await done(
      'describeInitiative',
      { id, title: { language: 'fr', text: 'Titre neuf', replaces: 1 } },
      { titles: [{ text: 'Titre neuf', version: 2 }] },
    );
    await done(
      'describeInitiative',
      { id, summary: { language: 'fr', text: 'Résumé', replaces: 0 } },
      { summaries: [{ text: 'Résumé', version: 1 }] },
    );
    await done(
      'describeInitiative',
      { id, place: null, costs: [{ amount: 0, currency: 'EUR' }] },
      { place: null, costs: [{ amount: 0, currency: 'EUR', label: null, year: null }] },
    );
    await done(
      'classifyInitiative',
      { id, missions: ['local-services', 'reuse'] },
      { missions: expect.arrayContaining([{ code: 'reuse' }]) },
    );
    await done(
      'classifyInitiative',
      { id, missions: [], digitalUses: ['online-sales'] },
      { missions: [], digitalUses: [{ code: 'online-sales' }] },
    );
    expect(
      await admin.refused('describeInitiative', {
        id,
        title: { language: 'fr', text: 'Autre', replaces: 1 },
      }),
    ).toMatchObject({
      code: 'TEXT_CONFLICT',
      conflict: { expected: 1, actual: 2, currentText: 'Titre neuf', yourText: 'Autre' },
    });
    expect(await admin.refused('describeInitiative', { id, owners: [] })).toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('has a translated title that grows stale', async () => {
    const { id } = await admin.initiative();
    const title = { id, field: 'TITLE', language: 'en', text: 'Title', origin: 'HUMAN', of: 1, replaces: 0 };
    await done('translateText', title, {});
    await admin.accepted('describeInitiative', {
      id,
      title: { language: 'fr', text: 'Nouveau', replaces: 1 },
    });
    const query =
      'query ($id: ID!) { initiative(id: $id) { title(languages: ["en"]) { text language stale of } } }';
    expect((await casebook.server.query(query, { id })).initiative.title).toEqual({
      text: 'Title',
      language: 'en',
      stale: true,
      of: 1,
    });
  });
});

describe('its stage', () => {
  it('moves forwards, back and to an end, each on a day', async () => {
    const { id } = await admin.initiative({ stage: 'IDEA', stageSince: '2020-01-01' });
    await done(
      'advanceStage',
      { id, to: 'PLANNING', on: '2020-02-01' },
      { stage: 'PLANNING', stageSince: '2020-02-01' },
    );
    await done('advanceStage', { id, to: 'PILOT', on: '2020-03-01' }, { stage: 'PILOT' });
    await done(
      'revertStage',
      { id, to: 'IDEA', on: '2020-04-01', reason: 'À revoir' },
      { stage: 'IDEA', stageSince: '2020-04-01' },
    );
    await done('abandonInitiative', { id, on: '2020-05-01', reason: 'Sans suite' }, { stage: 'ABANDONED' });
    expect(await admin.refused('advanceStage', { id, to: 'PLANNING', on: '2020-06-01' })).toMatchObject({
      code: 'INITIATIVE_ABANDONED',
    });
    await done('revertStage', { id, to: 'IDEA', on: '2020-06-01', reason: 'Repris' }, { stage: 'IDEA' });
    const { stageHistory } = await read(id);
    expect(
      stageHistory.map(({ kind, stage, on, reason }: Record<string, unknown>) => [kind, stage, on, reason]),
    ).toEqual([
      ['RECORDED', 'IDEA', '2020-01-01', null],
      ['ADVANCED', 'PLANNING', '2020-02-01', null],
      ['ADVANCED', 'PILOT', '2020-03-01', null],
      ['REVERTED', 'IDEA', '2020-04-01', 'À revoir'],
      ['ABANDONED', 'ABANDONED', '2020-05-01', 'Sans suite'],
      ['REVERTED', 'IDEA', '2020-06-01', 'Repris'],
    ]);
    const anonymous = await casebook.server.query(
      'query ($id: ID!) { initiative(id: $id) { stageHistory { reason } } }',
      { id },
    );
    expect(
      new Set(anonymous.initiative.stageHistory.map(({ reason }: { reason: unknown }) => reason)),
    ).toEqual(new Set([null]));
  });

  it('takes no move that is not allowed, out of order or in the future', async () => {
    const { id } = await admin.initiative({ stage: 'PLANNING', stageSince: '2020-01-01' });
    const moves: readonly [string, object, object][] = [
      [
        'advanceStage',
        { to: 'DEPLOYED', on: '2020-02-01' },
        { code: 'STAGE_MOVE_NOT_ALLOWED', path: ['input', 'to'] },
      ],
      [
        'advanceStage',
        { to: 'PLANNING', on: '2020-02-01' },
        { code: 'STAGE_MOVE_NOT_ALLOWED', path: ['input', 'to'] },
      ],
      [
        'revertStage',
        { to: 'PILOT', on: '2020-02-01', reason: 'x' },
        { code: 'STAGE_MOVE_NOT_ALLOWED', path: ['input', 'to'] },
      ],
      [
        'advanceStage',
        { to: 'PILOT', on: '2019-12-31' },
        { code: 'DATE_OUT_OF_ORDER', path: ['input', 'on'] },
      ],
      ['advanceStage', { to: 'PILOT', on: '2999-01-01' }, { code: 'DATE_IN_FUTURE', path: ['input', 'on'] }],
      [
        'abandonInitiative',
        { on: '2999-01-01', reason: 'x' },
        { code: 'DATE_IN_FUTURE', path: ['input', 'on'] },
      ],
      [
        'abandonInitiative',
        { on: '2020-02-01', reason: ' ' },
        { code: 'INVALID_INPUT', path: ['input', 'reason'] },
      ],
    ];
    for (const [name, input, expected] of moves)
      expect(await admin.refused(name, { id, ...input })).toMatchObject(expected);
    const { details } = await admin.refused('advanceStage', { id, to: 'DEPLOYED', on: '2020-02-01' });
    expect(JSON.parse(details)).toMatchObject({ from: 'planning', to: 'deployed', allowed: ['pilot'] });
    expect(await read(id)).toMatchObject({ revision: 0, stage: 'PLANNING' });
  });
});

describe('its outcomes', () => {
  const outcome = {
    indicator: fr('Commandes'),
    value: 410.25,
    unit: 'transactions',
    date: '2023-12-31',
    source: { text: 'Rapport', url: 'https://example.org/' },
  };

  it('are recorded, once a key, and put right with a reason', async () => {
    const { id } = await admin.initiative();
    const input = { id, ...outcome, idempotencyKey: randomUUID() };
    const first = await admin.accepted('recordOutcome', input);
    const [{ id: outcomeId, ...shown }] = first.record.outcomes;
    expect(shown).toMatchObject({
      value: 410.25,
      unit: 'transactions',
      date: '2023-12-31',
      source: outcome.source,
      indicators: [{ text: 'Commandes', version: 1 }],
    });
    expect(await admin.accepted('recordOutcome', input)).toEqual(first);
    await done(
      'correctOutcome',
      { id, outcomeId, value: 400, reason: 'Recompté' },
      { outcomes: [{ value: 400, unit: 'transactions' }] },
    );
    await done(
      'correctOutcome',
      { id, outcomeId, date: null, source: null, reason: 'Retrait' },
      { outcomes: [{ date: null, source: null, value: 400 }] },
    );
    await done(
      'correctOutcome',
      { id, outcomeId, indicator: { language: 'fr', text: 'Ventes', replaces: 1 }, reason: 'Mot' },
      { outcomes: [{ indicators: [{ text: 'Ventes', version: 2 }] }] },
    );
    await done(
      'translateText',
      {
        id,
        field: 'INDICATOR',
        outcomeId,
        language: 'en',
        text: 'Sales',
        origin: 'HUMAN',
        of: 2,
        replaces: 0,
      },
      {},
    );
    await admin.accepted('abandonInitiative', { id, on: '2024-01-01', reason: 'Fin' });
    await admin.accepted('recordOutcome', { id, ...outcome, outcomeId: randomUUID() });
    expect((await read(id)).outcomes).toHaveLength(2);
  });

  it('are refused without key, in the future, or when there is no such outcome', async () => {
    const { id } = await admin.initiative();
    const outcomeId = randomUUID();
    expect(await admin.refused('recordOutcome', { id, ...outcome })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REQUIRED',
    });
    expect(
      await admin.refused('recordOutcome', { id, ...outcome, outcomeId, date: '2999-01-01' }),
    ).toMatchObject({ code: 'DATE_IN_FUTURE' });
    expect(await admin.refused('recordOutcome', { id, ...outcome, outcomeId, value: 1e300 })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'value'],
    });
    expect(await admin.refused('correctOutcome', { id, outcomeId, value: 1, reason: 'x' })).toMatchObject({
      code: 'OUTCOME_NOT_FOUND',
    });
    await admin.accepted('recordOutcome', { id, ...outcome, outcomeId });
    expect(await admin.refused('recordOutcome', { id, ...outcome, outcomeId, value: 1 })).toMatchObject({
      code: 'ALREADY_EXISTS',
    });
  });

  it('recorded by twenty people at once are all there', async () => {
    const { id } = await admin.initiative();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, value) =>
        admin.say('recordOutcome', { id, ...outcome, value, idempotencyKey: randomUUID() }),
      ),
    );
    const recorded = answers.filter(({ errors }) => errors.length === 0);
    for (const { errors } of answers) for (const { code } of errors) expect(code).toBe('REVISION_CONFLICT');
    expect(recorded.length).toBeGreaterThan(0);
    expect((await read(id)).outcomes).toHaveLength(recorded.length);
  });
});

it('no stream is left out of the read model', async () => {
  const ready = await fetch(`${casebook.server.base}/health/ready`, { signal: AbortSignal.timeout(10_000) });
  expect(await ready.json()).toMatchObject({ status: 'ok', parkedStreams: 0 });
  expect(casebook.server.faults).toBe('');
});
