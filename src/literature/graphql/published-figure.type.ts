import { ArgsType, Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, FacetsView, PageArgs } from '../../platform/graphql/connection.type.js';
import { FictionalCountView } from '../../platform/graphql/fictional-counts.js';
import { apiEnum } from '../../platform/graphql/enums.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { ExternalReferenceView, moment, RecordView } from '../../platform/graphql/record.type.js';
import { DateTimeScalar } from '../../platform/graphql/scalars.js';
import { ConceptFilter, IdFilter, RecordWhere } from '../../platform/graphql/filters.type.js';
import { figureTexts } from '../domain/published-figure.events.js';
import type { PublishedFigureRow } from '../read-model/published-figure.entity.js';
import { YearFilter } from './literature-source-where.type.js';

export const PublishedFigureTextEnum = apiEnum('PublishedFigureText', figureTexts, 'A text of a figure.');

@ObjectType('Period', {
  description: 'Years (YYYY), months (YYYY-MM) or dates (YYYY-MM-DD), both inclusive.',
})
export class PeriodView {
  @Field()
  from!: string;

  @Field(() => String, { nullable: true, description: 'Null where it is one year, month or date.' })
  to!: string | null;
}

@ObjectType('PublishedFigure', {
  implements: () => [NodeView],
  description:
    'A figure as somebody published it, never one computed here. Figures of one indicator that differ stand side by side; none is chosen.',
})
export class PublishedFigureView extends RecordView<PublishedFigureRow> {
  @Field({ description: 'Code of what is measured: figures with the same code can be set side by side.' })
  get indicatorCode(): string {
    return this.row.indicator_code;
  }

  @Field(() => Float, { description: 'In units of `unit`.' })
  get value(): number {
    return this.row.value;
  }

  @Field({
    description:
      'As read after the value: a symbol or code (%, CAD), else a word in the language of the original indicator.',
  })
  get unit(): string {
    return this.row.unit;
  }

  @Field({ description: 'The source itself rounds it or says “about”.' })
  get approximate(): boolean {
    return this.row.approximate;
  }

  @Field(() => PeriodView, {
    nullable: true,
    description: 'When it was true; null where the source does not say.',
  })
  get period(): PeriodView | null {
    const { period_from: from, period_to: to } = this.row;
    return from === null ? null : { from, to };
  }

  @Field(() => Float, { nullable: true, description: 'Answers or cases that it was computed from.' })
  get n(): number | null {
    return this.row.n;
  }

  @Field(() => String, { nullable: true })
  get page(): string | null {
    return this.row.page;
  }

  @Field({ description: 'Not to be relied on any more.' })
  get retracted(): boolean {
    return this.row.status === 'retracted';
  }

  @Field(() => String, { nullable: true, description: 'Why it was retracted.' })
  get retractionReason(): string | null {
    return this.row.retraction;
  }

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last put right in what it says, its source included; null where it never was.',
  })
  get correctedAt(): string | null {
    return this.row.corrected_at && moment(this.row.corrected_at);
  }

  @Field(() => [ExternalReferenceView])
  get externalReferences(): ExternalReferenceView[] {
    return this.row.external_references;
  }
}
registerNodeType('publishedFigure', 'PublishedFigure');

@ObjectType('IndicatorCount')
export class IndicatorCountView {
  @Field()
  indicatorCode!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('UnitCount')
export class UnitCountView {
  @Field()
  unit!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('PublishedFigureFacets', {
  description: 'Counts over all matching records; each facet leaves out the filter on itself.',
})
export class PublishedFigureFacetsView extends FacetsView {
  @Field(() => [IndicatorCountView])
  indicators!: IndicatorCountView[];

  @Field(() => [UnitCountView])
  units!: UnitCountView[];

  @Field(() => [FictionalCountView])
  fictional!: FictionalCountView[];
}

const types = connectionTypes('PublishedFigure', () => PublishedFigureView);
export const PublishedFigureEdgeView = types.Edge;

@ObjectType('PublishedFigureConnection')
export class PublishedFigureConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}

@InputType('CodeFilter')
export class CodeFilter {
  @Field(() => [String])
  in!: string[];
}

@InputType('PublishedFigureWhere', { description: 'All given conditions must hold.' })
export class PublishedFigureWhere extends RecordWhere {
  @Field(() => [PublishedFigureWhere], { nullable: true })
  and?: PublishedFigureWhere[] | null;

  @Field(() => [PublishedFigureWhere], { nullable: true })
  or?: PublishedFigureWhere[] | null;

  @Field(() => PublishedFigureWhere, { nullable: true })
  not?: PublishedFigureWhere | null;

  @Field(() => CodeFilter, { nullable: true, description: 'Codes of indicators.' })
  indicator?: CodeFilter | null;

  @Field(() => CodeFilter, { nullable: true, description: 'Units as they are written.' })
  unit?: CodeFilter | null;

  @Field(() => ConceptFilter, {
    nullable: true,
    description: 'The region that a figure is about, where it is one.',
  })
  regions?: ConceptFilter | null;

  @Field(() => YearFilter, { nullable: true, description: 'Years in which it was true, at least in part.' })
  year?: YearFilter | null;

  @Field(() => IdFilter, { nullable: true, description: 'Sources that publish it, merged ones included.' })
  source?: IdFilter | null;

  @Field(() => IdFilter, {
    nullable: true,
    description: 'Sources through which it is known, merged ones included.',
  })
  reportedBy?: IdFilter | null;

  @Field(() => Boolean, { nullable: true })
  retracted?: boolean | null;
}

export const PublishedFigureOrder = orderInput('PublishedFigure', {
  UPDATED: 'Latest change first.',
  RECORDED: 'Latest recorded first.',
  INDICATOR: 'By the code of the indicator: figures to be compared stand together.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class PublishedFiguresArgs extends PageArgs {
  @Field(() => PublishedFigureWhere, { nullable: true })
  where?: PublishedFigureWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => PublishedFigureOrder, { nullable: true })
  orderBy?: OrderInput | null;
}
