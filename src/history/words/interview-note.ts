import type { InterviewNoteEvent, OpenedEvent } from '../../interviews/public.js';
import { valueChange, type RecordWords } from './record-words.js';
import type { Speech } from './speech.js';
import { noteVisibilityTerms } from './terms.js';

type Told = OpenedEvent<InterviewNoteEvent>;
type Data<Type extends Told['type']> = Extract<Told, { type: Type }>['data'];

/** No word of a body is told: those stand in its versions, as long as they can be read. Codings are for who may read it. */
export const interviewNoteWords: RecordWords<Told> = {
  summary(event, speech) {
    switch (event.type) {
      case 'InterviewNoteAdded': {
        const { visibility, year } = event.data;
        const said = speech.say(
          `Note d’un entretien de ${year} ajoutée`,
          `Note of an interview in ${year} added`,
        );
        return `${said} (${shownTo(visibility, speech)})`;
      }
      case 'InterviewNoteCorrected':
        return speech.say('Texte corrigé', 'Text corrected') + newVersion(event.data, speech);
      case 'NoteAnonymized':
        return speech.say('Note anonymisée', 'Note anonymized') + newVersion(event.data, speech);
      case 'PassageRedacted':
        return speech.say('Passage caviardé', 'Passage redacted') + newVersion(event.data, speech);
      case 'PassageCoded': {
        const { concept } = event.data;
        const said = speech.say('Passage codé', 'Passage coded');
        return concept ? said + speech.colon + speech.concepts(concept.scheme, [concept.code]) : said;
      }
      case 'CodingReanchored':
        return speech.say('Codage replacé', 'Coding given another place');
      case 'PassageUncoded':
        return speech.say('Codage retiré', 'Coding taken away');
      case 'VisibilityChanged':
        return speech.say('Visibilité', 'Visibility') + speech.colon + shownTo(event.data.visibility, speech);
      case 'EarlierVersionsErased':
        return speech.say(
          `Versions avant la version ${event.data.below} rendues illisibles`,
          `Versions before version ${event.data.below} made unreadable`,
        );
      case 'NoteDestructionRequested':
        return speech.say('Destruction demandée', 'Destruction asked for');
      case 'NoteDestroyed':
        return speech.say('Note détruite', 'Note destroyed');
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'InterviewNoteAdded':
        return [
          ...valueChange('visibility', shownTo(event.data.visibility, speech)),
          ...valueChange('version', '1'),
        ];
      case 'InterviewNoteCorrected':
      case 'NoteAnonymized':
      case 'PassageRedacted':
        return valueChange('version', String(event.data.version));
      case 'PassageCoded': {
        const { codingId, concept } = event.data;
        return concept
          ? valueChange('codings', speech.concepts(concept.scheme, [concept.code]), codingId)
          : [];
      }
      case 'PassageUncoded':
        return event.data.codingId === undefined ? [] : valueChange('codings', null, event.data.codingId);
      case 'VisibilityChanged':
        return valueChange('visibility', shownTo(event.data.visibility, speech));
      case 'NoteDestructionRequested':
        return valueChange('state', speech.say('destruction en cours', 'being destroyed'));
      case 'NoteDestroyed':
        return valueChange('state', speech.say('détruite', 'destroyed'));
      case 'CodingReanchored':
      case 'EarlierVersionsErased':
        return [];
      default:
        return event satisfies never;
    }
  },

  validOn: () => null,
  reason: ({ data }) => ('reason' in data ? (data.reason ?? null) : null),
  mentions: () => [],
};

function shownTo(visibility: Data<'VisibilityChanged'>['visibility'], speech: Speech): string {
  return speech.term(noteVisibilityTerms[visibility]);
}

/** The new version, and how many codings have lost their passage. */
function newVersion({ version, codings }: Data<'InterviewNoteCorrected'>, speech: Speech): string {
  const lost = (codings ?? []).filter((one) => one.lost).length;
  const counted =
    lost === 0 ? '' : speech.say(`, codages perdus${speech.colon}${lost}`, `, codings lost: ${lost}`);
  return `${speech.colon}version ${version}${counted}`;
}
