/** The stand-in for EventStoreDB as a process of its own, so that it takes no time from what is measured. */
import { StandIn } from '../../test/support/eventstoredb/stand-in.js';
import { print } from './figures.js';

const standIn = await StandIn.start();
process.once('SIGTERM', () => void standIn.close().then(() => process.exit(0)));
print(`Stand-in at ${standIn.url}`);
