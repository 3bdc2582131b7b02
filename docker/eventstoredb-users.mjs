/**
 * Gives a cluster of EventStoreDB its passwords, and Casebook a user there. It may run at every start: what is so already
 * stays. Certificates are checked with NODE_EXTRA_CA_CERTS.
 *   NODES=https://a:2113,… ADMIN_PASSWORD=… CASEBOOK_PASSWORD=… node eventstoredb-users.mjs
 */
const { NODES = '', ADMIN_PASSWORD = '', CASEBOOK_PASSWORD = '' } = process.env;
const nodes = NODES.split(',').filter(Boolean);
if (nodes.length === 0 || !ADMIN_PASSWORD || !CASEBOOK_PASSWORD) {
  fail('NODES, ADMIN_PASSWORD and CASEBOOK_PASSWORD have to be set');
}
/** Of a cluster that nobody has changed. */
const factoryPassword = 'changeit';
const builtIn = ['admin', 'ops'];
/** For a cluster to elect its leader, and between tries; milliseconds. */
const patience = 120_000;
const pause = 2_000;
const answerWithin = 10_000;

const deadline = Date.now() + patience;
for (;;) {
  const complaint = await setUp(nodes[Math.floor(Math.random() * nodes.length)]).catch(
    (error) => error.message,
  );
  if (complaint === null) break;
  if (Date.now() > deadline) fail(complaint);
  await new Promise((resolve) => setTimeout(resolve, pause));
}
process.stdout.write('The users of EventStoreDB are as they should be\n');

/** @returns null when all is done, else what is not */
async function setUp(node) {
  for (const name of builtIn) {
    // Each changes its own, with the password that it has from the factory; where that is not taken, it was changed before.
    const body = { currentPassword: factoryPassword, newPassword: ADMIN_PASSWORD };
    const status = await post(node, `/users/${name}/command/change-password`, body, [name, factoryPassword]);
    if (status !== 200 && status !== 401) return `The password of ${name} was not changed: ${status}`;
  }
  const user = {
    loginName: 'casebook',
    fullName: 'Casebook',
    groups: ['$admins'],
    password: CASEBOOK_PASSWORD,
  };
  const made = await post(node, '/users/', user, ['admin', ADMIN_PASSWORD]);
  if (made !== 201 && made !== 409) return `The user casebook was not made: ${made}`;
  return null;
}

/** @returns the status of the answer */
async function post(node, path, body, [user, password]) {
  const answer = await fetch(new URL(path, node), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerWithin),
  });
  await answer.arrayBuffer();
  return answer.status;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
