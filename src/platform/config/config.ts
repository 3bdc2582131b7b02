import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

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
  /** Whether the sample corpus is loaded into an empty base. */
  readonly samples: boolean;
}

const defaults = {
  port: 3000,
  host: '127.0.0.1',
  demoDir: '.casebook/demo',
  ownDir: '.casebook/base',
} as const;
const longestShown = 80;

const allowed = {
  PORT: 'a whole number from 0 to 65535, where 0 takes a free port',
  HOST: 'an IP address or a host name, such as 127.0.0.1, ::1 or 0.0.0.0',
  DATA_DIR: 'a path of a folder',
  DATABASE_URL: 'postgres://user:password@host:port/database or postgresql://…',
  SAMPLES: 'demo or none',
  LOG_LEVEL: `one of ${logLevels.join(', ')}`,
  CASEBOOK_PUBLIC_URL: 'an http:// or https:// address without query, fragment or credentials',
};

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .optional(),
  HOST: z.string().refine(isHost).optional(),
  DATA_DIR: z
    .string()
    .refine((path) => !path.includes('\0'))
    .optional(),
  DATABASE_URL: z.string().refine(isPostgresUrl).optional(),
  EVENT_STORE_URL: z.undefined(),
  SAMPLES: z.enum(['demo', 'none']).optional(),
  LOG_LEVEL: z.enum(logLevels).optional(),
  CASEBOOK_PUBLIC_URL: z.string().refine(isPublicUrl).optional(),
});

type Variable = keyof typeof environment.shape;

/**
 * Reads the configuration. An empty or blank variable counts as not set; unknown ones are ignored.
 * @param folder where relative paths start
 * @throws ConfigurationError naming every wrong variable, its value (never a password) and what is allowed
 */
export function loadConfig(env: NodeJS.ProcessEnv, folder = process.cwd()): Config {
  const names = Object.keys(environment.shape) as Variable[];
  const given = Object.fromEntries(names.map((name) => [name, env[name]?.trim() || undefined]));
  const result = environment.safeParse(given);
  if (!result.success) {
    const wrong = new Set(result.error.issues.map(({ path }) => path[0] as Variable));
    throw new ConfigurationError([...wrong].map((name) => complaint(name, given[name] ?? '')).join('\n'));
  }
  const {
    PORT,
    HOST = defaults.host,
    DATA_DIR,
    DATABASE_URL,
    SAMPLES,
    LOG_LEVEL,
    CASEBOOK_PUBLIC_URL,
  } = result.data;
  const isDemo = DATA_DIR === undefined && DATABASE_URL === undefined && isLoopback(HOST);
  return {
    port: PORT ?? defaults.port,
    host: HOST,
    logLevel: LOG_LEVEL ?? (isDemo ? 'warn' : 'info'),
    publicUrl: CASEBOOK_PUBLIC_URL?.replace(/\/+$/, ''),
    base: isDemo ? 'demo' : 'own',
    dataDir: resolve(folder, DATA_DIR ?? (isDemo ? defaults.demoDir : defaults.ownDir)),
    databaseUrl: DATABASE_URL,
    samples: isDemo ? SAMPLES !== 'none' : SAMPLES === 'demo',
  };
}

function complaint(name: Variable, value: string): string {
  if (name === 'EVENT_STORE_URL') {
    return 'EVENT_STORE_URL is not supported yet, so it must not be set: events are kept in PostgreSQL (DATABASE_URL)';
  }
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
