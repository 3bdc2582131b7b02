import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { QuotedWords } from '../../interviews/public.js';
import { DateScalar } from '../../platform/graphql/scalars.js';
import type { Standing } from '../read-model/standing.js';
import { EvidenceKindEnum, QuotationEndEnum, QuotationFormEnum, StandingEnum } from './case-study.enums.js';
import type { EvidenceView } from './claim.type.js';

@ObjectType('CodedPassage', {
  description:
    'A coded passage of the note of an interview, for who may read the note; and for editors, of a note that a case study at hand rests on.',
})
export class CodedPassageView {
  constructor(readonly of: EvidenceView) {}
}

@ObjectType('RestrictedEvidence', {
  description: 'Something that a claim rests on and that is not yours to see. Nothing leads from here to it.',
})
export class RestrictedEvidenceView {
  @Field(() => EvidenceKindEnum)
  kind!: string;

  @Field({ description: 'The consent of everyone concerned stands.' })
  covered!: boolean;

  @Field(() => StandingEnum, { description: 'Of the claim.' })
  standing!: Standing;
}

export const PassageEvidence = createUnionType({
  name: 'PassageEvidence',
  types: () => [CodedPassageView, RestrictedEvidenceView] as const,
  resolveType: (value: object) =>
    value instanceof CodedPassageView ? CodedPassageView : RestrictedEvidenceView,
});

@ObjectType('QuotationPlaceholder', {
  description: 'In the place of a quotation that is not shown any more.',
})
export class QuotationPlaceholderView {
  @Field(() => QuotationEndEnum)
  reason!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day since when; null where it is not known.' })
  date!: string | null;
}

@ObjectType('Quotation', {
  description:
    'Words of an interview, shown by reference: in an edition, while the consents that they need stand. In a draft they are not shown here.',
})
export class QuotationView {
  constructor(
    readonly of: EvidenceView,
    private readonly words: QuotedWords | null,
  ) {}

  @Field(() => QuotationFormEnum)
  get form(): string | undefined {
    return this.of.evidence.quotation?.form;
  }

  @Field(() => String, { nullable: true })
  get text(): string | null {
    return this.words?.text ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Who said it, where it is attributed; of an anonymous one nothing is told.',
  })
  get attribution(): string | null {
    return this.words?.names.join(', ') || null;
  }

  @Field(() => QuotationPlaceholderView, { nullable: true, description: 'Null while the words are shown.' })
  get placeholder(): QuotationPlaceholderView | null {
    const end = this.words?.end;
    return end ? { reason: end.reason, date: end.on } : null;
  }
}
