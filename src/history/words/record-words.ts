import type { ExternalReference, Place } from '../../kernel/fields.js';
import type { LocalizedTextInput } from '../../kernel/localized-text.js';
import { lowerFirst, shortened, type Speech } from './speech.js';
import { fieldTerms, textTerms, type TextField } from './terms.js';

/** What one event says of one field. */
export interface Change {
  /** Name of the field in the API. */
  readonly field: string;
  /** Of a localized text: BCP-47 tag. */
  readonly language?: string;
  /** Which part of the record, where several have such a field: a concept's code, an outcome's id, a principle. */
  readonly subject?: string;
  /** Where the event itself says it; else it is what an earlier event said last. */
  readonly before?: string;
  /** Null: there is nothing any more. */
  readonly after: string | null;
  /** The event says how it is now, and not that it was otherwise. */
  readonly restated?: boolean;
}

/** How the events of one category of records are told. Pure: all names come with the speech. */
export interface RecordWords<
  Event extends { type: string; data: unknown } = { type: string; data: unknown },
> {
  /** One sentence, without its full stop. It names no person and no reason. */
  summary(event: Event, speech: Speech): string;
  changes(event: Event, speech: Speech): readonly Change[];
  /** Date (YYYY-MM-DD) when the fact was true, where the event says it. */
  validOn(event: Event): string | null;
  /** The reason that is part of the event's data. */
  reason(event: Event): string | null;
  /** Ids of organizations whose names the sentence needs. */
  mentions(event: Event): readonly string[];
}

interface TextIn {
  readonly language: string;
  readonly text: string;
}

export function textChanges(
  field: TextField,
  texts: LocalizedTextInput | undefined,
  subject?: string,
): Change[] {
  return (texts ?? []).flatMap((text) => textChange(field, text, subject));
}

export function textChange(field: TextField, text: TextIn | undefined, subject?: string): Change[] {
  return text
    ? [{ field, language: text.language, after: text.text, ...(subject !== undefined && { subject }) }]
    : [];
}

/** No change where the event says nothing of the field; an empty value is none. */
export function valueChange(field: string, value: string | null | undefined, subject?: string): Change[] {
  return value === undefined
    ? []
    : [{ field, after: value || null, ...(subject !== undefined && { subject }) }];
}

/** A place is said as a whole: what it leaves out there is not any more, if there ever was. */
export function placeChanges(place: Place | null | undefined, regions: string, speech: Speech): Change[] {
  if (place === undefined) return [];
  const { country, region, municipality } = place ?? {};
  return [
    ...restated('country', country ?? null),
    ...restated('region', region === undefined ? null : speech.concepts(regions, [region])),
    ...restated('municipality', municipality ?? null),
  ].map((change) => (place === null ? { ...change, restated: false } : change));
}

export function restated(field: string, after: string | null, subject?: string): Change[] {
  return [{ field, after, restated: true, ...(subject !== undefined && { subject }) }];
}

export function referenceList(
  references: readonly ExternalReference[] | undefined,
  speech: Speech,
): string | undefined {
  return references?.map(({ system, id }) => `${system}${speech.colon}${id}`).join(', ');
}

/** `Nouveau nom en français : « … »` */
export function newText(field: TextField, { language, text }: TextIn, speech: Speech): string {
  const fresh = speech.term(textTerms[field].fresh);
  const name = speech.languageName(language);
  return speech.say(`${fresh} en ${name}`, `${fresh} in ${name}`) + speech.colon + speech.quote(text);
}

/** `Traduction du nom en anglais : « … »` */
export function translatedText(field: TextField, data: TextIn & { origin: string }, speech: Speech): string {
  const ofIt = speech.term(textTerms[field].ofIt);
  const name = speech.languageName(data.language);
  const machine = data.origin === 'machine';
  return (
    speech.say(
      `${machine ? 'Traduction automatique' : 'Traduction'} ${ofIt} en ${name}`,
      `${machine ? 'Machine translation' : 'Translation'} ${ofIt} into ${name}`,
    ) +
    speech.colon +
    speech.quote(data.text)
  );
}

/** `Mise à jour : secteurs (…), site web (…); retrait : taille`; empty without changes. */
export function updatedFields(changes: readonly Change[], speech: Speech): string {
  const called = ({ field }: Change) => speech.term(fieldTerms[field] ?? { fr: field, en: field });
  const set = changes.filter(({ after }) => after !== null);
  const gone = changes.filter(({ after, restated: again }) => after === null && !again);
  return clauses([
    set.length > 0 &&
      speech.say('Mise à jour', 'Updated') +
        speech.colon +
        set.map((change) => `${called(change)} (${shortened(change.after!)})`).join(', '),
    gone.length > 0 && speech.say('Retrait', 'Removed') + speech.colon + gone.map(called).join(', '),
  ]);
}

/** Joins what there is into one sentence. */
export function clauses(parts: readonly (string | false | undefined)[]): string {
  return parts
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .map((part, index) => (index === 0 ? part : lowerFirst(part)))
    .join('; ');
}
