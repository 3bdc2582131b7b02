import type { CaseStudyEvent } from '../../case-studies/public.js';
import type { InterviewNoteEvent, ParticipantEvent } from '../../interviews/public.js';
import type { Stage } from '../../initiatives/public.js';
import type { LiteratureSourceEvent } from '../../literature/public.js';
import type { OrganizationEvent } from '../../organizations/public.js';
import type { Term } from './speech.js';

type Organization<Type extends OrganizationEvent['type']> = Extract<
  OrganizationEvent,
  { type: Type }
>['data'];
type LegalForm = Organization<'LegalFormChanged'>['legalForm'];
type SizeBand = NonNullable<Organization<'OrganizationRegistered'>['sizeBand']>;
type Reliability = NonNullable<
  Extract<LiteratureSourceEvent, { type: 'SourceImported' }>['data']['reliability']
>;
type Principle = Organization<'EligibilityAssessed'>['assessments'][number]['principle'];

type Claim = Extract<CaseStudyEvent, { type: 'ClaimAdded' }>['data'];

type Consent = Extract<ParticipantEvent, { type: 'ConsentRecorded' }>['data'];
type Withdrawal = Extract<ParticipantEvent, { type: 'ConsentWithdrawn' }>['data'];
type Enrolled = Extract<ParticipantEvent, { type: 'ParticipantEnrolled' }>['data'];
type Shown = Extract<InterviewNoteEvent, { type: 'VisibilityChanged' }>['data'];

const term = (fr: string, en: string): Term => ({ fr, en });

export const legalFormTerms = {
  cooperative: term('coopérative', 'co-operative'),
  'non-profit': term('organisme à but non lucratif', 'non-profit'),
  mutual: term('mutuelle', 'mutual'),
  other: term('hors de l’économie sociale', 'outside the social economy'),
} satisfies Record<LegalForm, Term>;

export const sizeBandTerms = {
  none: term('sans personnel salarié', 'no employees'),
  '1-4': term('de 1 à 4 personnes salariées', '1 to 4 employees'),
  '5-9': term('de 5 à 9 personnes salariées', '5 to 9 employees'),
  '10-19': term('de 10 à 19 personnes salariées', '10 to 19 employees'),
  '20-49': term('de 20 à 49 personnes salariées', '20 to 49 employees'),
  '50-99': term('de 50 à 99 personnes salariées', '50 to 99 employees'),
  '100-199': term('de 100 à 199 personnes salariées', '100 to 199 employees'),
  '200-499': term('de 200 à 499 personnes salariées', '200 to 499 employees'),
  '500+': term('500 personnes salariées et plus', '500 employees or more'),
} satisfies Record<SizeBand, Term>;

export const principleTerms = {
  'meets-needs': term(
    'réponse aux besoins des membres ou de la collectivité',
    'meeting the needs of members or the community',
  ),
  'not-under-public-control': term(
    'indépendance envers les organismes publics',
    'independence from public bodies',
  ),
  'democratic-governance': term('gouvernance démocratique', 'democratic governance'),
  'economic-viability': term('viabilité économique', 'economic viability'),
  'limits-on-surplus': term('distribution limitée des surplus', 'limited distribution of surplus'),
  'devolution-of-assets': term('dévolution du reliquat des biens', 'devolution of remaining assets'),
} satisfies Record<Principle, Term>;

export const stageTerms = {
  idea: term('idée', 'idea'),
  planning: term('planification', 'planning'),
  pilot: term('pilote', 'pilot'),
  deployed: term('déployée', 'deployed'),
  sustained: term('pérennisée', 'sustained'),
  abandoned: term('abandonnée', 'abandoned'),
} satisfies Record<Stage, Term>;

export const reliabilityTerms = {
  peerReviewed: term('évaluée par les pairs', 'peer reviewed'),
  official: term('officielle', 'official'),
  grey: term('littérature grise', 'grey literature'),
  press: term('presse', 'press'),
  unassessed: term('non évaluée', 'unassessed'),
} satisfies Record<Reliability, Term>;

export const confidenceTerms = {
  low: term('faible', 'low'),
  medium: term('moyenne', 'medium'),
  high: term('élevée', 'high'),
} satisfies Record<Claim['confidence'], Term>;

export const sectionTerms = {
  context: term('contexte', 'context'),
  need: term('besoin', 'need'),
  solution: term('solution', 'solution'),
  results: term('résultats', 'results'),
  lessons: term('leçons', 'lessons'),
} satisfies Record<NonNullable<Claim['section']>, Term>;

export const stanceTerms = {
  supports: term('appuie', 'supports'),
  contradicts: term('contredit', 'contradicts'),
} satisfies Record<NonNullable<Claim['evidence']>[number]['stance'], Term>;

export const quotationTerms = {
  anonymous: term('citation anonyme d’un entretien', 'anonymous quotation of an interview'),
  attributed: term('citation attribuée d’un entretien', 'attributed quotation of an interview'),
} as const;

export const consentScopeTerms = {
  analysis: term('analyse', 'analysis'),
  reuse: term('réutilisation', 'reuse'),
  anonymousQuote: term('citation anonyme', 'anonymous quotation'),
  attributedQuote: term('citation attribuée', 'attributed quotation'),
  publication: term('publication', 'publication'),
} satisfies Record<Consent['scopes'][number], Term>;

export const consentWayTerms = {
  written: term('écrit', 'written'),
  oral: term('oral', 'oral'),
  electronic: term('électronique', 'electronic'),
} satisfies Record<Consent['way'], Term>;

export const withdrawalTerms = {
  futureUse: term('Pour l’avenir', 'For future use'),
  alsoPublished: term('Aussi de ce qui est publié', 'From what is published too'),
} satisfies Record<Withdrawal['extent'], Term>;

export const broadRoleTerms = {
  member: term('membre', 'member'),
  worker: term('personnel', 'worker'),
  manager: term('gestion', 'manager'),
  director: term('administration', 'director'),
  volunteer: term('bénévolat', 'volunteer'),
  user: term('usager', 'user'),
  partner: term('partenaire', 'partner'),
  funder: term('bailleur de fonds', 'funder'),
  researcher: term('recherche', 'researcher'),
  other: term('autre', 'other'),
} satisfies Record<Enrolled['broadRole'], Term>;

export const noteVisibilityTerms = {
  private: term('pour qui l’a ajoutée', 'for who added it'),
  study: term('pour les membres de l’étude', 'for members of the study'),
  research: term('pour toute la recherche', 'for all researchers'),
} satisfies Record<Shown['visibility'], Term>;

export const statusTerms = {
  activeOrganization: term('active', 'active'),
  dissolvedOrganization: term('dissoute', 'dissolved'),
  mergedOrganization: term('fusionnée', 'merged'),
  activeConcept: term('en usage', 'in use'),
  deprecatedConcept: term('hors d’usage', 'out of use'),
  mergedConcept: term('fusionné', 'merged'),
  activeSource: term('en usage', 'in use'),
  retractedSource: term('rétractée', 'retracted'),
  mergedSource: term('fusionnée', 'merged'),
  activeFigure: term('en usage', 'in use'),
  retractedFigure: term('rétracté', 'retracted'),
} as const;

/** How a sentence names a field when its value is said after it. */
export const fieldTerms: Readonly<Record<string, Term>> = {
  alternativeLabels: term('autres libellés', 'alternative labels'),
  approximate: term('approximatif', 'approximate'),
  alternativeNames: term('autres noms', 'alternative names'),
  authors: term('auteurs', 'authors'),
  broadRole: term('rôle général', 'broad role'),
  characteristics: term('caractéristiques distinctives', 'distinctive characteristics'),
  confidence: term('confiance', 'confidence'),
  contact: term('coordonnées', 'contact'),
  costs: term('coûts', 'costs'),
  country: term('pays', 'country'),
  digitalUses: term('usages numériques', 'digital uses'),
  externalReferences: term('références externes', 'external references'),
  initiatives: term('initiatives', 'initiatives'),
  indicatorCode: term('code de l’indicateur', 'code of the indicator'),
  language: term('langue', 'language'),
  links: term('liens', 'links'),
  missions: term('missions sociales', 'social missions'),
  municipality: term('municipalité', 'municipality'),
  n: term('nombre de cas', 'number of cases'),
  name: term('nom', 'name'),
  page: term('page', 'page'),
  period: term('période', 'period'),
  pseudonym: term('pseudonyme', 'pseudonym'),
  reliability: term('fiabilité', 'reliability'),
  role: term('rôle exact', 'exact role'),
  reportedBy: term('source qui le rapporte', 'source that reports it'),
  source: term('source', 'source'),
  sources: term('sources', 'sources'),
  unit: term('unité', 'unit'),
  value: term('valeur', 'value'),
  organization: term('organisation', 'organization'),
  owners: term('responsables', 'owners'),
  region: term('région', 'region'),
  section: term('section', 'section'),
  sectors: term('secteurs', 'sectors'),
  sizeBand: term('taille', 'size'),
  website: term('site web', 'website'),
};

/** A localized text: as something new, and as what is translated. */
export interface TextTerm {
  readonly fresh: Term;
  readonly ofIt: Term;
}

export const textTerms = {
  name: { fresh: term('Nouveau nom', 'New name'), ofIt: term('du nom', 'of the name') },
  description: {
    fresh: term('Nouvelle description', 'New description'),
    ofIt: term('de la description', 'of the description'),
  },
  title: { fresh: term('Nouveau titre', 'New title'), ofIt: term('du titre', 'of the title') },
  summary: { fresh: term('Nouveau résumé', 'New summary'), ofIt: term('du résumé', 'of the summary') },
  indicator: {
    fresh: term('Nouvel indicateur', 'New indicator'),
    ofIt: term('de l’indicateur', 'of the indicator'),
  },
  label: { fresh: term('Nouveau libellé', 'New label'), ofIt: term('du libellé', 'of the label') },
  definition: {
    fresh: term('Nouvelle définition', 'New definition'),
    ofIt: term('de la définition', 'of the definition'),
  },
  population: {
    fresh: term('Nouvelle population', 'New population'),
    ofIt: term('de la population', 'of the population'),
  },
  geography: {
    fresh: term('Nouveau territoire', 'New geography'),
    ofIt: term('du territoire', 'of the geography'),
  },
  editionNote: {
    fresh: term('Nouvelle note d’édition', 'New note of the edition'),
    ofIt: term('de la note d’édition', 'of the note of the edition'),
  },
  note: { fresh: term('Nouvelle note', 'New note'), ofIt: term('de la note', 'of the note') },
  context: { fresh: term('Nouveau contexte', 'New context'), ofIt: term('du contexte', 'of the context') },
  need: { fresh: term('Nouveau besoin', 'New need'), ofIt: term('du besoin', 'of the need') },
  solution: {
    fresh: term('Nouvelle solution', 'New solution'),
    ofIt: term('de la solution', 'of the solution'),
  },
  results: {
    fresh: term('Nouveaux résultats', 'New results'),
    ofIt: term('des résultats', 'of the results'),
  },
  lessons: { fresh: term('Nouvelles leçons', 'New lessons'), ofIt: term('des leçons', 'of the lessons') },
  statement: {
    fresh: term('Nouvel énoncé', 'New statement'),
    ofIt: term('de l’énoncé', 'of the statement'),
  },
} satisfies Record<string, TextTerm>;

export type TextField = keyof typeof textTerms;
