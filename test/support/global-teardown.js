import { rm } from 'node:fs/promises';

/** Stops the server of the run and removes its data. */
export default async function globalTeardown() {
  const server = globalThis.casebookTestServer;
  if (!server) return;
  await server.stop();
  await rm(server.dataDir, { recursive: true, force: true });
}
