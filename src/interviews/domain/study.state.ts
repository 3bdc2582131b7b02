import {
  applyReplacement,
  applyTranslation,
  fromInput,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import type { EthicsApproval, StudyEvent } from './study.events.js';

type DataOf<Type extends StudyEvent['type']> = Extract<StudyEvent, { type: Type }>['data'];

export interface Study {
  readonly status: 'open';
  /** As it was opened: opening it again with this content is a repeat. */
  readonly opened: DataOf<'StudyOpened'>;
  readonly title: LocalizedText;
  readonly lead: string;
  /** Besides the lead. */
  readonly members: readonly string[];
  readonly ethicsApproval?: EthicsApproval;
  readonly retainUntil: string;
}

export type StudyState = { readonly status: 'absent' } | Study;

/** Whether a person takes part in a study, its lead among them. */
export function isMember(study: Pick<Study, 'lead' | 'members'>, person: string): boolean {
  return study.lead === person || study.members.includes(person);
}

export function evolveStudy(state: StudyState, event: StudyEvent): StudyState {
  if (event.type === 'StudyOpened') return opened(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'StudyRetitled':
      return { ...state, title: applyReplacement(state.title, event.data.title) };
    case 'TextTranslated':
      return { ...state, title: applyTranslation(state.title, event.data) };
    case 'EthicsApprovalRecorded':
      return { ...state, ethicsApproval: event.data.ethicsApproval };
    case 'RetentionChanged':
      return { ...state, retainUntil: event.data.retainUntil };
    case 'StudyMemberAdded':
      return { ...state, members: [...state.members, event.data.member] };
    case 'StudyMemberRemoved':
      return { ...state, members: without(state.members, event.data.member) };
    case 'StudyHandedOver':
      return { ...state, lead: event.data.lead, members: without(state.members, event.data.lead) };
    default:
      return event satisfies never;
  }
}

function opened(data: DataOf<'StudyOpened'>): Study {
  const { title, lead, members, ethicsApproval, retainUntil } = data;
  return {
    status: 'open',
    opened: data,
    title: fromInput(title),
    lead,
    members: without(members ?? [], lead),
    ...(ethicsApproval && { ethicsApproval }),
    retainUntil,
  };
}

function without(list: readonly string[], one: string): readonly string[] {
  return list.filter((other) => other !== one);
}
