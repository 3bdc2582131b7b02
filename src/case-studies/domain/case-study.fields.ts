import { z } from 'zod';
import {
  apiNames,
  code,
  givenUuid,
  isoDate,
  language,
  limits,
  streamIdOf,
  text,
} from '../../kernel/fields.js';

/** The sections of a case study, in the order in which they are read. */
export const sectionNames = ['context', 'need', 'solution', 'results', 'lessons'] as const;
export type SectionName = (typeof sectionNames)[number];

/** The texts that stand alone; a claim's statement is named by its claim. */
export const textNames = ['title', ...sectionNames] as const;
export type TextName = (typeof textNames)[number];

export const confidences = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof confidences)[number];

export const stances = ['supports', 'contradicts'] as const;
export type Stance = (typeof stances)[number];

/** What a claim can rest on. */
export const evidenceKinds = ['source', 'figure', 'outcome', 'passage'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** How the words of a passage are quoted: without a word of who said them, or with the name. */
export const quotationForms = ['anonymous', 'attributed'] as const;
export type QuotationForm = (typeof quotationForms)[number];

/** Limits of a case study besides the kernel's: characters of a text, entries of a list. */
export const caseStudyLimits = {
  statement: 2_000,
  evidenceNote: 500,
  page: 100,
  claims: 200,
  evidence: 100,
} as const;

/** The person who said it, by the opaque id behind a token. */
export const actorId = z.string().min(1).max(limits.externalId);

/** A name of the by-line: of a person in two parts, or as it is to be printed. */
export const author = z
  .strictObject({
    family: text(limits.name).optional(),
    given: text(limits.name).optional(),
    literal: text(limits.name).optional(),
  })
  .refine(
    ({ family, given, literal }) =>
      (family === undefined) !== (literal === undefined) && (given === undefined || family !== undefined),
    'must have either a family name, with or without given names, or a literal one',
  )
  .register(apiNames, { name: 'CaseStudyAuthorInput' });
export type Author = z.infer<typeof author>;

/**
 * `unit` as it is to be read after the value: a symbol or code (`%`, `h`, `CAD`), which all languages share; where there
 * is none, a word in the language of the claim's original statement. `date` is the one for which the value holds.
 */
export const claimValue = z
  .strictObject({ value: z.number().min(-1e15).max(1e15), unit: text(limits.code), date: isoDate.optional() })
  .register(apiNames, { name: 'ClaimValueInput' });
export type ClaimValue = z.infer<typeof claimValue>;

/** A remark, in the language in which it was made: like a quotation it is not translated. */
export const evidenceNote = z
  .strictObject({ language, text: text(caseStudyLimits.evidenceNote) })
  .register(apiNames, { name: 'EvidenceNoteInput' });
export type EvidenceNote = z.infer<typeof evidenceNote>;

const evidenceShape = {
  stance: z.enum(stances),
  kind: z.enum(evidenceKinds),
  /** Of the kind `source`: the source, and where in it. */
  source: streamIdOf('literatureSource').optional(),
  page: text(caseStudyLimits.page).optional(),
  /** Of the kind `figure`. */
  figure: streamIdOf('publishedFigure').optional(),
  /** Of the kind `outcome`: the initiative, and which of its outcomes. */
  initiative: streamIdOf('initiative').optional(),
  outcomeId: z.uuid().optional(),
  /** Of the kind `passage`: the note of an interview, and which of its codings. Never the words themselves. */
  interviewNote: streamIdOf('interviewNote').optional(),
  codingId: z.uuid().optional(),
  /** The passage is shown as a quotation, by reference. */
  quotation: z
    .strictObject({ form: z.enum(quotationForms) })
    .register(apiNames, { name: 'QuotationInput' })
    .optional(),
  note: evidenceNote.optional(),
};

/** The fields that each kind has and must have; `page` may be missing. */
const fieldsOfKind: Readonly<Record<EvidenceKind, readonly (keyof typeof evidenceShape)[]>> = {
  source: ['source'],
  figure: ['figure'],
  outcome: ['initiative', 'outcomeId'],
  passage: ['interviewNote', 'codingId'],
};
const optionalFields: Readonly<Record<EvidenceKind, readonly (keyof typeof evidenceShape)[]>> = {
  source: ['page'],
  figure: [],
  outcome: [],
  passage: ['quotation'],
};
const kindFields = [
  'source',
  'page',
  'figure',
  'initiative',
  'outcomeId',
  'interviewNote',
  'codingId',
  'quotation',
] as const;

/** Refuses a kind without its fields, and fields of another kind. */
const ofOneKind = (evidence: { kind: EvidenceKind } & Record<string, unknown>, context: z.RefinementCtx) => {
  const { kind } = evidence;
  for (const field of kindFields) {
    const given = evidence[field] !== undefined;
    const needed = fieldsOfKind[kind].includes(field);
    if (needed && !given)
      context.addIssue({ code: 'custom', path: [field], message: `must be given for the kind ${kind}` });
    if (given && !needed && !optionalFields[kind].includes(field))
      context.addIssue({ code: 'custom', path: [field], message: `must not be given for the kind ${kind}` });
  }
};

/** What a claim rests on, as it is said. Its id may be left out: it then follows from the command. */
export const evidenceInput = z
  .strictObject({ evidenceId: givenUuid.optional(), ...evidenceShape })
  .superRefine(ofOneKind)
  .register(apiNames, { name: 'EvidenceInput' });
export type EvidenceInput = z.infer<typeof evidenceInput>;

/**
 * Where the words of a passage stood when it was attached: what an edition quotes stays what it was, wherever its coding is
 * moved to. `participants` are those who speak in it; of an interviewer's words, all who take part in the note.
 */
export const passagePlace = z.strictObject({
  version: z.int().min(1),
  start: z.int().min(0),
  end: z.int().min(1),
  participants: z.array(streamIdOf('participant')).min(1).max(limits.list),
});
export type PassagePlace = z.infer<typeof passagePlace>;

/** What a claim rests on, as events keep it. */
export const evidence = z
  .strictObject({ evidenceId: z.uuid(), ...evidenceShape, passage: passagePlace.optional() })
  .superRefine(ofOneKind)
  .refine(({ kind, passage }) => (kind === 'passage') === (passage !== undefined), {
    error: 'must be given for the kind passage, and for no other',
    path: ['passage'],
  });
export type Evidence = z.infer<typeof evidence>;

const distinct = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(schema)
    .max(limits.list)
    .refine((list) => new Set(list).size === list.length, 'must not name an id twice');

export const initiatives = distinct(streamIdOf('initiative'));
export const sources = distinct(streamIdOf('literatureSource'));
export const authors = z.array(author).max(limits.list);
export const conceptCode = code;
