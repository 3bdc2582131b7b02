import { randomUUID } from 'node:crypto';
import type { GraphqlAnswer, GraphqlClient, RequestOptions } from './graphql-client.js';

type Json = GraphqlAnswer['data'];

const text = '{ text language origin stale version of }';
const initiative = `id revision fictional stage stageSince allowedMoves titles ${text} summaries ${text}
  owners { id redirectedFrom name(languages: ["fr"]) } missions { code } digitalUses { code } characteristics { code }
  place { country municipality region { code } } regions { from concepts { code } } stageHistory { stage kind on reason }
  costs { amount currency label year } links { url label } externalReferences { system id } flags { code message }
  outcomes { id value unit date source { text url } indicators ${text} }`;
const organization = `id revision fictional status redirectedFrom legalForm sizeBand website country municipality
  names ${text} descriptions ${text} alternativeNames missions { code } sectors { code } region { code } dissolvedOn
  eligibility { status assessments { principle met evidence } } externalReferences { system id }`;
const conceptScheme = `id revision code uri titles ${text} concepts(first: 100) { totalCount nodes {
  code status labels ${text} definitions ${text} alternativeLabels { text language } broader { code }
  replacedBy { code } mappings { target relation } notation } }`;

const literatureSource = `id revision fictional status redirectedFrom title authors year type doi url csl cslVersion
  language reliability retraction { reason on } externalReferences { system id } flags { code message source { id } }`;
const publishedFigure = `id revision fictional indicatorCode value unit approximate n page retracted retractionReason
  period { from to } region { code } indicators: texts(text: INDICATOR) ${text} populations: texts(text: POPULATION) ${text}
  geographies: texts(text: GEOGRAPHY) ${text} definitions: texts(text: DEFINITION) ${text} notes: texts(text: NOTE) ${text}
  source { id } reportedBy { id } externalReferences { system id } flags { code message source { id } }`;

const caseStudy = `id revision fictional face became: status state editionNumber requestedChanges titles ${text}
  sections { name texts ${text} } authors { family given literal } organization { id } initiatives { id } sources { id }
  missions { code } digitalUses { code } sectors { code } characteristics { code } externalReferences { system id }
  notices { kind at reason } editions { number } claims { id section confidence standing value { value unit date }
  statements ${text} evidence { id stance kind stands page note { language text } correctedSince source { id } figure { id } initiative { id } outcome { id } } }`;

/**
 * How long a check of another record's state may lag behind, in milliseconds, and some more: until then a concept that
 * was just deprecated, or an organization that was just merged, may be accepted, and is flagged or resolved when read.
 */
export const checksLag = 300;

/** Every field of a record that a mutation can change, by the name under which payloads show it. */
export const selections = {
  initiative,
  organization,
  conceptScheme,
  literatureSource,
  publishedFigure,
  caseStudy,
} as const;

const payload = (record: string) =>
  `revision position visibility ${record}
  errors { code message path details conflict { expected actual language currentText yourText } }`;

const fields: Readonly<Record<string, string>> = {
  ...named('initiative', 'recordInitiative describeInitiative classifyInitiative advanceStage revertStage'),
  ...named('initiative', 'abandonInitiative recordOutcome correctOutcome'),
  ...named(
    'organization',
    'registerOrganization renameOrganization describeOrganization dissolveOrganization',
  ),
  ...named('organization', 'classifyOrganization changeLegalForm assessEligibility mergeOrganization'),
  ...named('conceptScheme', 'createScheme addConcept relabelConcept moveConcept mapConcept deprecateConcept'),
  ...named('conceptScheme', 'mergeConcepts'),
  ...named('literatureSource', 'importSource correctSource mergeSources retractSource markNotDuplicate'),
  ...named('publishedFigure', 'recordFigure correctFigure retractFigure'),
  ...named(
    'caseStudy',
    'draftCaseStudy reviseSection classifyCaseStudy describeCaseStudy addClaim reviseClaim attachEvidence',
  ),
  ...named('caseStudy', 'detachEvidence retractClaim submitForReview requestChanges approveCaseStudy'),
  ...named('caseStudy', 'publishEdition retractCaseStudy withholdCaseStudy'),
  translateText: `record { id ... on Initiative { ${initiative} } ... on Organization { ${organization} }
    ... on ConceptScheme { ${conceptScheme} } ... on PublishedFigure { ${publishedFigure} }
    ... on CaseStudy { ${caseStudy} } }`,
};

function named(record: keyof typeof selections, mutations: string): Record<string, string> {
  return Object.fromEntries(
    mutations.split(' ').map((name) => [name, `${record} { ${selections[record]} }`]),
  );
}

/** All mutations that there are. */
export const mutationNames = Object.keys(fields);

/** The document that says one mutation and reads back all that it can have changed. */
export function mutation(name: string): string {
  const input = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${input}!) { payload: ${name}(input: $input) { ${payload(fields[name]!)} } }`;
}

/** Says mutations for one person. */
export class GraphqlWriter {
  constructor(
    private readonly client: GraphqlClient,
    private readonly options: RequestOptions,
  ) {}

  /** The payload, with the record under `record`. Errors of the payload are the caller's to look at. */
  async say(name: string, input: object): Promise<Json> {
    const { payload: answer } = await this.client.query(mutation(name), { input }, this.options);
    const { record, ...rest } = answer;
    for (const shown of Object.keys(selections)) {
      if (!(shown in rest)) continue;
      const { [shown]: found, ...others } = rest;
      return { ...others, record: found };
    }
    return { ...rest, record: record ?? null };
  }

  /** The payload of a mutation that is accepted, and is to be read by the next query. */
  async accepted(name: string, input: object): Promise<Json> {
    const answer = await this.say(name, input);
    if (answer.errors.length > 0) throw new Error(`${name} was refused: ${JSON.stringify(answer.errors)}`);
    if (answer.visibility !== 'VISIBLE') throw new Error(`${name} is not yet visible: ${answer.visibility}`);
    return answer;
  }

  /** The only error of a mutation that is refused, and so records nothing. */
  async refused(name: string, input: object): Promise<Json> {
    const answer = await this.say(name, input);
    if (answer.errors.length !== 1) throw new Error(`${name}, one error expected: ${JSON.stringify(answer)}`);
    expect(answer).toMatchObject({ record: null, revision: null, position: null });
    return answer.errors[0];
  }

  /** A new organization; the input's fields come before those that it would have by itself. */
  async organization(input: object = {}): Promise<Json> {
    const own = { name: [{ language: 'fr', text: 'Coopérative' }], legalForm: 'COOPERATIVE' };
    const { record } = await this.accepted('registerOrganization', {
      ...own,
      idempotencyKey: randomUUID(),
      ...input,
    });
    return record;
  }

  /** A new initiative, with an organization of its own unless owners are given. */
  async initiative(input: { owners?: readonly string[] } & Record<string, unknown> = {}): Promise<Json> {
    const owners = input.owners ?? [(await this.organization()).id];
    const own = {
      title: [{ language: 'fr', text: 'Initiative' }],
      stage: 'IDEA',
      idempotencyKey: randomUUID(),
    };
    const { record } = await this.accepted('recordInitiative', { ...own, ...input, owners });
    return record;
  }
}
