import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import {
  apiNames,
  codes,
  externalReferences,
  isoDate,
  limits,
  streamIdOf,
  text,
} from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';
import { withNoteLanguage, withNotesLanguage } from './case-study.upcasters.js';
import {
  actorId,
  authors,
  caseStudyLimits,
  claimValue,
  confidences,
  evidence,
  initiatives,
  sectionNames,
  sources,
  textNames,
} from './case-study.fields.js';

const sectionText = localizedText(limits.longText).optional();

/** The sections with which a case study begins. */
export const draftedSections = z
  .strictObject({
    context: sectionText,
    need: sectionText,
    solution: sectionText,
    results: sectionText,
    lessons: sectionText,
  })
  .register(apiNames, { name: 'CaseStudySectionsInput' });

export const classification = z.strictObject({
  /** Codes of the schemes `social-missions`, `digital-uses`, `sectors` and `distinctive-characteristics`. */
  missions: codes.optional(),
  digitalUses: codes.optional(),
  sectors: codes.optional(),
  characteristics: codes.optional(),
  initiatives: initiatives.optional(),
  sources: sources.optional(),
  authors: authors.optional(),
});

/** What is set beside texts and classification. Lists are replaced whole. */
export const description = z.strictObject({
  organization: streamIdOf('organization').optional(),
  externalReferences: externalReferences.optional(),
});

export const draftedCaseStudy = classification.extend({
  title: localizedText(limits.name),
  organization: streamIdOf('organization'),
  sections: draftedSections.optional(),
  externalReferences: externalReferences.optional(),
  fictional: z.boolean().optional(),
});

export const claimId = z.uuid();

/** A claim without what it rests on. */
export const claim = z.strictObject({
  claimId,
  section: z.enum(sectionNames).optional(),
  statement: localizedText(caseStudyLimits.statement),
  value: claimValue.optional(),
  confidence: z.enum(confidences),
});

export const revisedClaim = z.strictObject({
  claimId,
  /** Null takes it away: the claim belongs to no section then. */
  section: z.enum(sectionNames).nullable().optional(),
  statement: replacement(caseStudyLimits.statement).optional(),
  /** Null takes the value away. */
  value: claimValue.nullable().optional(),
  confidence: z.enum(confidences).optional(),
});

export const translatedText = translation(limits.longText).extend({
  field: z.enum([...textNames, 'claim']),
  claimId: claimId.optional(),
});

/** What an edition says of itself: why it came out, what was wrong before. */
export const editionNote = localizedText(limits.reason);

const by = actorId;
const reason = text(limits.reason);

/**
 * `by` is who said it: nobody approves a text that they wrote. It stands in the data, since it decides. An edition holds
 * the content as it stands when it is published, without the claims that were retracted by then: the stream says it
 * already, so the event does not say it again.
 */
export const caseStudyEvents = defineEvents('caseStudy', {
  CaseStudyDrafted: event(draftedCaseStudy.extend({ by })),
  SectionRevised: event(
    z.strictObject({ section: z.enum(textNames), text: replacement(limits.longText), by }),
  ),
  TextTranslated: event(translatedText.extend({ by })),
  CaseStudyClassified: event(classification.extend({ by })),
  CaseStudyDescribed: event(description.extend({ by })),
  ClaimAdded: event(
    claim.extend({ evidence: z.array(evidence).max(caseStudyLimits.evidence).optional(), by }),
    // Version 1 had notes without a language.
    [withNotesLanguage],
  ),
  ClaimRevised: event(
    revisedClaim.extend({ by }),
    // Version 1 could not take the section away.
    [(data: unknown) => data],
  ),
  EvidenceAttached: event(
    z.strictObject({ claimId, evidence, by }),
    // Version 1 had notes without a language.
    [withNoteLanguage],
  ),
  EvidenceDetached: event(z.strictObject({ claimId, evidenceId: z.uuid(), reason, by })),
  /** That an anonymous quotation does not tell who said it, beside the organization that the case study names. */
  QuotationChecked: event(
    z.strictObject({ claimId, evidenceId: z.uuid(), note: text(limits.reason), on: isoDate, by }),
  ),
  ClaimRetracted: event(z.strictObject({ claimId, reason, by })),
  /** `note` is what the next edition is to say of itself: it is read and approved with the text. */
  ReviewRequested: event(z.strictObject({ note: editionNote.optional(), by })),
  ChangesRequested: event(z.strictObject({ comment: reason, by })),
  CaseStudyApproved: event(z.strictObject({ by })),
  /** `number` counts the editions from 1: citations name it, so the event says it. */
  EditionPublished: event(z.strictObject({ number: z.int().min(1), note: editionNote.optional(), by })),
  CaseStudyRetracted: event(z.strictObject({ reason, by })),
  CaseStudyWithheld: event(z.strictObject({ reason, by })),
});
export type CaseStudyEvent = EventOf<typeof caseStudyEvents>;
