import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admission } from '../graphql/http/admission.js';
import { httpLimits } from '../graphql/http/http-limits.js';

/** How often connections that have become idle are looked for, in milliseconds. */
const lookInterval = 25;

/**
 * Takes the service out of use: readiness fails at once; after `serveFor` milliseconds nothing new is taken; what was
 * accepted is answered and its connections are closed. What is not done 6 s after the beginning is refused, and half a
 * second later its connection is cut.
 */
export async function drain(server: Server, admission: Admission, serveFor: number): Promise<void> {
  admission.leave();
  await sleep(serveFor);
  admission.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const timers = [
    setInterval(() => server.closeIdleConnections(), lookInterval),
    setTimeout(() => admission.giveUp(), httpLimits.lastAnswers - serveFor),
    setTimeout(() => server.closeAllConnections(), httpLimits.lastConnections - serveFor),
  ];
  await closed;
  for (const timer of timers) clearTimeout(timer);
}
