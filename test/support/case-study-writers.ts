import { randomUUID } from 'node:crypto';
import { startCasebook, type Casebook } from './casebook-server.js';
import type { GraphqlAnswer } from './graphql-client.js';
import { GraphqlWriter } from './graphql-writer.js';

export type Json = GraphqlAnswer['data'];

export let casebook: Casebook;
export let admin: GraphqlWriter;
/** A researcher, an editor, another editor and another researcher. */
let tokens: Readonly<Record<'ann' | 'bea' | 'cleo' | 'dora', string>>;
export type Person = keyof typeof tokens | null;

/** Starts a service with the samples; the functions of this module speak to it. One a test file. */
export async function openCaseStudies(): Promise<void> {
  casebook = await startCasebook({ samples: true });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
  const [ann, bea, cleo, dora] = [
    await casebook.createToken('researcher', 'Ann'),
    await casebook.createToken('editor', 'Bea'),
    await casebook.createToken('editor', 'Cleo'),
    await casebook.createToken('researcher', 'Dora'),
  ];
  tokens = { ann, bea, cleo, dora };
}

export const fr = (text: string) => [{ language: 'fr', text }];
const text = '{ text language version stale }';
const content = `titles ${text} sections { name texts ${text} }
  claims { id standing confidence statements ${text} evidence { id kind stance stands page
    source { id title redirectedFrom } figure { id } outcome { id value } } }`;
export const shown = `id revision face status state submission editionNumber requestedChanges ${content}`;

const as = (person: Person) => (person ? { token: tokens[person] } : {});
export const ask = (query: string, variables: object, person: Person = null): Promise<Json> =>
  casebook.server.query(query, variables, as(person));

export async function say(person: Person, name: string, input: object): Promise<Json> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const answer = await ask(
    `mutation ($input: ${type}!) { payload: ${name}(input: $input) { revision visibility caseStudy { ${shown} }
      errors { code path conflict { expected actual currentText yourText } } } }`,
    { input },
    person,
  );
  return answer.payload;
}
export async function done(person: Person, name: string, input: object): Promise<Json> {
  const payload = await say(person, name, input);
  expect(payload).toMatchObject({ errors: [], visibility: 'VISIBLE' });
  return payload.caseStudy;
}
export async function refused(person: Person, name: string, input: object): Promise<Json> {
  const payload = await say(person, name, input);
  expect(payload).toMatchObject({ caseStudy: null, errors: [expect.anything()] });
  return payload.errors[0];
}

export async function importSource(title: string): Promise<string> {
  const { payload } = await casebook.server.query(
    `mutation ($input: ImportSourceInput!) { payload: importSource(input: $input) { literatureSource { id } errors { code message } } }`,
    { input: { csl: { id: title, type: 'report', title }, idempotencyKey: randomUUID() } },
    { token: casebook.admin },
  );
  expect(payload.errors).toEqual([]);
  return payload.literatureSource.id;
}
export const retractSource = (id: string) =>
  casebook.server.query(
    `mutation ($input: RetractSourceInput!) { retractSource(input: $input) { errors { code } } }`,
    { input: { id, reason: 'Données inventées' } },
    { token: casebook.admin },
  );

const sections = {
  context: fr('Le contexte'),
  need: fr('Un besoin'),
  solution: fr('Une solution'),
  results: fr('Des résultats'),
  lessons: fr('Des leçons'),
};

/** A draft of Ann's with a claim that rests on a source of its own. */
export async function draft(title = 'Étude'): Promise<{ id: string; source: string; claimId: string }> {
  const { id: organization } = await admin.organization();
  const source = await importSource(`Source de ${title}`);
  const { id } = await done('ann', 'draftCaseStudy', {
    title: fr(title),
    organization,
    sections,
    missions: ['local-services'],
    sources: [source],
    idempotencyKey: randomUUID(),
  });
  const claimId = randomUUID();
  await done('ann', 'addClaim', {
    id,
    claimId,
    statement: fr('Les ventes ont doublé'),
    confidence: 'MEDIUM',
    evidence: [{ stance: 'SUPPORTS', kind: 'SOURCE', source, page: '12' }],
  });
  return { id, source, claimId };
}
export async function publish(id: string, note?: object): Promise<Json> {
  const { submission } = await done('ann', 'submitForReview', { id, ...note });
  await done('bea', 'approveCaseStudy', { id, submission });
  return done('bea', 'publishEdition', { id });
}
export const read = async (id: string, person: Person = null, face = ''): Promise<Json> =>
  (await ask(`query ($id: ID!) { caseStudy(id: $id ${face}) { ${shown} } }`, { id }, person)).caseStudy;
export const edition = async (id: string, number: number, person: Person = null): Promise<Json> =>
  (
    await ask(
      `query ($id: ID!, $n: Int!) { caseStudyEdition(caseStudy: $id, number: $n) { number publishedAt ${content}
        fr: changes(languages: ["fr"]) en: changes(languages: ["en"]) note { text } notices { kind reason } caseStudy { status notices { kind at reason } } } }`,
      { id, n: number },
      person,
    )
  ).caseStudyEdition;
export const list = async (args: string, person: Person = null): Promise<Json> =>
  (
    await ask(
      `{ caseStudies(${args}) { totalCount nodes { id } edges { highlights { html } }
        facets { missions { concept { code } count } standings { standing count } } } }`,
      {},
      person,
    )
  ).caseStudies;
export const found = async (args: string, person: Person = null) =>
  (await list(args, person)).nodes.map(({ id }: Json) => id);
