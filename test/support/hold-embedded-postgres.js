import { pathToFileURL } from 'node:url';

/**
 * A small service or command for specs that kill processes: opens a data folder, says so on stdout, and stays until it is
 * told to leave with SIGTERM, or killed. Usage: node hold-embedded-postgres.js <entry> <dataDir> <role>
 */
const [entry, dataDir, role] = process.argv.slice(2);
const { openEmbeddedPostgres } = await import(pathToFileURL(entry).href);
const server = await openEmbeddedPostgres({ dataDir, role });
process.once('SIGTERM', () => {
  server.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.stdout.write(`${JSON.stringify({ url: server.url, pid: server.pid, adopted: server.adopted })}\n`);
