import type { Change } from '../../../platform/import/report.js';
import { keyOf, type PlannedCommand } from '../../../platform/import/speak.js';
import { textChanges } from '../../../platform/import/text-changes.js';
import { conceptSchemeCommands, schemeId } from '../../domain/concept-scheme.commands.js';
import type { ConceptDraft, SchemeDraft } from './draft-scheme.js';
import type { ExistingConcept, ExistingScheme } from './existing-schemes.js';
import type { Finding } from './finding.js';
import { deprecatedTwins, inOrder } from './label-twins.js';

/** A command of a plan, and whose wish it is. */
export interface SchemeCommand extends PlannedCommand {
  readonly subject: string | null;
}

export interface SchemePlan {
  readonly commands: readonly SchemeCommand[];
  /** By concept's code, what an update changes. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** IRIs of concepts of which something was left out, since no command would take it. */
  readonly faulty: ReadonlySet<string | null>;
  readonly findings: readonly Finding[];
  /** Active concepts that the file no longer has. */
  readonly vanished: readonly { readonly code: string; readonly uri?: string }[];
}

/** Commands that make the scheme agree with the file, the broader concepts before the narrower; none for what is the same. */
export function planScheme(draft: SchemeDraft, existing: ExistingScheme | null): SchemePlan {
  const plan = new Planner(draft.code, existing?.revision ?? -1);
  if (existing) plan.title(draft, existing);
  else
    plan.say('CreateScheme', null, {
      code: draft.code,
      title: draft.title,
      ...(draft.uri === undefined ? {} : { uri: draft.uri }),
    });
  const twins = deprecatedTwins(draft.concepts);
  for (const concept of inOrder(draft.concepts, twins)) {
    const standing = existing?.concepts.get(concept.code);
    if (!standing) plan.add(concept, twins.has(concept.code));
    else plan.update(concept, standing);
  }
  for (const concept of draft.concepts) {
    const standing = existing?.concepts.get(concept.code);
    if (concept.deprecated) plan.deprecate(concept, standing, twins.has(concept.code));
  }
  const stated = new Set(draft.concepts.map(({ code }) => code));
  const vanished = [...(existing?.concepts.values() ?? [])].filter(
    ({ code, status }) => status === 'active' && !stated.has(code),
  );
  const { commands, changes, findings, faulty } = plan;
  return { commands, changes, findings, faulty, vanished };
}

class Planner {
  readonly commands: SchemeCommand[] = [];
  readonly changes = new Map<string, readonly Change[]>();
  readonly findings: Finding[] = [];
  readonly faulty = new Set<string | null>();

  constructor(
    private readonly scheme: string,
    private readonly revision: number,
  ) {}

  say(name: string, subject: string | null, input: object): void {
    const data =
      name === 'CreateScheme' || name === 'TranslateText' ? input : { scheme: this.scheme, ...input };
    const schema = conceptSchemeCommands.commands[name as keyof typeof conceptSchemeCommands.commands].schema;
    const checked = schema.safeParse(data);
    if (checked.success) {
      const revision = ['CreateScheme', 'AddConcept'].includes(name) ? [] : [this.revision];
      this.commands.push({
        name,
        input: data,
        key: keyOf('skos', this.scheme, name, ...revision, data),
        subject,
      });
      return;
    }
    this.faulty.add(subject);
    const { path, message } = checked.error.issues[0]!;
    this.findings.push({
      severity: 'error',
      code: 'INVALID_INPUT',
      subject,
      message: `${name} ${path.map(String).join('.')}: ${message}`,
    });
  }

  title(draft: SchemeDraft, existing: ExistingScheme): void {
    if (draft.untitled) return;
    const { replacement, translations } = textChanges('title', existing.title, draft.title);
    if (replacement) {
      const message = `The scheme's title stays ${JSON.stringify(Object.values(existing.title)[0]?.text)}: an import does not rename a scheme`;
      this.findings.push({ severity: 'info', code: 'TITLE_KEPT', subject: draft.uri ?? null, message });
      return;
    }
    for (const translation of translations)
      this.say('TranslateText', null, { id: schemeId(this.scheme), field: 'title', ...translation });
  }

  add(concept: ConceptDraft, isTwin: boolean): void {
    const { code, label, alternativeLabels, definition, broader, notation, uri, mappings, iri } = concept;
    this.say('AddConcept', iri, {
      code,
      label,
      ...(alternativeLabels.length === 0 ? {} : { alternativeLabels }),
      ...(definition.length === 0 ? {} : { definition }),
      ...(broader.length === 0 ? {} : { broader }),
      ...(notation === undefined ? {} : { notation }),
      ...(uri === undefined ? {} : { uri }),
      ...(mappings.length === 0 ? {} : { mappings }),
    });
    if (isTwin) this.say('DeprecateConcept', iri, { code });
  }

  update(concept: ConceptDraft, standing: ExistingConcept): void {
    const { code, iri } = concept;
    if (standing.status === 'merged') {
      this.findings.push({
        severity: 'info',
        code: 'CONCEPT_MERGED',
        subject: iri,
        message: `"${code}" was merged into "${standing.successor}": it is left as it is`,
      });
      return;
    }
    const label = textChanges('label', standing.label, concept.label);
    const definition = textChanges('definition', standing.definition, concept.definition);
    const changes = [...label.changes, ...definition.changes];
    const relabel = {
      ...(label.replacement ? { label: label.replacement } : {}),
      ...(definition.replacement ? { definition: definition.replacement } : {}),
    };
    if (!sameMembers(standing.alternativeLabels, concept.alternativeLabels)) {
      Object.assign(relabel, { alternativeLabels: concept.alternativeLabels });
      changes.push({
        field: 'alternativeLabels',
        from: standing.alternativeLabels,
        to: concept.alternativeLabels,
      });
    }
    // Out of its old place first: there, its new label may be a sibling's.
    if (standing.status === 'active' && !sameMembers(standing.broader, concept.broader)) {
      this.say('MoveConcept', iri, { code, broader: concept.broader });
      changes.push({ field: 'broader', from: standing.broader, to: concept.broader });
    }
    if (Object.keys(relabel).length > 0) this.say('RelabelConcept', iri, { code, ...relabel });
    for (const [field, { translations }] of [
      ['label', label],
      ['definition', definition],
    ] as const) {
      for (const translation of translations)
        this.say('TranslateText', iri, { id: schemeId(this.scheme), concept: code, field, ...translation });
    }
    // A file that has no mappings says nothing of those that were made here.
    if (concept.mappings.length > 0 && !sameMembers(standing.mappings, concept.mappings)) {
      this.say('MapConcept', iri, { code, mappings: concept.mappings });
      changes.push({ field: 'mappings', from: standing.mappings, to: concept.mappings });
    }
    if (changes.length > 0) this.changes.set(code, changes);
  }

  deprecate(
    { code, iri, replacedBy }: ConceptDraft,
    standing: ExistingConcept | undefined,
    isTwin: boolean,
  ): void {
    if (standing?.status === 'merged') return;
    if (standing?.status === 'deprecated' && (replacedBy === undefined || replacedBy === standing.successor))
      return;
    if (!standing && isTwin && replacedBy === undefined) return;
    this.say('DeprecateConcept', iri, { code, ...(replacedBy === undefined ? {} : { replacedBy }) });
    if (standing) {
      const change = { field: 'status', from: standing.status, to: 'deprecated' };
      this.changes.set(code, [...(this.changes.get(code) ?? []), change]);
    }
  }
}

function sameMembers(
  a: readonly object[] | readonly string[],
  b: readonly object[] | readonly string[],
): boolean {
  if (a.length !== b.length) return false;
  const key = (member: object | string) =>
    typeof member === 'string' ? member : JSON.stringify(Object.entries(member).sort());
  const known = new Set(a.map(key));
  return b.every((member) => known.has(key(member)));
}
