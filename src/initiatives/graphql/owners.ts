import { standsFor, type OrganizationRow } from '../../organizations/public.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { ListedOwner } from '../read-model/initiative-columns.js';
import type { InitiativeView } from './initiative.type.js';

type Owner = ListedOwner | OrganizationRow;
export type Owners = readonly (Owner | null)[];

/**
 * What stands for each owner now, in the order of the owners; null for one that does not exist. A list brings its
 * owners along, so that only merged ones are looked up; read once, whichever fields ask.
 */
export function ownersOf(initiative: InitiativeView, context: RequestContext): Owners | Promise<Owners> {
  return (initiative.found ??= find(initiative, context));
}

function find({ row }: InitiativeView, context: RequestContext): Owners | Promise<Owners> {
  // Null is the answer of a list, too: none of them exists.
  if (row.owner_rows === undefined)
    return Promise.all(row.owners.map((id) => standsFor(context.loaders, id)));
  const listed = row.owner_rows ?? [];
  const found = row.owners.map((id) => listed.find((owner) => owner.id === id) ?? null);
  if (found.every((owner) => owner === null || owner.merged_into === null)) return found;
  return Promise.all(
    found.map((owner) =>
      owner?.merged_into ? standsFor(context.loaders, owner.id) : Promise.resolve(owner),
    ),
  );
}

/** Calls `use` at once where the owners are there already: a promise for every row of a list would cost more than the row. */
export function withOwners<Result>(
  initiative: InitiativeView,
  context: RequestContext,
  use: (owners: Owners) => Result,
): Result | Promise<Result> {
  const owners = ownersOf(initiative, context);
  return owners instanceof Promise ? owners.then(use) : use(owners);
}
