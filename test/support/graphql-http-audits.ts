import { serverAudits } from 'graphql-http';

/** One audit of https://github.com/graphql/graphql-http that a server did not pass. */
export interface FailedAudit {
  readonly id: string;
  /** Begins with MUST, SHOULD or MAY. */
  readonly name: string;
  readonly reason: string;
}

/**
 * Runs all GraphQL-over-HTTP audits against a server.
 *
 * @param url the endpoint, e.g. `http://127.0.0.1:3000/graphql`
 * @returns what failed, MAY included, and how many audits there were
 */
export async function auditGraphqlOverHttp(url: string): Promise<{ audits: number; failed: FailedAudit[] }> {
  const audits = serverAudits({ url, fetchFn: fetch });
  const failed: FailedAudit[] = [];
  for (const { fn } of audits) {
    const result = await fn();
    if (result.status !== 'ok') failed.push({ id: result.id, name: result.name, reason: result.reason });
    // An answer that was not read keeps its connection.
    if (result.status !== 'ok' && !result.response.bodyUsed) await result.response.body?.cancel();
  }
  return { audits: audits.length, failed };
}
