import { Extensions, Field, Int, ObjectType } from '@nestjs/graphql';
import { apiEnum } from '../../platform/graphql/enums.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import { mappingRelations, maxBroader } from '../domain/concept-scheme.events.js';
import type { SchemeConcepts } from '../read-model/taxonomy.js';
import type { ConceptRow } from '../read-model/vocabulary.entity.js';

export const ConceptStatusEnum = apiEnum(
  'ConceptStatus',
  ['active', 'deprecated', 'merged'],
  'Whether a concept is in use.',
);
export const MappingRelationEnum = apiEnum(
  'MappingRelation',
  mappingRelations,
  'How a concept relates to one of another vocabulary (SKOS).',
);

@ObjectType('Label')
export class LabelView {
  @Field()
  language!: string;

  @Field()
  text!: string;
}

@ObjectType('Mapping')
export class MappingView {
  @Field(() => MappingRelationEnum)
  relation!: string;

  @Field({ description: 'IRI of the other concept.' })
  target!: string;
}

@ObjectType('Concept', {
  description: 'A concept of a vocabulary. Its code is stable; a merged one is shown as what it stands for.',
})
export class ConceptView {
  constructor(
    readonly concepts: SchemeConcepts,
    readonly row: ConceptRow,
  ) {}

  @Field()
  get code(): string {
    return this.row.code;
  }

  @Field({ description: 'Code of its scheme.' })
  get scheme(): string {
    return this.concepts.code;
  }

  @Field(() => ConceptStatusEnum)
  get status(): string {
    return this.row.status;
  }

  @Field(() => String, { nullable: true })
  get notation(): string | null {
    return this.row.notation;
  }

  @Field(() => String, { nullable: true })
  get uri(): string | null {
    return this.row.uri;
  }

  @Field(() => [LabelView])
  get alternativeLabels(): LabelView[] {
    return this.row.alternative_labels;
  }

  @Field(() => [MappingView])
  get mappings(): MappingView[] {
    return this.row.mappings;
  }

  @Field(() => [ConceptView], { description: `At most ${maxBroader}.` })
  @Extensions(maxItems(maxBroader))
  get broader(): ConceptView[] {
    return this.views(this.concepts.broaderOf(this.code));
  }

  @Field(() => Int, { description: 'How many directly narrower concepts there are.' })
  get narrowerCount(): number {
    return this.concepts.narrowerOf(this.code).length;
  }

  @Field(() => ConceptView, {
    nullable: true,
    description: 'What a deprecated concept is replaced by, or a merged one stands for.',
  })
  get replacedBy(): ConceptView | null {
    return this.row.replaced_by === null ? null : (this.views([this.row.replaced_by])[0] ?? null);
  }

  private views(codes: readonly string[]): ConceptView[] {
    return codes.flatMap((code) => {
      const row = this.concepts.get(code);
      return row ? [new ConceptView(this.concepts, row)] : [];
    });
  }
}

@ObjectType('ConceptCount', {
  description: 'How many records a concept would leave, narrower concepts included.',
})
export class ConceptCountView {
  @Field(() => ConceptView)
  concept!: ConceptView;

  @Field(() => Int)
  count!: number;
}

@ObjectType('RecordFlag', {
  description: 'Something about a record that its readers should know, found when it was read.',
})
export class RecordFlagView {
  @Field({
    description: 'CONCEPT_NOT_ACTIVE: a concept was out of use already when the record was filed under it.',
  })
  code!: string;

  @Field()
  message!: string;
}
