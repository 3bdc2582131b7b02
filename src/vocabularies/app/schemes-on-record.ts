import type { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import { schemeId } from '../domain/concept-scheme.commands.js';
import type { ConceptSchemeState } from '../domain/concept-scheme.state.js';
import { conceptScheme } from './concept-scheme.aggregate.js';
import type { ExistingScheme, ExistingSchemes } from './skos/existing-schemes.js';

/** What a SKOS import finds in the log: schemes are few, and their streams say everything. */
export class SchemesOnRecord implements ExistingSchemes {
  constructor(private readonly runner: AggregateRunner) {}

  async byCode(code: string): Promise<ExistingScheme | null> {
    const stream = await this.runner.load(conceptScheme, schemeId(code));
    const state = stream.state as ConceptSchemeState;
    if (state.status === 'absent') return null;
    return {
      code,
      uri: state.created.uri,
      revision: stream.revision,
      title: state.title,
      concepts: new Map(state.concepts),
    };
  }
}
