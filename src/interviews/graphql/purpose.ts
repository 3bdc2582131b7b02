import { GraphQLError } from 'graphql';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { Relation } from '../read-model/find-interviews.js';

/** Characters of a stated purpose. */
const purposeLength = { min: 10, max: 500 } as const;

/** What an admin may open with a stated purpose alone is opened as a break of the glass, and shown to the study's lead. */
export function breaksGlass({ viewer }: RequestContext): boolean {
  return viewer.role === 'admin';
}

/**
 * What something personal is read for: the purpose that the request states; else the study, for those who work on it; else
 * the study that the token was made for. Null where nothing is stated: it may not be read then.
 */
export function purposeOf(
  context: RequestContext,
  record: Relation & { readonly study: string },
): string | null {
  const stated = statedPurpose(context.request.headers['x-purpose']);
  if (stated !== null || breaksGlass(context)) return stated;
  return record.is_own || record.is_member ? record.study : context.viewer.study;
}

export function purposeRequired(context: RequestContext): GraphQLError {
  const how = `the header X-Purpose, ${purposeLength.min} to ${purposeLength.max} characters`;
  return new GraphQLError(
    breaksGlass(context)
      ? `An admin reads this with a stated purpose only: ${how}`
      : `State what this is read for: ${how}, or use a token that was made for a study`,
    { extensions: { code: 'PURPOSE_REQUIRED' } },
  );
}

function statedPurpose(header: string | readonly string[] | undefined): string | null {
  if (typeof header !== 'string') return null;
  const text = asUtf8(header).trim();
  const fits = text.length >= purposeLength.min && text.length <= purposeLength.max;
  return fits && !text.includes('\u0000') ? text : null;
}

/** Header values come byte by byte; clients write UTF-8. What is none stays as it came. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? header : text;
}
