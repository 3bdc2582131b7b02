import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import { didYouMean } from '../../platform/import/near-miss.js';
import { conceptScheme } from './concept-scheme.aggregate.js';
import type { Concept, ConceptSchemeState } from '../domain/concept-scheme.state.js';
import { schemeId } from '../domain/concept-scheme.commands.js';

/** A scheme folded at most this long ago, in milliseconds, is good enough to accept a code; never to refuse one. */
const FRESH = 250;
/** Codes that one which is not there is compared with, at most: an import may name many of them. */
const comparedCodes = 500;

/** Which codes a field holds, of which scheme. */
export interface CodesToCheck {
  readonly scheme: string;
  readonly codes: readonly string[] | undefined;
  /** Path of the list, to which each code's index is added; of the code itself where `single`. */
  readonly path: readonly (string | number)[];
  readonly single?: boolean;
}

/**
 * Checks that concepts exist and are active, against their scheme's stream. A concept that is deprecated at the same
 * moment may slip through: it is judged again in the order of the log, and shown as a flag on the record.
 */
@Injectable()
export class VocabularyChecks {
  private readonly folded = new Map<string, { state: ConceptSchemeState; at: number }>();
  private readonly folds = new Map<string, SharedFold>();

  constructor(private readonly runner: AggregateRunner) {
    runner.onWritten((streamId) => {
      for (const scheme of this.folded.keys()) if (schemeId(scheme) === streamId) this.folded.delete(scheme);
    });
  }

  /** @throws REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE with the concept that replaces it */
  async assertActive(fields: readonly CodesToCheck[]): Promise<void> {
    for (const { scheme, codes, path, single } of fields) {
      if (!codes || codes.length === 0) continue;
      const kept = this.folded.get(scheme);
      const fresh = kept && performance.now() - kept.at < FRESH;
      if (fresh && codes.every((code) => find(kept.state, code)?.status === 'active')) continue;
      const state = await this.fold(scheme);
      codes.forEach((code, index) =>
        assertConceptActive(state, scheme, code, single ? path : [...path, index]),
      );
    }
  }

  private fold(scheme: string): Promise<ConceptSchemeState> {
    let fold = this.folds.get(scheme);
    if (!fold) this.folds.set(scheme, (fold = new SharedFold(() => this.read(scheme))));
    return fold.begunFromNow();
  }

  private async read(scheme: string): Promise<ConceptSchemeState> {
    const at = performance.now();
    const state = (await this.runner.load(conceptScheme, schemeId(scheme))).state as ConceptSchemeState;
    this.folded.set(scheme, { state, at });
    return state;
  }
}

/** One reading at a time, shared by all who asked before it began: hundreds of commands ask in the same moment. */
class SharedFold {
  private underWay: Promise<ConceptSchemeState> | null = null;
  private next: Promise<ConceptSchemeState> | null = null;

  constructor(private readonly read: () => Promise<ConceptSchemeState>) {}

  begunFromNow(): Promise<ConceptSchemeState> {
    if (!this.underWay) return this.begin();
    return (this.next ??= this.underWay.then(
      () => this.begin(),
      () => this.begin(),
    ));
  }

  private begin(): Promise<ConceptSchemeState> {
    this.next = null;
    const reading = this.read().finally(() => {
      if (this.underWay === reading) this.underWay = null;
    });
    this.underWay = reading;
    return reading;
  }
}

function find(state: ConceptSchemeState, code: string): Concept | undefined {
  return state.status === 'absent' ? undefined : state.concepts.get(code);
}

/** The active concept at the end of a chain of replacements and merges; undefined where it ends in none. */
function successorOf(state: ConceptSchemeState, concept: Concept): string | undefined {
  let current: Concept | undefined = concept;
  for (const seen = new Set<string>(); current?.successor !== undefined && !seen.has(current.code);) {
    seen.add(current.code);
    current = find(state, current.successor);
  }
  return current?.status === 'active' ? current.code : undefined;
}

function missing(state: ConceptSchemeState, scheme: string, code: string): string {
  if (state.status === 'absent')
    return `There is no scheme "${scheme}" in this base, so no concept "${code}"`;
  const near = state.concepts.size > comparedCodes ? '' : didYouMean(code, state.concepts.keys());
  return `There is no concept "${code}" in the scheme "${scheme}"${near}`;
}

function assertConceptActive(
  state: ConceptSchemeState,
  scheme: string,
  code: string,
  path: readonly (string | number)[],
): void {
  const concept = find(state, code);
  if (!concept)
    throw new DomainError('REFERENCE_NOT_FOUND', missing(state, scheme, code), path, { scheme, code });
  if (concept.status === 'active') return;
  const replacedBy = successorOf(state, concept);
  throw new DomainError(
    'REFERENCE_NOT_ACTIVE',
    `The concept "${code}" of "${scheme}" is no longer in use${replacedBy ? `; use "${replacedBy}"` : ''}`,
    path,
    { scheme, code, replacedBy: replacedBy ?? null },
  );
}
