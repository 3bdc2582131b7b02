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
import { OutcomeView } from './initiative.type.js';

@Resolver(() => OutcomeView)
export class OutcomeResolver {
  @ResolveField(() => LocalizedTextView, { description: 'What was measured.' })
  @FieldArgs(languagesArg)
  indicator({ row }: OutcomeView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.indicator, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The indicator in all its languages, each with its version.',
  })
  indicators({ row }: OutcomeView): LocalizedTextView[] {
    return serveAll(row.indicator);
  }
}
