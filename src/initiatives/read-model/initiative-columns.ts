import { publicRecords } from '../../platform/access/policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';
import type { OrganizationRow } from '../../organizations/public.js';
import type { InitiativeRow } from './initiative.entity.js';

/** What lists read of an owner beside the initiative: enough to name it and to say where it is. */
const ownerColumns = [
  'id',
  'status',
  'merged_into',
  'name',
  'legal_form',
  'country',
  'region',
  'municipality',
  'fictional',
] as const;
export type ListedOwner = Pick<OrganizationRow, (typeof ownerColumns)[number]>;

/** Fields of an organization that those columns answer. */
const ownerFields: ReadonlySet<string> = new Set([
  '__typename',
  'id',
  'status',
  'name',
  'names',
  'localizedName',
  'legalForm',
  'country',
  'region',
  'municipality',
  'fictional',
  'redirectedFrom',
]);

/** A row of a list: all columns, or as many as were selected. */
export interface ListedInitiative extends InitiativeRow {
  /** Owners that exist, in no order; missing when they are to be loaded by id. */
  readonly owner_rows?: readonly ListedOwner[] | null;
}

/** How much of each row a list reads. Few shapes, so that few statements are prepared. */
export interface Shape {
  readonly body: 'lean' | 'summary' | 'full';
  readonly owners: boolean;
}

const LEAN =
  'r.id, r.revision, r.recorded_ordinal, r.ordinal, r.recorded_at, r.updated_at, r.fictional, r.title, r.owners, r.digital_uses, r.missions, r.characteristics, r.country, r.region, r.municipality, r.stage, r.stage_since, r.classified_ordinal';
const bodies: Readonly<Record<Shape['body'], string>> = {
  lean: LEAN,
  summary: `${LEAN}, r.summary`,
  full: `${LEAN}, r.summary, r.stage_history, r.costs, r.outcomes, r.links, r.external_references`,
};
const summaryFields = ['summary', 'summaries'];
const fullFields = ['stageHistory', 'allowedMoves', 'costs', 'outcomes', 'links', 'externalReferences'];
/** Fields that speak of the owners without showing them. */
const aboutOwners = ['regions', 'flags'];

const shapes = new WeakMap<ReadonlySet<string>, Shape>();

/** The shape of a list's rows, from the paths selected below the connection. */
export function shapeOf(paths: ReadonlySet<string>): Shape {
  const known = shapes.get(paths);
  if (known) return known;
  const fields = new Set<string>();
  for (const path of paths) {
    const [, field] = /^(?:edges\.node|nodes)\.(.+)$/.exec(path) ?? [];
    if (field) fields.add(field);
  }
  const any = (names: readonly string[]) => names.some((name) => fields.has(name));
  const ofOwner = [...fields].flatMap((field) => /^owners\.([^.]+)$/.exec(field)?.[1] ?? []);
  const asksOwners = fields.has('owners') || any(aboutOwners);
  const shape: Shape = {
    body: any(fullFields) ? 'full' : any(summaryFields) ? 'summary' : 'lean',
    owners: asksOwners && ofOwner.every((field) => ownerFields.has(field)),
  };
  shapes.set(paths, shape);
  return shape;
}

export function columnsOf({ body, owners }: Shape, viewer: Viewer): Sql {
  const columns = raw(bodies[body]);
  if (!owners) return columns;
  const pairs = raw(ownerColumns.map((column) => `'${column}', o.${column}`).join(', '));
  // The inner `r` is the organization's, as its policy expects.
  return sql`${columns}, (SELECT json_agg(json_build_object(${pairs})) FROM (SELECT r.* FROM $schema.organization r WHERE ${publicRecords.rows(viewer)}) o WHERE o.id = ANY(r.owners)) AS owner_rows`;
}
