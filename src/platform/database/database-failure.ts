import { errorCode, errorLine } from './error-code.js';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'its host cannot be looked up now',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its host cannot be reached',
  ETIMEDOUT: 'it does not answer in time',
  ECONNRESET: 'it cut the connection',
  EPIPE: 'it cut the connection',
  '28P01': 'it refuses this user or password',
  '28000': 'it refuses this user',
  '3D000': 'it has no such database',
  '42501': 'this user lacks a right',
  '53300': 'it takes no more connections',
  '57P01': 'it is shutting down',
  '57P02': 'it broke down',
  '57P03': 'it is starting up or shutting down',
  '0A000': 'it lacks something that is needed',
  '25006': 'it can only be read',
};

/**
 * Why a database cannot be used, as one line that names its address but no user and no password.
 * @param url DATABASE_URL, where it is set
 * @returns undefined for an error of another kind
 */
export function databaseFailure(error: unknown, url: string | undefined): string | undefined {
  const reason = reasonOf(error);
  if (reason === undefined) return undefined;
  return url
    ? `the database at ${addressOf(url)} cannot be used: ${reason}; see DATABASE_URL`
    : `the database cannot be used: ${reason}; see postgres.log in the data folder`;
}

function reasonOf(error: unknown): string | undefined {
  // Of a host with several addresses Node says nothing but the code.
  const words = error instanceof AggregateError ? error.message : errorLine(error);
  const code = errorCode(error);
  const known = code === undefined ? undefined : reasons[code];
  if (known !== undefined) return words && !known.includes(words) ? `${known} (${words})` : known;
  if (/password must be a string/.test(words)) return 'it asks for a password, and none is given';
  if (/is not queryable/.test(words)) return 'it cut the connection';
  if (/timeout expired|connection timeout|Connection terminated|does not support SSL/.test(words))
    return words;
  return undefined;
}

/** `host:port`, without user and password. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return '…';
  const { hostname, port } = new URL(url);
  return `${hostname || 'this machine'}:${port || 5432}`;
}
