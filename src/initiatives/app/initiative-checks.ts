import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { Initiative, InitiativeState } from '../domain/initiative.state.js';
import { initiative } from './initiative.aggregate.js';

/** Checks that initiatives and their outcomes exist, against their streams. An abandoned one may be referred to. */
@Injectable()
export class InitiativeChecks {
  constructor(private readonly runner: AggregateRunner) {}

  /** @throws REFERENCE_NOT_FOUND */
  async assertPresent(ids: readonly string[] | undefined, path: readonly (string | number)[]): Promise<void> {
    await Promise.all((ids ?? []).map((id, index) => this.load(id, [...path, index])));
  }

  /** @throws REFERENCE_NOT_FOUND */
  async assertOne(id: string, path: readonly (string | number)[]): Promise<void> {
    await this.load(id, path);
  }

  /**
   * @param path of what names both: the initiative under `initiative`, the outcome under `outcomeId`
   * @throws REFERENCE_NOT_FOUND, OUTCOME_NOT_FOUND
   */
  async assertOutcome(id: string, outcomeId: string, path: readonly (string | number)[]): Promise<void> {
    const { outcomes } = await this.load(id, [...path, 'initiative']);
    if (outcomes[outcomeId]) return;
    const message = `The initiative ${id} has no outcome ${outcomeId}`;
    throw new DomainError('OUTCOME_NOT_FOUND', message, [...path, 'outcomeId'], { id, outcomeId });
  }

  private async load(id: string, path: readonly (string | number)[]): Promise<Initiative> {
    const state = (await this.runner.load(initiative, id)).state as InitiativeState;
    if (state.status !== 'absent') return state;
    throw new DomainError('REFERENCE_NOT_FOUND', `There is no initiative ${id}`, path, { id });
  }
}
