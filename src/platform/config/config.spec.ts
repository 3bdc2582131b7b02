import { ConfigurationError, loadConfig } from './config.js';

const folder = '/srv/app';
const load = (env: NodeJS.ProcessEnv) => loadConfig(env, folder);

function messageOf(env: NodeJS.ProcessEnv): string {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('accepted');
}

describe('without a word', () => {
  it('is a demo base on this machine only', () => {
    expect(load({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'warn',
      publicUrl: undefined,
      base: 'demo',
      dataDir: '/srv/app/.casebook/demo',
      databaseUrl: undefined,
      eventStoreUrl: undefined,
      samples: true,
      masterKey: { kind: 'file', path: '/srv/app/.casebook/demo.master-key' },
      newMasterKey: undefined,
      erasureLedger: '/srv/app/.casebook/demo.erasures.ndjson',
      requests: { atOnce: 128, waiting: 1_024 },
      drainTime: 0,
      clockFile: undefined,
    });
  });

  it('takes empty and unknown variables for not set', () => {
    expect(
      load({ PORT: '', HOST: ' ', DATA_DIR: '', EVENT_STORE_URL: '', PATH: '/bin', DATA_DIRS: 'x' }),
    ).toEqual(load({}));
  });

  it('starts relative paths at the working directory', () => {
    expect(loadConfig({}).dataDir).toBe(`${process.cwd()}/.casebook/demo`);
  });
});

describe('demo or own base', () => {
  const demo = { base: 'demo', dataDir: '/srv/app/.casebook/demo' };
  const own = { base: 'own', dataDir: '/srv/app/.casebook/base' };
  const url = 'postgres://casebook@db/casebook';

  it.each([
    [{ HOST: 'localhost' }, { ...demo, samples: true }],
    [{ HOST: 'LOCALHOST' }, { ...demo, samples: true }],
    [{ HOST: '::1' }, { ...demo, samples: true }],
    [{ HOST: '127.8.0.1' }, { ...demo, samples: true }],
    [{ SAMPLES: 'none' }, { ...demo, samples: false }],
    [
      { SAMPLES: 'demo', PORT: '0' },
      { ...demo, samples: true, port: 0 },
    ],
    [{ CASEBOOK_PUBLIC_URL: 'https://example.org' }, { ...demo, samples: true }],
    [{ EVENT_STORE_URL: 'esdb://localhost:2113?tls=false' }, { ...own, samples: false }],
    [{ HOST: '0.0.0.0' }, { ...own, samples: false }],
    [{ HOST: '::' }, { ...own, samples: false }],
    [{ HOST: '127.example.org' }, { ...own, samples: false }],
    [
      { HOST: '0.0.0.0', SAMPLES: 'demo' },
      { ...own, samples: true },
    ],
    [{ DATABASE_URL: url }, { ...own, samples: false, databaseUrl: url }],
    [{ DATA_DIR: 'data' }, { base: 'own', dataDir: '/srv/app/data', samples: false }],
    [
      { DATA_DIR: '/data', SAMPLES: 'demo' },
      { base: 'own', dataDir: '/data', samples: true },
    ],
    [{ DATA_DIR: '.casebook/demo' }, { base: 'own', dataDir: '/srv/app/.casebook/demo', samples: false }],
  ])('%j gives %j', (env, expected) => {
    expect(load(env)).toMatchObject(expected);
  });
});

describe('single variables', () => {
  it.each([
    [{ PORT: '65535' }, { port: 65_535 }],
    [{ PORT: ' 8080 ' }, { port: 8080 }],
    [{ HOST: 'casebook.example.org' }, { host: 'casebook.example.org' }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ DATABASE_URL: 'postgresql://u:p%40ss@[::1]:5432/c?sslmode=require' }, {}],
    [{ CASEBOOK_PUBLIC_URL: 'https://example.org/casebook/' }, { publicUrl: 'https://example.org/casebook' }],
  ])('accepts %j', (env, expected) => {
    expect(load(env)).toMatchObject(expected);
  });

  it.each([
    [{ PORT: '-1' }, /^PORT is "-1", allowed is a whole number from 0 to 65535/],
    [{ PORT: '65536' }, /^PORT is "65536"/],
    [{ PORT: '3000.5' }, /^PORT is "3000.5"/],
    [{ PORT: '0x10' }, /^PORT is "0x10"/],
    [{ PORT: 'http' }, /^PORT is "http"/],
    [{ HOST: 'http://localhost' }, /^HOST is "http:\/\/localhost", allowed is an IP address/],
    [{ HOST: '300.1.1.1' }, /^HOST is "300.1.1.1"/],
    [{ HOST: 'a b' }, /^HOST is "a b"/],
    [{ DATA_DIR: 'a\0b' }, /^DATA_DIR is "a\\u0000b", allowed is a path/],
    [
      { DATABASE_URL: 'mysql://db/casebook' },
      /^DATABASE_URL is "mysql:\/\/…@db\/…", allowed is postgres:\/\//,
    ],
    [{ DATABASE_URL: 'postgres://db' }, /^DATABASE_URL is "postgres:\/\/…@db\/…"/],
    [{ DATABASE_URL: 'db.example.org' }, /^DATABASE_URL is "…"/],
    [{ EVENT_STORE_URL: 'anything' }, /^EVENT_STORE_URL must be esdb:\/\/host:port/],
    [{ EVENT_STORE_URL: 'esdb://u:p@h:1?tls=false' }, /^EVENT_STORE_URL has credentials and tls=false/],
    [{ SAMPLES: 'all' }, /^SAMPLES is "all", allowed is demo or none$/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud", allowed is one of trace, debug/],
    [{ CASEBOOK_PUBLIC_URL: 'ftp://example.org' }, /^CASEBOOK_PUBLIC_URL is "ftp:\/\/…@example.org\/…"/],
    [{ CASEBOOK_PUBLIC_URL: 'https://example.org/?a=1' }, /^CASEBOOK_PUBLIC_URL is /],
  ])('refuses %j', (env, line) => {
    expect(messageOf(env)).toMatch(line);
    expect(messageOf(env).split('\n')).toHaveLength(1);
  });
});

describe('what is said about mistakes', () => {
  it('names all of them at once, a line each', () => {
    const lines = messageOf({ PORT: 'x', HOST: 'y z', SAMPLES: 'some', EVENT_STORE_URL: 'http://h' }).split(
      '\n',
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['PORT', 'HOST', 'EVENT_STORE_URL', 'SAMPLES']);
  });

  it('keeps to one line whatever the value is', () => {
    expect(messageOf({ LOG_LEVEL: `a\nb${'c'.repeat(500)}` })).toMatch(
      /^LOG_LEVEL is "a\\nbc{77}…", allowed is .*$/,
    );
  });

  it.each([
    'mysql://user:s3cret@db/casebook',
    'postgres://user:s3cret@db',
    'postgres://user:x@s3cret@db:port/casebook',
    'postgres://user:x/s3cret@db:port/casebook',
    'postgres://user:x?s3cret#s3cret@db:port/casebook',
    'postgres://db:port/casebook?password=s3cret',
    'postgres://user:s3cret/casebook',
    'user:s3cret@db/casebook',
    'postgres:user:s3cret@db/casebook',
    's3cret',
  ])('never shows the password of %s', (url) => {
    expect(messageOf({ DATABASE_URL: url })).not.toContain('s3cret');
  });

  it('never shows credentials of other addresses', () => {
    expect(messageOf({ CASEBOOK_PUBLIC_URL: 'https://user:s3cret@example.org' })).not.toContain('s3cret');
    expect(messageOf({ EVENT_STORE_URL: 'esdb://user:s3cret@example.org?tls=false' })).not.toContain(
      's3cret',
    );
  });
});

describe('load', () => {
  it('takes other numbers of requests, and a time to go on serving', () => {
    expect(load({ REQUESTS_AT_ONCE: '2', REQUESTS_WAITING: '0', DRAIN_SECONDS: '0.5' })).toMatchObject({
      requests: { atOnce: 2, waiting: 0 },
      drainTime: 500,
    });
  });

  it.each(['REQUESTS_AT_ONCE', 'REQUESTS_WAITING', 'DRAIN_SECONDS'])('a wrong %s is named', (name) => {
    for (const wrong of ['-1', '1e3', '9999999', 'many']) {
      expect(messageOf({ [name]: wrong })).toMatch(new RegExp(`^${name} is .*, allowed is a`));
    }
  });
});

describe('keys and ledger', () => {
  const key = Buffer.alloc(32, 0xfb);
  const secret = key.toString('base64');
  const own = { DATA_DIR: 'base/' };

  it('a base of one’s own has a key only where one is named; its ledger stands beside its folder', () => {
    expect(load(own)).toMatchObject({
      masterKey: { kind: 'none' },
      erasureLedger: '/srv/app/base.erasures.ndjson',
    });
    for (const text of [secret, key.toString('base64url')]) {
      expect(load({ ...own, CASEBOOK_MASTER_KEY: text }).masterKey).toEqual({ kind: 'value', key });
    }
    expect(
      load({
        ...own,
        CASEBOOK_MASTER_KEY_FILE: 'keys/a',
        CASEBOOK_NEW_MASTER_KEY: secret,
        CASEBOOK_ERASURE_LEDGER: '/var/ledger',
        CASEBOOK_CLOCK_FILE: 'clock',
      }),
    ).toMatchObject({
      masterKey: { kind: 'file', path: '/srv/app/keys/a' },
      newMasterKey: key,
      erasureLedger: '/var/ledger',
      clockFile: '/srv/app/clock',
    });
    expect(load({ CASEBOOK_MASTER_KEY: secret }).masterKey).toEqual({ kind: 'value', key });
  });

  it.each(['CASEBOOK_MASTER_KEY', 'CASEBOOK_NEW_MASTER_KEY'])(
    'a wrong %s is named and never shown',
    (name) => {
      for (const wrong of [secret.slice(0, -2), `${secret}${secret}`, 'hunter2']) {
        const message = messageOf({ ...own, [name]: wrong });
        expect(message).toMatch(new RegExp(`^${name} is no key, allowed is 32 bytes in base64`));
        expect(message).not.toContain(wrong.slice(0, 7));
      }
    },
  );

  it('two places for one key, and a ledger in the folder whose backups it watches, are refused', () => {
    const both = messageOf({ ...own, CASEBOOK_MASTER_KEY: secret, CASEBOOK_MASTER_KEY_FILE: 'keys/a' });
    expect(both).toMatch(/CASEBOOK_MASTER_KEY_FILE is "keys\/a", .* CASEBOOK_MASTER_KEY must not be set/);
    expect(both).not.toContain(secret.slice(0, 8));
    for (const path of ['base/ledger', 'base', './base/x/../y']) {
      expect(messageOf({ ...own, CASEBOOK_ERASURE_LEDGER: path })).toMatch(/outside DATA_DIR/);
    }
    expect(load({ ...own, CASEBOOK_ERASURE_LEDGER: 'base..ledger' }).erasureLedger).toBe(
      '/srv/app/base..ledger',
    );
  });
});
