import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import {
  findInterviewNote,
  InterviewNoteView,
  NoteCodingView,
  PassageReading,
} from '../../interviews/public.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { DateScalar } from '../../platform/graphql/scalars.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import type { Evidence } from '../domain/case-study.fields.js';
import { standingIn } from './claim-standing.js';
import { EvidenceView } from './claim.type.js';
import { findEdition, findFace } from './find-case-study.js';
import { CodedPassageView, PassageEvidence, QuotationView, RestrictedEvidenceView } from './passage.type.js';

/** What evidence of the kind `passage` points to; null of all others. */
function restsOn({ interviewNote: note, codingId, passage: place }: Evidence) {
  return note !== undefined && codingId !== undefined && place !== undefined
    ? { note, codingId, place }
    : null;
}

@Resolver(() => EvidenceView)
export class PassageEvidenceResolver {
  constructor(private readonly reading: PassageReading) {}

  @ResolveField(() => PassageEvidence, {
    nullable: true,
    description: 'The passage that it is; for who may not see it, that there is one.',
  })
  async passage(
    view: EvidenceView,
    _args: object,
    context: RequestContext,
  ): Promise<CodedPassageView | RestrictedEvidenceView | null> {
    const rested = restsOn(view.evidence);
    if (!rested) return null;
    if (await this.mayKnow(rested.note, context)) return new CodedPassageView(view);
    const standing = await standingIn(view.shown, view.claimId, context);
    return Object.assign(new RestrictedEvidenceView(), {
      kind: view.evidence.kind,
      covered: standing !== undefined && !standing.fallen.includes(view.evidence.evidenceId),
      standing: standing?.standing ?? 'unsupported',
    });
  }

  @ResolveField(() => QuotationView, {
    nullable: true,
    description: 'Of a passage that is shown as a quotation; null of all else.',
  })
  async quotation(view: EvidenceView, _args: object, context: RequestContext): Promise<QuotationView | null> {
    const { evidence, shown } = view;
    const rested = restsOn(evidence);
    if (!rested || !evidence.quotation) return null;
    if (shown.face === 'working') return new QuotationView(view, null);
    const edition = await findEdition(shown.id, shown.edition, context);
    if (!edition) throw new Error(`There is no edition ${shown.edition} of ${shown.id} any more`);
    const { note, place } = rested;
    const { version, participants } = place;
    const { form } = evidence.quotation;
    const publishedAt = edition.published_at;
    const words = await this.reading.quotation(
      context,
      { note, version, participants, form, publishedAt },
      place,
    );
    return new QuotationView(view, words);
  }

  /** Who reads the note, and editors of what rests on it. */
  private async mayKnow(note: string, context: RequestContext): Promise<boolean> {
    if (context.viewer.role === 'editor') return (await findInterviewNote(note, context)) !== null;
    return this.reading.mayRead(context, note);
  }
}

@Resolver(() => CodedPassageView)
export class CodedPassageResolver {
  constructor(private readonly reading: PassageReading) {}

  @ResolveField(() => InterviewNoteView, { nullable: true })
  note({ of }: CodedPassageView, _args: object, context: RequestContext): Promise<InterviewNoteView | null> {
    return findInterviewNote(of.evidence.interviewNote!, context);
  }

  @ResolveField(() => NoteCodingView, {
    nullable: true,
    description: 'As it is in the note now; null for editors, and where it was taken away.',
  })
  async coding(
    { of }: CodedPassageView,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<NoteCodingView | null> {
    return this.reading.coding(context, restsOn(of.evidence)!, selectedPaths(info).has('quote'));
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'What was said, as it stood when the passage was attached; null where it is unreadable.',
  })
  async quote({ of }: CodedPassageView, _args: object, context: RequestContext): Promise<string | null> {
    const rested = restsOn(of.evidence)!;
    return context.viewer.role === 'editor'
      ? this.reading.wordsForEditor(context, rested, of.shown.id)
      : this.reading.words(context, rested);
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Id of the editor who found that an anonymous quotation does not tell who said it; for those who see what is written.',
  })
  async checkedBy({ of }: CodedPassageView, _args: object, context: RequestContext): Promise<string | null> {
    return (await seesWork(of, context)) ? (of.evidence.checked?.by ?? null) : null;
  }

  @ResolveField(() => DateScalar, { nullable: true, description: 'On which day; for the same.' })
  async checkedOn({ of }: CodedPassageView, _args: object, context: RequestContext): Promise<string | null> {
    return (await seesWork(of, context)) ? (of.evidence.checked?.on ?? null) : null;
  }
}

async function seesWork({ shown }: EvidenceView, context: RequestContext): Promise<boolean> {
  return (await findFace(shown.id, 'working', context)) !== null;
}
