import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, FacetsView } from '../../platform/graphql/connection.type.js';
import { apiEnum } from '../../platform/graphql/enums.js';
import { FictionalCountView } from '../../platform/graphql/fictional-counts.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { ExternalReferenceView, moment, RecordView } from '../../platform/graphql/record.type.js';
import { DateScalar, DateTimeScalar } from '../../platform/graphql/scalars.js';
import { leavesOutOthers } from '../domain/csl-names.js';
import { namesOf } from '../domain/csl-reading.js';
import { cslTypes } from '../domain/csl-variables.js';
import { reliabilities } from '../domain/reliability.js';
import type { LiteratureSourceRow } from '../read-model/literature-source.entity.js';
import { CslJsonScalar } from './csl-json.scalar.js';

export const LiteratureTypeEnum = apiEnum('LiteratureType', cslTypes, 'Type of a source, as CSL has them.');
export const ReliabilityEnum = apiEnum(
  'Reliability',
  reliabilities,
  'How far a source can be relied on, by the way in which it came to be published.',
  {
    descriptions: {
      peerReviewed: 'Reviewed by peers before it was published.',
      official: 'Published by a statistical office or another public body.',
      grey: 'A report of a research centre, association or consultant.',
      press: 'Journalism.',
      unassessed: 'Nobody has said yet.',
    },
  },
);
export const LiteratureSourceStatusEnum = apiEnum(
  'LiteratureSourceStatus',
  ['active', 'retracted', 'merged'],
  'State of a source.',
  { descriptions: { retracted: 'Not to be relied on any more.' } },
);
@ObjectType('Retraction', { description: 'Why something is not to be relied on any more.' })
export class RetractionView {
  @Field()
  reason!: string;

  @Field(() => DateScalar, { nullable: true })
  on?: string | null;
}

@ObjectType('LiteratureSource', {
  implements: () => [NodeView],
  description: 'An article, report, web page or another source of the literature.',
})
export class LiteratureSourceView extends RecordView<LiteratureSourceRow> {
  constructor(
    row: LiteratureSourceRow,
    /** Id that was asked for, where this source stands for a merged one. */
    redirectedFrom: string | null = null,
  ) {
    super(row);
    this.redirectedFrom = redirectedFrom;
  }

  @Field(() => ID, { nullable: true, description: 'The merged source that was asked for.' })
  redirectedFrom: string | null;

  @Field(() => LiteratureSourceStatusEnum)
  get status(): string {
    return this.row.status;
  }

  @Field(() => RetractionView, { nullable: true })
  get retraction(): RetractionView | null {
    return this.row.retraction;
  }

  @Field(() => String, { nullable: true, description: 'The title as it was published, without markup.' })
  get title(): string | null {
    return this.row.title;
  }

  @Field(() => [String], { description: 'Names of the authors in their order, each as it reads.' })
  get authors(): string[] {
    return namesOf(this.row.csl, 'author');
  }

  @Field({ description: 'Whether there are more authors whom its record does not name: "et al.".' })
  get moreAuthors(): boolean {
    return leavesOutOthers(this.row.csl.author);
  }

  @Field(() => Int, { nullable: true, description: 'Of publication.' })
  get year(): number | null {
    return this.row.year;
  }

  @Field(() => LiteratureTypeEnum)
  get type(): string {
    return this.row.type;
  }

  @Field(() => String, { nullable: true, description: 'In lower case, without a resolver’s address.' })
  get doi(): string | null {
    return this.row.doi;
  }

  @Field(() => String, { nullable: true })
  get url(): string | null {
    return this.row.csl.URL ?? null;
  }

  @Field(() => CslJsonScalar, { description: 'All bibliographic data.' })
  get csl(): object {
    return this.row.csl;
  }

  @Field(() => Int, {
    description: 'Version of the CSL data: to be named as `replaces` when they are corrected.',
  })
  get cslVersion(): number {
    return this.row.csl_version;
  }

  @Field(() => String, { nullable: true, description: 'BCP-47 tag of the language in which it is written.' })
  get language(): string | null {
    return this.row.language;
  }

  @Field(() => ReliabilityEnum)
  get reliability(): string {
    return this.row.reliability;
  }

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its data or its reliability were last put right; null where they never were.',
  })
  get correctedAt(): string | null {
    return this.row.corrected_at && moment(this.row.corrected_at);
  }

  @Field(() => [ExternalReferenceView])
  get externalReferences(): ExternalReferenceView[] {
    return this.row.external_references;
  }
}
registerNodeType('literatureSource', 'LiteratureSource');

@ObjectType('LiteratureFlag', { description: 'Something that readers should know, found when it was read.' })
export class LiteratureFlagView {
  @Field({
    description:
      'DOI_NOT_HELD: another source holds the DOI that this one carries. SOURCE_RETRACTED: what it rests on was retracted.',
  })
  code!: string;

  @Field()
  message!: string;

  @Field(() => LiteratureSourceView, {
    nullable: true,
    description: 'The source that holds the DOI, or that was retracted.',
  })
  source!: LiteratureSourceView | null;
}

@ObjectType('LikelyDuplicate', { description: 'Another source that may be a record of the same work.' })
export class LikelyDuplicateView {
  @Field(() => LiteratureSourceView)
  source!: LiteratureSourceView;

  @Field({ description: 'Why, in words: "same title, year differs by one, same author".' })
  reason!: string;
}

/** What readers should know of a source or a figure, in the words of the API. */
export function doiNotHeld(doi: string, source: LiteratureSourceView): LiteratureFlagView {
  const message = `The DOI ${doi} is held by ${source.id}: one of the two is to be corrected, or both to be merged`;
  return { code: 'DOI_NOT_HELD', message, source };
}

export function sourceRetracted(source: LiteratureSourceView): LiteratureFlagView {
  return { code: 'SOURCE_RETRACTED', message: `${source.id} was retracted`, source };
}

@ObjectType('LiteratureTypeCount')
export class LiteratureTypeCountView {
  @Field(() => LiteratureTypeEnum)
  type!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('YearCount')
export class YearCountView {
  @Field(() => Int)
  year!: number;

  @Field(() => Int)
  count!: number;
}

@ObjectType('LanguageCount')
export class LanguageCountView {
  @Field({ description: 'BCP-47 tag.' })
  language!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('ReliabilityCount')
export class ReliabilityCountView {
  @Field(() => ReliabilityEnum)
  reliability!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('LiteratureSourceFacets', {
  description: 'Counts over all matching records; each facet leaves out the filter on itself.',
})
export class LiteratureSourceFacetsView extends FacetsView {
  @Field(() => [LiteratureTypeCountView])
  types!: LiteratureTypeCountView[];

  @Field(() => [YearCountView])
  years!: YearCountView[];

  @Field(() => [LanguageCountView])
  languages!: LanguageCountView[];

  @Field(() => [ReliabilityCountView])
  reliabilities!: ReliabilityCountView[];

  @Field(() => [FictionalCountView])
  fictional!: FictionalCountView[];
}

const types = connectionTypes('LiteratureSource', () => LiteratureSourceView);
export const LiteratureSourceEdgeView = types.Edge;

@ObjectType('LiteratureSourceConnection')
export class LiteratureSourceConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}
