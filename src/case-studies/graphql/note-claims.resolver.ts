import { ResolveField, Resolver } from '@nestjs/graphql';
import { InterviewNoteView } from '../../interviews/public.js';
import { gathered } from '../../platform/graphql/gathered.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { claimsOfNotes, maxClaims } from '../read-model/claims-of-sources.js';
import { ClaimView } from './claim.type.js';
import { listedClaims } from './find-case-study.js';

const claimsOf = gathered(claimsOfNotes);

@Resolver(() => InterviewNoteView)
export class NoteClaimsResolver {
  @ResolveField(() => [ClaimView], {
    description: `Claims of last editions that rest on a passage of it, the first made first: at most ${maxClaims}.`,
  })
  async claims({ id }: InterviewNoteView, _args: object, context: RequestContext): Promise<ClaimView[]> {
    return listedClaims('published', await claimsOf(context, id), context);
  }
}
