import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { caseStudyCommands } from '../../src/case-studies/domain/case-study.commands.js';
import { caseStudy } from '../../src/case-studies/domain/case-study.decider.js';
import { caseStudyEvents } from '../../src/case-studies/domain/case-study.events.js';
import type { CaseStudy } from '../../src/case-studies/domain/case-study.state.js';
import type { CommandDefinition } from '../../src/kernel/commands.js';
import type { EventDefinition } from '../../src/kernel/events.js';
import { parseStreamId } from '../../src/kernel/ids.js';
import { choose, isStale, type LocalizedText } from '../../src/kernel/localized-text.js';
import { initiativeCommands } from '../../src/initiatives/domain/initiative.commands.js';
import { initiative } from '../../src/initiatives/domain/initiative.decider.js';
import { initiativeEvents, stages } from '../../src/initiatives/domain/initiative.events.js';
import type { Initiative } from '../../src/initiatives/domain/initiative.state.js';
import { interviewNoteCommands } from '../../src/interviews/domain/interview-note.commands.js';
import { participantCommands } from '../../src/interviews/domain/participant.commands.js';
import { studyCommands } from '../../src/interviews/domain/study.commands.js';
import { literatureSourceCommands } from '../../src/literature/domain/literature-source.commands.js';
import { literatureSource } from '../../src/literature/domain/literature-source.decider.js';
import { literatureSourceEvents } from '../../src/literature/domain/literature-source.events.js';
import type { LiteratureSource } from '../../src/literature/domain/literature-source.state.js';
import { publishedFigureCommands } from '../../src/literature/domain/published-figure.commands.js';
import { publishedFigure } from '../../src/literature/domain/published-figure.decider.js';
import { publishedFigureEvents } from '../../src/literature/domain/published-figure.events.js';
import type { PublishedFigure } from '../../src/literature/domain/published-figure.state.js';
import { organizationCommands } from '../../src/organizations/domain/organization.commands.js';
import { organization } from '../../src/organizations/domain/organization.decider.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import { conceptSchemeCommands, schemeId } from '../../src/vocabularies/domain/concept-scheme.commands.js';
import { conceptScheme } from '../../src/vocabularies/domain/concept-scheme.decider.js';
import { conceptSchemeEvents } from '../../src/vocabularies/domain/concept-scheme.events.js';
import type { ConceptScheme } from '../../src/vocabularies/domain/concept-scheme.state.js';

const SAMPLES = join(process.cwd(), 'samples');
const line = z.strictObject({
  command: z.string(),
  data: z.record(z.string(), z.unknown()),
  idempotencyKey: z.string().regex(/^samples\/[a-z0-9/-]+$/),
});
type Line = z.infer<typeof line> & { at: string; by: string; personal: boolean };

const { files } = z
  .strictObject({
    files: z.array(
      z.union([
        z.string().transform((file) => ({ file, by: 'writer', personal: false })),
        z.strictObject({ file: z.string(), by: z.string(), personal: z.boolean().default(false) }),
      ]),
    ),
  })
  .parse(JSON.parse(readFileSync(join(SAMPLES, 'index.json'), 'utf8')));

const lines: Line[] = files.flatMap(({ file, by, personal }) =>
  readFileSync(join(SAMPLES, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((row, index) => ({ ...line.parse(JSON.parse(row)), by, personal, at: `${file}:${index + 1}` })),
);

/** One aggregate with its types erased: the corpus mixes all of them. */
interface Slice {
  commands: Readonly<Record<string, CommandDefinition>>;
  events: Readonly<Record<string, EventDefinition>>;
  decider: {
    initialState: unknown;
    decide(command: unknown, state: unknown): readonly { type: string; data: unknown }[];
    evolve(state: unknown, event: unknown): unknown;
  };
}
const slices = {
  conceptScheme: { ...conceptSchemeCommands, ...conceptSchemeEvents, decider: conceptScheme },
  literatureSource: { ...literatureSourceCommands, ...literatureSourceEvents, decider: literatureSource },
  publishedFigure: { ...publishedFigureCommands, ...publishedFigureEvents, decider: publishedFigure },
  organization: { ...organizationCommands, ...organizationEvents, decider: organization },
  initiative: { ...initiativeCommands, ...initiativeEvents, decider: initiative },
  caseStudy: { ...caseStudyCommands, ...caseStudyEvents, decider: caseStudy },
  study: studyCommands,
  participant: participantCommands,
  interviewNote: interviewNoteCommands,
} as unknown as Record<string, Slice>;

/** Category and stream of a line: an id in it, or the code of its scheme. */
function target({ command, data }: Line): { slice: Slice; stream: string } {
  const scheme = data['scheme'] ?? (command === 'CreateScheme' ? data['code'] : undefined);
  const stream = scheme === undefined ? String(data['id']) : schemeId(scheme as string);
  const slice = slices[parseStreamId(stream)?.category ?? ''];
  if (!slice?.commands[command]) throw new Error(`${command} of ${stream} is unknown`);
  return { slice, stream };
}

/** Codes that a line names, by scheme. */
function conceptsNamed({ data }: Line): Record<string, readonly string[]> {
  const region = (data['place'] as { region?: string } | undefined)?.region;
  return {
    'social-missions': (data['missions'] as string[]) ?? [],
    'digital-uses': (data['digitalUses'] as string[]) ?? [],
    'distinctive-characteristics': (data['characteristics'] as string[]) ?? [],
    sectors: (data['sectors'] as string[]) ?? [],
    regions: region === undefined ? [] : [region],
  };
}

const organizationsNamed = ({ data }: Line) =>
  [...((data['owners'] as string[]) ?? []), data['into']].filter((id) => id !== undefined) as string[];

interface Said {
  readonly evidence?: readonly { readonly kind: string }[];
}

/** What the preparation of a case study's command fills in: where a passage stands is looked up in its note. */
function filledIn(command: string, { evidence }: Said, by: string) {
  const passage = { version: 1, start: 0, end: 1, participants: [`participant-${randomUUID()}`] };
  const placed = evidence?.map((one) => (one.kind === 'passage' ? { ...one, passage } : one));
  return {
    by,
    ...(command === 'CheckQuotation' && { on: '2026-01-01' }),
    ...(placed && { evidence: placed }),
  };
}

/** Says every line in order, and collects what a person who loads the corpus would be told. */
function load() {
  const states = new Map<string, unknown>();
  const problems: string[] = [];
  for (const said of lines) {
    try {
      const { slice, stream } = target(said);
      const parsed = slice.commands[said.command]!.schema.parse(said.data);
      expect(parsed).toEqual(said.data);
      // Consents, keys and places of passages are filled in from other streams: a demo's start decides these.
      if (said.personal && slice !== slices['caseStudy']) continue;
      for (const [scheme, codes] of Object.entries(conceptsNamed(said))) {
        const concepts = (states.get(schemeId(scheme)) as ConceptScheme | undefined)?.concepts;
        for (const code of codes)
          if (concepts?.get(code)?.status !== 'active') problems.push(`${said.at}: no ${scheme}/${code}`);
      }
      for (const id of organizationsNamed(said)) {
        const status = (states.get(id) as { status: string } | undefined)?.status;
        if (status !== 'active') problems.push(`${said.at}: ${id} is ${status ?? 'unknown'}`);
      }
      let state = states.get(stream) ?? slice.decider.initialState;
      const events = slice.decider.decide(
        {
          type: said.command,
          ...(parsed as object),
          ...(slice === slices['caseStudy'] && filledIn(said.command, parsed as Said, said.by)),
        },
        state,
      );
      if (events.length === 0) problems.push(`${said.at}: changes nothing`);
      for (const event of events) {
        slice.events[event.type]!.schema.parse(event.data);
        state = slice.decider.evolve(state, event);
      }
      states.set(stream, state);
    } catch (error) {
      problems.push(`${said.at}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { states, problems };
}

const { states, problems } = load();
const statesOf = <State>(category: string) =>
  [...states].flatMap(([stream, state]) =>
    parseStreamId(stream)?.category === category ? [state as State] : [],
  );
const initiatives = statesOf<Initiative>('initiative');
const schemes = statesOf<ConceptScheme>('conceptScheme');
const conceptsOf = ({ concepts }: ConceptScheme) => [...concepts].map(([, concept]) => concept);
const said = (...commands: string[]) => lines.filter(({ command }) => commands.includes(command));

/** Every string in a value, with the language where it is one of a localized text. */
function strings(value: unknown, language?: string): { text: string; language?: string }[] {
  if (typeof value === 'string') return [{ text: value, language }];
  if (value === null || typeof value !== 'object') return [];
  const tag = 'language' in value && typeof value.language === 'string' ? value.language : language;
  return Object.values(value).flatMap((inner) => strings(inner, tag));
}

describe('the sample corpus', () => {
  it('lists each of its files once', () => {
    const found = readdirSync(SAMPLES, { recursive: true }).map(String);
    expect(files.map(({ file }) => file).sort()).toEqual(
      found.filter((file) => file.endsWith('.ndjson')).sort(),
    );
  });

  it('is accepted line by line, and every line changes something', () => expect(problems).toEqual([]));

  it('has an idempotency key of its own on each line', () =>
    expect(new Set(lines.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(lines.length));

  it('says of every organization and initiative that it is fictional, and of every source', () => {
    const records = said('RegisterOrganization', 'RecordInitiative');
    expect(records.filter(({ data }) => data['fictional'] !== true)).toEqual([]);
    const outcomes = initiatives.flatMap((state) => Object.values(state.outcomes));
    expect(
      outcomes.filter(({ source }) => !/\((?:fictifs?|fictives?|fictional)\)$/.test(source?.text ?? '')),
    ).toEqual([]);
  });

  it('leads to no real site', () => {
    const addresses = lines.flatMap(({ data }) => strings(data)).filter(({ text }) => /^https?:/.test(text));
    expect(addresses.filter(({ text }) => !new URL(text).hostname.endsWith('.example.org'))).toEqual([]);
  });

  it('uses French typography', () => {
    const french = lines.flatMap(({ data }) => strings(data)).filter(({ language }) => language === 'fr');
    const wrong =
      /['"\u201c\u201d]|\.{3}| [:;?!»%$]|[^ \u00a0»]:(?!\/)|« |\u00a0[;?!]|\u00ab[^\u00a0]|\d \d{3}| {2}/;
    expect(french.filter(({ text }) => wrong.test(text))).toEqual([]);
    expect(lines.flatMap(({ data }) => strings(data)).filter(({ text }) => text.includes("'"))).toEqual([]);
  });

  it('is dated between 2016 and June 2026', () => {
    // Apart from interviews, whose consents and retention end later.
    const dates = lines
      .filter(({ personal }) => !personal)
      .flatMap(({ data }) => strings(data))
      .filter(({ text }) => /^\d{4}-\d\d-\d\d$/.test(text));
    expect(dates.length).toBeGreaterThan(100);
    expect(dates.filter(({ text }) => text < '2016-01-01' || text > '2026-06-30')).toEqual([]);
  });
});

describe('the shipped vocabularies', () => {
  it('are seven', () => expect(schemes).toHaveLength(7));

  it('are written in French and translated into English, definitions included', () => {
    const concepts = schemes.flatMap(conceptsOf);
    const texts = concepts.flatMap(({ label, definition }) => (definition ? [label, definition] : [label]));
    const languages = (text: LocalizedText) => `${text['fr']?.origin} ${text['en']?.origin}`;
    expect(texts.filter((text) => languages(text) !== 'original human')).toEqual([]);
  });

  it.each([
    'social-missions',
    'digital-uses',
    'distinctive-characteristics',
    'project-phases',
    'readiness-conditions',
  ])('define every concept of %s', (code) => {
    const concepts = conceptsOf(states.get(schemeId(code)) as ConceptScheme);
    expect(concepts.filter(({ definition }) => !definition).map((concept) => concept.code)).toEqual([]);
  });
});

describe('the published figures', () => {
  const figures = statesOf<PublishedFigure>('publishedFigure');

  it('are real, and so are the sources that publish and report them', () => {
    expect(figures).toHaveLength(23);
    expect(figures.filter(({ recorded }) => recorded.fictional)).toEqual([]);
    const sources = figures.flatMap(({ source, reportedBy }) => [
      source,
      ...(reportedBy ? [reportedBy] : []),
    ]);
    const imported = sources.map((id) => (states.get(id) as LiteratureSource | undefined)?.imported);
    expect(imported.filter((source) => !source || source.fictional)).toEqual([]);
  });

  it('count the enterprises twice, each with what it counts', () => {
    const counts = figures.filter(({ indicatorCode }) => indicatorCode === 'social-economy-enterprises');
    expect(counts.map(({ value }) => value)).toEqual([7000, 11_200]);
    expect(counts.filter(({ texts }) => !texts.definition)).toEqual([]);
  });
});

describe('the portrait', () => {
  it('has 25 organizations in all 17 regions, and 40 initiatives at every stage', () => {
    const regions = said('RegisterOrganization').flatMap((row) => conceptsNamed(row)['regions']!);
    expect(regions).toHaveLength(25);
    expect(new Set(regions).size).toBe(17);
    expect(initiatives).toHaveLength(40);
    expect(new Set(initiatives.map(({ stage }) => stage))).toEqual(new Set(stages));
  });

  it('shows several local services that are in use', () => {
    const inUse = initiatives.filter(({ stage }) => stage === 'deployed' || stage === 'sustained');
    expect(
      inUse.filter(({ missions }) => missions?.includes('local-services')).length,
    ).toBeGreaterThanOrEqual(5);
  });

  it('shows stale translations and missing ones', () => {
    const texts = [
      ...initiatives.flatMap(({ title, summary }) => [title, summary]),
      ...statesOf<{ name: LocalizedText }>('organization').map(({ name }) => name),
    ];
    const present = texts.filter((text) => text !== undefined);
    expect(present.some((text) => isStale(text, 'en'))).toBe(true);
    expect(present.some((text) => choose(text, ['en'])?.language === 'fr')).toBe(true);
    expect(present.some((text) => choose(text, ['fr'])?.language === 'en')).toBe(true);
  });
});

describe('the case studies', () => {
  const studies = statesOf<CaseStudy>('caseStudy');

  it('are fourteen, all fictional, twelve of them published and one twice', () => {
    expect(studies).toHaveLength(14);
    expect(studies.filter(({ drafted }) => !drafted.fictional)).toEqual([]);
    const editions = studies.flatMap(({ published }) => (published ? [published.number] : []));
    expect(editions.sort()).toEqual([...Array.from({ length: 11 }, () => 1), 2]);
  });

  it('say everything in French and in English', () => {
    const texts = studies.flatMap(({ content: { title, sections, claims } }) => [
      title,
      ...Object.values(sections),
      ...claims.map(({ statement }) => statement),
    ]);
    const missing = texts.filter((text) => !text['fr'] || !text['en']);
    expect(texts.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});
