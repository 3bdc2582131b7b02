import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { LiteratureSourceState } from '../domain/literature-source.state.js';
import type { PublishedFigureState } from '../domain/published-figure.state.js';
import { literatureSource, publishedFigure } from './literature.aggregates.js';

/**
 * Checks that sources and figures exist, against their streams. A retracted one may be referred to: that it was
 * retracted is seen when read.
 */
@Injectable()
export class LiteratureChecks {
  constructor(private readonly runner: AggregateRunner) {}

  /** @throws REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE with the source into which it was merged */
  async assertSource(id: string, path: readonly (string | number)[]): Promise<void> {
    const state = (await this.runner.load(literatureSource, id)).state as LiteratureSourceState;
    if (state.status === 'absent') {
      throw new DomainError('REFERENCE_NOT_FOUND', `There is no source ${id}`, path, { id });
    }
    if (state.status === 'merged') {
      throw new DomainError('REFERENCE_NOT_ACTIVE', `${id} was merged into ${state.into}`, path, {
        id,
        replacedBy: state.into,
      });
    }
  }

  /** As {@link assertSource}, of a list. */
  async assertSources(ids: readonly string[] | undefined, path: readonly (string | number)[]): Promise<void> {
    await Promise.all((ids ?? []).map((id, index) => this.assertSource(id, [...path, index])));
  }

  /** @throws REFERENCE_NOT_FOUND */
  async assertFigure(id: string, path: readonly (string | number)[]): Promise<void> {
    const state = (await this.runner.load(publishedFigure, id)).state as PublishedFigureState;
    if (state.status === 'absent') {
      throw new DomainError('REFERENCE_NOT_FOUND', `There is no published figure ${id}`, path, { id });
    }
  }
}
