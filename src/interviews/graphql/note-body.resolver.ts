import { ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { conceptViews, ConceptView, Taxonomies } from '../../vocabularies/public.js';
import { NoteCodingView, NoteSegmentView } from './interview-note.type.js';
import { OpenedParticipants } from './opened-participants.js';

@Resolver(() => NoteSegmentView)
export class NoteSegmentResolver {
  constructor(private readonly participants: OpenedParticipants) {}

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Who speaks, where it is a participant: the pseudonym for who may know it, otherwise P1, P2 … in the order of the note.',
  })
  async participantLabel(
    { said: { participant }, participants }: NoteSegmentView,
    _args: object,
    context: RequestContext,
  ): Promise<string | null> {
    if (participant === null) return null;
    const pseudonym = await this.participants.of(context, participant, 'pseudonym');
    return pseudonym ?? `P${participants.indexOf(participant) + 1}`;
  }
}

@Resolver(() => NoteCodingView)
export class NoteCodingResolver {
  constructor(private readonly taxonomies: Taxonomies) {}

  @ResolveField(() => ConceptView, {
    nullable: true,
    description: 'The concept; null where its vocabulary is not known here any more.',
  })
  concept({ scheme, code }: NoteCodingView, _args: object, context: RequestContext): ConceptView | null {
    return conceptViews(this.taxonomies.of(context).scheme(scheme), [code])[0] ?? null;
  }
}
