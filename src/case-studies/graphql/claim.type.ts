import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes } from '../../platform/graphql/connection.type.js';
import { DateScalar } from '../../platform/graphql/scalars.js';
import type { AttachedEvidence, Claim } from '../domain/case-study.content.js';
import { ConfidenceEnum, EvidenceKindEnum, SectionEnum, StanceEnum } from './case-study.enums.js';
import type { Shown } from './case-study.type.js';

@ObjectType('ClaimValue')
export class ClaimValueView {
  @Field(() => Float)
  value!: number;

  @Field({
    description:
      'As it is to be read after the value: a symbol or code (`%`, `h`, `CAD`), else a word in the language of the original statement.',
  })
  unit!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Date for which the value holds.' })
  date?: string;
}

@ObjectType('Claim', { description: 'A statement of a case study, with what it rests on.' })
export class ClaimView {
  constructor(
    readonly shown: Shown,
    readonly claim: Claim,
  ) {}

  @Field(() => ID, { description: 'Names the claim within its case study.' })
  get id(): string {
    return this.claim.claimId;
  }

  @Field(() => Int, { nullable: true, description: 'The edition in which it is read; null in a draft.' })
  get edition(): number | null {
    return this.shown.edition || null;
  }

  @Field(() => SectionEnum, { nullable: true, description: 'The section that it belongs to.' })
  get section(): string | null {
    return this.claim.section ?? null;
  }

  @Field(() => ClaimValueView, { nullable: true })
  get value(): ClaimValueView | null {
    return this.claim.value ?? null;
  }

  @Field(() => Int, {
    description:
      'Counts the changes of section, value and confidence: to be named in `replaces` by reviseClaim.',
  })
  get version(): number {
    return this.claim.version;
  }

  @Field(() => ConfidenceEnum)
  get confidence(): string {
    return this.claim.confidence;
  }
}

@ObjectType('EvidenceNote', { description: 'A remark in the language in which it was made; not translated.' })
export class EvidenceNoteView {
  @Field()
  text!: string;

  @Field({ description: 'BCP-47 tag; `und` where an old one does not say.' })
  language!: string;
}

@ObjectType('Evidence', { description: 'Something that a claim rests on, or that contradicts it.' })
export class EvidenceView {
  constructor(
    readonly shown: Shown,
    readonly claimId: string,
    readonly evidence: AttachedEvidence,
  ) {}

  @Field(() => ID, { description: 'Names it within its case study.' })
  get id(): string {
    return this.evidence.evidenceId;
  }

  @Field(() => StanceEnum)
  get stance(): string {
    return this.evidence.stance;
  }

  @Field(() => EvidenceKindEnum)
  get kind(): string {
    return this.evidence.kind;
  }

  @Field(() => String, { nullable: true, description: 'Where in the source.' })
  get page(): string | null {
    return this.evidence.page ?? null;
  }

  @Field(() => EvidenceNoteView, { nullable: true })
  get note(): EvidenceNoteView | null {
    return this.evidence.note ?? null;
  }
}

const types = connectionTypes('Claim', () => ClaimView);
export const ClaimEdgeView = types.Edge;

@ObjectType('ClaimConnection')
export class ClaimConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}
