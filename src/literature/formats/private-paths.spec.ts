import { texWithoutPaths, withoutPaths, withoutPathsWithin } from './private-paths.js';

describe('private paths', () => {
  it.each([
    'file:///home/bob/x.pdf',
    'file:/x/y',
    'file://localhost/C:/Users/bob/My Documents/a, b.pdf',
    'FILE:///C:/x.pdf',
    'C:\\Users\\bob\\a b\\c.pdf',
    'D:\\papers\\x',
    'c:/Users/bob/x.pdf',
    '/srv/x/paper.pdf',
    'smb://nas/x/paper.pdf',
    'zotero://select/items/1',
    '$HOME/x/paper.pdf',
    'file%3A%2F%2F%2Fhome%2Fx%2Fpaper.pdf',
    '/cygdrive/c/x/paper.pdf',
    '/home/bob/Zotero/storage/ABC/Roy et al. - 2020 - Title.pdf',
    '/Users/bob/Library/x',
    '~/papers/x.pdf',
    '\\\\server\\share\\x.pdf',
    '%USERPROFILE%\\x.pdf',
    '/opt/papers/x.pdf',
    '/data/eve/x',
    '/var/www/x.pdf',
    '\\\\server',
    '\\\\server/share/x.pdf',
  ])('takes out %s', (path) => {
    expect(withoutPaths(path)).toEqual({ text: '', paths: 1 });
    expect(withoutPaths(`see "${path}"`)).toEqual({ text: 'see ""', paths: 1 });
    expect(withoutPaths(`before\n${path}\nafter`)).toEqual({ text: 'before\n\nafter', paths: 1 });
  });

  it.each([
    'https://example.org/home/page',
    'https://example.org/Users/1/home/2',
    'http://example.org/~bob/x.pdf',
    'Vol. 3: A/B',
    'ratio a:b/c',
    'and/or',
    'Title: Subtitle',
    'doi:10.1000/x',
    'Profile: a life',
    'https://example.org/data/opt/x.pdf',
    'input/data/output',
    'open/data',
    '12:30 / 14:00',
  ])('leaves %s', (text) => {
    expect(withoutPaths(text)).toEqual({ text, paths: 0 });
  });

  it('takes them out of lists and objects', () => {
    expect(withoutPathsWithin({ a: ['/home/b/c', 'x'], b: { c: 'file:///x' }, d: 1 })).toEqual({
      value: { a: ['x'], d: 1 },
      paths: 2,
    });
  });

  it('takes out what a key says to be a file, unless it is a public address', () => {
    expect(
      withoutPathsWithin({
        'x-file': 'roy.pdf',
        PDF: ['eve/roy.pdf', 'https://example.org/roy.pdf'],
        file: { name: 'roy.pdf', pages: 3 },
        attachments: [
          { title: 'Full text', path: 'storage:roy.pdf' },
          { path: 'x', url: 'https://example.org/a' },
        ],
        'attachment:2': '',
        medium: 'PDF',
        path: true,
      }),
    ).toEqual({
      value: {
        PDF: ['https://example.org/roy.pdf'],
        attachments: [{ url: 'https://example.org/a' }],
        'attachment:2': '',
        medium: 'PDF',
        path: true,
      },
      paths: 5,
    });
  });

  it.each([
    'C:\\papers\\roy.pdf',
    '\\\\server\\share\\roy.pdf',
    'see C:\\papers\\roy.pdf for more of it',
    '/opt/eve/roy.pdf',
    'as in /data/eve/roy.pdf and so on and on',
  ])('takes %s out of TeX, before its commands are read', (tex) => {
    const { text, paths } = texWithoutPaths(tex);
    expect([paths, /roy|eve|server|papers/.test(text)]).toEqual([1, false]);
  });

  it.each(['A:\\emph{title}', 'one\\\\two', 'x {C:\\a{b} c.pdf', 'https://example.org/~eve/roy.pdf'])(
    'leaves %s in TeX',
    (tex) => {
      expect(texWithoutPaths(tex)).toEqual({ text: tex, paths: 0 });
    },
  );

  it('is quick on long lines', () => {
    for (const piece of ['/home/', 'file:', 'C:\\', '~/', '\\\\a\\', 'C:\\a ', '/home/x ']) {
      // Of the processor: how busy others keep it says nothing.
      const start = process.cpuUsage();
      withoutPaths(piece.repeat(50_000));
      expect(process.cpuUsage(start).user).toBeLessThan(3_000_000);
    }
  });
});
