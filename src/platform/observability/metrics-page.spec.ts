import { mayReadMetrics } from './metrics-page.js';

const token = 'a-token-of-metrics';
const bearer = (shown: string) => ({ authorization: `Bearer ${shown}` });

it.each([
  ['a program of this machine', undefined, {}, '127.0.0.1', true],
  ['the same over IPv6', undefined, {}, '::1', true],
  ['the same over IPv6, mapped', undefined, {}, '::ffff:127.0.0.1', true],
  ['another machine', undefined, {}, '192.0.2.7', false],
  ['another machine whose address looks alike', undefined, {}, '2001:db8::127.0.0.1', false],
  ['a proxy of this machine', undefined, { 'x-forwarded-for': '192.0.2.7' }, '127.0.0.1', false],
  ['whoever shows the token', token, bearer(token), '192.0.2.7', true],
  ['whoever shows a part of it', token, bearer(token.slice(1)), '127.0.0.1', false],
  ['whoever shows none, where there is one', token, {}, '127.0.0.1', false],
])('%s reads metrics, or does not', (_who, expected, headers, ip, may) => {
  expect(mayReadMetrics({ headers, ip }, expected)).toBe(may);
});
