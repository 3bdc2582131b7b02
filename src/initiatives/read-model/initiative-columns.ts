import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';
import type { OrganizationRow } from '../../organizations/public.js';
import type { InitiativeRow } from './initiative.entity.js';

/** What lists read of an owner beside the initiative: enough to name it, or to say what and where it is as well. */
const nameColumns = ['id', 'merged_into', 'name'] as const;
const ownerColumns = [
  ...nameColumns,
  'status',
  'legal_form',
  'country',
  'region',
  'municipality',
  'fictional',
] as const;
export type ListedOwner = Pick<OrganizationRow, (typeof ownerColumns)[number]>;

/** Fields of an organization that those columns answer. */
const nameFields: ReadonlySet<string> = new Set([
  '__typename',
  'id',
  'name',
  'names',
  'localizedName',
  'redirectedFrom',
]);
const ownerFields: ReadonlySet<string> = new Set([
  ...nameFields,
  'status',
  'legalForm',
  'country',
  'region',
  'municipality',
  'fictional',
]);

/** A row of a list: all columns, or as many as were selected. */
export interface ListedInitiative extends InitiativeRow {
  /** Owners that exist, in no order; missing when they are to be loaded by id. */
  readonly owner_rows?: readonly ListedOwner[] | null;
}

/** How much of each row is read. Few shapes, so that few statements are prepared. */
export interface Shape {
  readonly body: 'card' | 'used' | 'lean' | 'summary' | 'full';
  /** The owners' columns that are read along; null where owners are not asked for, or are loaded by id. */
  readonly owners: 'named' | 'placed' | 'whole' | null;
}

const CARD = 'r.id, r.updated_at, r.title, r.owners, r.missions, r.stage, r.stage_since';
const LEAN =
  'r.id, r.revision, r.recorded_ordinal, r.ordinal, r.recorded_at, r.updated_at, r.fictional, r.title, r.owners, r.digital_uses, r.missions, r.characteristics, r.country, r.region, r.municipality, r.stage, r.stage_since';
const bodies: Readonly<Record<Shape['body'], string>> = {
  card: CARD,
  used: `${CARD}, r.fictional, r.digital_uses`,
  lean: LEAN,
  summary: `${LEAN}, r.summary`,
  full: `${LEAN}, r.summary, r.stage_history, r.costs, r.outcomes, r.links, r.external_references, r.filed_ordinals`,
};
/** What most lists show. A list that selects nothing else reads half the columns: each costs about as much as its field. */
const cardFields: ReadonlySet<string> = new Set([
  '__typename',
  'id',
  'updatedAt',
  'title',
  'titles',
  'owners',
  'missions',
  'stage',
  'stageSince',
]);
const usedFields: ReadonlySet<string> = new Set([...cardFields, 'fictional', 'digitalUses']);
const summaryFields = ['summary', 'summaries'];
const fullFields = [
  'stageHistory',
  'allowedMoves',
  'costs',
  'outcomes',
  'links',
  'externalReferences',
  'flags',
];
/** Fields that speak of the owners without showing them. */
const aboutOwners = ['regions', 'flags', 'citation'];

const shapes = new WeakMap<ReadonlySet<string>, Shape>();

/** The shape of a list's rows, from the paths selected below the connection. Owners that are shown in full are loaded by id. */
export function shapeOf(paths: ReadonlySet<string>): Shape {
  return remembered(paths, () => {
    const fields = new Set<string>();
    for (const path of paths) {
      const [, field] = /^(?:edges\.node|nodes)\.(.+)$/.exec(path) ?? [];
      if (field) fields.add(field);
    }
    return shapeFor(fields, null);
  });
}

/** The shape of one initiative, from the paths selected below it. */
export function recordShapeOf(paths: ReadonlySet<string>): Shape {
  return remembered(paths, () => shapeFor(paths, 'whole'));
}

function remembered(paths: ReadonlySet<string>, make: () => Shape): Shape {
  const known = shapes.get(paths);
  if (known) return known;
  const shape = make();
  shapes.set(paths, shape);
  return shape;
}

/** @param inFull what is read of owners of which more is asked than their name and place */
function shapeFor(fields: ReadonlySet<string>, inFull: 'whole' | null): Shape {
  const any = (names: readonly string[]) => names.some((name) => fields.has(name));
  const ofOwner = [...fields].flatMap((field) => /^owners\.([^.]+)$/.exec(field)?.[1] ?? []);
  const own = [...fields].filter((field) => !field.includes('.'));
  const only = (names: ReadonlySet<string>) => own.every((field) => names.has(field));
  const few = only(cardFields) ? 'card' : only(usedFields) ? 'used' : null;
  const body = few ?? (any(fullFields) ? 'full' : any(summaryFields) ? 'summary' : 'lean');
  const asksOwners = fields.has('owners') || any(aboutOwners);
  return { body, owners: asksOwners ? (ownersShape(ofOwner, any(aboutOwners)) ?? inFull) : null };
}

function ownersShape(fields: readonly string[], placed: boolean): Shape['owners'] {
  if (!fields.every((field) => ownerFields.has(field))) return null;
  return placed || !fields.every((field) => nameFields.has(field)) ? 'placed' : 'named';
}

export function columnsOf({ body, owners }: Shape, viewer: Viewer): Sql {
  const columns = raw(bodies[body]);
  if (!owners) return columns;
  const names = owners === 'named' ? nameColumns : ownerColumns;
  const pairs = raw(names.map((column) => `'${column}', o.${column}`).join(', '));
  const owner = owners === 'whole' ? raw('o') : sql`json_build_object(${pairs})`;
  return sql`${columns}, (SELECT json_agg(${owner}) FROM ${visibleRows('organization', viewer)} o WHERE o.id = ANY(r.owners)) AS owner_rows`;
}
