import { escapedHtml } from './html.js';

describe('text in HTML', () => {
  it('opens and closes nothing, in an element or in an attribute', () => {
    expect(escapedHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
    );
    expect(escapedHtml('Équipe 2 — 10 %')).toBe('Équipe 2 — 10 %');
  });
});
