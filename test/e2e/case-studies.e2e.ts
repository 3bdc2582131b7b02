import { randomUUID } from 'node:crypto';
import {
  ask,
  casebook,
  done,
  draft,
  edition,
  found,
  fr,
  list,
  openCaseStudies,
  publish,
  read,
  refused,
  say,
  shown,
  type Json,
  type Person,
} from '../support/case-study-writers.js';

beforeAll(openCaseStudies, 120_000);
afterAll(() => casebook?.close());

describe('four eyes', () => {
  it('are of persons: nobody publishes their own text', async () => {
    const { id } = await draft();
    expect(await refused('ann', 'approveCaseStudy', { id, submission: 1 })).toMatchObject({
      code: 'FORBIDDEN',
    });
    // Nor does a foreign researcher learn by a revision that there is a draft.
    for (const expectedRevision of [undefined, 0, 77]) {
      const answer = await refused('dora', 'submitForReview', { id, expectedRevision });
      expect(answer).toMatchObject({ code: 'NOT_FOUND', conflict: null });
    }
    await done('bea', 'reviseSection', {
      id,
      section: 'NEED',
      text: { language: 'fr', text: 'Un besoin réel', replaces: 1 },
    });
    expect(await refused('bea', 'approveCaseStudy', { id, submission: 1 })).toMatchObject({
      code: 'NOT_IN_REVIEW',
    });
    await done('ann', 'submitForReview', { id });
    expect(await refused('bea', 'approveCaseStudy', { id, submission: 1 })).toMatchObject({
      code: 'OWN_TEXT',
    });
    expect(await done('cleo', 'approveCaseStudy', { id, submission: 1 })).toMatchObject({
      state: 'APPROVED',
    });
    await done('ann', 'reviseSection', {
      id,
      section: 'NEED',
      text: { language: 'fr', text: 'Un besoin', replaces: 2 },
    });
    expect(await refused('cleo', 'publishEdition', { id })).toMatchObject({ code: 'NOT_APPROVED' });
    expect(await publish(id)).toMatchObject({ state: null, editionNumber: 1 });
  });

  it('see a request for changes, its writers and editors alone', async () => {
    const { id } = await draft();
    await done('ann', 'submitForReview', { id });
    await done('bea', 'requestChanges', { id, comment: 'Citez la page' });
    expect(await read(id, 'ann')).toMatchObject({ state: 'DRAFT', requestedChanges: 'Citez la page' });
    expect(await refused('dora', 'submitForReview', { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused('dora', 'publishEdition', { id })).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a text', () => {
  it('is replaced only by who has read it: a conflict shows both', async () => {
    const { id } = await draft();
    const words = (person: Person, said: string) =>
      say(person, 'reviseSection', {
        id,
        section: 'RESULTS',
        text: { language: 'fr', text: said, replaces: 1 },
      });
    expect(await words('ann', 'De bons résultats')).toMatchObject({ errors: [] });
    expect(await words('bea', 'De grands résultats')).toMatchObject({
      errors: [
        {
          code: 'TEXT_CONFLICT',
          conflict: {
            expected: 1,
            actual: 2,
            currentText: 'De bons résultats',
            yourText: 'De grands résultats',
          },
        },
      ],
    });
  });

  it('is translated, and the translation becomes stale', async () => {
    const { id, claimId } = await draft();
    const translate = (more: object) =>
      ask(
        `mutation ($input: TranslateTextInput!) { payload: translateText(input: $input) { errors { code }
          record { ... on CaseStudy { ${shown} } } } }`,
        { input: { id, language: 'en', text: 'In English', origin: 'HUMAN', of: 1, replaces: 0, ...more } },
        'ann',
      );
    expect(await translate({ field: 'NEED' })).toMatchObject({ payload: { errors: [] } });
    expect(await translate({ field: 'CLAIM', claimId })).toMatchObject({ payload: { errors: [] } });
    const revised = await done('ann', 'reviseSection', {
      id,
      section: 'NEED',
      text: { language: 'fr', text: 'Un autre besoin', replaces: 1 },
    });
    const need = revised.sections.find(({ name }: Json) => name === 'NEED');
    expect(need.texts).toContainEqual({ language: 'en', text: 'In English', version: 1, stale: true });
    expect(revised.claims[0].statements).toHaveLength(2);
  });
});

describe('an edition', () => {
  it('publishes a note that was approved with it', async () => {
    const { id } = await draft('Annotée');
    const note = { note: fr('Première parution') };
    const submittedNote = async (person: Person) =>
      (await ask('query ($id: ID!) { caseStudy(id: $id) { submittedNote { text } } }', { id }, person))
        .caseStudy;
    await done('bea', 'submitForReview', { id, ...note });
    expect(await submittedNote('ann')).toEqual({ submittedNote: { text: 'Première parution' } });
    expect(await refused('bea', 'approveCaseStudy', { id, submission: 1 })).toMatchObject({
      code: 'OWN_TEXT',
    });
    await done('cleo', 'approveCaseStudy', { id, submission: 1 });
    await done('bea', 'publishEdition', { id });
    expect(await edition(id, 1)).toMatchObject({ note: { text: 'Première parution' }, notices: [] });
    expect(await submittedNote(null)).toEqual({ submittedNote: null });
  });

  it('reads for ever as it was published, and says what changed', async () => {
    const { id } = await draft('Première');
    await publish(id);
    const first = await edition(id, 1);
    expect(first).toMatchObject({ fr: ['Première édition'], en: ['First edition'], note: null });
    await done('ann', 'reviseSection', {
      id,
      section: 'LESSONS',
      text: { language: 'fr', text: 'Une leçon chuchotée', replaces: 1 },
    });
    const other = randomUUID();
    await done('ann', 'addClaim', {
      id,
      claimId: other,
      statement: fr('Un autre énoncé'),
      confidence: 'LOW',
    });
    expect(await edition(id, 1)).toEqual(first);
    expect(await read(id)).toMatchObject({ face: 'PUBLISHED', editionNumber: 1, titles: first.titles });
    expect(JSON.stringify(await read(id))).not.toContain('chuchotée');
    expect((await read(id)).claims).toHaveLength(1);
    expect(JSON.stringify(await read(id, 'ann', ', face: WORKING'))).toContain('chuchotée');
    await publish(id, { note: fr('Une leçon de plus') });
    expect(await edition(id, 1)).toEqual(first);
    expect(await edition(id, 2)).toMatchObject({
      number: 2,
      note: { text: 'Une leçon de plus' },
      fr: ['Leçons (français)\u00a0: texte révisé', 'Nouvel énoncé\u00a0: «\u00a0Un autre énoncé\u00a0»'],
      en: ['Lessons (French): text revised', 'New claim: “Un autre énoncé”'],
    });
    expect(await edition(id, 3)).toBeNull();
    expect(await edition(id, 0)).toBeNull();
  });

  it('stays under a notice once retracted, and as a dated place once withheld', async () => {
    const { id } = await draft('Retirée');
    await publish(id);
    await done('bea', 'retractCaseStudy', { id, reason: 'Chiffres faux' });
    const retracted = await edition(id, 1);
    expect(retracted.caseStudy).toMatchObject({
      status: 'RETRACTED',
      notices: [{ kind: 'RETRACTED', reason: null }],
    });
    expect(retracted.notices).toEqual([{ kind: 'RETRACTED', reason: null }]);
    expect(retracted.titles).toHaveLength(1);
    expect((await edition(id, 1, 'bea')).caseStudy.notices[0].reason).toBe('Chiffres faux');
    expect(await refused('bea', 'publishEdition', { id })).toMatchObject({ code: 'CASE_STUDY_RETRACTED' });
    await done('bea', 'withholdCaseStudy', { id, reason: 'Vie privée' });
    for (const person of [null, 'ann', 'bea'] as const) {
      expect(await edition(id, 1, person)).toMatchObject({
        number: 1,
        publishedAt: retracted.publishedAt,
        titles: [],
        sections: [],
        claims: [],
        fr: [],
        notices: [{}, { kind: 'WITHHELD' }],
        caseStudy: { status: 'WITHHELD', notices: [{}, { kind: 'WITHHELD' }] },
      });
      expect(await read(id, person)).toMatchObject({ status: 'WITHHELD', titles: [] });
    }
    expect(await found('search: { text: "Retirée" }')).toEqual([]);
    expect(await found('search: { text: "Retirée" }, face: WORKING', 'bea')).toEqual([]);
  });
});

describe('a draft', () => {
  it('is not there for a reader: by id, in lists, counts, facets or searches', async () => {
    const { id } = await draft('Ornithorynque');
    const search = 'search: { text: "ornithorynque" }';
    for (const person of [null, 'dora'] as const) {
      expect(await read(id, person)).toBeNull();
      expect(await read(id, person, ', face: WORKING')).toBeNull();
      expect((await ask('query ($id: ID!) { node(id: $id) { id } }', { id }, person)).node).toBeNull();
      expect(await list(search, person)).toMatchObject({
        totalCount: 0,
        nodes: [],
        facets: { missions: [] },
      });
      expect(await list(`${search}, face: WORKING`, person)).toMatchObject({ totalCount: 0, nodes: [] });
    }
    expect(await found(`${search}, face: WORKING, where: { state: { in: [DRAFT] } }`, 'ann')).toEqual([id]);
    expect(await found(`${search}, face: WORKING`, 'bea')).toEqual([id]);
    const { errors } = await casebook.server.graphql(
      '{ caseStudies(where: { state: { in: [DRAFT] } }) { totalCount } }',
    );
    expect(errors![0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('of what is published is neither found nor highlighted', async () => {
    const { id } = await draft('Ptérodactyle');
    await publish(id);
    await done('ann', 'reviseSection', {
      id,
      section: 'NEED',
      text: { language: 'fr', text: 'Un mégathérium secret', replaces: 1 },
    });
    await done('ann', 'classifyCaseStudy', { id, missions: ['education'], replaces: 1 });
    expect(await list('search: { text: "mégathérium" }')).toMatchObject({ totalCount: 0, edges: [] });
    expect(await list('search: { text: "mégathérium" }, face: WORKING', 'ann')).toMatchObject({
      totalCount: 1,
    });
    const published = await list('search: { text: "ptérodactyle" }');
    expect(published).toMatchObject({
      totalCount: 1,
      edges: [{ highlights: [expect.anything(), expect.anything()] }],
      facets: {
        missions: [{ concept: { code: 'local-services' } }],
        standings: [{ standing: 'SUPPORTED', count: 1 }],
      },
    });
    expect(JSON.stringify(published)).not.toContain('secret');
    const where = (code: string) =>
      `search: { text: "ptérodactyle" }, where: { missions: { any: ["${code}"] } }`;
    expect(await found(where('education'))).toEqual([]);
    expect(await found(where('local-services'))).toEqual([id]);
    // What changed is not even told by revision and time.
    expect((await read(id)).revision).toBeLessThan((await read(id, 'ann', ', face: WORKING')).revision);
  });
});

describe('its history', () => {
  const history = `history(first: 20, languages: ["fr"]) { nodes { summary reason person } }`;
  const of = async (id: string, person: Person) =>
    ask(
      `query ($id: ID!) { caseStudy(id: $id) { ${history} } ${history.replace('first', 'id: $id, first')} }`,
      { id },
      person,
    );

  it('is for those who see what is written, and for nobody once withheld', async () => {
    const { id } = await draft('Historique');
    await done('ann', 'submitForReview', { id });
    await done('bea', 'requestChanges', { id, comment: 'Citez la page' });
    await publish(id);
    for (const person of ['ann', 'cleo'] as const) {
      const { caseStudy, history: root } = await of(id, person);
      expect(root).toEqual(caseStudy.history);
      expect(root.nodes.map(({ summary }: Json) => summary.replaceAll('\u00a0', ' '))).toEqual([
        'Édition 1 publiée',
        'Approuvée',
        'Soumise à la révision',
        'Modifications demandées',
        'Soumise à la révision',
        'Énoncé ajouté : « Les ventes ont doublé »',
        'Étude de cas rédigée : « Historique »',
      ]);
      expect(root.nodes[3]).toMatchObject({ reason: 'Citez la page', person: 'Bea' });
    }
    for (const person of [null, 'dora'] as const)
      expect(await of(id, person)).toEqual({ caseStudy: { history: null }, history: null });
    await done('bea', 'withholdCaseStudy', { id, reason: 'Vie privée' });
    expect(await of(id, 'bea')).toEqual({ caseStudy: { history: null }, history: null });
  });
});
