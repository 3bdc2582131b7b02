import { gathered } from '../../platform/graphql/gathered.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { editionKey, loadStandings, type ClaimStanding } from '../read-model/find-case-studies.js';
import type { Shown } from './case-study.type.js';

const standingsOf = {
  published: gathered(loadStandings('published')),
  working: gathered(loadStandings('working')),
};

/** How a claim stands today: consents may have ended since any position, so no answer with it is kept. */
export async function standingIn(
  shown: Shown,
  claimId: string,
  context: RequestContext,
): Promise<ClaimStanding | undefined> {
  context.uncacheable();
  const all = await standingsOf[shown.face](context, editionKey(shown.id, shown.edition));
  return all.get(claimId);
}
