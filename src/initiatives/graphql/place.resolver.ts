import { ResolveField, Resolver } from '@nestjs/graphql';
import { PlaceView } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { conceptViews, ConceptView, shippedSchemes, Taxonomies } from '../../vocabularies/public.js';

/** A place as a record's row gives it. */
export interface PlaceWithRegion extends PlaceView {
  /** Code of the scheme `regions`. */
  readonly regionCode: string | null;
}

@Resolver(() => PlaceView)
export class PlaceResolver {
  constructor(private readonly taxonomies: Taxonomies) {}

  @ResolveField(() => ConceptView, { nullable: true })
  region({ regionCode }: PlaceWithRegion, _args: object, context: RequestContext): ConceptView | null {
    if (regionCode === null) return null;
    return conceptViews(this.taxonomies.of(context).scheme(shippedSchemes.regions), [regionCode])[0] ?? null;
  }
}
