import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { decideReplacement, decideTranslation } from '../../kernel/localized-text.js';
import { omit, sameJson } from '../../kernel/values.js';
import type { StudyCommand } from './study.commands.js';
import { maxMembers, type StudyEvent } from './study.events.js';
import { evolveStudy, isMember, type Study, type StudyState } from './study.state.js';

type Command<Type extends StudyCommand['type']> = Extract<StudyCommand, { type: Type }>;
type Events = readonly StudyEvent[];

/** A study in which interviews are held: who leads it, who takes part, until when its notes may be kept. */
export const study: Decider<StudyState, StudyCommand, StudyEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'OpenStudy') return open(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such study', ['id']);
    switch (command.type) {
      case 'RetitleStudy': {
        const title = decideReplacement(state.title, command.title, ['title']);
        return title ? [{ type: 'StudyRetitled', data: { title } }] : [];
      }
      case 'TranslateText':
        if (!decideTranslation(state.title, command, [])) return [];
        return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
      case 'RecordEthicsApproval': {
        const { ethicsApproval } = command;
        assertTerm(ethicsApproval, ['ethicsApproval', 'until']);
        if (sameJson(state.ethicsApproval, ethicsApproval)) return [];
        return [{ type: 'EthicsApprovalRecorded', data: { ethicsApproval } }];
      }
      case 'ChangeRetention': {
        const { retainUntil } = command;
        if (state.retainUntil === retainUntil) return [];
        return [{ type: 'RetentionChanged', data: { retainUntil } }];
      }
      case 'AddStudyMember':
        return addMember(command, state);
      case 'RemoveStudyMember':
        return removeMember(command, state);
      case 'HandOverStudy': {
        const { lead } = command;
        return state.lead === lead ? [] : [{ type: 'StudyHandedOver', data: { lead } }];
      }
      default:
        return command satisfies never;
    }
  },
  evolve: evolveStudy,
};

function open(command: Command<'OpenStudy'>, state: StudyState): Events {
  const data = omit(command, 'type', 'id');
  assertTerm(data.ethicsApproval, ['ethicsApproval', 'until']);
  const { members } = data;
  if (members && new Set(members).size < members.length) {
    throw new DomainError('INVALID_INPUT', 'must not name a member twice', ['members']);
  }
  if (state.status === 'absent') return [{ type: 'StudyOpened', data }];
  if (sameJson(state.opened, data)) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is a study with this id already, with other content', [
    'id',
  ]);
}

function addMember({ member }: Command<'AddStudyMember'>, state: Study): Events {
  if (isMember(state, member)) return [];
  if (state.members.length >= maxMembers) {
    throw new DomainError('INVALID_INPUT', `A study has at most ${maxMembers} members`, ['member']);
  }
  return [{ type: 'StudyMemberAdded', data: { member } }];
}

function removeMember({ member }: Command<'RemoveStudyMember'>, state: Study): Events {
  if (state.lead === member) {
    throw new DomainError('INVALID_INPUT', 'A study has a lead: hand it over first', ['member']);
  }
  return state.members.includes(member) ? [{ type: 'StudyMemberRemoved', data: { member } }] : [];
}

function assertTerm(
  term: { readonly from?: string; readonly until?: string } | undefined,
  path: readonly string[],
): void {
  if (!term?.from || !term.until || term.from <= term.until) return;
  throw new DomainError('DATE_OUT_OF_ORDER', `It ends on ${term.until}, before it begins`, path);
}
