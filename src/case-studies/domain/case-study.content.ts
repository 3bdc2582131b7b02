import type { ExternalReference } from '../../kernel/fields.js';
import {
  applyReplacement,
  applyTranslation,
  fromInput,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { isEmpty, omit, patched } from '../../kernel/values.js';
import type { CaseStudyEvent } from './case-study.events.js';
import type { Author, ClaimValue, Confidence, Evidence, SectionName, TextName } from './case-study.fields.js';
import { sectionNames } from './case-study.fields.js';

type DataOf<Type extends CaseStudyEvent['type']> = Extract<CaseStudyEvent, { type: Type }>['data'];
type Filing = DataOf<'CaseStudyClassified'> | DataOf<'CaseStudyDescribed'>;

/** Evidence, and of an anonymous quotation who has found that it does not tell its speaker, and on which day. */
export type AttachedEvidence = Evidence & {
  readonly checked?: { readonly by: string; readonly on: string };
};

export interface Claim {
  readonly claimId: string;
  readonly section?: SectionName;
  readonly statement: LocalizedText;
  /** Counts the changes of section, value and confidence from 1. */
  readonly version: number;
  readonly value?: ClaimValue;
  readonly confidence: Confidence;
  /** What is attached now. */
  readonly evidence: readonly AttachedEvidence[];
  /** It stays in the working content, and comes into no edition any more. */
  readonly retracted?: boolean;
}

/** What a case study says, as it is worked on or as an edition holds it. */
export interface CaseStudyContent {
  readonly title: LocalizedText;
  readonly sections: Readonly<Partial<Record<SectionName, LocalizedText>>>;
  /** Counts the changes of how it is classified and described (all that follows but the claims) from 1. */
  readonly filingVersion: number;
  readonly organization: DataOf<'CaseStudyDrafted'>['organization'];
  readonly authors: readonly Author[];
  readonly initiatives: readonly string[];
  readonly sources: readonly string[];
  readonly missions: readonly string[];
  readonly digitalUses: readonly string[];
  readonly sectors: readonly string[];
  readonly characteristics: readonly string[];
  /** In the order in which they were made. */
  readonly claims: readonly Claim[];
  readonly externalReferences: readonly ExternalReference[];
}

/** Events by which the content changes: who says one of them has written in it. */
export const writingEvents = [
  'CaseStudyDrafted',
  'SectionRevised',
  'TextTranslated',
  'CaseStudyClassified',
  'CaseStudyDescribed',
  'ClaimAdded',
  'ClaimRevised',
  'EvidenceAttached',
  'EvidenceDetached',
  'ClaimRetracted',
] as const satisfies readonly CaseStudyEvent['type'][];
export type WritingEvent = Extract<CaseStudyEvent, { type: (typeof writingEvents)[number] }>;

export function isWriting(event: CaseStudyEvent): event is WritingEvent {
  return (writingEvents as readonly string[]).includes(event.type);
}

/** The content after it was written in. A text without content yet begins with the draft. */
export function written(
  content: CaseStudyContent,
  event: Exclude<WritingEvent, { type: 'CaseStudyDrafted' }>,
): CaseStudyContent {
  switch (event.type) {
    case 'SectionRevised':
      return withText(content, event.data.section, (text) => applyReplacement(text, event.data.text));
    case 'TextTranslated':
      return translated(content, event.data);
    case 'CaseStudyClassified':
      return filed(content, event.data);
    case 'CaseStudyDescribed':
      // Beside another organization a quotation may tell who said it.
      return filed(event.data.organization === undefined ? content : withoutChecks(content), event.data);
    case 'ClaimAdded':
      return { ...content, claims: [...content.claims, addedClaim(event.data)] };
    case 'ClaimRevised':
      return withClaim(content, event.data.claimId, (claim) => revisedClaim(claim, event.data));
    case 'EvidenceAttached':
      return withClaim(content, event.data.claimId, (claim) => ({
        ...claim,
        evidence: [...claim.evidence, event.data.evidence],
      }));
    case 'EvidenceDetached':
      return withClaim(content, event.data.claimId, (claim) => ({
        ...claim,
        evidence: claim.evidence.filter(({ evidenceId }) => evidenceId !== event.data.evidenceId),
      }));
    case 'ClaimRetracted':
      return withClaim(content, event.data.claimId, (claim) => ({ ...claim, retracted: true }));
    default:
      return event satisfies never;
  }
}

function filed(content: CaseStudyContent, data: Filing): CaseStudyContent {
  return { ...content, ...omit(data, 'by'), filingVersion: content.filingVersion + 1 };
}

function withoutChecks(content: CaseStudyContent): CaseStudyContent {
  const unchecked = content.claims.map((claim) => ({
    ...claim,
    evidence: claim.evidence.map((one) => omit(one, 'checked')),
  }));
  return { ...content, claims: unchecked };
}

/** The content after a quotation was checked: nobody has written in it. */
export function checkedQuotation(
  content: CaseStudyContent,
  { claimId, evidenceId, by, on }: DataOf<'QuotationChecked'>,
): CaseStudyContent {
  return withClaim(content, claimId, (claim) => ({
    ...claim,
    evidence: claim.evidence.map((one) =>
      one.evidenceId === evidenceId ? { ...one, checked: { by, on } } : one,
    ),
  }));
}

export function draftedContent(data: DataOf<'CaseStudyDrafted'>): CaseStudyContent {
  const sections = sectionNames.flatMap((name) => {
    const text = data.sections?.[name];
    return text ? [[name, fromInput(text)] as const] : [];
  });
  return {
    title: fromInput(data.title),
    sections: Object.fromEntries(sections),
    filingVersion: 1,
    organization: data.organization,
    authors: data.authors ?? [],
    initiatives: data.initiatives ?? [],
    sources: data.sources ?? [],
    missions: data.missions ?? [],
    digitalUses: data.digitalUses ?? [],
    sectors: data.sectors ?? [],
    characteristics: data.characteristics ?? [],
    claims: [],
    externalReferences: data.externalReferences ?? [],
  };
}

/** The content as an edition holds it: without the claims that were retracted. */
export function editionContent(content: CaseStudyContent): CaseStudyContent {
  return { ...content, claims: content.claims.filter(({ retracted }) => !retracted) };
}

export function textOf(content: CaseStudyContent, name: TextName): LocalizedText | undefined {
  return name === 'title' ? content.title : content.sections[name];
}

function withText(
  content: CaseStudyContent,
  name: TextName,
  change: (text: LocalizedText | undefined) => LocalizedText,
): CaseStudyContent {
  const text = change(textOf(content, name));
  return name === 'title'
    ? { ...content, title: text }
    : { ...content, sections: { ...content.sections, [name]: text } };
}

function withClaim(content: CaseStudyContent, id: string, change: (claim: Claim) => Claim): CaseStudyContent {
  return {
    ...content,
    claims: content.claims.map((claim) => (claim.claimId === id ? change(claim) : claim)),
  };
}

function translated(content: CaseStudyContent, data: DataOf<'TextTranslated'>): CaseStudyContent {
  const { field } = data;
  if (field !== 'claim') return withText(content, field, (text) => applyTranslation(text, data));
  return withClaim(content, data.claimId ?? '', (claim) => ({
    ...claim,
    statement: applyTranslation(claim.statement, data),
  }));
}

function addedClaim(data: DataOf<'ClaimAdded'>): Claim {
  const { statement, evidence = [] } = data;
  return { ...omit(data, 'by'), statement: fromInput(statement), version: 1, evidence };
}

function revisedClaim(claim: Claim, data: DataOf<'ClaimRevised'>): Claim {
  const statement = data.statement ? applyReplacement(claim.statement, data.statement) : claim.statement;
  const facts = omit(data, 'claimId', 'statement', 'by');
  return { ...patched(claim, facts), statement, version: claim.version + (isEmpty(facts) ? 0 : 1) };
}
