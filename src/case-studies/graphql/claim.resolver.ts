import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { InitiativeView, OutcomeView, type InitiativeRow } from '../../initiatives/public.js';
import {
  findLiteratureSource,
  findPublishedFigure,
  LiteratureSourceView,
  PublishedFigureView,
} from '../../literature/public.js';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import { moment } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { DateTimeScalar } from '../../platform/graphql/scalars.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { shownAs } from '../../platform/read-side/record-list.js';
import { ListClaims } from '../read-model/list-case-studies.js';
import { StandingEnum } from './case-study.enums.js';
import { ClaimsArgs } from './case-study-where.type.js';
import { CaseStudyView } from './case-study.type.js';
import { standingIn } from './claim-standing.js';
import { ClaimConnectionView, ClaimView, EvidenceView } from './claim.type.js';
import { findFace, listedClaims } from './find-case-study.js';

@Resolver(() => ClaimView)
export class ClaimResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => ClaimConnectionView, {
    description: 'Claims of last editions, the first made first; or of what is being written.',
  })
  async claims(
    @Args() args: ClaimsArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const face = args.face ?? 'published';
    const page = await this.queries.execute(
      new ListClaims(args, face, context, selectedPaths(info).has('totalCount')),
    );
    const views = await listedClaims(face, page.nodes, context);
    return shownAs(page, (_, index) => views[index]);
  }

  @ResolveField(() => LocalizedTextView)
  @FieldArgs(languagesArg)
  statement({ claim }: ClaimView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(claim.statement, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The statement in all its languages, each with its version.',
  })
  statements({ claim }: ClaimView): LocalizedTextView[] {
    return serveAll(claim.statement);
  }

  @ResolveField(() => StandingEnum)
  async standing({ shown, claim }: ClaimView, _args: object, context: RequestContext): Promise<string> {
    return (await standingIn(shown, claim.claimId, context))?.standing ?? 'unsupported';
  }

  @ResolveField(() => [EvidenceView], { description: 'For it and against it.' })
  evidence({ shown, claim }: ClaimView): EvidenceView[] {
    return claim.evidence.map((one) => new EvidenceView(shown, claim.claimId, one));
  }

  @ResolveField(() => Boolean, {
    description: 'Of an invented case study, made to show what records look like.',
  })
  async fictional({ shown }: ClaimView, _args: object, context: RequestContext): Promise<boolean> {
    return (await findFace(shown.id, shown.face, context))?.fictional ?? false;
  }

  @ResolveField(() => CaseStudyView, { nullable: true })
  @Extensions(maxItems(1))
  caseStudy({ shown }: ClaimView, _args: object, context: RequestContext): Promise<CaseStudyView | null> {
    return findFace(shown.id, shown.face, context);
  }
}

@Resolver(() => EvidenceView)
export class EvidenceResolver {
  @ResolveField(() => Boolean, {
    description: 'Whether what it points to is there and was not retracted, nor the source of a figure.',
  })
  async stands(
    { shown, claimId, evidence }: EvidenceView,
    _args: object,
    context: RequestContext,
  ): Promise<boolean> {
    const standing = await standingIn(shown, claimId, context);
    return standing !== undefined && !standing.fallen.includes(evidence.evidenceId);
  }

  @ResolveField(() => DateTimeScalar, {
    nullable: true,
    description:
      'When what it points to was corrected last, if that was after the evidence was attached: the claim may rest on what is not said any more. Attached anew, it has been looked at.',
  })
  async correctedSince(
    { shown, claimId, evidence }: EvidenceView,
    _args: object,
    context: RequestContext,
  ): Promise<string | null> {
    const corrected = (await standingIn(shown, claimId, context))?.corrected[evidence.evidenceId];
    return corrected === undefined ? null : moment(corrected);
  }

  @ResolveField(() => LiteratureSourceView, {
    nullable: true,
    description: 'A merged one is shown as what it was merged into.',
  })
  async source(
    { evidence }: EvidenceView,
    _args: object,
    context: RequestContext,
  ): Promise<LiteratureSourceView | null> {
    return evidence.source === undefined ? null : findLiteratureSource(evidence.source, context);
  }

  @ResolveField(() => PublishedFigureView, { nullable: true })
  async figure(
    { evidence }: EvidenceView,
    _args: object,
    context: RequestContext,
  ): Promise<PublishedFigureView | null> {
    return evidence.figure === undefined ? null : findPublishedFigure(evidence.figure, context);
  }

  @ResolveField(() => InitiativeView, { nullable: true })
  async initiative(
    { evidence }: EvidenceView,
    _args: object,
    { loaders }: RequestContext,
  ): Promise<InitiativeView | null> {
    if (evidence.initiative === undefined) return null;
    const row = await loaders.load<InitiativeRow>('initiative', evidence.initiative);
    return row && new InitiativeView(row);
  }

  @ResolveField(() => OutcomeView, { nullable: true })
  async outcome(
    { evidence }: EvidenceView,
    _args: object,
    { loaders }: RequestContext,
  ): Promise<OutcomeView | null> {
    if (evidence.initiative === undefined) return null;
    const row = await loaders.load<InitiativeRow>('initiative', evidence.initiative);
    const outcome = row?.outcomes.find(({ id }) => id === evidence.outcomeId);
    return outcome ? new OutcomeView(outcome) : null;
  }
}
