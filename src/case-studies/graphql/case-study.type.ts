import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, FacetsView } from '../../platform/graphql/connection.type.js';
import { FictionalCountView } from '../../platform/graphql/fictional-counts.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { moment, RecordView } from '../../platform/graphql/record.type.js';
import { DateTimeScalar } from '../../platform/graphql/scalars.js';
import type { FiledOrdinals } from '../../platform/read-side/filed-ordinals.js';
import { ConceptCountView } from '../../vocabularies/public.js';
import type { CaseStudyContent } from '../domain/case-study.content.js';
import { WORKING } from '../read-model/case-study.satellites.js';
import type { Face } from '../read-model/faces.js';
import type { CaseStudyFace, EditionSummary } from '../read-model/find-case-studies.js';
import { CaseStudyStatusEnum, FaceEnum, NoticeKindEnum, StandingEnum } from './case-study.enums.js';

/** A content as it is shown: of which case study, which face and which edition of it (0: what is being written). */
export interface Shown {
  readonly id: string;
  readonly face: Face;
  readonly edition: number;
  /** Null once withheld. */
  readonly content: CaseStudyContent | null;
  readonly filed: FiledOrdinals;
}

@ObjectType('CaseStudyAuthor', { description: 'A name of the by-line: in two parts, or as it is printed.' })
export class AuthorView {
  @Field(() => String, { nullable: true })
  family?: string;

  @Field(() => String, { nullable: true })
  given?: string;

  @Field(() => String, { nullable: true })
  literal?: string;
}

@ObjectType('CaseStudyNotice', { description: 'What is to be read before a text, or in its place.' })
export class NoticeView {
  @Field(() => NoticeKindEnum)
  kind!: string;

  @Field(() => DateTimeScalar)
  at!: string;

  @Field(() => String, { nullable: true, description: 'For editors and those who wrote in it.' })
  reason!: string | null;
}

@ObjectType('CaseStudy', {
  implements: () => [NodeView],
  description:
    'What an organization did, with the evidence. Read by its last edition unless what is being written is asked for.',
})
export class CaseStudyView extends RecordView<CaseStudyFace> {
  constructor(
    row: CaseStudyFace,
    readonly ofFace: Face,
  ) {
    super(row);
  }

  get shown(): Shown {
    const { id, content, edition_number, filed_ordinals: filed } = this.row;
    const edition = this.ofFace === 'working' ? WORKING : (edition_number ?? WORKING);
    return { id, face: this.ofFace, edition, content, filed };
  }

  @Field(() => FaceEnum, { description: 'What is shown here.' })
  get face(): string {
    return this.ofFace;
  }

  @Field(() => CaseStudyStatusEnum)
  get status(): string {
    return this.row.status;
  }

  @Field(() => Int, { nullable: true, description: 'Number of the last edition; null before the first.' })
  get editionNumber(): number | null {
    return this.row.edition_number;
  }
}
registerNodeType('caseStudy', 'CaseStudy');

@ObjectType('CaseStudyEdition', {
  description: 'One edition: it reads for ever as it was published. Withheld, it has no texts.',
})
export class CaseStudyEditionView {
  constructor(readonly row: EditionSummary) {}

  @Field(() => ID, { description: 'Of the case study.' })
  get caseStudyId(): string {
    return this.row.id;
  }

  @Field(() => Int, { description: 'Counts the editions from 1.' })
  get number(): number {
    return this.row.number;
  }

  @Field(() => DateTimeScalar)
  get publishedAt(): string {
    return moment(this.row.published_at);
  }
}

@ObjectType('StandingCount')
export class StandingCountView {
  @Field(() => StandingEnum)
  standing!: string;

  @Field(() => Int, { description: 'Case studies with at least one such claim.' })
  count!: number;
}

@ObjectType('CaseStudyStatusCount')
export class CaseStudyStatusCountView {
  @Field(() => CaseStudyStatusEnum)
  status!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('CaseStudyFacets', {
  description: 'Counts over all matching records; each facet leaves out the filter on itself.',
})
export class CaseStudyFacetsView extends FacetsView {
  @Field(() => [ConceptCountView])
  missions!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  digitalUses!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  sectors!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  characteristics!: ConceptCountView[];

  @Field(() => [StandingCountView])
  standings!: StandingCountView[];

  @Field(() => [CaseStudyStatusCountView])
  statuses!: CaseStudyStatusCountView[];

  @Field(() => [FictionalCountView])
  fictional!: FictionalCountView[];
}

const types = connectionTypes('CaseStudy', () => CaseStudyView);
export const CaseStudyEdgeView = types.Edge;

@ObjectType('CaseStudyConnection')
export class CaseStudyConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}
