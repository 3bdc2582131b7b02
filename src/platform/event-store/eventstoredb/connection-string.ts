/** The options that the client knows; any other it would only warn of, printing the address with its password. */
const options = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'nodePreference',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'defaultDeadline',
] as const;
const numbers = new Set<string>(options.slice(options.indexOf('maxDiscoverAttempts')));
const preferences = ['leader', 'follower', 'read_only_replica', 'random'];

/** The client compares names of options without case and without "-" and "_". */
const flat = (text: string) => text.trim().toLowerCase().replace(/[_-]/g, '');
const names = new Map(options.map((name) => [flat(name), name]));

/**
 * What is wrong with an address of EventStoreDB, in words that hold no part of its credentials; null when nothing is.
 * Stricter than the client, which drops credentials silently on an insecure connection.
 */
export function complaintOfEventStoreUrl(url: string): string | null {
  const parts = /^(esdb|esdb\+discover):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/.exec(url.trim());
  if (!parts) return 'must be esdb://host:port or esdb+discover://host:port, with ?option=value&… after it';
  const [, scheme, credentials, hosts, query = ''] = parts;
  const given = new Map<string, string>();
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split('=', 2);
    const known = names.get(flat(name));
    if (!known) return `has an option that is not known: ${name.slice(0, 40)}`;
    const wrong = complaintOfOption(known, value);
    if (wrong) return wrong;
    given.set(known, value);
  }
  const wrongHost = hosts!.split(',').find((host) => !isHost(host));
  if (wrongHost !== undefined) return 'names a host that is not host:port with a port from 1 to 65535';
  if (scheme === 'esdb+discover' && hosts!.includes(',')) {
    return 'names more than one host after esdb+discover://, which takes one name that leads to all nodes';
  }
  if (credentials !== undefined && !/^[^:]+:[^:]+$/.test(credentials)) {
    return 'has credentials that are not user:password (":" in a password is written %3A)';
  }
  if (credentials !== undefined && !isEncoded(credentials)) {
    return 'has credentials in which "%" does not begin an encoded character';
  }
  if (credentials !== undefined && given.get('tls') === 'false') {
    return 'has credentials and tls=false: they would travel readable for all, or not at all. Leave one of them out';
  }
  return null;
}

function complaintOfOption(name: (typeof options)[number], value: string): string | null {
  if (value === '') return `gives no value to the option ${name}`;
  if (name === 'tls' && value !== 'true' && value !== 'false')
    return 'gives tls another value than true or false';
  if (name === 'nodePreference' && !preferences.some((preference) => flat(preference) === flat(value))) {
    return `gives nodePreference another value than ${preferences.join(', ')}`;
  }
  if (numbers.has(name) && !/^-?\d{1,9}$/.test(value))
    return `gives ${name} a value that is not a whole number`;
  return null;
}

function isHost(host: string): boolean {
  const parts = /^[A-Za-z0-9._-]+(?::(\d{1,5}))?$/.exec(host.trim());
  const port = Number(parts?.[1] ?? 2113);
  return parts !== null && port > 0 && port <= 65_535;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // all that it throws says that it is not
  }
}
