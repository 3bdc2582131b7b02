import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, FacetsView } from '../../platform/graphql/connection.type.js';
import { apiEnum } from '../../platform/graphql/enums.js';
import { FictionalCountView } from '../../platform/graphql/fictional-counts.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { ExternalReferenceView, LinkView, moment, RecordView } from '../../platform/graphql/record.type.js';
import { DateScalar, DateTimeScalar } from '../../platform/graphql/scalars.js';
import { ConceptCountView, ConceptView } from '../../vocabularies/public.js';
import { stages } from '../domain/initiative.events.js';
import { stagesAhead, stagesBehind } from '../domain/stage-moves.js';
import type { ListedInitiative } from '../read-model/initiative-columns.js';
import type { OutcomeInRow } from '../read-model/initiative.entity.js';
import type { Owners } from './owners.js';

export const StageEnum = apiEnum('Stage', stages, 'How far an initiative has come.', {
  descriptions: { abandoned: 'Ended; it can be put back to an earlier stage.' },
});
export const StageMoveKindEnum = apiEnum(
  'StageMoveKind',
  ['recorded', 'advanced', 'reverted', 'abandoned'],
  'How an initiative came to a stage.',
  {
    descriptions: { recorded: 'The stage at which it was recorded first.' },
  },
);
export const RegionOriginEnum = apiEnum(
  'RegionOrigin',
  ['place', 'owners', 'unknown'],
  'Where the region of an initiative comes from.',
  {
    descriptions: {
      place: 'Its own place.',
      owners: 'Its owners: its place names no region.',
      unknown: 'Neither names a region.',
    },
  },
);

@ObjectType('StageMove')
export class StageMoveView {
  @Field(() => StageEnum)
  stage!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Since when it is so; unknown at most for the first.',
  })
  on!: string | null;

  @Field(() => StageMoveKindEnum)
  kind!: string;

  @Field(() => String, { nullable: true, description: 'Why it was put back or abandoned. For editors only.' })
  reason!: string | null;
}

@ObjectType('Cost')
export class CostView {
  @Field(() => String, { nullable: true })
  label?: string;

  @Field(() => Float, { description: 'In units of the currency.' })
  amount!: number;

  @Field({ description: 'ISO 4217.' })
  currency!: string;

  @Field(() => Int, { nullable: true, description: 'Year for which the amount holds.' })
  year?: number;
}

@ObjectType('OutcomeSource')
export class OutcomeSourceView {
  @Field()
  text!: string;

  @Field(() => String, { nullable: true })
  url?: string;
}

@ObjectType('Outcome', { description: 'What an initiative has brought about, measured.' })
export class OutcomeView {
  constructor(readonly row: OutcomeInRow) {}

  @Field(() => ID, { description: 'Names the outcome within its initiative.' })
  get id(): string {
    return this.row.id;
  }

  @Field(() => Float)
  get value(): number {
    return this.row.value;
  }

  @Field({ description: 'As it is to be read after the value: `%`, `h`, `CAD`.' })
  get unit(): string {
    return this.row.unit;
  }

  @Field(() => DateScalar, { nullable: true, description: 'Date for which the value holds.' })
  get date(): string | null {
    return this.row.date;
  }

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last put right: what was published before says what it said then.',
  })
  get correctedAt(): string | null {
    return this.row.corrected_at && moment(this.row.corrected_at);
  }

  @Field(() => OutcomeSourceView, { nullable: true })
  get source(): OutcomeSourceView | null {
    return this.row.source;
  }
}

@ObjectType('InitiativeRegions', { description: 'Where an initiative takes place, and how that is known.' })
export class InitiativeRegionsView {
  @Field(() => [ConceptView])
  concepts!: ConceptView[];

  @Field(() => RegionOriginEnum)
  from!: string;
}

@ObjectType('Initiative', {
  implements: () => [NodeView],
  description: 'A digital initiative of one or several organizations.',
})
export class InitiativeView extends RecordView<ListedInitiative> {
  /** Its owners, once a field has asked for them: see owners.ts. */
  found: Owners | Promise<Owners> | null = null;

  @Field(() => StageEnum)
  get stage(): string {
    return this.row.stage;
  }

  @Field(() => DateScalar, { nullable: true, description: 'Since when it is at its stage, as far as known.' })
  get stageSince(): string | null {
    return this.row.stage_since;
  }

  @Field(() => [StageEnum], {
    description:
      'Stages to which it may be moved from where it is: the next by advanceStage, earlier ones by revertStage, ABANDONED by abandonInitiative.',
  })
  get allowedMoves(): string[] {
    const { stage, stage_history: history } = this.row;
    const ahead = stagesAhead({ stage });
    return [...stagesBehind({ stage, history }), ...ahead, ...(stage === 'abandoned' ? [] : ['abandoned'])];
  }

  @Field(() => [CostView])
  get costs(): CostView[] {
    return this.row.costs;
  }

  @Field(() => [OutcomeView])
  get outcomes(): OutcomeView[] {
    return this.row.outcomes.map((outcome) => new OutcomeView(outcome));
  }

  @Field(() => [LinkView])
  get links(): LinkView[] {
    return this.row.links;
  }

  @Field(() => [ExternalReferenceView])
  get externalReferences(): ExternalReferenceView[] {
    return this.row.external_references;
  }
}
registerNodeType('initiative', 'Initiative');

@ObjectType('StageCount')
export class StageCountView {
  @Field(() => StageEnum)
  stage!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('InitiativeFacets', {
  description: 'Counts over all matching records; each facet leaves out the filter on itself.',
})
export class InitiativeFacetsView extends FacetsView {
  @Field(() => [ConceptCountView])
  missions!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  digitalUses!: ConceptCountView[];

  @Field(() => [ConceptCountView])
  characteristics!: ConceptCountView[];

  @Field(() => [ConceptCountView], {
    description: 'Sectors of the owners; leaves out the filter on ownerSectors.',
  })
  sectors!: ConceptCountView[];

  @Field(() => [ConceptCountView], {
    description: 'Region of the place; where the place has none, those of the owners.',
  })
  regions!: ConceptCountView[];

  @Field(() => [StageCountView])
  stages!: StageCountView[];

  @Field(() => [FictionalCountView])
  fictional!: FictionalCountView[];
}

const types = connectionTypes('Initiative', () => InitiativeView);
export const InitiativeEdgeView = types.Edge;

@ObjectType('InitiativeConnection')
export class InitiativeConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}
