import { isStreamOf } from '../../kernel/ids.js';
import { gathered } from '../../platform/graphql/gathered.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { rowsById } from '../../platform/read-side/rows-by-id.js';
import { columnsOf, type ListedInitiative, type Shape } from '../read-model/initiative-columns.js';
import { InitiativeView } from './initiative.type.js';

/** An initiative by id, as far as its viewer may see it. */
export async function findInitiative(id: string, context: RequestContext): Promise<InitiativeView | null> {
  const row = await context.loaders.load<ListedInitiative>('initiative', id);
  return row && new InitiativeView(row);
}

type Load = (context: RequestContext, id: string) => Promise<ListedInitiative | null>;
const loads = new Map<string, Load>();

/** The same with no more columns than are selected. Those of one shape that a request asks for take one statement. */
export async function findShaped(
  id: string,
  shape: Shape,
  context: RequestContext,
): Promise<InitiativeView | null> {
  if (!isStreamOf('initiative', id)) return null;
  const row = await loadOf(shape)(context, id);
  return row && new InitiativeView(row);
}

function loadOf(shape: Shape): Load {
  const name = `${shape.body} ${shape.owners}`;
  let load = loads.get(name);
  if (!load) {
    load = gathered(rowsById<ListedInitiative>('initiative', (viewer) => columnsOf(shape, viewer)));
    loads.set(name, load);
  }
  return load;
}
