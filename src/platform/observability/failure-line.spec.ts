import { DomainError } from '../../kernel/errors.js';
import { ConfigurationError } from '../config/config.js';
import { ImportFileError } from '../import/import-error.js';
import { failureLine } from './failure-line.js';
import { OperatorError } from './operator-error.js';

const url = 'postgres://me:s3cret@db.example.org/casebook';
const coded = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { code, ...more });

it.each([
  new OperatorError('port 80 may not be opened'),
  new ConfigurationError('PORT is "x"\nSAMPLES is "y"'),
  new ImportFileError('a.csv', 'The file is empty'),
  new DomainError('NOT_FOUND', 'There is no token x'),
])('what was foreseen is said as it is: $message', (error) => {
  expect(failureLine(error, {})).toBe(error.message);
});

const unusable: readonly [string, Error, RegExp][] = [
  [
    'nobody there',
    coded('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:5432', { syscall: 'connect' }),
    /nobody answers there/,
  ],
  // What Node makes of a name with two addresses.
  [
    'nobody at either address',
    Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
    /nobody answers there;/,
  ],
  [
    'no host',
    coded('ENOTFOUND', 'getaddrinfo ENOTFOUND db.example.org', { syscall: 'getaddrinfo' }),
    /no host of this name/,
  ],
  [
    'a wrong password',
    coded('28P01', 'password authentication failed for user "me"'),
    /refuses this user or password/,
  ],
  ['no database', coded('3D000', 'database "casebook" does not exist'), /no such database/],
  [
    'no password',
    new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
    /asks for a password/,
  ],
  ['no answer', new Error('timeout expired'), /timeout expired/],
];

it.each(unusable)(
  'a database that cannot be used is named without its password: %s',
  (_what, error, reason) => {
    const line = failureLine(error, { DATABASE_URL: url });
    expect(line).toMatch(/^the database at db\.example\.org:5432 cannot be used: [^\n]+; see DATABASE_URL$/);
    expect(line).toMatch(reason);
    expect(line).not.toMatch(/s3cret|me:/);
  },
);

it('a fault of the embedded database leads to its log', () => {
  expect(failureLine(coded('57P03', 'the database system is starting up'), {})).toMatch(/postgres\.log/);
});

it('what the system refuses is said in its words', () => {
  const full = coded('ENOSPC', "ENOSPC: no space left on device, write '/data/x'", { syscall: 'write' });
  expect(failureLine(full, {})).toBe(full.message);
});

it('what nobody foresaw is one line that says how to see more, and more where that is asked for', () => {
  const error = new TypeError('x is not\n a function');
  expect(failureLine(error, { LOG_LEVEL: 'info' })).toBe(
    'something unexpected happened: TypeError: x is not a function (where, shows LOG_LEVEL=debug)',
  );
  expect(failureLine(error, { LOG_LEVEL: 'debug' })).toMatch(/x is not[^]*\n\s+at .*failure-line\.spec/);
  expect(failureLine('thrown', {})).toMatch(/^something unexpected happened: thrown \(/);
});
