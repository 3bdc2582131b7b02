import type { Role } from '../../src/platform/access/viewer.js';
import { randomUUID } from 'node:crypto';
import type { GraphqlAnswer } from './graphql-client.js';
import { CONCEPT, conceptOf, consent, organizationOf } from './interview-states.js';
import { startInterviewBase, type InterviewBase, type Person } from './interviews.js';

type Json = GraphqlAnswer['data'];

export const WORDS = 'Zibeline parle fort aux gens du quai';
export const fr = (text: string) => [{ language: 'fr', text }];
const all = ['ANALYSIS', 'REUSE', 'ANONYMOUS_QUOTE', 'ATTRIBUTED_QUOTE', 'PUBLICATION'];

/** A note with one coded passage. */
export interface Coded {
  readonly note: string;
  readonly codingId: string;
  readonly participant: string;
}

/** A case study with a claim that rests on a passage. */
export interface Resting extends Coded {
  readonly id: string;
  readonly claimId: string;
  readonly evidenceId: string;
}

const evidence = `id kind stands correctedSince passage { __typename
  ... on CodedPassage { quote note { id year body { version } } coding { id quote } checkedBy checkedOn }
  ... on RestrictedEvidence { kind covered standing } }
  quotation { form text attribution placeholder { reason date } }`;
export const shownClaims = `claims { standing evidence { ${evidence} } }`;

export async function openQuotedCaseStudies() {
  const base = await startInterviewBase('2026-03-01');
  const person = (role: Role, name: string) => base.person(role, name);
  const [ann, bea, cleo, dora] = [
    await person('researcher', 'Ann'),
    await person('editor', 'Bea'),
    await person('editor', 'Cleo'),
    await person('researcher', 'Dora'),
  ];
  const admin = await person('admin', 'Admin');
  await conceptOf(base, bea);
  const { id: study } = await base.say(ann, 'openStudy', { title: fr('Étude'), retainUntil: '2030-12-31' });
  return new QuotedCaseStudies(base, { ann, bea, cleo, dora, admin }, study);
}

/** Ann interviews and writes; Bea and Cleo edit; Dora is a researcher outside. */
export class QuotedCaseStudies {
  constructor(
    readonly base: InterviewBase,
    readonly persons: Readonly<Record<'ann' | 'bea' | 'cleo' | 'dora' | 'admin', Person>>,
    readonly study: string,
  ) {}

  organization(): Promise<string> {
    return organizationOf(this.base, this.persons.bea);
  }

  async coded(
    organization: string,
    {
      scopes = all,
      until,
      visibility = 'STUDY',
      words = WORDS,
    }: {
      scopes?: readonly string[];
      until?: string;
      visibility?: string;
      words?: string;
    } = {},
  ): Promise<Coded> {
    const { ann } = this.persons;
    const { id: note } = await this.base.say(ann, 'addInterviewNote', {
      study: this.study,
      about: { organization },
      language: 'fr',
      year: 2026,
      visibility,
      newParticipant: {
        ...{ pseudonym: 'Pseudo', name: 'Nomée Vraie', broadRole: 'MANAGER' },
        consent: consent(scopes, until),
      },
      segments: [
        { speaker: 'INTERVIEWER', text: 'Comment ? ' },
        { speaker: 'PARTICIPANT', text: `Avant. ${words}. Après.` },
      ],
    });
    const codingId = randomUUID();
    await this.base.say(ann, 'codePassage', { id: note, codingId, quote: words, concept: CONCEPT });
    const { interviewNote } = await this.ask(
      ann,
      `query ($id: ID!) { interviewNote(id: $id) { participants { id } } }`,
      {
        id: note,
      },
    );
    return { note, codingId, participant: interviewNote.participants[0].id };
  }

  /** Ann's draft with a claim that rests on the passage. */
  async resting(coded: Coded, organization: string, quotation?: string): Promise<Resting> {
    const { ann } = this.persons;
    const { id } = await this.done(ann, 'draftCaseStudy', {
      title: fr('Étude de cas'),
      organization,
      sections: {
        ...{ context: fr('Le contexte'), need: fr('Un besoin'), solution: fr('Une solution') },
        ...{ results: fr('Des résultats'), lessons: fr('Des leçons') },
      },
      idempotencyKey: randomUUID(),
    });
    const [claimId, evidenceId] = [randomUUID(), randomUUID()];
    await this.done(ann, 'addClaim', {
      ...{ id, claimId, statement: fr('On en parle'), confidence: 'MEDIUM' },
      evidence: [
        {
          ...{ evidenceId, stance: 'SUPPORTS', kind: 'PASSAGE' },
          ...{ interviewNote: coded.note, codingId: coded.codingId },
          ...(quotation && { quotation: { form: quotation } }),
        },
      ],
    });
    return { ...coded, id, claimId, evidenceId };
  }

  check({ id, claimId, evidenceId }: Resting, person = this.persons.cleo): Promise<Json> {
    return this.say(person, 'checkQuotation', { id, claimId, evidenceId, note: 'Plus de vingt gérantes' });
  }

  /** Submitted and approved. */
  async approved(id: string): Promise<void> {
    const { ann, bea } = this.persons;
    const { submission } = await this.done(ann, 'submitForReview', { id });
    await this.done(bea, 'approveCaseStudy', { id, submission });
  }

  async published(id: string): Promise<void> {
    await this.approved(id);
    await this.done(this.persons.bea, 'publishEdition', { id });
  }

  /** A published case study with a quotation. */
  async quoted(form: 'ANONYMOUS' | 'ATTRIBUTED', more: object = {}): Promise<Resting> {
    const organization = await this.organization();
    const resting = await this.resting(await this.coded(organization, more), organization, form);
    if (form === 'ANONYMOUS') expect((await this.check(resting)).errors).toEqual([]);
    await this.published(resting.id);
    return resting;
  }

  async say(person: Person, name: string, input: object): Promise<Json> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { payload: ${name}(input: $input) { visibility caseStudy { id submission }
      errors { code path message } } }`;
    return (await this.ask(person, query, { input })).payload;
  }

  async done(person: Person, name: string, input: object): Promise<Json> {
    const payload = await this.say(person, name, input);
    expect(payload).toMatchObject({ errors: [], visibility: 'VISIBLE' });
    return payload.caseStudy;
  }

  async refused(person: Person, name: string, input: object): Promise<Json> {
    const payload = await this.say(person, name, input);
    expect(payload).toMatchObject({ caseStudy: null, errors: [expect.anything()] });
    return payload.errors[0];
  }

  ask(person: Person | null, query: string, variables: object = {}): Promise<Json> {
    return this.base.server.query(query, variables, person ? { token: person.token } : {});
  }

  /** The only evidence of the only claim of an edition. */
  async evidence(id: string, person: Person | null = null, number = 1): Promise<Json> {
    const query = `query ($id: ID!, $n: Int!) { caseStudyEdition(caseStudy: $id, number: $n) { ${shownClaims} } }`;
    const [claim] = (await this.ask(person, query, { id, n: number })).caseStudyEdition.claims;
    return { standing: claim.standing, ...claim.evidence[0] };
  }
}
