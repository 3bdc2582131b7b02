import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../kernel/errors.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { OrganizationState } from '../domain/organization.state.js';
import { organization } from './organization.aggregate.js';

/** An organization seen at most this long ago, in milliseconds, is good enough to accept it; never to refuse it. */
const FRESH = 250;

/** Checks that organizations exist, against their streams; one merged at the same moment is resolved when read. */
@Injectable()
export class OrganizationChecks {
  private readonly seen = new LRUCache<string, true>({ max: 20_000, ttl: FRESH });

  constructor(private readonly runner: AggregateRunner) {
    runner.onWritten((streamId) => void this.seen.delete(streamId));
  }

  /** @throws REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE with the organization into which it was merged */
  async assertPresent(ids: readonly string[] | undefined, path: readonly (string | number)[]): Promise<void> {
    await Promise.all((ids ?? []).map((id, index) => this.assertOne(id, [...path, index])));
  }

  async assertOne(id: string, path: readonly (string | number)[]): Promise<void> {
    if (this.seen.has(id)) return;
    const state = (await this.runner.load(organization, id)).state as OrganizationState;
    switch (state.status) {
      case 'absent':
        throw new DomainError('REFERENCE_NOT_FOUND', `There is no organization ${id}`, path, { id });
      case 'merged':
        throw new DomainError('REFERENCE_NOT_ACTIVE', `${id} was merged into ${state.into}`, path, {
          id,
          replacedBy: state.into,
        });
      case 'active':
      case 'dissolved':
        this.seen.set(id, true);
        return;
      default:
        state satisfies never;
    }
  }
}
