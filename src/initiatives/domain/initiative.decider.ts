import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { limits } from '../../kernel/fields.js';
import { decideReplacement, decideTranslation, type LocalizedText } from '../../kernel/localized-text.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { InitiativeCommand } from './initiative.commands.js';
import type { InitiativeEvent } from './initiative.events.js';
import {
  evolveInitiative,
  unorderedLists,
  type Initiative,
  type InitiativeState,
  type Outcome,
} from './initiative.state.js';
import { abandonInitiative, advanceStage, revertStage } from './stage-moves.js';

type Command<Type extends InitiativeCommand['type']> = Extract<InitiativeCommand, { type: Type }>;
type Events = readonly InitiativeEvent[];

/**
 * An initiative. Abandoned, it moves only by being put back to a stage; but what is known of it, its outcomes above
 * all, is still recorded and put right.
 */
export const initiative: Decider<InitiativeState, InitiativeCommand, InitiativeEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'RecordInitiative') return record(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such initiative', ['id']);
    switch (command.type) {
      case 'DescribeInitiative':
        return describe(command, state);
      case 'ClassifyInitiative': {
        const changed = changes(omit(command, 'type', 'id'), state, unorderedLists);
        return isEmpty(changed) ? [] : [{ type: 'InitiativeClassified', data: changed }];
      }
      case 'AdvanceStage':
        return advanceStage(command, state);
      case 'RevertStage':
        return revertStage(command, state);
      case 'AbandonInitiative':
        return abandonInitiative(command, state);
      case 'RecordOutcome':
        return recordOutcome(command, state);
      case 'CorrectOutcome':
        return correctOutcome(command, state);
      case 'TranslateText':
        return translate(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolveInitiative,
};

function record(command: Command<'RecordInitiative'>, state: InitiativeState): Events {
  const data = omit(command, 'type', 'id');
  if (state.status === 'absent') return [{ type: 'InitiativeRecorded', data }];
  if (sameJson(state.recorded, data)) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is an initiative with this id already, with other content', [
    'id',
  ]);
}

function describe(command: Command<'DescribeInitiative'>, state: Initiative): Events {
  const title = command.title && decideReplacement(state.title, command.title, ['title']);
  const summary = command.summary && decideReplacement(state.summary, command.summary, ['summary']);
  const changed = {
    ...(title && { title }),
    ...(summary && { summary }),
    ...changes(omit(command, 'type', 'id', 'title', 'summary'), state, unorderedLists),
  };
  return isEmpty(changed) ? [] : [{ type: 'InitiativeDescribed', data: changed }];
}

function recordOutcome(command: Command<'RecordOutcome'>, state: Initiative): Events {
  const { outcomeId } = command;
  if (outcomeId === undefined)
    throw new DomainError('INVALID_INPUT', 'An outcome needs an id', ['outcomeId']);
  const data = { ...omit(command, 'type', 'id'), outcomeId };
  const existing = state.outcomes[outcomeId];
  if (!existing) return [{ type: 'OutcomeRecorded', data }];
  if (sameJson(existing.recorded, data)) return [];
  const message = 'There is an outcome with this id already, with other content';
  throw new DomainError('ALREADY_EXISTS', message, ['outcomeId'], { outcomeId });
}

function outcomeNamed(state: Initiative, outcomeId: string): Outcome {
  const outcome = state.outcomes[outcomeId];
  if (outcome) return outcome;
  throw new DomainError('OUTCOME_NOT_FOUND', 'The initiative has no such outcome', ['outcomeId'], {
    outcomeId,
  });
}

function correctOutcome(command: Command<'CorrectOutcome'>, state: Initiative): Events {
  const { outcomeId, reason } = command;
  const outcome = outcomeNamed(state, outcomeId);
  const indicator =
    command.indicator && decideReplacement(outcome.indicator, command.indicator, ['indicator']);
  const changed = {
    ...changes(omit(command, 'type', 'id', 'outcomeId', 'reason', 'indicator'), outcome),
    ...(indicator && { indicator }),
  };
  return isEmpty(changed) ? [] : [{ type: 'OutcomeCorrected', data: { outcomeId, ...changed, reason } }];
}

function translate(command: Command<'TranslateText'>, state: Initiative): Events {
  if (command.field !== 'summary' && command.text.length > limits.name) {
    throw new DomainError('INVALID_INPUT', `must have at most ${limits.name} characters`, ['text']);
  }
  if (!decideTranslation(translatable(command, state), command, [])) return [];
  return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
}

function translatable(
  { field, outcomeId }: Command<'TranslateText'>,
  state: Initiative,
): LocalizedText | undefined {
  if ((field === 'indicator') !== (outcomeId !== undefined)) {
    const message =
      field === 'indicator' ? 'An indicator is an outcome’s: name it' : `A ${field} names no outcome`;
    throw new DomainError('INVALID_INPUT', message, ['outcomeId']);
  }
  return outcomeId === undefined
    ? state[field as 'title' | 'summary']
    : outcomeNamed(state, outcomeId).indicator;
}
