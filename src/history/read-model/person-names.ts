import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';

/** Names of the persons behind actors, gathered over a request; null for actors who are no persons. */
@Injectable()
export class PersonNames {
  private readonly loaders = new WeakMap<RequestContext, DataLoader<string, string | null>>();

  constructor(private readonly runtime: CasebookRuntime) {}

  of(context: RequestContext): DataLoader<string, string | null> {
    // Names stand in a register of their own and change without an event.
    context.uncacheable();
    const known = this.loaders.get(context);
    if (known) return known;
    const loader = new DataLoader<string, string | null>(
      async (actors) => {
        const names = await this.runtime.tokens.namesOf(actors);
        return actors.map((actor) => names.get(actor) ?? null);
      },
      { maxBatchSize: 500 },
    );
    this.loaders.set(context, loader);
    return loader;
  }
}
