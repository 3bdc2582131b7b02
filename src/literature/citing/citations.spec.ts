import { citationOf } from './citations.js';

describe('a citation that the processor cannot set', () => {
  const hostile = {
    id: 'x',
    type: 'book' as const,
    title: 'Fish & <chips>',
    author: [{ family: '__proto__', given: 'A.' }, { family: 'constructor' }],
    issued: { 'date-parts': [[2020]] },
  };

  it('is made plainly, and escaped in HTML', async () => {
    const { bibliography, inText } = await citationOf(hostile, 'apa', 'html', 'en-US');
    expect(bibliography).toMatch(/__proto__.*\(2020\)\. Fish &amp; /);
    expect(bibliography).not.toContain('<chips>');
    expect(inText).toMatch(/__proto__.*2020\)$/);
  });

  it('is the same each time, and spoils none that comes after', async () => {
    const again = await citationOf(hostile, 'apa', 'html', 'en-US');
    expect(await citationOf(hostile, 'apa', 'html', 'en-US')).toEqual(again);
    const sound = await citationOf(
      { ...hostile, author: [{ family: 'Roy', given: 'Anne' }] },
      'apa',
      'text',
      'en-US',
    );
    expect(sound.bibliography).toMatch(/^Roy, A\. \(2020\)/);
  });
});
