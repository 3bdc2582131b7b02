import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, FacetsView, PageArgs } from '../../platform/graphql/connection.type.js';
import { apiEnum } from '../../platform/graphql/enums.js';
import { ConceptFilter, RecordWhere } from '../../platform/graphql/filters.type.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { FictionalCountView } from '../../platform/graphql/fictional-counts.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { ExternalReferenceView, RecordView } from '../../platform/graphql/record.type.js';
import { DateScalar } from '../../platform/graphql/scalars.js';
import { ConceptCountView } from '../../vocabularies/public.js';
import { legalForms, principles, sizeBands } from '../domain/organization.events.js';
import type { OrganizationRow } from '../read-model/organization.entity.js';

export const LegalFormEnum = apiEnum('LegalForm', legalForms, 'Legal family of an organization.', {
  descriptions: {
    other: 'Outside the social economy: an owner or partner such as a ministry or a university.',
  },
});
export const SizeBandEnum = apiEnum('SizeBand', sizeBands, 'Number of employees.', {
  names: Object.fromEntries(
    sizeBands.map((band) => [
      band,
      band === 'none' ? 'NONE' : `EMPLOYEES_${band.replace('+', '_AND_MORE').replace('-', '_TO_')}`,
    ]),
  ),
});
export const PrincipleEnum = apiEnum(
  'Principle',
  principles,
  'Principles of the Social Economy Act (CQLR, chapter E-1.1.1, section 3).',
);
export const OrganizationStatusEnum = apiEnum(
  'OrganizationStatus',
  ['active', 'dissolved', 'merged'],
  'State of an organization.',
);
export const EligibilityStatusEnum = apiEnum(
  'EligibilityStatus',
  ['eligible', 'not-eligible', 'incomplete'],
  'Whether the six principles of the Social Economy Act are met.',
  {
    descriptions: { incomplete: 'Not all six principles have been assessed, and none was found unmet.' },
  },
);

@ObjectType('Assessment')
export class AssessmentView {
  @Field(() => PrincipleEnum)
  principle!: string;

  @Field()
  met!: boolean;

  @Field()
  evidence!: string;
}

@ObjectType('Eligibility')
export class EligibilityView {
  @Field(() => EligibilityStatusEnum)
  status!: string;

  @Field(() => [AssessmentView], { description: 'The latest of each principle that was assessed.' })
  assessments!: AssessmentView[];
}

@ObjectType('Organization', {
  implements: () => [NodeView],
  description: 'A co-operative, non-profit or mutual, or another owner or partner of initiatives.',
})
export class OrganizationView extends RecordView<OrganizationRow> {
  constructor(
    row: OrganizationRow,
    /** Id that was asked for, where this organization stands for a merged one. */
    redirectedFrom: string | null = null,
  ) {
    super(row);
    this.redirectedFrom = redirectedFrom;
  }

  @Field(() => ID, { nullable: true, description: 'The merged organization that was asked for.' })
  redirectedFrom: string | null;

  @Field(() => OrganizationStatusEnum)
  get status(): string {
    return this.row.status;
  }

  @Field(() => DateScalar, { nullable: true })
  get dissolvedOn(): string | null {
    return this.row.dissolved_on;
  }

  @Field(() => [String])
  get alternativeNames(): string[] {
    return this.row.alternative_names;
  }

  @Field(() => LegalFormEnum)
  get legalForm(): string {
    return this.row.legal_form;
  }

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  get country(): string | null {
    return this.row.country;
  }

  @Field(() => String, { nullable: true })
  get municipality(): string | null {
    return this.row.municipality;
  }

  @Field(() => SizeBandEnum, { nullable: true })
  get sizeBand(): string | null {
    return this.row.size_band;
  }

  @Field(() => String, { nullable: true })
  get website(): string | null {
    return this.row.website;
  }

  @Field(() => [ExternalReferenceView])
  get externalReferences(): ExternalReferenceView[] {
    return this.row.external_references;
  }

  @Field(() => EligibilityView)
  get eligibility(): EligibilityView {
    return { status: this.row.eligibility, assessments: this.row.assessments };
  }
}
registerNodeType('organization', 'Organization');

@ObjectType('LegalFormCount')
export class LegalFormCountView {
  @Field(() => LegalFormEnum)
  legalForm!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('OrganizationFacets', {
  description: 'Counts over all matching records; each facet leaves out the filter on itself.',
})
export class OrganizationFacetsView extends FacetsView {
  @Field(() => [ConceptCountView])
  missions!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  sectors!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  regions!: ConceptCountView[];

  @Field(() => [LegalFormCountView])
  legalForms!: LegalFormCountView[];

  @Field(() => [FictionalCountView])
  fictional!: FictionalCountView[];
}

const types = connectionTypes('Organization', () => OrganizationView);
export const OrganizationEdgeView = types.Edge;

@ObjectType('OrganizationConnection')
export class OrganizationConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}

@InputType('LegalFormFilter')
export class LegalFormFilter {
  @Field(() => [LegalFormEnum])
  in!: string[];
}

@InputType('EligibilityFilter')
export class EligibilityFilter {
  @Field(() => [EligibilityStatusEnum])
  in!: string[];
}

@InputType('OrganizationStatusFilter')
export class OrganizationStatusFilter {
  @Field(() => [OrganizationStatusEnum])
  in!: string[];
}

@InputType('OrganizationWhere', {
  description:
    'All given conditions must hold. Merged organizations are left out unless status asks for them.',
})
export class OrganizationWhere extends RecordWhere {
  @Field(() => [OrganizationWhere], { nullable: true })
  and?: OrganizationWhere[] | null;

  @Field(() => [OrganizationWhere], { nullable: true })
  or?: OrganizationWhere[] | null;

  @Field(() => OrganizationWhere, { nullable: true })
  not?: OrganizationWhere | null;

  @Field(() => ConceptFilter, { nullable: true })
  missions?: ConceptFilter | null;

  @Field(() => ConceptFilter, { nullable: true })
  sectors?: ConceptFilter | null;

  @Field(() => ConceptFilter, {
    nullable: true,
    description: 'One region holds each organization: all is of no use here.',
  })
  regions?: ConceptFilter | null;

  @Field(() => LegalFormFilter, { nullable: true })
  legalForm?: LegalFormFilter | null;

  @Field(() => EligibilityFilter, { nullable: true })
  eligibility?: EligibilityFilter | null;

  @Field(() => OrganizationStatusFilter, { nullable: true })
  status?: OrganizationStatusFilter | null;

  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2 codes.' })
  countries?: string[] | null;
}

export const OrganizationOrder = orderInput('Organization', {
  UPDATED: 'Latest change first.',
  RECORDED: 'Latest recorded first.',
  NAME: 'By the original name, without accents and case.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class OrganizationsArgs extends PageArgs {
  @Field(() => OrganizationWhere, { nullable: true })
  where?: OrganizationWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => OrganizationOrder, { nullable: true })
  orderBy?: OrderInput | null;
}
