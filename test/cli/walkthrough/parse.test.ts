import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseWalkthrough} from '../../../src/cli/walkthrough/parse.ts';
import {stepsOf} from '../../../src/cli/walkthrough/walkthrough.ts';
import {NetworkError} from '../../../src/errors.ts';

const STORY = `<!-- walkthrough seed=7 personality=linux timeout=5 -->
# A title

Prose, and \`code\`.

\`\`\`console
$ one
output

$ cat <<E
> a
>
> > b
> E
a
\`\`\`
\`\`\`sh
$ not run
\`\`\`
~~~~ console
$ three
~~~
~~~~
<!--
\`\`\`console
$ not run either
-->
`;

test('commands, their continuations and what they print, and the prose between', () => {
  const walkthrough = parseWalkthrough('story.md', STORY);
  expect(walkthrough.settings).toEqual({seed: 7, personality: 'linux', timeout: 5});
  expect(stepsOf(walkthrough)).toEqual([
    {kind: 'step', line: 7, command: 'one', first: 7, expected: ['output', '']},
    {kind: 'step', line: 10, command: 'cat <<E\na\n\n> b\nE', first: 14, expected: ['a']},
    {kind: 'step', line: 21, command: 'three', first: 21, expected: ['~~~']},
  ]);
  expect(walkthrough.parts.filter(({kind}) => kind === 'prose')).toEqual([
    {kind: 'prose', text: '# A title\n\nProse, and `code`.\n'},
    {kind: 'prose', text: '```sh\n$ not run\n```'},
  ]);
});

test('a file with the line ends of DOS is the same', () => {
  const [unix, dos] = [STORY, STORY.replaceAll('\n', '\r\n')].map((text) => parseWalkthrough('story.md', text));
  expect(dos).toEqual(unix);
});

const BLOCK = '```console\n$ true\n```\n';

describe('is refused in one line, with the place:', () => {
  test.each([
    ['a block without an end', '\n```console\n$ true\n', 2, 'the block that begins with ``` has no end'],
    ['another block without an end', `${BLOCK}\n~~~~sh\n~~~\n`, 5, 'the block that begins with ~~~~ has no end'],
    ['a comment without an end', `${BLOCK}<!-- x\n`, 4, 'the comment that begins with <!-- has no end'],
    [
      'output before a command',
      '```console\noutput\n```\n',
      2,
      'a console block begins with a command: "$ " and what is typed',
    ],
    [
      'a continuation before a command',
      '```console\n> x\n```\n',
      2,
      'a console block begins with a command: "$ " and what is typed',
    ],
    [
      'a block in a list',
      '* ```console\n  $ true\n  ```\n',
      1,
      'a console block stands at the start of a line, or is not run',
    ],
    [
      'a block in a quotation',
      '> ```console\n> $ true\n',
      1,
      'a console block stands at the start of a line, or is not run',
    ],
    [
      'a block that is indented',
      '\n    ~~~ console\n',
      2,
      'a console block stands at the start of a line, or is not run',
    ],
    [
      'a setting that is none',
      '<!-- walkthrough sed=7 -->\n',
      1,
      'a walkthrough has no setting "sed"; there are: seed, personality, timeout',
    ],
    ['a seed that is none', '<!-- walkthrough seed=x -->\n', 1, 'seed is a whole number from 0 to 4294967295, not "x"'],
    [
      'a time-out of nothing',
      '<!-- walkthrough timeout=0 -->\n',
      1,
      'timeout is a whole number from 1 to 600, not "0"',
    ],
    [
      'settings behind a command',
      `${BLOCK}<!-- walkthrough seed=1 -->\n`,
      4,
      'settings stand once, before all commands',
    ],
    ['an octet 0', '```console\n$ a\0b\n```\n', 2, 'a command has no octet 0 in it'],
    [
      'more commands than there may be',
      `\`\`\`console\n${'$ true\n'.repeat(1001)}\`\`\`\n`,
      1002,
      'a walkthrough has at most 1000 commands',
    ],
  ])('%s', (_what, text, line, message) => {
    expect(() => parseWalkthrough('x.md', text)).toThrow(
      expect.objectContaining({code: 'EINVAL', message: `x.md:${line}: ${message}`}),
    );
  });
});

test('any lines are parsed or refused with their place, and nothing else', () => {
  const line = fc.constantFrom('```console', '```', '~~~', '$ x', '> y', 'z', '', '<!--', '-->', '* ```console', '# T');
  const text = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.array(line).map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(text, (markdown) => {
      try {
        const {lines, parts} = parseWalkthrough('x.md', markdown);
        for (const part of parts) {
          if (part.kind === 'step')
            expect(lines.slice(part.first, part.first + part.expected.length)).toEqual(part.expected);
        }
      } catch (reason) {
        expect(reason).toBeInstanceOf(NetworkError);
        expect((reason as NetworkError).message).toMatch(/^x\.md:\d+: [^\n]+$/);
      }
    }),
  );
});
