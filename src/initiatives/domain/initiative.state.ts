import type { ExternalReference, Link } from '../../kernel/fields.js';
import {
  applyReplacement,
  applyTranslation,
  fromInput,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { isEmpty, omit, patched } from '../../kernel/values.js';
import type { Cost, InitiativeEvent, OutcomeInput, Place, Stage } from './initiative.events.js';

type Data<Type extends InitiativeEvent['type']> = Extract<InitiativeEvent, { type: Type }>['data'];

/** One step on an initiative's way. `since` is unknown at most for the first. */
export interface StageEntry {
  readonly stage: Stage;
  /** Date from which it was true. */
  readonly since?: string;
  readonly kind: 'recorded' | 'advanced' | 'reverted' | 'abandoned';
}

export interface Outcome extends Omit<OutcomeInput, 'indicator'> {
  readonly outcomeId: string;
  readonly indicator: LocalizedText;
  /** As it was recorded: recording it again with this content is a repeat. */
  readonly recorded: Data<'OutcomeRecorded'>;
}

export interface Initiative {
  readonly status: 'active' | 'abandoned';
  /** As it was recorded: recording it again with this content is a repeat. */
  readonly recorded: Data<'InitiativeRecorded'>;
  readonly title: LocalizedText;
  readonly summary?: LocalizedText;
  readonly owners: Data<'InitiativeRecorded'>['owners'];
  readonly digitalUses: readonly string[];
  readonly missions: readonly string[];
  readonly characteristics: readonly string[];
  readonly place?: Place;
  readonly costs: readonly Cost[];
  readonly links: readonly Link[];
  readonly externalReferences: readonly ExternalReference[];
  readonly stage: Stage;
  /** The moves in the order in which they were made; their dates never decrease. */
  readonly history: readonly StageEntry[];
  /** By outcome id. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

export type InitiativeState = { readonly status: 'absent' } | Initiative;

/** Lists whose order means nothing. Owners, costs and links stand in an order that somebody chose. */
export const unorderedLists = ['digitalUses', 'missions', 'characteristics', 'externalReferences'] as const;

export function evolveInitiative(state: InitiativeState, event: InitiativeEvent): InitiativeState {
  if (event.type === 'InitiativeRecorded') return recorded(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'InitiativeDescribed':
      return described(state, event.data);
    case 'InitiativeClassified':
      return patched(state, event.data);
    case 'StageAdvanced':
      return moved(state, { stage: event.data.to, since: event.data.on, kind: 'advanced' });
    case 'StageReverted':
      return moved(state, { stage: event.data.to, since: event.data.on, kind: 'reverted' });
    case 'InitiativeAbandoned':
      return moved(state, { stage: 'abandoned', since: event.data.on, kind: 'abandoned' });
    case 'OutcomeRecorded':
      return withOutcome(state, recordedOutcome(event.data));
    case 'OutcomeCorrected': {
      const outcome = state.outcomes[event.data.outcomeId];
      return outcome ? withOutcome(state, corrected(outcome, event.data)) : state;
    }
    case 'TextTranslated':
      return translated(state, event.data);
    default:
      return event satisfies never;
  }
}

function recorded(data: Data<'InitiativeRecorded'>): Initiative {
  return {
    status: 'active',
    recorded: data,
    title: fromInput(data.title),
    summary: data.summary && fromInput(data.summary),
    owners: data.owners,
    digitalUses: data.digitalUses ?? [],
    missions: data.missions ?? [],
    characteristics: data.characteristics ?? [],
    place: data.place,
    costs: data.costs ?? [],
    links: data.links ?? [],
    externalReferences: data.externalReferences ?? [],
    stage: data.stage,
    history: [{ stage: data.stage, ...(data.stageSince && { since: data.stageSince }), kind: 'recorded' }],
    outcomes: {},
  };
}

function described(state: Initiative, { title, summary, ...rest }: Data<'InitiativeDescribed'>): Initiative {
  return {
    ...(isEmpty(rest) ? state : patched(state, rest)),
    title: title ? applyReplacement(state.title, title) : state.title,
    summary: summary ? applyReplacement(state.summary, summary) : state.summary,
  };
}

function moved(state: Initiative, entry: StageEntry): Initiative {
  return {
    ...state,
    status: entry.kind === 'abandoned' ? 'abandoned' : 'active',
    stage: entry.stage,
    history: [...state.history, entry],
  };
}

function withOutcome(state: Initiative, outcome: Outcome): Initiative {
  return { ...state, outcomes: { ...state.outcomes, [outcome.outcomeId]: outcome } };
}

/** An outcome as its first event tells it. */
export function recordedOutcome(data: Data<'OutcomeRecorded'>): Outcome {
  return { ...data, indicator: fromInput(data.indicator), recorded: data };
}

/** An outcome after a correction. */
export function corrected(outcome: Outcome, data: Data<'OutcomeCorrected'>): Outcome {
  const indicator = data.indicator ? applyReplacement(outcome.indicator, data.indicator) : outcome.indicator;
  return { ...patched(outcome, omit(data, 'indicator', 'reason')), indicator };
}

function translated(state: Initiative, data: Data<'TextTranslated'>): Initiative {
  if (data.field !== 'indicator')
    return { ...state, [data.field]: applyTranslation(state[data.field], data) };
  const outcome = data.outcomeId === undefined ? undefined : state.outcomes[data.outcomeId];
  if (!outcome) return state;
  return withOutcome(state, { ...outcome, indicator: applyTranslation(outcome.indicator, data) });
}
