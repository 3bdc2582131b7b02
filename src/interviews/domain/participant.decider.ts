import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { isErased, keyOf, type OpenPersonal, type Personal } from '../../kernel/personal.js';
import { omit, sameJson, sameMembers } from '../../kernel/values.js';
import { because } from './because.js';
import type { ParticipantCommand } from './participant.commands.js';
import type { Consent, ParticipantEvent } from './participant.events.js';
import { evolveParticipant, type Participant, type ParticipantState } from './participant.state.js';

type Command<Type extends ParticipantCommand['type']> = Extract<ParticipantCommand, { type: Type }>;
type Events = readonly ParticipantEvent[];
type Cleared = 'name' | 'contact' | 'role';

/**
 * Someone who is interviewed: who it is, what they consent to, and that they be forgotten. Once erasure is asked for,
 * nothing is accepted but its completion.
 */
export const participant: Decider<ParticipantState, ParticipantCommand, ParticipantEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'EnrolParticipant') return enrol(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such participant', ['id']);
    if (command.type === 'EraseParticipant') return erase(command, state);
    if (command.type === 'CompleteErasure') return completeErasure(state);
    if (state.status !== 'enrolled') throw erased();
    switch (command.type) {
      case 'CorrectParticipant':
        return correct(command, state);
      case 'RecordConsent':
        return recordConsent(command, state);
      case 'WithdrawConsent':
        return withdrawConsent(command, state);
      case 'ExpireConsent':
        return expireConsent(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolveParticipant,
};

function erased(): DomainError {
  return new DomainError('PARTICIPANT_ERASED', 'The participant has been erased, or is about to be', ['id']);
}

function enrol(command: Command<'EnrolParticipant'>, state: ParticipantState): Events {
  const { id, study, pseudonym, name, contact, role, broadRole, fictional, by, reason } = command;
  const data = {
    study,
    broadRole,
    enrolledBy: by,
    ...(fictional === undefined ? {} : { fictional }),
    pseudonym: sealed(id, pseudonym),
    ...(name !== undefined && { name: sealed(id, name) }),
    ...(contact !== undefined && { contact: sealed(id, contact) }),
    ...(role !== undefined && { role: sealed(id, role) }),
    ...because(id, reason),
  };
  if (state.status === 'absent') return [{ type: 'ParticipantEnrolled', data }];
  if (state.status !== 'enrolled') throw erased();
  if (sameJson(state.enrolled, omit(data, 'reason'))) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is a participant with this id already, with other content', [
    'id',
  ]);
}

function correct(command: Command<'CorrectParticipant'>, state: Participant): Events {
  const { id, replaces, broadRole, reason } = command;
  const { identity } = state;
  const given = ['pseudonym', 'name', 'contact', 'role'] as const;
  const replaced = given
    .filter((field) => command[field] != null && differs(identity[field], command[field]))
    .map((field) => [field, sealed(id, command[field]!)] as const);
  const cleared = (['name', 'contact', 'role'] as const).filter(
    (field): field is Cleared => command[field] === null && identity[field] !== undefined,
  );
  const other = broadRole !== undefined && broadRole !== identity.broadRole;
  if (replaced.length === 0 && cleared.length === 0 && !other) return [];
  if (replaces !== state.version) {
    throw new DomainError(
      'TEXT_CONFLICT',
      `This replaces version ${replaces} of who the participant is, but version ${state.version} stands`,
      ['replaces'],
      { expected: replaces, actual: state.version },
    );
  }
  const data = {
    ...Object.fromEntries(replaced),
    ...(other && { broadRole }),
    ...(cleared.length > 0 && { cleared }),
    ...because(id, reason),
  };
  return [{ type: 'ParticipantCorrected', data }];
}

function recordConsent(command: Command<'RecordConsent'>, state: Participant): Events {
  const consent: Consent = omit(command, 'type', 'id', 'reason');
  const { consentId, from, until } = consent;
  const before = state.consents[consentId];
  if (before) {
    const { scopes, ...rest } = before;
    if (sameMembers(scopes, consent.scopes) && sameJson(rest, omit(consent, 'scopes'))) return [];
    const message = 'There is a consent with this id already, with other content';
    throw new DomainError('ALREADY_EXISTS', message, ['consentId']);
  }
  if (until !== undefined && until < from) {
    throw new DomainError('DATE_OUT_OF_ORDER', `It ends on ${until}, before it begins`, ['until'], { from });
  }
  return [{ type: 'ConsentRecorded', data: { ...consent, ...because(command.id, command.reason) } }];
}

/** A withdrawal that reaches further than the last one is one of its own. */
function withdrawConsent(command: Command<'WithdrawConsent'>, state: Participant): Events {
  const { id, extent, reason } = command;
  const further = state.withdrawn === 'futureUse' && extent === 'alsoPublished';
  if (!state.consent && !further) return [];
  return [{ type: 'ConsentWithdrawn', data: { extent, ...because(id, reason) } }];
}

/** Whether the term has passed is Casebook's to know; here only that it is the consent of which that matters. */
function expireConsent({ consentId }: Command<'ExpireConsent'>, state: Participant): Events {
  if (state.consent?.consentId !== consentId || state.expired.includes(consentId)) return [];
  return [{ type: 'ConsentExpired', data: { consentId } }];
}

function erase({ id, reason }: Command<'EraseParticipant'>, state: Participant): Events {
  if (state.status !== 'enrolled') return [];
  return [{ type: 'ErasureRequested', data: because(id, reason) }];
}

function completeErasure(state: Participant): Events {
  if (state.status === 'enrolled') {
    throw new DomainError('INVALID_INPUT', 'Nobody has asked to erase this participant', ['id']);
  }
  return state.status === 'erasing' ? [{ type: 'ParticipantErased', data: {} }] : [];
}

function sealed(owner: string, value: string): OpenPersonal<string> {
  return { personal: keyOf(owner), value };
}

function differs(current: Personal<string> | undefined, wanted: string | null | undefined): boolean {
  return !current || isErased(current) || current.value !== wanted;
}
