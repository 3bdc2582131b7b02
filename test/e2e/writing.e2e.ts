import { randomUUID } from 'node:crypto';
import { run, startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter, mutation, mutationNames } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
beforeAll(async () => {
  casebook = await startCasebook({ samples: false });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(() => casebook.close());

const fr = (text: string) => [{ language: 'fr', text }];
const registration = (more: object = {}) => ({
  name: fr('Coopérative'),
  legalForm: 'COOPERATIVE',
  idempotencyKey: randomUUID(),
  ...more,
});
const total = async () =>
  (await casebook.server.query('{ organizations { totalCount } }')).organizations.totalCount as number;

describe('a mutation said again with its key', () => {
  it('answers the same id, revision and position, and records nothing more', async () => {
    const input = registration();
    const first = await admin.accepted('registerOrganization', input);
    expect(first).toMatchObject({ revision: 0, position: expect.stringMatching(/^\S+:\d+$/) });
    const again = await admin.accepted('registerOrganization', input);
    expect(again).toEqual(first);

    const { id } = first.record;
    const rename = {
      id,
      name: { language: 'fr', text: 'Autre nom', replaces: 1 },
      idempotencyKey: randomUUID(),
    };
    const renamed = await admin.accepted('renameOrganization', rename);
    await admin.accepted('changeLegalForm', { id, legalForm: 'NON_PROFIT' });
    const { record, ...same } = await admin.accepted('renameOrganization', rename);
    expect(same).toEqual({ revision: 1, position: renamed.position, visibility: 'VISIBLE', errors: [] });
    expect(record).toMatchObject({ id, revision: 2, legalForm: 'NON_PROFIT' });
  });

  it('and another payload is refused', async () => {
    const input = registration();
    const { record } = await admin.accepted('registerOrganization', input);
    const error = await admin.refused('registerOrganization', { ...input, legalForm: 'MUTUAL' });
    expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] });
    const move = { id: record.id, legalForm: 'MUTUAL', idempotencyKey: randomUUID() };
    await admin.accepted('changeLegalForm', move);
    expect(await admin.refused('changeLegalForm', { ...move, legalForm: 'OTHER' })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('twenty times at once makes one record', async () => {
    const before = await total();
    const input = registration();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => admin.accepted('registerOrganization', input)),
    );
    expect(
      new Set(answers.map(({ record, revision, position }) => `${record.id} ${revision} ${position}`)).size,
    ).toBe(1);
    expect(await total()).toBe(before + 1);
  });

  it('twenty times at once with twenty payloads records one of them', async () => {
    const before = await total();
    const { idempotencyKey } = registration();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        admin.say('registerOrganization', registration({ idempotencyKey, name: fr(`Nom ${index}`) })),
      ),
    );
    const codes = answers.map(({ errors }) => errors[0]?.code ?? 'recorded').sort();
    expect(codes).toEqual([...Array<string>(19).fill('IDEMPOTENCY_KEY_REUSED'), 'recorded']);
    expect(await total()).toBe(before + 1);
  });

  it('and the id of another record is another command: a key stands for one record', async () => {
    const input = registration();
    const { record: derived } = await admin.accepted('registerOrganization', input);
    const [one, two] = [`organization-${randomUUID()}`, `organization-${randomUUID()}`];
    for (const id of [one, two]) {
      const named = await admin.accepted('registerOrganization', { ...input, id });
      expect(named.record.id).toBe(id);
      expect(await admin.accepted('registerOrganization', { ...input, id })).toEqual(named);
      expect(
        await admin.refused('registerOrganization', { ...input, id, legalForm: 'MUTUAL' }),
      ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    expect((await admin.accepted('registerOrganization', input)).record.id).toBe(derived.id);
    const change = { legalForm: 'MUTUAL', idempotencyKey: input.idempotencyKey };
    for (const id of [one, two]) {
      expect((await admin.accepted('changeLegalForm', { ...change, id })).revision).toBe(1);
    }
  });

  it('by another person is another record', async () => {
    const other = new GraphqlWriter(casebook.server, {
      token: await casebook.createToken('editor', 'Somebody'),
    });
    const input = registration();
    const [mine, theirs] = [
      await admin.accepted('registerOrganization', input),
      await other.accepted('registerOrganization', input),
    ];
    expect(theirs.record.id).not.toBe(mine.record.id);
  });
});

describe('who may write', () => {
  const inputs: Record<string, object> = { registerOrganization: registration() };

  it('nobody without a token, whatever the mutation', async () => {
    const answer = await casebook.server.graphql(mutation('registerOrganization'), {
      input: inputs.registerOrganization,
    });
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await total()).toBeGreaterThan(0);
  });

  it.each([
    'Bearer casebook_nonsense',
    'Bearer ',
    'Basic YTpi',
    `Bearer casebook_${'A'.repeat(43)}`,
    'Bearer a b',
  ])('nobody with the header Authorization: %s, not even to read', async (authorization) => {
    const answer = await casebook.server.graphql(
      '{ organizations { totalCount } }',
      {},
      { headers: { authorization } },
    );
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.data ?? null).toBeNull();
  });

  it.each(['practitioner', 'researcher'] as const)(
    'no %s but in case studies: the rest is forbidden',
    async (role) => {
      const organization = await admin.organization();
      const initiative = await admin.initiative({ owners: [organization.id] });
      const before = await total();
      const writer = new GraphqlWriter(casebook.server, {
        token: await casebook.createToken(role, 'Somebody'),
      });
      const { id } = organization;
      const text = { language: 'fr', text: 'x', replaces: 0 };
      const concept = { scheme: 's', code: 'c' };
      const source = `literatureSource-${randomUUID()}`;
      const figure = {
        indicator: { code: 'c', label: fr('x') },
        population: fr('x'),
        geography: fr('x'),
        value: 1,
        unit: '%',
        source,
      };
      const study = { id: `caseStudy-${randomUUID()}` };
      const claim = { ...study, claimId: randomUUID() };
      /** What researchers may do with case studies of their own: this one they have not got. */
      const writing: Record<string, object> = {
        draftCaseStudy: { title: fr('x'), organization: `organization-${randomUUID()}`, idempotencyKey: 'k' },
        reviseSection: { ...study, section: 'NEED', text },
        classifyCaseStudy: { ...study, replaces: 1 },
        describeCaseStudy: { ...study, replaces: 1 },
        addClaim: { ...claim, statement: fr('x'), confidence: 'LOW' },
        reviseClaim: claim,
        attachEvidence: { ...claim, evidence: { stance: 'SUPPORTS', kind: 'SOURCE', source } },
        detachEvidence: { ...claim, evidenceId: randomUUID(), reason: 'x' },
        retractClaim: { ...claim, reason: 'x' },
        submitForReview: study,
      };
      const all: Record<string, object> = {
        ...writing,
        requestChanges: { ...study, comment: 'x' },
        approveCaseStudy: { ...study, submission: 1 },
        publishEdition: study,
        retractCaseStudy: { ...study, reason: 'x' },
        withholdCaseStudy: { ...study, reason: 'x' },
        recordInitiative: { title: fr('x'), owners: [id], stage: 'IDEA', idempotencyKey: 'k' },
        describeInitiative: { id: initiative.id, summary: text },
        classifyInitiative: { id: initiative.id, missions: [] },
        advanceStage: { id: initiative.id, to: 'PLANNING', on: '2020-01-01' },
        revertStage: { id: initiative.id, to: 'IDEA', on: '2020-01-01', reason: 'x' },
        abandonInitiative: { id: initiative.id, on: '2020-01-01', reason: 'x' },
        recordOutcome: { id: initiative.id, indicator: fr('x'), value: 1, unit: '%', idempotencyKey: 'k' },
        correctOutcome: { id: initiative.id, outcomeId: randomUUID(), reason: 'x' },
        registerOrganization: registration(),
        renameOrganization: { id, name: text },
        describeOrganization: { id, description: text },
        dissolveOrganization: { id },
        classifyOrganization: { id, website: 'https://example.org' },
        changeLegalForm: { id, legalForm: 'OTHER' },
        assessEligibility: { id, assessments: [] },
        mergeOrganization: { id, into: id },
        createScheme: { code: 's', title: fr('x'), idempotencyKey: 'k' },
        addConcept: { ...concept, label: fr('x') },
        relabelConcept: concept,
        moveConcept: { ...concept, broader: [] },
        mapConcept: { ...concept, mappings: [] },
        deprecateConcept: concept,
        mergeConcepts: { ...concept, into: 'd' },
        importSource: { csl: { id: 'a', type: 'book' }, idempotencyKey: 'k' },
        correctSource: { id: source, reliability: 'PRESS' },
        mergeSources: { id: source, into: source },
        retractSource: { id: source, reason: 'x' },
        markNotDuplicate: { id: source, other: source },
        recordFigure: { ...figure, idempotencyKey: 'k' },
        correctFigure: { id: `publishedFigure-${randomUUID()}`, reason: 'x' },
        retractFigure: { id: `publishedFigure-${randomUUID()}`, reason: 'x' },
        translateText: { id, field: 'NAME', language: 'en', text: 'x', origin: 'HUMAN', of: 1, replaces: 0 },
      };
      expect(Object.keys(all).sort()).toEqual([...mutationNames].sort());
      for (const [name, input] of Object.entries(all)) {
        const may = role === 'researcher' && name in writing;
        const code = !may ? 'FORBIDDEN' : name === 'draftCaseStudy' ? 'REFERENCE_NOT_FOUND' : 'NOT_FOUND';
        expect({ name, ...(await writer.refused(name, input)) }).toMatchObject({ name, code });
      }
      expect(await total()).toBe(before);
      expect(
        (await casebook.server.query(`{ organization(id: "${id}") { revision } }`)).organization.revision,
      ).toBe(0);
    },
  );

  it('nobody any more with a token that has been revoked, from the next request on', async () => {
    const made = await run('cli.js', ['token', 'create', '--role', 'editor', '--name', 'Brief'], {
      env: casebook.env,
    });
    const writer = new GraphqlWriter(casebook.server, { token: made.stdout.trim() });
    await writer.organization();
    const id = /token-[0-9a-f-]{36}/.exec(made.stderr)![0];
    expect(await run('cli.js', ['token', 'revoke', id], { env: casebook.env })).toMatchObject({ code: 0 });
    const options = { token: made.stdout.trim() };
    const answer = await casebook.server.graphql(
      mutation('registerOrganization'),
      { input: registration() },
      options,
    );
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('texts', () => {
  const texts = [
    '👩‍👩‍👧‍👦 🇨🇦 \u{1F9D1}\u{1F3FE}‍💻',
    '\u202eاِختبار\u202c و \u05d0\u05b8',
    'e\u0301 \u00e9 a\u0328\u0301\u0327',
    'une ligne\r\nune autre\rune troisième\n\n\tfin',
    '\u0001\u0007\u001b[31m\u007f',
    '\u200b\u200d\ufeffx\u2028y\u2029z\u0085',
    '\ufffe\uffff\ufffd\ud83d\ude00',
    '\'; DROP TABLE x; -- \\ \\\' "" $1 %s {{7*7}} ${7*7}',
    '<script>alert(1)</script> &amp; <!-- --> ]]>',
    '{"json": [null, "\\u0000"]}',
    '__proto__ constructor toString',
    'NULL \\N \\. \\t',
  ];
  it.each(texts.map((text) => [JSON.stringify(text), text] as const))(
    '%s come back as they were',
    async (_name, text) => {
      const expected = text.replace(/^\s+|\s+$/g, '');
      const { id } = await admin.organization({
        name: fr(text),
        description: fr(text),
        alternativeNames: [text],
      });
      const initiative = await admin.initiative({ owners: [id], title: fr(text), summary: fr(text) });
      const read = await casebook.server.query(
        `query ($id: ID!, $of: ID!) {
        organization(id: $id) { name alternativeNames description { text } }
        initiative(id: $of) { title { text } summary { text } owners { name } }
        initiatives(where: { owners: { any: [$id] } }) { nodes { title { text } summary { text } owners { name } } }
      }`,
        { id, of: initiative.id },
      );
      const shown = { title: { text: expected }, summary: { text: expected }, owners: [{ name: expected }] };
      expect(read).toEqual({
        organization: { name: expected, alternativeNames: [expected], description: { text: expected } },
        initiative: shown,
        initiatives: { nodes: [shown] },
      });
    },
  );

  it.each([
    ['NUL', 'a\u0000b'],
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\ude00b'],
    ['white space alone', ' \n\t\u00a0'],
    ['more than fits', 'x'.repeat(501)],
  ])('with %s are refused, with the path', async (_name, text) => {
    expect(await admin.refused('registerOrganization', registration({ name: fr(text) }))).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'name', '0', 'text'],
    });
    if (!/[\u0000\ud800-\udfff]/.test(text)) return;
    expect(
      await admin.refused('registerOrganization', registration({ website: `https://example.org/${text}x` })),
    ).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'website'],
    });
    expect(await admin.refused('registerOrganization', registration({ idempotencyKey: text }))).toMatchObject(
      {
        code: 'INVALID_INPUT',
        path: ['input', 'idempotencyKey'],
      },
    );
  });

  it('all that is wrong with an input is said at once', async () => {
    const { errors } = await admin.say('registerOrganization', {
      ...registration(),
      name: [{ language: 'french', text: '' }],
      place: { country: 'canada' },
      website: 'example.org',
      id: 'organization-1',
    });
    expect(errors.map(({ path }: { path: string[] }) => path.slice(1).join('.')).sort()).toEqual([
      'id',
      'name.0.language',
      'name.0.text',
      'place.country',
      'website',
    ]);
  });
});

it('leaves no stream out of the read model, and no fault in the log', async () => {
  const ready = await fetch(`${casebook.server.base}/health/ready`, { signal: AbortSignal.timeout(10_000) });
  expect(await ready.json()).toMatchObject({ status: 'ok', parkedStreams: 0 });
  expect(casebook.server.faults).toBe('');
});
