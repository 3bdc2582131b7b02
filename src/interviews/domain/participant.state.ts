import { omit } from '../../kernel/values.js';
import type { Personal } from '../../kernel/personal.js';
import type { Consent, ConsentScope, ParticipantEvent, WithdrawalExtent } from './participant.events.js';

type DataOf<Type extends ParticipantEvent['type']> = Extract<ParticipantEvent, { type: Type }>['data'];

/** Who it is. */
export interface Identity {
  readonly pseudonym: Personal<string>;
  readonly name?: Personal<string>;
  readonly contact?: Personal<string>;
  readonly role?: Personal<string>;
  readonly broadRole: DataOf<'ParticipantEnrolled'>['broadRole'];
}

export interface Participant {
  /** `erasing`: asked for, and its keys may still be there. */
  readonly status: 'enrolled' | 'erasing' | 'erased';
  readonly study: string;
  readonly enrolledBy: string;
  /** As they were enrolled: enrolling again with this content is a repeat. */
  readonly enrolled: Omit<DataOf<'ParticipantEnrolled'>, 'reason'>;
  readonly identity: Identity;
  /** Counts corrections of the identity, from 1. */
  readonly version: number;
  /** By id, all that were ever recorded. */
  readonly consents: Readonly<Record<string, Consent>>;
  /** The latest consent since the last withdrawal. Whether it stands depends on the day: see {@link standingConsent}. */
  readonly consent?: Consent;
  /** How far consent has been withdrawn, until another one was recorded. */
  readonly withdrawn?: WithdrawalExtent;
  /** Consents of which it was said that their term has passed. */
  readonly expired: readonly string[];
}

export type ParticipantState = { readonly status: 'absent' } | Participant;

/** The consent that stands on `today`, a UTC day as YYYY-MM-DD: within its term, both days included; null where there is none. */
export function standingConsent(state: ParticipantState, today: string): Consent | null {
  if (state.status !== 'enrolled' || !state.consent) return null;
  const { from, until } = state.consent;
  return from <= today && (until === undefined || today <= until) ? state.consent : null;
}

/** What a participant allows on `today`; null where no consent stands. */
export function standingScopes(state: ParticipantState, today: string): readonly ConsentScope[] | null {
  return standingConsent(state, today)?.scopes ?? null;
}

export function evolveParticipant(state: ParticipantState, event: ParticipantEvent): ParticipantState {
  if (event.type === 'ParticipantEnrolled') return enrolled(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'ParticipantCorrected': {
      const { cleared = [], reason: _, ...given } = event.data;
      const identity = omit({ ...state.identity, ...given }, ...cleared);
      return { ...state, identity, version: state.version + 1 };
    }
    case 'ConsentRecorded': {
      const consent: Consent = omit(event.data, 'reason');
      return {
        ...omit(state, 'withdrawn'),
        consent,
        consents: { ...state.consents, [consent.consentId]: consent },
      };
    }
    case 'ConsentWithdrawn':
      return { ...omit(state, 'consent'), withdrawn: event.data.extent };
    case 'ConsentExpired':
      return { ...state, expired: [...state.expired, event.data.consentId] };
    case 'ErasureRequested':
      return { ...state, status: 'erasing' };
    case 'ParticipantErased':
      return { ...state, status: 'erased' };
    default:
      return event satisfies never;
  }
}

function enrolled({ reason: _, ...data }: DataOf<'ParticipantEnrolled'>): Participant {
  const { study, enrolledBy, fictional: __, ...identity } = data;
  return {
    status: 'enrolled',
    study,
    enrolledBy,
    enrolled: data,
    identity,
    version: 1,
    consents: {},
    expired: [],
  };
}
