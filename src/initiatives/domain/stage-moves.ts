import { DomainError } from '../../kernel/errors.js';
import type { InitiativeCommand } from './initiative.commands.js';
import { stages, type InitiativeEvent, type Stage } from './initiative.events.js';
import type { Initiative, StageEntry } from './initiative.state.js';

type Command<Type extends InitiativeCommand['type']> = Extract<InitiativeCommand, { type: Type }>;
type Events = readonly InitiativeEvent[];

/** The stages in order, without the one that ends them all. */
export const way = stages.filter((stage): stage is Exclude<Stage, 'abandoned'> => stage !== 'abandoned');

/** The stages to which an initiative may be advanced: the next one, if any. */
export function stagesAhead({ stage }: Pick<Initiative, 'stage'>): readonly Stage[] {
  const here = way.findIndex((s) => s === stage);
  return here < 0 ? [] : way.slice(here + 1, here + 2);
}

/** The stages to which it may be put back: all earlier ones, and after it was abandoned also the one that it had. */
export function stagesBehind({ stage, history }: Pick<Initiative, 'stage' | 'history'>): readonly Stage[] {
  if (stage !== 'abandoned')
    return way.slice(
      0,
      way.findIndex((s) => s === stage),
    );
  const had = history.findLast((entry) => entry.stage !== 'abandoned')?.stage;
  return way.slice(0, way.findIndex((s) => s === had) + 1);
}

export function advanceStage({ to, on }: Command<'AdvanceStage'>, state: Initiative): Events {
  if (state.stage === to && lastMove(state).since === on) return [];
  if (state.status === 'abandoned') throw abandoned(state);
  assertAllowed(state, to, stagesAhead(state));
  assertInOrder(state, on);
  return [{ type: 'StageAdvanced', data: { from: state.stage, to, on } }];
}

export function revertStage({ to, on, reason }: Command<'RevertStage'>, state: Initiative): Events {
  const last = lastMove(state);
  if (last.kind === 'reverted' && last.stage === to && last.since === on) return [];
  assertAllowed(state, to, stagesBehind(state));
  assertInOrder(state, on);
  return [{ type: 'StageReverted', data: { from: state.stage, to, on, reason } }];
}

export function abandonInitiative({ on, reason }: Command<'AbandonInitiative'>, state: Initiative): Events {
  if (state.status === 'abandoned') {
    if (lastMove(state).since === on) return [];
    throw abandoned(state);
  }
  assertInOrder(state, on);
  return [{ type: 'InitiativeAbandoned', data: { from: state.stage, on, reason } }];
}

/** A history begins with the record, so there is always a last entry. */
function lastMove({ history }: Initiative): StageEntry {
  return history[history.length - 1]!;
}

function abandoned(state: Initiative): DomainError {
  return new DomainError(
    'INITIATIVE_ABANDONED',
    'The initiative is abandoned: revert it to a stage first',
    ['id'],
    {
      since: lastMove(state).since,
    },
  );
}

function assertAllowed(state: Initiative, to: Stage, allowed: readonly Stage[]): void {
  if (allowed.includes(to)) return;
  throw new DomainError(
    'STAGE_MOVE_NOT_ALLOWED',
    `The initiative cannot go from "${state.stage}" to "${to}" so`,
    ['to'],
    {
      from: state.stage,
      to,
      allowed,
    },
  );
}

/** @throws DATE_OUT_OF_ORDER when `on` is before the last date that is known */
function assertInOrder({ history }: Initiative, on: string): void {
  const last = history.findLast((entry) => entry.since !== undefined)?.since;
  if (last === undefined || on >= last) return;
  throw new DomainError('DATE_OUT_OF_ORDER', `${on} is before the last move, which was on ${last}`, ['on'], {
    last,
  });
}
