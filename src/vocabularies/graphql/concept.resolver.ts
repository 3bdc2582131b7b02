import { ResolveField, Resolver } from '@nestjs/graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { firstArg, firstConcepts, type FirstArgs } from './concept-views.js';
import { ConceptView } from './concept.type.js';

@Resolver(() => ConceptView)
export class ConceptResolver {
  @ResolveField(() => LocalizedTextView, { description: 'Preferred label.' })
  @FieldArgs(languagesArg)
  label({ row }: ConceptView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.label, args, context);
  }

  @ResolveField(() => [LocalizedTextView], { description: 'Preferred labels in all languages.' })
  labels({ row }: ConceptView): LocalizedTextView[] {
    return serveAll(row.label);
  }

  @ResolveField(() => [ConceptView], {
    description:
      'Directly narrower concepts, in the order in which they were added. `narrowerCount` tells how many there are; `concepts(where: { schemes, broader })` pages them all.',
  })
  @FieldArgs(firstArg)
  narrower({ concepts, code }: ConceptView, args: FirstArgs): ConceptView[] {
    return firstConcepts(concepts, concepts.narrowerOf(code), args);
  }

  @ResolveField(() => LocalizedTextView, { nullable: true })
  @FieldArgs(languagesArg)
  definition({ row }: ConceptView, args: LanguagesArgs, context: RequestContext): LocalizedTextView | null {
    return serve(row.definition, args, context);
  }

  @ResolveField(() => [LocalizedTextView], { description: 'Definitions in all languages.' })
  definitions({ row }: ConceptView): LocalizedTextView[] {
    return serveAll(row.definition);
  }
}
