import { ResolveField, Resolver } from '@nestjs/graphql';
import { LiteratureSourceView } from '../../literature/public.js';
import { gathered } from '../../platform/graphql/gathered.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { claimsOfSources, maxClaims } from '../read-model/claims-of-sources.js';
import { ClaimView } from './claim.type.js';
import { listedClaims } from './find-case-study.js';

const claimsOf = gathered(claimsOfSources);

@Resolver(() => LiteratureSourceView)
export class SourceClaimsResolver {
  @ResolveField(() => [ClaimView], {
    description: `Claims of last editions that rest on it, be it through a figure, the first made first: at most ${maxClaims}. All are in the list \`claims\`.`,
  })
  async claims({ row }: LiteratureSourceView, _args: object, context: RequestContext): Promise<ClaimView[]> {
    return listedClaims('published', await claimsOf(context, row.id), context);
  }
}
