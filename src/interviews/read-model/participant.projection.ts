import type { SealedPersonal } from '../../kernel/personal.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { firstColumns, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import type { ParticipantEvent } from '../domain/participant.events.js';
import {
  ParticipantIdentityRow,
  ParticipantPseudonymRow,
  ParticipantRow,
  type ConsentInRow,
} from './participant.entity.js';

type Projected = ProjectedEvent<ParticipantEvent>;
type Data<Type extends ParticipantEvent['type']> = Extract<ParticipantEvent, { type: Type }>['data'];

const sources = [
  ...rowSources,
  ...['./participant.entity.js', '../domain/participant.events.js', '../../kernel/personal.js'].map(
    (path) => new URL(path, import.meta.url),
  ),
  new URL(import.meta.url),
];

export const participantDocuments = documents<ParticipantRow, ParticipantEvent>({
  category: 'participant',
  entity: ParticipantRow,
  fold(row, event) {
    if (event.type === 'ParticipantEnrolled') return enrolled(event.data, event);
    return row && { ...row, ...changes(row, event), ...touched(event) };
  },
  indexes: new URL('./participant.indexes.sql', import.meta.url),
  sources,
});

const noConsent = {
  consent_id: null,
  consent_scopes: null,
  consent_from: null,
  consent_until: null,
  consent_expired: false,
} as const satisfies Partial<ParticipantRow>;

function enrolled(data: Data<'ParticipantEnrolled'>, event: Projected): ParticipantRow {
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    study: data.study,
    broad_role: data.broadRole,
    enrolled_by: data.enrolledBy,
    state: 'enrolled',
    version: 1,
    ...noConsent,
    withdrawn_extent: null,
    withdrawn_at: null,
    consents: [],
  };
}

function changes(row: ParticipantRow, event: Projected): Partial<ParticipantRow> {
  switch (event.type) {
    case 'ParticipantEnrolled':
      return {};
    case 'ParticipantCorrected':
      return {
        version: row.version + 1,
        ...(event.data.broadRole !== undefined && { broad_role: event.data.broadRole }),
      };
    case 'ConsentRecorded':
      return recorded(row, event.data, event.recordedAt);
    case 'ConsentWithdrawn':
      return withdrawn(row, event.data, event.recordedAt);
    case 'ConsentExpired':
      return expired(row, event.data.consentId, event.recordedAt);
    case 'ErasureRequested':
      return { state: 'erasing', ...noConsent, consents: [] };
    case 'ParticipantErased':
      return { state: 'erased', ...noConsent, consents: [] };
    default:
      return event satisfies never;
  }
}

function recorded(
  row: ParticipantRow,
  { reason: _, ...consent }: Data<'ConsentRecorded'>,
  recordedAt: string,
): Partial<ParticipantRow> {
  const given: ConsentInRow = { ...consent, recordedAt, withdrawn: null, expiredAt: null };
  return {
    consent_id: consent.consentId,
    consent_scopes: consent.scopes,
    consent_from: consent.from,
    consent_until: consent.until ?? null,
    consent_expired: false,
    withdrawn_extent: null,
    withdrawn_at: null,
    consents: [...row.consents.filter(({ consentId }) => consentId !== consent.consentId), given],
  };
}

/** Ends every consent so far: what was given before a withdrawal never stands again. */
function withdrawn(
  row: ParticipantRow,
  { extent }: Data<'ConsentWithdrawn'>,
  at: string,
): Partial<ParticipantRow> {
  return {
    ...noConsent,
    withdrawn_extent: extent,
    withdrawn_at: at,
    consents: row.consents.map((one) =>
      // A withdrawal may be taken further.
      one.withdrawn && (extent === 'futureUse' || one.withdrawn.extent === extent)
        ? one
        : { ...one, withdrawn: { at, extent } },
    ),
  };
}

function expired(row: ParticipantRow, consentId: string, expiredAt: string): Partial<ParticipantRow> {
  return {
    ...(row.consent_id === consentId && { consent_expired: true }),
    consents: row.consents.map((one) => (one.consentId === consentId ? { ...one, expiredAt } : one)),
  };
}

/** Values are taken over as the log has them, sealed. */
const sealed = (value: unknown): SealedPersonal => value as SealedPersonal;

const isGone = ({ type }: Projected): boolean => type === 'ErasureRequested' || type === 'ParticipantErased';

export const participantPseudonymDocuments = documents<ParticipantPseudonymRow, ParticipantEvent>({
  category: 'participant',
  entity: ParticipantPseudonymRow,
  fold(row, event) {
    if (event.type === 'ParticipantEnrolled') {
      const { study, enrolledBy, pseudonym } = event.data;
      return { id: event.streamId, study, enrolled_by: enrolledBy, pseudonym: sealed(pseudonym) };
    }
    if (!row || isGone(event)) return null;
    return event.type === 'ParticipantCorrected' && event.data.pseudonym
      ? { ...row, pseudonym: sealed(event.data.pseudonym) }
      : row;
  },
  sources: [],
});

const exactFields = ['name', 'contact', 'role'] as const;

export const participantIdentityDocuments = documents<ParticipantIdentityRow, ParticipantEvent>({
  category: 'participant',
  entity: ParticipantIdentityRow,
  fold(row, event) {
    if (event.type === 'ParticipantEnrolled') {
      const { study, enrolledBy } = event.data;
      return {
        id: event.streamId,
        study,
        enrolled_by: enrolledBy,
        name: null,
        contact: null,
        role: null,
        ...exact(event.data),
      };
    }
    if (!row || isGone(event)) return null;
    if (event.type !== 'ParticipantCorrected') return row;
    const cleared = Object.fromEntries((event.data.cleared ?? []).map((field) => [field, null]));
    return { ...row, ...exact(event.data), ...cleared };
  },
  sources: [],
});

function exact(data: Data<'ParticipantCorrected'>): Partial<ParticipantIdentityRow> {
  return Object.fromEntries(
    exactFields.flatMap((field) => (data[field] === undefined ? [] : [[field, sealed(data[field])]])),
  );
}
