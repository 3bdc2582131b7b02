import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Counted } from '../read-side/facets.js';

@ObjectType('FictionalCount', {
  description: 'How many of the matching records are invented, and how many not.',
})
export class FictionalCountView {
  @Field()
  fictional!: boolean;

  @Field(() => Int)
  count!: number;
}

/** Counts by the column `fictional`, as facets have them: its values come as JSON. */
export function fictionalCounts(counts: readonly Counted[] = []): FictionalCountView[] {
  return counts.map(({ value, count }) => ({ fictional: String(value) === 'true', count }));
}
