import { limits, type ExternalReference, type Link } from '../../../kernel/fields.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Problem } from '../../../platform/import/records.js';
import type { Change } from '../../../platform/import/report.js';
import { keyOf, type PlannedCommand } from '../../../platform/import/speak.js';
import { textChanges } from '../../../platform/import/text-changes.js';
import { stages } from '../../domain/initiative.events.js';
import type { ExistingInitiative } from './existing-initiatives.js';
import type { StatedInitiative } from './read-initiative.js';

export interface InitiativePlan {
  readonly id: string;
  readonly commands: readonly PlannedCommand[];
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Register, and the date on which its edition holds (YYYY-MM-DD): since then, where a stage's date is not stated. */
export interface Edition {
  readonly system: string;
  readonly asOf: string;
  readonly fictional?: boolean;
}

export function planRecording(
  edition: Edition,
  stated: StatedInitiative,
  ownerIds: readonly string[],
): InitiativePlan {
  const { system } = edition;
  const { externalId, otherReferences, summary, owners: _named, ...rest } = stated;
  const id = derivedId('initiative', 'external', system, externalId);
  const input = {
    id,
    ...rest,
    owners: ownerIds,
    ...(summary.length === 0 ? {} : { summary }),
    externalReferences: union([{ system, id: externalId }], otherReferences, referenceKey),
    ...(edition.fictional === undefined ? {} : { fictional: edition.fictional }),
  };
  const abandoned: Problem = {
    code: 'STAGE_MOVE_NOT_ALLOWED',
    message: 'An initiative cannot be recorded as abandoned: map this stage to another, or skip such rows',
    path: ['stage'],
  };
  return {
    id,
    commands: [
      { name: 'RecordInitiative', input, key: keyOf(system, externalId, 'RecordInitiative', input) },
    ],
    changes: [],
    problems: stated.stage === 'abandoned' ? [abandoned] : [],
    warnings: [],
  };
}

/** Commands that make a record agree with a later edition; none for what is the same. Links and references are added, never dropped. */
export function planUpdate(
  edition: Edition,
  stated: StatedInitiative,
  ownerIds: readonly string[],
  existing: ExistingInitiative,
): InitiativePlan {
  const { id, revision } = existing;
  const commands: PlannedCommand[] = [];
  const changes: Change[] = [];
  const say = (name: string, data: object) => {
    const input = { id, ...data };
    commands.push({ name, input, key: keyOf(edition.system, stated.externalId, name, revision, input) });
  };
  const title = textChanges('title', existing.title, stated.title);
  const summary = textChanges('summary', existing.summary ?? undefined, stated.summary);
  const facts = differences(edition.system, stated, ownerIds, existing);
  const described = {
    ...(title.replacement ? { title: title.replacement } : {}),
    ...(summary.replacement ? { summary: summary.replacement } : {}),
    ...Object.fromEntries(facts.described.map(({ field, to }) => [field, to])),
  };
  if (Object.keys(described).length > 0) say('DescribeInitiative', described);
  for (const translation of title.translations) say('TranslateText', { field: 'title', ...translation });
  for (const translation of summary.translations) say('TranslateText', { field: 'summary', ...translation });
  if (facts.classified.length > 0) {
    say('ClassifyInitiative', Object.fromEntries(facts.classified.map(({ field, to }) => [field, to])));
  }
  changes.push(...title.changes, ...summary.changes, ...facts.described, ...facts.classified);
  const warnings = planStage(edition, stated, existing, say, changes);
  return { id, commands, changes, problems: [], warnings };
}

function planStage(
  edition: Edition,
  stated: StatedInitiative,
  existing: ExistingInitiative,
  say: (name: string, data: object) => void,
  changes: Change[],
): Problem[] {
  if (stated.stage === existing.stage) return [];
  const on = stated.stageSince ?? edition.asOf;
  if (stated.stage === 'abandoned') {
    say('AbandonInitiative', { on, reason: `Abandoned according to ${edition.system}` });
  } else if (
    existing.stage !== 'abandoned' &&
    stages.indexOf(stated.stage) > stages.indexOf(existing.stage)
  ) {
    // One step at a time, as a person would have said it.
    for (const to of stages.slice(stages.indexOf(existing.stage) + 1, stages.indexOf(stated.stage) + 1))
      say('AdvanceStage', { to, on });
  } else {
    const message = `The file says "${stated.stage}", but the record stands at "${existing.stage}": to go back needs a person's reason`;
    return [{ code: 'STAGE_WENT_BACK', message, path: ['stage'] }];
  }
  changes.push({ field: 'stage', from: existing.stage, to: stated.stage });
  return [];
}

function differences(
  system: string,
  stated: StatedInitiative,
  ownerIds: readonly string[],
  existing: ExistingInitiative,
) {
  const place = stated.place && { ...existing.place, ...stated.place };
  const links = union<Link>(existing.links, stated.links ?? [], ({ url }) => url);
  const references = union(
    existing.externalReferences,
    [{ system, id: stated.externalId }, ...stated.otherReferences],
    referenceKey,
  );
  const described: Change[] = [];
  if (!sameSet(existing.owners, ownerIds))
    described.push({ field: 'owners', from: existing.owners, to: ownerIds });
  if (place && !samePlace(existing.place ?? {}, place))
    described.push({ field: 'place', from: existing.place ?? null, to: place });
  if (links.length > existing.links.length)
    described.push({ field: 'links', from: existing.links, to: links });
  if (references.length > existing.externalReferences.length) {
    described.push({ field: 'externalReferences', from: existing.externalReferences, to: references });
  }
  const classified = (['digitalUses', 'missions', 'characteristics'] as const).flatMap((field): Change[] => {
    const to = stated[field];
    return to === undefined || sameSet(existing[field], to) ? [] : [{ field, from: existing[field], to }];
  });
  return { described, classified };
}

function union<Item>(standing: readonly Item[], more: readonly Item[], key: (item: Item) => string): Item[] {
  const known = new Map(standing.map((item) => [key(item), item]));
  for (const item of more) if (!known.has(key(item))) known.set(key(item), item);
  return [...known.values()].slice(0, limits.list);
}

function referenceKey({ system, id }: ExternalReference): string {
  return JSON.stringify([system, id]);
}

function samePlace(a: object, b: object): boolean {
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return ['country', 'region', 'municipality'].every((key) => (left[key] ?? null) === (right[key] ?? null));
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && b.every((item) => a.includes(item));
}
