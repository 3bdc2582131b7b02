import fc from 'fast-check';
import { derivedId, derivedUuid, isStreamOf, parseStreamId, streamId } from './ids.js';

const uuid = '0198f000-0000-7000-8000-000000000001';

describe('parseStreamId', () => {
  it('reads what streamId writes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-zA-Z]{0,20}$/), fc.uuid(), (category, id) => {
        expect(parseStreamId(streamId(category, id))).toEqual({ category, uuid: id });
        expect(isStreamOf(category, streamId(category, id))).toBe(true);
        expect(isStreamOf(`${category}X`, streamId(category, id))).toBe(false);
      }),
    );
  });
  it.each([
    '',
    '-',
    'organization',
    uuid,
    `-${uuid}`,
    `Organization-${uuid}`,
    `a_b-${uuid}`,
    `a-${uuid.slice(1)}`,
    `a-${uuid} `,
    `a-${'0198F000'}${uuid.slice(8)}`,
  ])('knows %j for no id', (id) => expect(parseStreamId(id)).toBeNull());
  it('takes any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => parseStreamId(id) === null || id.includes('-')),
    );
  });
});

describe('derived ids', () => {
  it('are what they always were, since streams bear them', () => {
    expect(derivedId('conceptScheme', 'sectors')).toBe('conceptScheme-3614b94f-e40a-5ccd-a154-76ba3d9c30ce');
    expect(derivedUuid('a', 'b')).toBe('b62ddd21-719f-54cd-a7ca-e24eb98be988');
  });
  it('differ for different keys, however these are cut', () => {
    const key = fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 });
    fc.assert(
      fc.property(
        key,
        key,
        (a, b) => (JSON.stringify(a) === JSON.stringify(b)) === (derivedUuid(...a) === derivedUuid(...b)),
      ),
    );
    expect(derivedUuid('a', 'bc')).not.toBe(derivedUuid('ab', 'c'));
    expect(derivedId('a', 'x').slice(2)).not.toBe(derivedId('b', 'x').slice(2));
  });
  it('are ids of their category', () =>
    expect(isStreamOf('conceptScheme', derivedId('conceptScheme', 'x'))).toBe(true));
});
