import { complaintOfEventStoreUrl } from './connection-string.js';

describe('an address of EventStoreDB', () => {
  it.each([
    'esdb://localhost:2113?tls=false',
    'esdb://localhost',
    'esdb://admin:changeit@node1:2113,node2:2113,node3:2113?nodePreference=leader&tlsCAFile=/etc/ca.crt',
    'esdb+discover://admin:p%3Aw%40d@cluster.example.org:2113?keepAliveInterval=-1',
    'esdb://10.0.0.1:2113/?TLS=false&default_deadline=5000',
  ])('may be %s', (url) => {
    expect(complaintOfEventStoreUrl(url)).toBeNull();
  });

  it.each([
    ['http://localhost:2113', /must be esdb:/],
    ['esdb://', /must be esdb:/],
    ['esdb://me:s3cret@localhost:2113?tls=false', /credentials and tls=false/],
    ['esdb://me:s3cret@localhost:2113?TLS=false', /credentials and tls=false/],
    ['esdb://me@localhost:2113', /not user:password/],
    ['esdb://me:s3:cret@localhost:2113', /not user:password/],
    ['esdb://me:%s3cret@localhost:2113', /encoded/],
    ['esdb://localhost:0', /host:port/],
    ['esdb://localhost:s3cret', /host:port/],
    ['esdb://me:s3cret@a@b', /must be esdb:/],
    ['esdb+discover://a:1,b:2', /more than one host/],
    ['esdb://localhost?tls=no', /another value than true or false/],
    ['esdb://localhost?nodePreference=nearest', /nodePreference/],
    ['esdb://localhost?gossipTimeout=soon', /whole number/],
    ['esdb://localhost?throwOnAppendFailure=false', /not known: throwOnAppendFailure/],
    ['esdb://me:s3cret@localhost?tls', /no value/],
  ])('may not be %s', (url, complaint) => {
    expect(complaintOfEventStoreUrl(url)).toMatch(complaint);
    expect(complaintOfEventStoreUrl(url)).not.toMatch(/s3/);
  });
});
