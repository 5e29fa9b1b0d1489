import { describe, expect, it } from '@jest/globals';
import { htmlToText } from '../../../tools/web/html-to-text';

const sentence =
  'Mars has two small moons that were found in the summer of 1877, near the time of opposition. ';
const page = (body: string, head = ''): string =>
  `<!doctype html><html><head><title>The title</title>${head}</head><body>${body}</body></html>`;
const read = (html: string): ReturnType<typeof htmlToText> => htmlToText(html, 'https://a.org/dir/page');

describe('htmlToText', () => {
  it('article among furniture → the article with structure and absolute links', () => {
    const { title, text, byline } = read(
      page(
        `<nav><a href="/home">Home</a></nav><article><h2>Moons</h2><p>${sentence.repeat(5)}
         See <a href="phobos#size">Phobos <b>and</b> others</a>, <a href="#top">up</a>,
         <a href="javascript:alert(1)">click</a>.</p>
         <ul><li>one</li><li>two</li></ul>
         <table><tr><th>Name</th><th>km</th></tr><tr><td>Phobos</td><td>22</td></tr></table>
         <pre>a\n  b</pre><p>x<br>y</p></article><footer>imprint</footer><script>evil()</script>`,
        '<meta name="author" content="A. Hall">',
      ),
    );
    expect(title).toBe('The title');
    expect(byline).toBe('A. Hall');
    expect(text).toContain('## Moons\n\nMars has two');
    expect(text).toContain('[Phobos and others](https://a.org/dir/phobos#size), up, click.');
    expect(text).toContain('- one\n- two');
    expect(text).toContain('| Name | km |\n| Phobos | 22 |');
    expect(text).toContain('a\n  b');
    expect(text).toContain('x\ny');
    expect(text).not.toMatch(/Home|imprint|evil|javascript/);
  });

  it('page that is mostly a table → the whole body, not only the paragraph', () => {
    const rows = Array.from(
      { length: 60 },
      (_, index) => `<tr><td>City ${index}</td><td>${index * 1000}</td></tr>`,
    );
    const { text } = read(page(`<div><p>${sentence}</p></div><div><table>${rows.join('')}</table></div>`));
    expect(text).toContain('| City 59 | 59000 |');
    expect(text).toContain('Mars has two');
  });

  it('base element → links from there', () => {
    const { text } = read(page('<p>Go <a href="x">on</a></p>', '<base href="https://b.org/deep/">'));
    expect(text).toContain('[on](https://b.org/deep/x)');
  });

  it.each([
    ['', ''],
    ['just words', 'just words'],
    ['<p>a<p>b', 'a\n\nb'],
    ['<div hidden>no</div>yes', 'yes'],
    ['a&nbsp;&amp;&lt;b&gt;', 'a &<b>'],
    ['<td>loose</td>', 'loose'],
    ['<p>un<b>closed', 'unclosed'],
    ['<img alt="a map">', '[image: a map]'],
    ['<p>one</p>   <p> two </p>', 'one\n\ntwo'],
    ['a <i>b</i> c<i> d</i>', 'a b c d'],
  ])('fragment %j → %j', (html, expected) => {
    expect(read(html).text).toBe(expected);
  });
});
