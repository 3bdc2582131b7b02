import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadConfig, variables } from '../../src/platform/config/config.js';

/** No container engine is at hand here: what can be known of the files without one. */
const folder = fileURLToPath(new URL('../../docker/', import.meta.url));
const root = join(folder, '..');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
  readonly restart?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks?: object;
  readonly volumes?: object;
}

const given = { CASEBOOK_DB_PASSWORD: 'secret1', EVENTSTOREDB_CASEBOOK_PASSWORD: 'secret2' } as Record<
  string,
  string
>;

/** What compose makes of a value: `${NAME:-default}`, `${NAME:?complaint}`. */
function interpolated(text: string): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind, rest) =>
    kind === '-' ? (given[name] ?? rest) : (given[name] ?? 'given'),
  );
}

async function compose(file: string): Promise<Compose> {
  return parse(await readFile(join(folder, file), 'utf8'), { merge: true }) as Compose;
}

const files = (await readdir(folder)).filter((name) => name.startsWith('compose.'));
const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
const inImage = Object.fromEntries(
  [...(/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [
    name,
    value,
  ]),
);

it('there are three', () => {
  expect(files.toSorted()).toEqual(['compose.cluster.yaml', 'compose.postgres.yaml', 'compose.yaml']);
});

describe.each(files)('%s', (file) => {
  let parts: Compose;
  beforeAll(async () => {
    parts = await compose(file);
  });
  const casebooks = () => Object.entries(parts.services).filter(([, { build }]) => build);

  it('tells Casebook nothing that it does not know, and all of it is allowed', () => {
    expect(casebooks().length).toBeGreaterThan(0);
    for (const [, { environment = {} }] of casebooks()) {
      expect(Object.keys(environment).filter((name) => !variables.includes(name as never))).toEqual([]);
      const said = Object.entries(environment).map(([name, value]) => [name, interpolated(value)]);
      const config = loadConfig({ ...inImage, ...Object.fromEntries(said) }, '/app');
      expect(config.base).toBe('own');
      expect(config.databaseUrl).toBe('postgres://casebook:secret1@postgres:5432/casebook');
      for (const url of [config.databaseUrl, config.eventStoreUrl]) {
        for (const [, host] of (url ?? '').matchAll(/[/@,]([a-z][a-z0-9-]*):\d+/g)) {
          expect(Object.keys(parts.services)).toContain(host);
        }
      }
    }
  });

  it('runs Casebook on a read-only root, with volumes for all that it writes', () => {
    for (const [, { read_only: readOnly, volumes = [] }] of casebooks()) {
      expect(readOnly).toBe(true);
      const mounted = volumes.map((volume) => volume.split(':')[1]!);
      expect(mounted).toEqual(expect.arrayContaining([inImage['DATA_DIR'], '/ledger']));
    }
  });

  it('publishes ports on the loopback address alone', () => {
    const published = Object.values(parts.services).flatMap(({ ports = [] }) => ports);
    expect(published).toHaveLength(1);
    expect(published[0]).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('names only services, networks, volumes and files that are there', () => {
    const volumes = new Set<string>();
    for (const service of Object.values(parts.services)) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        const needed = parts.services[name];
        expect(needed).toBeDefined();
        if (condition === 'service_healthy') expect(needed!.healthcheck ?? needed!.build).toBeDefined();
        if (condition === 'service_completed_successfully')
          expect(needed!.restart).not.toBe('unless-stopped');
      }
      for (const network of service.networks ?? [])
        expect(Object.keys(parts.networks ?? {})).toContain(network);
      for (const [from] of (service.volumes ?? []).map((volume) => volume.split(':') as [string])) {
        if (from.startsWith('.')) expect(existsSync(join(folder, from))).toBe(true);
        else volumes.add(from);
      }
    }
    expect([...volumes].toSorted()).toEqual(Object.keys(parts.volumes ?? {}).toSorted());
  });

  it('pins every image, and looks after the health of whatever goes on running', () => {
    for (const [name, { image, build, healthcheck, restart }] of Object.entries(parts.services)) {
      if (!build) expect(interpolated(image!)).toMatch(/:\d+\.\d+[\w.-]*$/);
      if (restart === 'unless-stopped' && name !== 'proxy') expect(healthcheck ?? build).toBeDefined();
    }
  });
});

describe('the cluster', () => {
  let services: Compose['services'];
  beforeAll(async () => ({ services } = await compose('compose.cluster.yaml')));
  const nodes = () => Object.keys(services).filter((name) => /^eventstoredb-\d$/.test(name));

  it('has three nodes that know each other, each with a certificate that is made for it', () => {
    expect(nodes()).toHaveLength(3);
    const made = services['certificates']!.command!.slice(3);
    expect(made).toEqual(nodes());
    for (const node of nodes()) {
      const env = services[node]!.environment!;
      expect(env['EVENTSTORE_CLUSTER_SIZE']).toBe('3');
      expect(env['EVENTSTORE_INSECURE']).toBeUndefined();
      expect(env['EVENTSTORE_GOSSIP_SEED']!.split(',').toSorted()).toEqual(
        nodes()
          .filter((other) => other !== node)
          .map((other) => `${other}:${env['EVENTSTORE_HTTP_PORT']}`),
      );
      expect(env['EVENTSTORE_EXT_HOST_ADVERTISE_AS']).toBe(node);
      expect(env['EVENTSTORE_CERTIFICATE_FILE']).toBe(`/certificates/${node}/node.crt`);
    }
  });

  it('has two replicas with one key, one database and one ledger behind the proxy', async () => {
    const replicas = Object.keys(services).filter((name) => services[name]!.build);
    expect(replicas).toHaveLength(2);
    const [one, two] = replicas.map((name) => services[name]!);
    expect(one!.environment).toEqual(two!.environment);
    const ledger = (service: Service) => service.volumes!.find((volume) => volume.endsWith(':/ledger'));
    expect(ledger(one!)).toBe(ledger(two!));
    const proxy = await readFile(join(folder, 'haproxy.cfg'), 'utf8');
    const behind = [...proxy.matchAll(/^\s*server (\S+) (\S+)$/gm)].map(([, , address]) => address);
    expect(behind).toEqual(replicas.map((name) => `${name}:${inImage['PORT']}`));
    expect(proxy).toContain('GET /health/ready');
    const listens = /bind :(\d+)/.exec(proxy)![1];
    expect(services['proxy']!.ports![0]!.endsWith(`:${listens}`)).toBe(true);
  });

  const openssl = spawnSync('openssl', ['version']).status === 0;
  (openssl ? it : it.skip)('makes certificates that the authority stands for, once', async () => {
    const target = await mkdtemp(join(tmpdir(), 'casebook-certificates-'));
    try {
      const make = () =>
        execFileSync('sh', [join(folder, 'certificates.sh'), target, 'node-1', 'node-2'], { stdio: 'pipe' });
      make();
      const certificate = join(target, 'node-2', 'node.crt');
      const ask = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8' });
      expect(ask('verify', '-CAfile', join(target, 'ca', 'ca.crt'), certificate)).toMatch(/OK\s*$/);
      const text = ask('x509', '-in', certificate, '-noout', '-text');
      expect(text).toMatch(/CN\s*=\s*eventstoredb-node/);
      expect(text).toContain('DNS:node-2');
      expect((await stat(join(target, 'private', 'ca.key'))).mode & 0o077).toBe(0);
      const before = await readFile(certificate, 'utf8');
      make();
      expect(await readFile(certificate, 'utf8')).toBe(before);
    } finally {
      await rm(target, { recursive: true, force: true });
    }
  });
});

describe('Dockerfile', () => {
  it('stands on one pinned base, ends as an ordinary user, and copies what is there', async () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim$/m);
    const stages = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(stages).toEqual(Array(3).fill('${NODE_IMAGE}'));
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toContain(`EXPOSE ${inImage['PORT']}`);
    expect(dockerfile).toContain('/health/ready');
    const ignored = (await readFile(join(folder, 'Dockerfile.dockerignore'), 'utf8')).split('\n');
    for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const source of sources!.split(' ')) {
        expect(existsSync(join(root, source))).toBe(true);
        expect(ignored).toContain(`!${source}`);
      }
    }
  });

  it('keeps the ledger of erasures out of the data', () => {
    expect(() => loadConfig(inImage, '/app')).not.toThrow();
    expect(loadConfig(inImage, '/app').erasureLedger.startsWith('/ledger/')).toBe(true);
  });
});
