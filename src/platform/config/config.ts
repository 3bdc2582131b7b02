import { isIP } from 'node:net';
import { relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { httpLimits } from '../graphql/http/http-limits.js';
import { complaintOfEventStoreUrl } from '../event-store/eventstoredb/connection-string.js';
import { parseMasterKey } from '../privacy/master-key.js';
import type { MasterKeyPlace } from '../privacy/master-keyring.js';

/** One or more variables are wrong; the message has one line for each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What a process of Casebook is told by its environment. */
export interface Config {
  /** TCP port of the HTTP server; 0 takes a free one. */
  readonly port: number;
  /** Address or name that the HTTP server listens on. */
  readonly host: string;
  readonly logLevel: (typeof logLevels)[number];
  /** Where people reach the service, without a slash at the end; undefined when that is host and port. */
  readonly publicUrl: string | undefined;
  /** `demo`: nothing was said about data or the public, so the samples may be played with. `own`: somebody's data. */
  readonly base: 'demo' | 'own';
  /** Absolute folder of the embedded PostgreSQL and the files beside it. */
  readonly dataDir: string;
  /** Address of a PostgreSQL that replaces the embedded one; contains its password. */
  readonly databaseUrl: string | undefined;
  /** Address of an EventStoreDB that keeps the events instead of PostgreSQL; may contain a password. */
  readonly eventStoreUrl: string | undefined;
  /** Whether the sample corpus is loaded into an empty base. */
  readonly samples: boolean;
  /** Where the key is that wraps the keys of personal data; a demo base makes one in its file. */
  readonly masterKey: MasterKeyPlace;
  /** The key that `keys rotate` puts in the place of `CASEBOOK_MASTER_KEY`. */
  readonly newMasterKey: Buffer | undefined;
  /** Absolute path of the file that remembers what was erased; outside the data folder, for backups do not reach it there. */
  readonly erasureLedger: string;
  /** GraphQL requests that are worked on at one time, and that wait for their turn. */
  readonly requests: { readonly atOnce: number; readonly waiting: number };
  /** Milliseconds that the service goes on serving after it was told to stop, while it says that it is not ready. */
  readonly drainTime: number;
  /** What a program must show as bearer token to read `/metrics`; without one, this machine's programs alone read it. */
  readonly metricsToken: string | undefined;
  /** Absolute path of a file that says what time it is: for tests. */
  readonly clockFile: string | undefined;
}

const defaults = {
  port: 3000,
  host: '127.0.0.1',
  demoDir: '.casebook/demo',
  ownDir: '.casebook/base',
} as const;
/** Files of a base beside its data folder: its name with one of these. */
const beside = { masterKey: '.master-key', erasures: '.erasures.ndjson' } as const;
const longestShown = 80;

const allowed = {
  PORT: 'a whole number from 0 to 65535, where 0 takes a free port',
  HOST: 'an IP address or a host name, such as 127.0.0.1, ::1 or 0.0.0.0',
  DATA_DIR: 'a path of a folder',
  DATABASE_URL: 'postgres://user:password@host:port/database or postgresql://…',
  SAMPLES: 'demo or none',
  LOG_LEVEL: `one of ${logLevels.join(', ')}`,
  CASEBOOK_PUBLIC_URL: 'an http:// or https:// address without query, fragment or credentials',
  CASEBOOK_MASTER_KEY: '32 bytes in base64 or base64url (keys new prints a fresh one)',
  CASEBOOK_NEW_MASTER_KEY: '32 bytes in base64 or base64url (keys new prints a fresh one)',
  CASEBOOK_MASTER_KEY_FILE: 'a path of a file, and CASEBOOK_MASTER_KEY must not be set as well',
  CASEBOOK_ERASURE_LEDGER: 'a path of a file outside DATA_DIR',
  REQUESTS_AT_ONCE: 'a whole number from 1 to 10000',
  REQUESTS_WAITING: 'a whole number from 0 to 100000',
  DRAIN_SECONDS: 'a number of seconds from 0 to 5',
  CASEBOOK_METRICS_TOKEN: '16 to 200 letters, digits or signs without a space',
  CASEBOOK_CLOCK_FILE: 'a path of a file',
};

const path = z.string().refine((text) => !text.includes('\0'));
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .refine((number) => number >= least && number <= most);
const key = z
  .string()
  .transform(parseMasterKey)
  .refine((parsed) => parsed !== null);

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .optional(),
  HOST: z.string().refine(isHost).optional(),
  DATA_DIR: path.optional(),
  DATABASE_URL: z.string().refine(isPostgresUrl).optional(),
  EVENT_STORE_URL: z
    .string()
    .refine((url) => complaintOfEventStoreUrl(url) === null)
    .optional(),
  SAMPLES: z.enum(['demo', 'none']).optional(),
  LOG_LEVEL: z.enum(logLevels).optional(),
  CASEBOOK_PUBLIC_URL: z.string().refine(isPublicUrl).optional(),
  CASEBOOK_MASTER_KEY: key.optional(),
  CASEBOOK_NEW_MASTER_KEY: key.optional(),
  CASEBOOK_MASTER_KEY_FILE: path.optional(),
  CASEBOOK_ERASURE_LEDGER: path.optional(),
  REQUESTS_AT_ONCE: wholeNumber(1, 10_000).optional(),
  REQUESTS_WAITING: wholeNumber(0, 100_000).optional(),
  DRAIN_SECONDS: z
    .string()
    .regex(/^\d(\.\d{1,3})?$/)
    .transform(Number)
    .refine((seconds) => seconds <= 5)
    .optional(),
  CASEBOOK_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/)
    .optional(),
  CASEBOOK_CLOCK_FILE: path.optional(),
});

type Variable = keyof typeof environment.shape;

/** The variables that a process looks at; all others are ignored. */
export const variables = Object.keys(environment.shape) as readonly Variable[];

/**
 * Reads the configuration. An empty or blank variable counts as not set; unknown ones are ignored.
 * @param folder where relative paths start
 * @throws ConfigurationError naming every wrong variable, its value (never a password) and what is allowed
 */
export function loadConfig(env: NodeJS.ProcessEnv, folder = process.cwd()): Config {
  const given = Object.fromEntries(variables.map((name) => [name, env[name]?.trim() || undefined]));
  const result = environment.safeParse(given);
  if (!result.success) {
    const wrong = new Set(result.error.issues.map((issue) => issue.path[0] as Variable));
    throw wrongVariables([...wrong], given);
  }
  const {
    PORT,
    HOST = defaults.host,
    DATA_DIR,
    DATABASE_URL,
    EVENT_STORE_URL,
    SAMPLES,
    LOG_LEVEL,
    CASEBOOK_PUBLIC_URL,
    CASEBOOK_MASTER_KEY: masterKey,
    CASEBOOK_MASTER_KEY_FILE: keyFile,
    CASEBOOK_NEW_MASTER_KEY,
    CASEBOOK_ERASURE_LEDGER,
    REQUESTS_AT_ONCE: atOnce = httpLimits.atOnce,
    REQUESTS_WAITING: waiting = httpLimits.waiting,
    DRAIN_SECONDS = 0,
    CASEBOOK_METRICS_TOKEN,
    CASEBOOK_CLOCK_FILE,
  } = result.data;
  const isSomebodys = [DATA_DIR, DATABASE_URL, EVENT_STORE_URL].some((place) => place !== undefined);
  const isDemo = !isSomebodys && isLoopback(HOST);
  const dataDir = resolve(folder, DATA_DIR ?? (isDemo ? defaults.demoDir : defaults.ownDir));
  const erasureLedger = resolve(folder, CASEBOOK_ERASURE_LEDGER ?? dataDir + beside.erasures);
  if (masterKey && keyFile) throw wrongVariables(['CASEBOOK_MASTER_KEY_FILE'], given);
  if (isWithin(dataDir, erasureLedger)) throw wrongVariables(['CASEBOOK_ERASURE_LEDGER'], given);
  const demoKeyFile = isDemo ? dataDir + beside.masterKey : undefined;
  return {
    port: PORT ?? defaults.port,
    host: HOST,
    logLevel: LOG_LEVEL ?? (isDemo ? 'warn' : 'info'),
    publicUrl: CASEBOOK_PUBLIC_URL?.replace(/\/+$/, ''),
    base: isDemo ? 'demo' : 'own',
    dataDir,
    databaseUrl: DATABASE_URL,
    eventStoreUrl: EVENT_STORE_URL,
    samples: isDemo ? SAMPLES !== 'none' : SAMPLES === 'demo',
    masterKey: placeOfKey(masterKey, keyFile === undefined ? demoKeyFile : resolve(folder, keyFile)),
    newMasterKey: CASEBOOK_NEW_MASTER_KEY,
    erasureLedger,
    requests: { atOnce, waiting },
    drainTime: DRAIN_SECONDS * 1_000,
    metricsToken: CASEBOOK_METRICS_TOKEN,
    clockFile: CASEBOOK_CLOCK_FILE === undefined ? undefined : resolve(folder, CASEBOOK_CLOCK_FILE),
  };
}

function placeOfKey(value: Buffer | undefined, file: string | undefined): MasterKeyPlace {
  if (value) return { kind: 'value', key: value };
  return file === undefined ? { kind: 'none' } : { kind: 'file', path: file };
}

function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function wrongVariables(
  names: readonly Variable[],
  given: Partial<Record<string, string>>,
): ConfigurationError {
  return new ConfigurationError(names.map((name) => complaint(name, given[name] ?? '')).join('\n'));
}

function complaint(name: Variable, value: string): string {
  if (name === 'EVENT_STORE_URL') {
    return `EVENT_STORE_URL ${complaintOfEventStoreUrl(value)}`;
  }
  if (name === 'CASEBOOK_MASTER_KEY' || name === 'CASEBOOK_NEW_MASTER_KEY') {
    return `${name} is no key, allowed is ${allowed[name]}`;
  }
  if (name === 'CASEBOOK_METRICS_TOKEN') return `${name} is not usable, allowed are ${allowed[name]}`;
  return `${name} is ${shown(name, value)}, allowed is ${allowed[name]}`;
}

/** A value as it may stand in a log: of an address, a wrong one too, only what cannot be a secret. */
function shown(name: Variable, value: string): string {
  const isAddress = name === 'DATABASE_URL' || name === 'CASEBOOK_PUBLIC_URL';
  const text = isAddress ? withoutSecrets(value) : value;
  const short = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return JSON.stringify(short);
}

/** No more than scheme and host: in a mistyped address a password may stand where the port or the path should. */
function withoutSecrets(address: string): string {
  if (URL.canParse(address)) {
    const { protocol, hostname } = new URL(address);
    if (hostname) return `${protocol}//…@${hostname}/…`;
  }
  return `${/^[a-z]+:\/\//i.exec(address)?.[0] ?? ''}…`;
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || (/[a-z]/i.test(host) && /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/i.test(host));
}

function isLoopback(host: string): boolean {
  return (
    host.toLowerCase() === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function isPostgresUrl(text: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).pathname.length > 1;
}

function isPublicUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return !(username || password || search || hash);
}
