import type { StudyEvent } from '../../interviews/public.js';
import {
  newText,
  textChange,
  textChanges,
  translatedText,
  valueChange,
  type RecordWords,
} from './record-words.js';

type Data<Type extends StudyEvent['type']> = Extract<StudyEvent, { type: Type }>['data'];

/** Members are told by their ids, as the study itself shows them. */
export const studyWords: RecordWords<StudyEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'StudyOpened':
        return speech.say('Étude ouverte', 'Study opened') + speech.colon + speech.quoteOf(event.data.title);
      case 'StudyRetitled':
        return newText('title', event.data.title, speech);
      case 'TextTranslated':
        return translatedText('title', event.data, speech);
      case 'EthicsApprovalRecorded':
        return (
          speech.say('Approbation éthique consignée', 'Ethics approval recorded') +
          speech.colon +
          approval(event.data.ethicsApproval)
        );
      case 'RetentionChanged':
        return speech.say(
          `Notes conservées jusqu’au ${event.data.retainUntil}`,
          `Notes kept until ${event.data.retainUntil}`,
        );
      case 'StudyMemberAdded':
        return speech.say('Membre ajouté', 'Member added') + speech.colon + event.data.member;
      case 'StudyMemberRemoved':
        return speech.say('Membre retiré', 'Member removed') + speech.colon + event.data.member;
      case 'StudyHandedOver':
        return speech.say('Étude confiée à', 'Study handed over to') + speech.colon + event.data.lead;
      default:
        return event satisfies never;
    }
  },

  changes(event) {
    switch (event.type) {
      case 'StudyOpened': {
        const { title, lead, members = [], ethicsApproval, retainUntil } = event.data;
        return [
          ...textChanges('title', title),
          ...valueChange('lead', lead),
          ...members.flatMap((member) => valueChange('members', member, member)),
          ...valueChange('ethicsApproval', ethicsApproval && approval(ethicsApproval)),
          ...valueChange('retainUntil', retainUntil),
        ];
      }
      case 'StudyRetitled':
        return textChange('title', event.data.title);
      case 'TextTranslated':
        return textChange('title', event.data);
      case 'EthicsApprovalRecorded':
        return valueChange('ethicsApproval', approval(event.data.ethicsApproval));
      case 'RetentionChanged':
        return valueChange('retainUntil', event.data.retainUntil);
      case 'StudyMemberAdded':
        return valueChange('members', event.data.member, event.data.member);
      case 'StudyMemberRemoved':
        return valueChange('members', null, event.data.member);
      case 'StudyHandedOver':
        return valueChange('lead', event.data.lead);
      default:
        return event satisfies never;
    }
  },

  validOn: () => null,
  reason: () => null,
  mentions: () => [],
};

/** `Board, number (from – until)` */
function approval({ board, number, from, until }: Data<'EthicsApprovalRecorded'>['ethicsApproval']): string {
  const term = from === undefined && until === undefined ? '' : ` (${from ?? '…'} – ${until ?? '…'})`;
  return `${board}, ${number}${term}`;
}
