import { randomUUID } from 'node:crypto';
import type { InterviewBase, Person } from './interviews.js';

export const TODAY = '2026-03-01';
/** After the short terms of consents and the short retention have ended. */
export const LATER = '2026-06-01';
export const SHORT = '2026-03-31';
export const PURPOSE = 'Relecture pour le rapport de l’étude';
export const CONCEPT = { scheme: 'social-missions', code: 'local-services' };

export const visibilities = ['PRIVATE', 'STUDY', 'RESEARCH'] as const;
export type Visibility = (typeof visibilities)[number];

/** What a consent that stands allows; null where none stands. */
export const states = {
  analysis: ['ANALYSIS'],
  reuse: ['REUSE'],
  both: ['ANALYSIS', 'REUSE'],
  quoting: ['ANONYMOUS_QUOTE', 'ATTRIBUTED_QUOTE', 'PUBLICATION'],
  nothing: [],
  withdrawn: null,
  expired: null,
  erased: null,
  /** Of two participants, one has withdrawn. */
  oneWithdrawn: null,
  /** Of two participants, one has been erased, and is not shown any more. */
  oneErased: ['ANALYSIS', 'REUSE'],
  /** Both scopes, past the retention of its study. */
  retained: ['ANALYSIS', 'REUSE'],
  /** The same, but anonymized. */
  anonymized: ['ANALYSIS', 'REUSE'],
  destroyed: ['ANALYSIS', 'REUSE'],
} as const satisfies Record<string, readonly string[] | null>;
export type State = keyof typeof states;
/** In which nobody reads the body, whatever the consent. */
export const closed: readonly State[] = ['retained', 'destroyed'];

export interface Note {
  readonly id: string;
  readonly visibility: Visibility;
  readonly state: State;
  readonly year: number;
  readonly participants: readonly string[];
  /** The participant whose name, contact and role are known. */
  readonly named: string;
}

/** An organization to speak about. */
export async function organizationOf(base: InterviewBase, editor: Person): Promise<string> {
  const { payload } = await base.server.query(
    `mutation ($input: RegisterOrganizationInput!) { payload: registerOrganization(input: $input) { organization { id } } }`,
    {
      input: {
        name: [{ language: 'fr', text: 'Coopérative' }],
        legalForm: 'COOPERATIVE',
        idempotencyKey: randomUUID(),
      },
    },
    { token: editor.token },
  );
  return payload.organization.id;
}

/** {@link CONCEPT}, to code passages with. */
export async function conceptOf({ server }: InterviewBase, editor: Person): Promise<void> {
  const { scheme, code } = CONCEPT;
  const { created, added } = await server.query(
    `mutation ($scheme: CreateSchemeInput!, $concept: AddConceptInput!) {
       created: createScheme(input: $scheme) { errors { code } } added: addConcept(input: $concept) { errors { code } } }`,
    {
      scheme: { code: scheme, title: [{ language: 'fr', text: 'Missions' }], idempotencyKey: randomUUID() },
      concept: { scheme, code, label: [{ language: 'fr', text: 'Services' }] },
    },
    { token: editor.token },
  );
  if (created.errors.length + added.errors.length > 0) throw new Error(JSON.stringify([created, added]));
}

export const consent = (scopes: readonly string[], until?: string) => ({
  form: 'v1',
  language: 'fr',
  way: 'WRITTEN',
  scopes,
  ...(until === undefined ? {} : { until }),
});

/** A note whose consent comes into its state. Each says `zibeline` and a word of its own, which is coded. */
export async function seeded(
  base: InterviewBase,
  author: Person,
  organization: string,
  inStudy: string,
  visibility: Visibility,
  state: State,
  year: number,
): Promise<Note> {
  const word = `mot${year}fin`;
  const full = ['ANALYSIS', 'REUSE'];
  const others: string[] = [];
  if (state === 'oneWithdrawn' || state === 'oneErased') {
    const { id } = await base.say(author, 'enrolParticipant', {
      study: inStudy,
      pseudonym: `Autre${year}`,
      broadRole: 'WORKER',
    });
    await base.say(author, 'recordConsent', { id, ...consent(full) });
    others.push(id);
  }
  const { id } = await base.say(author, 'addInterviewNote', {
    study: inStudy,
    about: { organization },
    language: 'fr',
    date: `${year}-05-17`,
    visibility,
    newParticipant: {
      pseudonym: `Pseudo${year}`,
      name: `Nom${year}`,
      contact: `contact${year}@example.org`,
      role: `Rôle${year}`,
      broadRole: 'MANAGER',
      consent: consent(full),
    },
    ...(others.length > 0 && { participants: others }),
    segments: [
      { speaker: 'INTERVIEWER', text: 'Comment ? ' },
      { speaker: 'PARTICIPANT', text: `La Zibeline 😀 ${word} dit.` },
      ...others.map((participant) => ({ speaker: 'PARTICIPANT', participant, text: ' Autre voix.' })),
    ],
  });
  await base.say(author, 'codePassage', { id, quote: word, concept: CONCEPT, reason: `raison${year}fin` });
  const own = await base.server.query(
    `query ($id: ID!) { interviewNote(id: $id) { participants { id } } }`,
    { id },
    { token: author.token },
  );
  const all: readonly { id: string }[] = own.interviewNote.participants;
  const participants = all.map((each) => each.id);
  const speaker = participants.find((each) => !others.includes(each))!;
  const other = others[0] ?? '';
  const came: Record<State, () => Promise<unknown>> = {
    analysis: () => base.say(author, 'recordConsent', { id: speaker, ...consent(['ANALYSIS']) }),
    reuse: () => base.say(author, 'recordConsent', { id: speaker, ...consent(['REUSE']) }),
    both: () => Promise.resolve(),
    quoting: () => base.say(author, 'recordConsent', { id: speaker, ...consent(states.quoting) }),
    nothing: () => base.say(author, 'recordConsent', { id: speaker, ...consent([]) }),
    withdrawn: () => base.say(author, 'withdrawConsent', { id: speaker, extent: 'FUTURE_USE' }),
    expired: () => base.say(author, 'recordConsent', { id: speaker, ...consent(full, SHORT) }),
    erased: () => base.say(author, 'eraseParticipant', { id: speaker }),
    oneWithdrawn: () => base.say(author, 'withdrawConsent', { id: other, extent: 'ALSO_PUBLISHED' }),
    oneErased: () => base.say(author, 'eraseParticipant', { id: other }),
    retained: () => Promise.resolve(),
    anonymized: () =>
      base.say(author, 'anonymizeNote', { id, replaces: 1, segments: [{ keep: 0 }, { keep: 1 }] }),
    destroyed: () => base.say(author, 'destroyNote', { id, reason: 'Notée par erreur' }),
  };
  await came[state]();
  return { id, visibility, state, year, participants, named: speaker };
}
