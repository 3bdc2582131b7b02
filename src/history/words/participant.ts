import type { OpenedEvent, ParticipantEvent } from '../../interviews/public.js';
import { valueChange, type Change, type RecordWords } from './record-words.js';
import { lowerFirst, type Speech } from './speech.js';
import { broadRoleTerms, consentScopeTerms, consentWayTerms, fieldTerms, withdrawalTerms } from './terms.js';

type Told = OpenedEvent<ParticipantEvent>;
type Data<Type extends Told['type']> = Extract<Told, { type: Type }>['data'];

const identity = ['pseudonym', 'name', 'contact', 'role'] as const;

/** What was sealed comes opened, marked as erased, or null where it is not the viewer's: then the field alone is named. */
export const participantWords: RecordWords<Told> = {
  summary(event, speech) {
    switch (event.type) {
      case 'ParticipantEnrolled': {
        const { pseudonym } = event.data;
        const said = speech.say('Participant inscrit', 'Participant enrolled');
        return pseudonym == null ? said : said + speech.colon + speech.quote(pseudonym);
      }
      case 'ParticipantCorrected': {
        const { data } = event;
        const fields = [...identity, 'broadRole' as const].filter((field) => data[field] !== undefined);
        const called = [...fields, ...(data.cleared ?? [])].map((field) => speech.term(fieldTerms[field]!));
        return (
          speech.say('Renseignements rectifiés', 'Particulars put right') + speech.colon + called.join(', ')
        );
      }
      case 'ConsentRecorded': {
        const said = speech.say('Consentement consigné', 'Consent recorded');
        return event.data.scopes ? said + speech.colon + consent(event.data, speech) : said;
      }
      case 'ConsentWithdrawn': {
        const reach = lowerFirst(speech.term(withdrawalTerms[event.data.extent]));
        return speech.say('Consentement retiré', 'Consent withdrawn') + speech.colon + reach;
      }
      case 'ConsentExpired':
        return speech.say('Terme du consentement passé', 'Term of the consent passed');
      case 'ErasureRequested':
        return speech.say('Effacement demandé', 'Erasure asked for');
      case 'ParticipantErased':
        return speech.say('Effacement terminé', 'Erasure completed');
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'ParticipantEnrolled':
      case 'ParticipantCorrected':
        return particulars(event.data, speech);
      case 'ConsentRecorded':
        return event.data.scopes ? valueChange('consents', consent(event.data, speech)) : [];
      case 'ConsentWithdrawn':
        return valueChange('consents', null);
      case 'ErasureRequested':
        return valueChange('state', speech.say('effacement en cours', 'being erased'));
      case 'ParticipantErased':
        return valueChange('state', speech.say('effacé', 'erased'));
      case 'ConsentExpired':
        return [];
      default:
        return event satisfies never;
    }
  },

  validOn: (event) => (event.type === 'ConsentRecorded' ? (event.data.from ?? null) : null),
  reason: ({ data }) => ('reason' in data ? (data.reason ?? null) : null),
  mentions: () => [],
};

function particulars(data: Data<'ParticipantCorrected'>, speech: Speech): Change[] {
  return [
    ...identity.flatMap((field) => (data[field] == null ? [] : valueChange(field, data[field]))),
    ...valueChange('broadRole', data.broadRole && speech.term(broadRoleTerms[data.broadRole])),
    ...(data.cleared ?? []).flatMap((field) => valueChange(field, null)),
  ];
}

/** `analyse, réutilisation (formulaire C-2, écrit), dès le 2026-03-01, jusqu’au 2027-03-01` */
function consent({ scopes, form, way, from, until }: Data<'ConsentRecorded'>, speech: Speech): string {
  const allowed = (scopes ?? []).map((scope) => speech.term(consentScopeTerms[scope])).join(', ');
  const given = way === undefined ? '' : speech.term(consentWayTerms[way]);
  return [
    `${allowed || speech.say('rien', 'nothing')} (${speech.say('formulaire', 'form')} ${form}, ${given})`,
    from !== undefined && speech.say(`dès le ${from}`, `from ${from}`),
    until !== undefined && speech.say(`jusqu’au ${until}`, `until ${until}`),
  ]
    .filter((part) => part !== false)
    .join(', ');
}
