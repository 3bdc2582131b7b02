import { randomUUID } from 'node:crypto';
import {
  admin,
  ask,
  casebook,
  done,
  draft,
  edition,
  found,
  fr,
  importSource,
  openCaseStudies,
  publish,
  read,
  refused,
  retractSource,
  type Json,
  type Person,
} from '../support/case-study-writers.js';

beforeAll(openCaseStudies, 120_000);
afterAll(() => casebook?.close());

describe('a claim', () => {
  const claims = async (where: string, fields = 'id standing'): Promise<Json> =>
    (await ask(`{ claims(where: { ${where} }) { totalCount nodes { ${fields} } } }`, {})).claims;

  it('falls at once with its source, in lists too, and nothing is rewritten', async () => {
    const { id, source, claimId } = await draft();
    const { revision } = await publish(id);
    expect((await read(id)).claims).toMatchObject([
      { standing: 'SUPPORTED', evidence: [{ stands: true, page: '12' }] },
    ]);
    await retractSource(source);
    expect(await read(id)).toMatchObject({
      revision,
      claims: [
        { id: claimId, standing: 'UNSUPPORTED', evidence: [{ stands: false, source: { id: source } }] },
      ],
    });
    expect((await edition(id, 1)).claims).toMatchObject([{ standing: 'UNSUPPORTED' }]);
    const of = `caseStudy: { any: ["${id}"] }`;
    expect(await claims(`${of}, standing: { in: [UNSUPPORTED] }`)).toMatchObject({
      totalCount: 1,
      nodes: [{ id: claimId }],
    });
    expect(await claims(`${of}, standing: { in: [SUPPORTED, CONTESTED] }`)).toMatchObject({ totalCount: 0 });
    expect(await found(`where: { source: { any: ["${source}"] }, standing: { in: [UNSUPPORTED] } }`)).toEqual(
      [id],
    );
    expect(await found(`where: { source: { any: ["${source}"] }, standing: { in: [SUPPORTED] } }`)).toEqual(
      [],
    );
  });

  it('tells what was corrected since its evidence was attached', async () => {
    const { id, claimId } = await draft();
    const source = await importSource('Source d’un chiffre');
    const { payload } = await ask(
      `mutation ($input: RecordFigureInput!) { payload: recordFigure(input: $input) { publishedFigure { id } } }`,
      {
        input: {
          indicator: { code: 'ventes', label: fr('Ventes') },
          population: fr('Coopératives'),
          geography: fr('Québec'),
          value: 2,
          unit: '×',
          source,
          idempotencyKey: randomUUID(),
        },
      },
      'bea',
    );
    const figure = payload.publishedFigure.id;
    const note = { language: 'fr', text: 'Lu au tableau 3' };
    const evidence = { stance: 'SUPPORTS', kind: 'FIGURE', figure, note };
    await done('ann', 'attachEvidence', { id, claimId, evidence, idempotencyKey: randomUUID() });
    await publish(id);
    const since = async () =>
      (
        await ask(
          'query ($id: ID!) { caseStudy(id: $id) { claims { evidence { note { language text } correctedSince figure { correctedAt } } } } }',
          { id },
        )
      ).caseStudy.claims[0].evidence;
    const uncorrected = { note, correctedSince: null, figure: { correctedAt: null } };
    expect(await since()).toEqual([{ note: null, correctedSince: null, figure: null }, uncorrected]);
    await ask(
      `mutation ($input: CorrectFigureInput!) { correctFigure(input: $input) { errors { code } } }`,
      { input: { id: figure, value: 3, reason: 'Relu' } },
      'bea',
    );
    const [, corrected] = await since();
    expect(Date.parse(corrected.correctedSince)).toBeGreaterThan(0);
    expect(corrected).toMatchObject({ figure: { correctedAt: corrected.correctedSince } });
  });

  it('is reached from its source, also under the id of what was merged into it, and leads back', async () => {
    const { id, source, claimId } = await draft();
    const successor = await importSource('La suite');
    await publish(id);
    await casebook.server.query(
      `mutation ($input: MergeSourcesInput!) { mergeSources(input: $input) { errors { code } } }`,
      { input: { id: source, into: successor } },
      { token: casebook.admin },
    );
    const back = 'id caseStudy { id } evidence { source { id redirectedFrom } }';
    const expected = [
      { id: claimId, caseStudy: { id }, evidence: [{ source: { id: successor, redirectedFrom: source } }] },
    ];
    expect((await claims(`source: { any: ["${source}"] }`, back)).nodes).toEqual(expected);
    expect((await claims(`source: { any: ["${successor}"] }`, back)).nodes).toEqual(expected);
    const { literatureSource } = await ask(
      `query ($id: ID!) { literatureSource(id: $id) { claims { ${back} } } }`,
      { id: source },
    );
    expect(literatureSource.claims).toEqual(expected);
    expect(await found(`where: { source: { any: ["${source}"] } }`)).toEqual([id]);
  });

  it('of a draft is listed for those who may see it alone', async () => {
    const { id, claimId } = await draft();
    const drafts = async (person: Person) =>
      (
        await ask(
          `query ($id: ID!) { claims(face: WORKING, where: { caseStudy: { any: [$id] } }) { nodes { id edition } } }`,
          { id },
          person,
        )
      ).claims.nodes;
    expect(await drafts(null)).toEqual([]);
    expect(await drafts('dora')).toEqual([]);
    expect(await drafts('ann')).toEqual([{ id: claimId, edition: null }]);
    expect(await claims(`caseStudy: { any: ["${id}"] }`)).toMatchObject({ totalCount: 0 });
  });
});

describe('what is filed', () => {
  it('is replaced only by who has read it: a conflict shows both', async () => {
    const { id, claimId } = await draft();
    const { filingVersion, claims } = (
      await ask(`query ($id: ID!) { caseStudy(id: $id) { filingVersion claims { version } } }`, { id }, 'ann')
    ).caseStudy;
    expect({ filingVersion, claims }).toEqual({ filingVersion: 1, claims: [{ version: 1 }] });
    await done('ann', 'classifyCaseStudy', { id, missions: ['education'], replaces: 1 });
    const { id: organization } = await admin.organization();
    const described = { id, organization, externalReferences: [{ system: 'neq', id: '1' }] };
    expect(await refused('bea', 'describeCaseStudy', { ...described, replaces: 1 })).toMatchObject({
      code: 'TEXT_CONFLICT',
      path: ['input', 'replaces'],
      conflict: { expected: 1, actual: 2, yourText: expect.stringContaining(organization) },
    });
    await done('bea', 'describeCaseStudy', { ...described, replaces: 2 });
    const about = `face: WORKING, where: { organization: { any: ["${organization}"] } }`;
    expect(await found(about, 'ann')).toEqual([id]);
    const value = { value: 2, unit: '×' };
    await done('ann', 'reviseClaim', { id, claimId, section: 'NEED', value, replaces: 1 });
    expect(
      await refused('bea', 'reviseClaim', { id, claimId, confidence: 'LOW', replaces: 1 }),
    ).toMatchObject({
      code: 'TEXT_CONFLICT',
      conflict: { actual: 2, currentText: '{"confidence":"medium"}' },
    });
    expect(await refused('bea', 'reviseClaim', { id, claimId, section: null })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'replaces'],
    });
    await done('bea', 'reviseClaim', { id, claimId, section: null, replaces: 2 });
    const { caseStudy } = await ask(
      `query ($id: ID!) { caseStudy(id: $id) { organization { id } externalReferences { system id }
        claims { section version value { value } } } }`,
      { id },
      'ann',
    );
    expect(caseStudy).toEqual({
      organization: { id: organization },
      externalReferences: [{ system: 'neq', id: '1' }],
      claims: [{ section: null, version: 3, value: { value: 2 } }],
    });
  });
});
