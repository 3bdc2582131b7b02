import { randomUUID } from 'node:crypto';
import type { GraphqlAnswer } from '../support/graphql-client.js';
import {
  closed,
  CONCEPT,
  conceptOf,
  LATER,
  organizationOf,
  PURPOSE,
  seeded,
  SHORT,
  states,
  TODAY,
  visibilities,
  type Note,
  type State,
} from '../support/interview-states.js';
import { startInterviewBase, type InterviewBase, type Person } from '../support/interviews.js';

/*
 * Who may see an interview note, as a table: every role and relation, every visibility, every state of consent, every path.
 * What is expected is computed from the table here, and from nothing in the program.
 */

type Json = GraphqlAnswer['data'];

type Relation = 'author' | 'member' | 'lead' | 'outsider';
interface Reader {
  readonly role: string;
  readonly relation: Relation;
  /** Null for somebody without a token. */
  person: Person | null;
}
const readers: Record<string, Reader> = {
  'the author, a practitioner': { role: 'practitioner', relation: 'author', person: null },
  'the author with an editor’s token': { role: 'editor', relation: 'author', person: null },
  'the lead, a researcher': { role: 'researcher', relation: 'lead', person: null },
  'the lead with an admin’s token': { role: 'admin', relation: 'lead', person: null },
  'a member, a researcher': { role: 'researcher', relation: 'member', person: null },
  'a member, a practitioner': { role: 'practitioner', relation: 'member', person: null },
  'a researcher outside': { role: 'researcher', relation: 'outsider', person: null },
  'a practitioner outside': { role: 'practitioner', relation: 'outsider', person: null },
  'an editor': { role: 'editor', relation: 'outsider', person: null },
  'an admin': { role: 'admin', relation: 'outsider', person: null },
  'a reader': { role: 'reader', relation: 'outsider', person: null },
};

/* The table. */

const allows = ({ state }: Note, scope: string) =>
  (states[state] as readonly string[] | null)?.includes(scope) ?? false;
const stands = ({ state }: Note) => states[state] !== null && !closed.includes(state);
/** Their rights as a person hold for practitioners and researchers. */
const asPerson = ({ role, relation }: Reader): Relation =>
  role === 'practitioner' || role === 'researcher' ? relation : 'outsider';

function seesMetadata(reader: Reader, note: Note): boolean {
  if (reader.role === 'admin') return true;
  switch (asPerson(reader)) {
    case 'author':
      return true;
    case 'lead':
    case 'member':
      return note.visibility !== 'PRIVATE';
    default:
      return (
        reader.role === 'researcher' &&
        note.visibility === 'RESEARCH' &&
        allows(note, 'REUSE') &&
        note.state !== 'destroyed'
      );
  }
}

function readsBody(reader: Reader, note: Note): boolean {
  if (!stands(note)) return false;
  switch (asPerson(reader)) {
    case 'author':
      return true;
    case 'lead':
    case 'member':
      return note.visibility !== 'PRIVATE' && allows(note, 'ANALYSIS');
    default:
      return reader.role === 'researcher' && note.visibility === 'RESEARCH' && allows(note, 'REUSE');
  }
}

/** Whoever may change it is told what became of it. */
function tellsHistory(reader: Reader, note: Note): boolean {
  const relation = asPerson(reader);
  return (
    reader.role === 'admin' || relation === 'author' || (relation === 'lead' && seesMetadata(reader, note))
  );
}

/** One note at a time, with a stated purpose. */
const breaksGlass = (reader: Reader, note: Note) => reader.role === 'admin' && stands(note);

/* The base. */

let base: InterviewBase;
const notes: Note[] = [];
let study: string;

beforeAll(async () => {
  base = await startInterviewBase(TODAY);
  const author = await base.person('practitioner', 'Author');
  const lead = await base.person('researcher', 'Lead');
  const member = await base.person('researcher', 'Member');
  const field = await base.person('practitioner', 'Field');
  const people: Record<string, Person> = {
    'the author, a practitioner': author,
    'the author with an editor’s token': await base.person('editor', 'Author', { person: author }),
    'the lead, a researcher': lead,
    'the lead with an admin’s token': await base.person('admin', 'Lead', { person: lead }),
    'a member, a researcher': member,
    'a member, a practitioner': field,
    'a researcher outside': await base.person('researcher', 'Outside'),
    'a practitioner outside': await base.person('practitioner', 'Elsewhere'),
    'an editor': await base.person('editor', 'Editor'),
    'an admin': await base.person('admin', 'Admin'),
  };
  for (const [name, person] of Object.entries(people)) readers[name]!.person = person;

  const organization = await organizationOf(base, people['an editor']!);
  await conceptOf(base, people['an editor']!);
  const opened = (retainUntil: string) =>
    base.say(lead, 'openStudy', {
      title: [{ language: 'fr', text: 'Étude' }],
      retainUntil,
      members: [author.id, member.id, field.id],
    });
  study = (await opened('2030-12-31')).id;
  const short = (await opened(SHORT)).id;
  let year = 1950;
  for (const visibility of visibilities) {
    for (const state of Object.keys(states) as State[]) {
      const inShort = state === 'retained' || state === 'anonymized';
      notes.push(
        await seeded(base, author, organization, inShort ? short : study, visibility, state, year++),
      );
    }
  }
  await base.setDay(LATER);
}, 300_000);
afterAll(() => base?.close());

/* The paths. */

const options = ({ person }: Reader, purpose: string | null = PURPOSE) => ({
  ...(person && { token: person.token }),
  ...(purpose !== null && { headers: { 'x-purpose': Buffer.from(purpose).toString('latin1') } }),
});
const metadata = 'id year language visibility version broadRoles organization { id }';
const body = `body { segments { speaker text erased participantLabel } } text date codings { quote code lost } versions { number text }`;
const told = 'totalCount nodes { summary reason person changes { field before after } }';
/** @param reads whether they read the body, too; null for whoever is told nothing */
const expectHistory = (history: Json, note: Note, reads: boolean | null) => {
  expect([note, history !== null]).toEqual([note, reads !== null]);
  if (reads === null) return;
  const coded = history.nodes.find(({ summary }: Json) => summary.startsWith('Passage codé'));
  expect(coded.person).toBe('Author');
  const concept = { field: 'codings', before: null, after: 'Services' };
  expect([coded.reason, coded.changes]).toEqual(
    reads ? [`raison${note.year}fin`, [concept]] : [note.state === 'destroyed' ? '█████' : null, []],
  );
  expect(JSON.stringify(history)).not.toMatch(/mot\d+fin|ibeline|-05-17/);
  if (!reads) expect(JSON.stringify(history)).not.toMatch(/Services|raison/);
};
const expectBody = (found: Json, note: Note, reads: boolean) => {
  if (!reads) {
    expect([note, found.body, found.text, found.date, found.codings, found.versions]).toEqual([
      note,
      null,
      null,
      null,
      null,
      null,
    ]);
    return;
  }
  expect(found.text).toContain(`mot${note.year}fin`);
  expect(found.date).toBe(`${note.year}-05-17`);
  expect(found.codings).toEqual([{ quote: `mot${note.year}fin`, code: CONCEPT.code, lost: false }]);
  expect(found.body.segments[1].text).toContain(`mot${note.year}fin`);
  expect(found.versions).toHaveLength(1);
  const erased = found.body.segments.map((each: Json) => each.erased);
  expect(erased).toEqual(note.state === 'oneErased' ? [false, false, true] : erased.map(() => false));
};

describe.each(Object.keys(readers))('%s', (name) => {
  const reader = readers[name]!;
  const seen = () => notes.filter((note) => seesMetadata(reader, note));
  const read = () => notes.filter((note) => readsBody(reader, note));
  const ask = (query: string, variables: object = {}, purpose?: string | null): Promise<Json> =>
    base.server.query(query, variables, options(reader, purpose));
  const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).sort();

  it('finds by id what is theirs to find, and reads of it what they may', async () => {
    for (const note of notes) {
      const { root, node, nodes, history } = await ask(
        `query ($id: ID!, $ids: [ID!]!) { root: interviewNote(id: $id) { ${metadata} ${body} }
           node(id: $id) { ... on InterviewNote { ${body} } } nodes(ids: $ids) { ... on InterviewNote { ${body} } }
           history(id: $id, languages: ["fr"]) { ${told} } }`,
        { id: note.id, ids: [note.id] },
      );
      expectHistory(history, note, tellsHistory(reader, note) ? readsBody(reader, note) : null);
      if (!seesMetadata(reader, note)) {
        expect([note, root, node, nodes]).toEqual([note, null, null, [null]]);
        continue;
      }
      const reads = readsBody(reader, note) || breaksGlass(reader, note);
      expect(root).toMatchObject({ id: note.id, year: note.year, visibility: note.visibility });
      for (const found of [root, node, nodes[0]]) expectBody(found, note, reads);
    }
  }, 120_000);

  it('cannot tell what is hidden from what is missing', async () => {
    const bytes = async (id: string) => {
      const answer = await base.server.graphql(
        `query ($id: ID!) { interviewNote(id: $id) { ${metadata} ${body} } node(id: $id) { id } nodes(ids: [$id]) { id } history(id: $id) { totalCount } }`,
        { id },
        options(reader),
      );
      return JSON.stringify([answer.status, answer.data, answer.errors]);
    };
    const missing = await bytes(`interviewNote-${randomUUID()}`);
    for (const note of notes.filter((each) => !seesMetadata(reader, each))) {
      expect(await bytes(note.id)).toBe(missing);
    }
  }, 60_000);

  it('lists and counts what they see, and no more', async () => {
    const {
      interviewNotes: all,
      ascending,
      due,
    } = await ask(
      `{ interviewNotes(first: 100) { totalCount nodes { id year } facets { years { year count } visibilities { visibility count }
           organizations { count } studies { id count } languages { count } broadRoles { broadRole count } } }
         ascending: interviewNotes(first: 100, orderBy: { field: YEAR, direction: ASC }) { nodes { id } }
         due: interviewNotes(first: 100, where: { due: true }) { nodes { id } } }`,
    );
    expect(idsOf(all.nodes)).toEqual(idsOf(seen()));
    expect(all.totalCount).toBe(seen().length);
    expect(ascending.nodes.map(({ id }: Json) => id)).toEqual(seen().map(({ id }) => id));
    expect(idsOf(due.nodes)).toEqual(idsOf(seen().filter(({ state }) => state === 'retained')));
    expect(sum(all.facets.years)).toBe(seen().length);
    for (const facet of ['organizations', 'languages', 'studies'])
      expect(sum(all.facets[facet])).toBe(seen().length);
    expect(new Map(all.facets.visibilities.map((each: Json) => [each.visibility, each.count]))).toEqual(
      counted(seen().map(({ visibility }) => visibility)),
    );
  });

  it('reads bodies in lists as by id', async () => {
    if (reader.role === 'admin') return;
    const { interviewNotes } = await ask(
      `{ interviewNotes(first: 100) { nodes { id year ${body} history(languages: ["fr"]) { ${told} } } } }`,
    );
    for (const found of interviewNotes.nodes) {
      const note = notes.find(({ id }) => id === found.id)!;
      expectHistory(found.history, note, tellsHistory(reader, note) ? readsBody(reader, note) : null);
      expectBody(found, note, readsBody(reader, note));
    }
  });

  it('finds by what is coded, by words and by counts those alone whose body they read', async () => {
    const { coded, not, words } = await ask(
      `query ($coded: CodedWithFilter!) {
         coded: interviewNotes(first: 100, where: { codedWith: $coded }) { totalCount nodes { id } facets { years { count } } }
         not: interviewNotes(first: 100, where: { not: { codedWith: $coded } }) { totalCount }
         words: searchInterviewNotes(text: "zibeline", first: 100) { scanned stoppedBecause hits { note { id } highlights } } }`,
      { coded: { scheme: CONCEPT.scheme, any: [CONCEPT.code] } },
    );
    expect(idsOf(coded.nodes)).toEqual(idsOf(read()));
    expect(coded.totalCount).toBe(read().length);
    expect(sum(coded.facets.years)).toBe(read().length);
    expect(not.totalCount).toBe(seen().length - read().length);
    expect(idsOf(words.hits.map(({ note }: Json) => note))).toEqual(idsOf(read()));
    expect(words).toMatchObject({ scanned: read().length, stoppedBecause: 'END' });
    for (const { highlights } of words.hits) expect(highlights[0]).toContain('<mark>Zibeline</mark>');
    const { interviewNotes } = await ask(
      `{ interviewNotes { facets { concepts { concept { code } count } } } }`,
    );
    expect(sum(interviewNotes.facets.concepts)).toBe(read().length);
  });

  it('sorts by time only where the time is known to them', async () => {
    const query = `{ interviewNotes(first: 100, orderBy: { field: RECORDED }) { nodes { id } } }`;
    const answer = await base.server.graphql(query, {}, options(reader));
    if (reader.role === 'admin') expect(answer.data.interviewNotes.nodes).toHaveLength(notes.length);
    else expect(answer.errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    const { mine, known } = await ask(
      `{ mine: interviewNotes(first: 100, where: { mine: true }, orderBy: { field: RECORDED, direction: ASC }) { nodes { id } }
         known: interviewNotes(first: 100) { nodes { recordedAt updatedAt addedBy } } }`,
    );
    expect(mine.nodes.map(({ id }: Json) => id)).toEqual(
      asPerson(reader) === 'author' ? notes.map(({ id }) => id) : [],
    );
    const knows = reader.role === 'admin' || asPerson(reader) !== 'outsider';
    for (const each of known.nodes) {
      expect([each.recordedAt, each.updatedAt, each.addedBy].map((value) => value !== null)).toEqual([
        knows,
        knows,
        knows,
      ]);
    }
  });

  it('knows of participants what is theirs to know', async () => {
    for (const note of notes) {
      for (const id of note.participants) {
        const { participant, history } = await ask(
          `query ($id: ID!) { participant(id: $id) { state pseudonym name contact role consents { scopes stands } history { ${told} } }
             history(id: $id) { ${told} } }`,
          { id },
        );
        const relation = asPerson(reader);
        if (relation === 'outsider' && reader.role !== 'admin') {
          expect([participant, history]).toEqual([null, null]);
          continue;
        }
        const gone = participant.state !== 'ENROLLED';
        const knows = (relation === 'author' || relation === 'lead') && !gone;
        const named = participant.contact !== null && participant.role !== null;
        const first = id === note.named;
        expect([note.state, participant.name !== null, named]).toEqual([
          note.state,
          knows && first,
          knows && first,
        ]);
        const changes = relation === 'author' || relation === 'lead' || reader.role === 'admin';
        expect([note.state, participant.history]).toEqual([note.state, changes ? history : null]);
        if (changes) {
          const values = history.nodes.at(-1).changes.map(({ after }: Json) => after);
          expect(JSON.stringify(history).match(/(Pseudo|Autre|Nom|contact|Rôle)\d+/g) !== null).toBe(knows);
          if (gone && reader.role !== 'admin') expect(values).toContain('█████');
          if (gone) expect(JSON.stringify(history)).not.toContain('analyse');
        } else expect(history).toBeNull();
        const pseudonym = knows || (readsBody(reader, note) && !gone);
        expect([note, participant.pseudonym !== null]).toEqual([note, pseudonym]);
        if (gone) expect(participant.consents).toEqual([]);
      }
    }
  }, 60_000);

  it('states what it is read for', async () => {
    for (const note of notes.filter((each) => readsBody(reader, each) || breaksGlass(reader, each))) {
      const answer = await base.server.graphql(
        `query ($id: ID!) { interviewNote(id: $id) { id text } }`,
        { id: note.id },
        options(reader, null),
      );
      if (asPerson(reader) !== 'outsider') expect(answer.errors).toBeUndefined();
      else {
        expect(answer.errors).toMatchObject([
          { extensions: { code: 'PURPOSE_REQUIRED' }, path: ['interviewNote', 'text'] },
        ]);
        expect(answer.data.interviewNote).toEqual({ id: note.id, text: null });
      }
    }
  });
});

describe('Studies', () => {
  it('are seen by those who research, edit and administer, and by their members; these alone see who is a member', async () => {
    for (const reader of Object.values(readers)) {
      const { study: found, studies } = await base.server.query(
        `query ($id: ID!) { study(id: $id) { retainUntil history { nodes { summary person } } members breakGlassReads { nodes { record } } } studies { totalCount } }`,
        { id: study },
        options(reader),
      );
      const relation = asPerson(reader);
      const sees = reader.role !== 'reader' && (reader.role !== 'practitioner' || relation !== 'outsider');
      expect([reader.role, found !== null, studies.totalCount]).toEqual([reader.role, sees, sees ? 2 : 0]);
      if (!sees) continue;
      expect([reader.role, found.members !== null]).toEqual([
        reader.role,
        relation !== 'outsider' || reader.role === 'admin',
      ]);
      const shown = relation === 'lead' || reader.role === 'admin';
      expect([reader.role, found.history?.nodes[0].summary]).toEqual([
        reader.role,
        shown ? expect.stringContaining('Étude') : undefined,
      ]);
      expect([reader.role, (found.breakGlassReads?.nodes.length ?? 0) > 0]).toEqual([reader.role, shown]);
    }
  });
});

const sum = (counts: readonly { readonly count: number }[]) =>
  counts.reduce((all, { count }) => all + count, 0);
const counted = (values: readonly string[]) =>
  values.reduce(
    (counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1),
    new Map<string, number>(),
  );
