import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Kind, OperationTypeNode, parse, type OperationDefinitionNode } from 'graphql';
import { run, startCasebook, temporaryFolder, type Casebook } from '../support/casebook-server.js';

type Json = ReturnType<typeof JSON.parse>;

const guide = await readFile(new URL('../../docs/guide/interviews.md', import.meta.url), 'utf8');

/** Whose section it is. What stands in a section with no name here is said by whoever spoke before. */
const speakers: Readonly<Record<string, string>> = {
  'The lead': 'Lise Fictive',
  'The practitioner': 'Paul Fictif',
  'A researcher elsewhere': 'Renée Fictive',
  'With a token for a study': 'Omar Fictif',
  'Into a case study': 'Lise Fictive',
  'The editor': 'Édith Fictive',
  Everybody: 'everybody',
  'An admin': 'admin',
  'The lead is told': 'Lise Fictive',
  'A participant’s wish': 'Paul Fictif',
  'At the end': 'Lise Fictive',
};

interface Step {
  readonly name: string;
  readonly language: 'sh' | 'graphql';
  readonly text: string;
  readonly speaker: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The blocks of the page in their order; a block of headers belongs to the query that follows. */
function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  let speaker = 'operator';
  let headers: Record<string, string> = {};
  for (const [, heading, language, text] of page.matchAll(
    /^#{2,3} ([^\n]+)$|^```(sh|graphql|json)\n(.*?)^```/gms,
  )) {
    if (heading !== undefined) speaker = speakers[heading.replace("'", '’')] ?? speaker;
    else if (language === 'json') headers = JSON.parse(text!) as Record<string, string>;
    else {
      const name = language === 'sh' ? text!.trim().split('\n')[0]! : fieldsOf(text!).join(', ');
      steps.push({ name, language: language as Step['language'], text: text!, speaker, headers });
      headers = {};
    }
  }
  return steps;
}

function operationOf(document: string): OperationDefinitionNode {
  return parse(document).definitions[0] as OperationDefinitionNode;
}

function fieldsOf(document: string): string[] {
  return operationOf(document).selectionSet.selections.flatMap((field) =>
    field.kind === Kind.FIELD ? [field.name.value] : [],
  );
}

const steps = stepsOf(guide);

describe('docs/guide/interviews.md', () => {
  let casebook: Casebook;
  let folder: string;
  const key = { CASEBOOK_MASTER_KEY: randomBytes(32).toString('base64url') };
  const tokens = new Map<string, string>();
  /** What a reader of the page has seen so far, by the name that the page gives it. */
  const seen: Record<string, unknown> = {};
  const answers = new Map<string, Json>();

  beforeAll(async () => {
    folder = await temporaryFolder();
    casebook = await startCasebook({ samples: true, env: key });
    tokens.set('admin', casebook.admin);
  }, 120_000);
  afterAll(async () => {
    await casebook?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(steps)(
    'works: $speaker says $name',
    async (step) => {
      if (step.language === 'sh') {
        for (const line of step.text.trim().split('\n')) await command(line);
        return;
      }
      const data = await asked(step);
      answers.set(`${step.speaker}: ${step.name}`, data);
      if (operationOf(step.text).operation === OperationTypeNode.QUERY) return;
      for (const payload of Object.values<Json>(data)) expect(payload).toMatchObject({ errors: [] });
      remember(data);
    },
    60_000,
  );

  async function asked({ text, speaker, headers }: Step): Promise<Json> {
    const variables = Object.fromEntries(
      (operationOf(text).variableDefinitions ?? []).map(({ variable: { name } }) => {
        if (!(name.value in seen)) throw new Error(`Nobody has seen $${name.value} yet`);
        return [name.value, seen[name.value]];
      }),
    );
    const token = tokens.get(speaker);
    if (token === undefined && speaker !== 'everybody') throw new Error(`${speaker} has no token yet`);
    const signedIn = token === undefined ? {} : { token };
    if (Object.keys(headers).length > 0) {
      // What the page says of a purpose is true: without it nothing is read.
      const { errors } = await casebook.server.graphql(text, variables, signedIn);
      expect(errors?.map(({ extensions }) => extensions.code)).toContain('PURPOSE_REQUIRED');
    }
    // On a machine that is too busy for the database's deadlines: nothing was done, and it is said again as the answer asks.
    for (let refusals = 0; ; refusals++) {
      const { data, errors } = await casebook.server.graphql(text, variables, { ...signedIn, headers });
      if (!errors) return data;
      const { code, retryAfter } = errors[0].extensions;
      if (code !== 'UNAVAILABLE' || refusals === 5) throw new Error(JSON.stringify(errors));
      await delay(retryAfter * 1_000);
    }
  }

  /** The first id under each name: that of `participants` is `participant`. */
  function remember(value: Json): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, part] of Object.entries<Json>(value)) {
      const first = Array.isArray(part) ? part[0] : part;
      if (typeof first?.id === 'string') seen[name.replace(/s$/, '')] ??= first.id;
      if (name === 'submission') seen[name] = part;
      remember(first);
    }
  }

  /** A line for a shell, with the words in quotes and the `$NAMES` that it may have. */
  async function command(line: string): Promise<void> {
    const [, rest] = /^npm run casebook -- (.+)$/.exec(line)!;
    const words = [...rest!.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const args = words.map((word) =>
      word.replace(/^\$([A-Z]+)$/, (_, name: string) => String(seen[name.toLowerCase()])),
    );
    const { code, stdout, stderr } = await run('cli.js', args, {
      env: { ...casebook.env, ...key },
      cwd: folder,
    });
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: expect.any(String) });
    if (args[0] !== 'token') return;
    const name = args[args.indexOf('--name') + 1]!;
    tokens.set(name, stdout.trim());
    if (args.includes('practitioner')) seen['practitioner'] = /\((person-[^)]+)\)/.exec(stderr)![1];
  }

  it('leads to what it says', async () => {
    const of = (name: string): Json => answers.get(name) ?? fail(name);
    expect(steps.length).toBeGreaterThan(20);
    expect(of('Paul Fictif: organizations').organizations.nodes).toContainEqual(
      expect.objectContaining({ id: 'organization-c1b1b066-ab4e-499b-a056-947230d540f1' }),
    );
    const found = { totalCount: 1, nodes: [expect.objectContaining({ id: seen['interviewNote'] })] };
    expect(of('Paul Fictif: interviewNotes').interviewNotes).toMatchObject(found);
    expect(of('Paul Fictif: searchInterviewNotes').searchInterviewNotes.hits).toHaveLength(1);
    const corrected = of('Paul Fictif: correctInterviewNote').correctInterviewNote.interviewNote;
    expect(corrected).toMatchObject({ version: 2, codings: [{ lost: false }] });
    expect(of('Renée Fictive: interviewNote').interviewNote.text).toContain('every evening');
    const passage = { __typename: 'CodedPassage', quote: 'We stopped counting twice' };
    expect(of('Édith Fictive: caseStudy').caseStudy.claims[0].evidence[0]).toMatchObject({ passage });
    expect(of('everybody: caseStudy').caseStudy.claims[0]).toEqual({
      standing: 'SUPPORTED',
      evidence: [
        {
          quotation: { form: 'ANONYMOUS', text: passage.quote },
          passage: { __typename: 'RestrictedEvidence' },
        },
      ],
    });
    expect(of('admin: interviewNote').interviewNote.text).toContain('every evening');
    expect(of('admin: interviewNoteReads').interviewNoteReads.nodes[0]).toMatchObject({ breakGlass: true });
    expect(of('Lise Fictive: study').study.breakGlassReads.nodes).toHaveLength(1);
    expect(JSON.parse(await readFile(join(folder, 'own-data.json'), 'utf8'))).toMatchObject({
      participant: { id: seen['participant'], enrolled: { name: 'Ada Exemple' } },
      notes: [{ id: seen['interviewNote'] }],
    });
    expect(of('Paul Fictif: withdrawConsent').withdrawConsent.participant.consents).toEqual([
      { stands: false, withdrawal: { extent: 'ALSO_PUBLISHED' } },
    ]);
    expect(of('Lise Fictive: interviewNotes').interviewNotes.totalCount).toBe(0);
  });
});

function fail(name: string): never {
  throw new Error(`The page does not have ${name}`);
}
