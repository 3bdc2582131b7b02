import { Args, Context, ID, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { today } from '../read-model/consent.js';
import { findParticipant, findStudy } from './find-interviews.js';
import { OpenedParticipants } from './opened-participants.js';
import { ConsentView, ParticipantView } from './participant.type.js';
import { StudyView } from './study.type.js';

const forFew = 'For who enrolled them and the lead of the study; null for others, and where it is not known.';

@Resolver(() => ParticipantView)
export class ParticipantResolver {
  constructor(private readonly opened: OpenedParticipants) {}

  @Query(() => ParticipantView, { nullable: true, description: 'A participant by id.' })
  participant(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<ParticipantView | null> {
    return findParticipant(id, context);
  }

  @ResolveField(() => StudyView, { nullable: true })
  study({ row }: ParticipantView, _args: object, context: RequestContext): Promise<StudyView | null> {
    return findStudy(row.study, context);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'For who may know the name or read a note in which they speak; null for others.',
  })
  pseudonym({ id }: ParticipantView, _args: object, context: RequestContext): Promise<string | null> {
    return this.opened.of(context, id, 'pseudonym');
  }

  @ResolveField(() => String, { nullable: true, description: forFew })
  name({ id }: ParticipantView, _args: object, context: RequestContext): Promise<string | null> {
    return this.opened.of(context, id, 'name');
  }

  @ResolveField(() => String, { nullable: true, description: forFew })
  contact({ id }: ParticipantView, _args: object, context: RequestContext): Promise<string | null> {
    return this.opened.of(context, id, 'contact');
  }

  @ResolveField(() => String, { nullable: true, description: `The exact role. ${forFew}` })
  role({ id }: ParticipantView, _args: object, context: RequestContext): Promise<string | null> {
    return this.opened.of(context, id, 'role');
  }

  @ResolveField(() => [ConsentView], {
    description: 'All that were given, the first one first; none once erasure is asked for.',
  })
  consents({ row }: ParticipantView): ConsentView[] {
    const { consent_from: from, consent_until: until } = row;
    const on = today();
    const inTerm = from !== null && from <= on && (until === null || until >= on);
    return row.consents.map((given) => new ConsentView(given, given.consentId === row.consent_id && inTerm));
  }
}
