import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { decideReplacement, decideTranslation, type Replacement } from '../../kernel/localized-text.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { PublishedFigureCommand } from './published-figure.commands.js';
import {
  figureTextLimits,
  figureTexts,
  type FigureText,
  type PublishedFigureEvent,
} from './published-figure.events.js';
import {
  evolvePublishedFigure,
  type PublishedFigure,
  type PublishedFigureState,
} from './published-figure.state.js';

type Command<Type extends PublishedFigureCommand['type']> = Extract<PublishedFigureCommand, { type: Type }>;
type Events = readonly PublishedFigureEvent[];

/**
 * A figure that somebody published. Retracted is for ever: a figure that holds again is published anew. What is known
 * of a retracted one may still be put right, also the reason.
 */
export const publishedFigure: Decider<PublishedFigureState, PublishedFigureCommand, PublishedFigureEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'RecordFigure') return record(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such figure', ['id']);
    switch (command.type) {
      case 'CorrectFigure':
        return correct(command, state);
      case 'RetractFigure':
        if (state.retraction === command.reason) return [];
        return [{ type: 'FigureRetracted', data: { reason: command.reason } }];
      case 'TranslateText':
        return translate(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolvePublishedFigure,
};

function record(command: Command<'RecordFigure'>, state: PublishedFigureState): Events {
  const data = omit(command, 'type', 'id');
  if (state.status === 'absent') return [{ type: 'FigureRecorded', data }];
  if (sameJson(state.recorded, data)) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is a figure with this id already, with other content', [
    'id',
  ]);
}

function correct(command: Command<'CorrectFigure'>, state: PublishedFigure): Events {
  const texts: Partial<Record<FigureText, Replacement>> = {};
  for (const field of figureTexts) {
    const wanted = command[field];
    const decided = wanted && decideReplacement(state.texts[field], wanted, [field]);
    if (decided) texts[field] = decided;
  }
  const changed = {
    ...changes(omit(command, 'type', 'id', 'reason', ...figureTexts), state, ['externalReferences']),
    ...texts,
  };
  return isEmpty(changed) ? [] : [{ type: 'FigureCorrected', data: { ...changed, reason: command.reason } }];
}

function translate(command: Command<'TranslateText'>, state: PublishedFigure): Events {
  const max = figureTextLimits[command.field];
  if (command.text.length > max) {
    throw new DomainError('INVALID_INPUT', `must have at most ${max} characters`, ['text']);
  }
  if (!decideTranslation(state.texts[command.field], command, [])) return [];
  return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
}
