/** docs/exit-statuses.md, read as data. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {PERSONALITIES, type Personality} from '../../src/names.ts';

const TEXT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'exit-statuses.md'), 'utf8');

/** Of a command's words, the flags left out. */
function idOf(words: string): string {
  return words
    .split(' ')
    .filter((word) => !word.startsWith('-'))
    .join(':');
}

/** `| 68 | \`ping\`: … |` is ping's, `| 69 | … |` everybody's. */
const GENERAL = [...TEXT.matchAll(/^\| (\d+) \| (.*?) \|/gm)].map(([, status, meaning]) => {
  const [, commands] = /^((?:`[^`]+`(?:, )?)+):/.exec(meaning!) ?? [];
  return {
    status: Number(status),
    commands: [...(commands ?? '').matchAll(/`([^`]+)`/g)].map(([, words]) => idOf(words!)),
  };
});

/** The table behind the paragraph that names a personality. */
const OF_PERSONALITY = new Map<Personality, ReadonlyMap<string, ReadonlySet<number>>>(
  PERSONALITIES.map((personality) => {
    const table = TEXT.split(/^(?=On a host of )/m).find(
      (part) => part.startsWith('On a host of ') && part.split('\n\n')[0]!.includes(`\`${personality}\``),
    );
    const rows = [...(table ?? '').matchAll(/^\| ([^|]*`[^|]*) \| ([^|]+) \|$/gm)];
    return [
      personality,
      new Map(
        rows.flatMap(([, tools, meanings]) =>
          [...tools!.matchAll(/`([^`]+)`/g)].map(([, tool]) => [idOf(tool!), statusesIn(meanings!)] as const),
        ),
      ),
    ];
  }),
);

function statusesIn(meanings: string): ReadonlySet<number> {
  const statuses = new Set(meanings.split('; ').flatMap((part) => /^(\d+)\b/.exec(part)?.slice(1).map(Number) ?? []));
  if (meanings.includes('the bits of all')) {
    for (const one of [...statuses]) for (const other of [...statuses]) statuses.add(one | other);
  }
  return statuses;
}

/** Those of everybody that are no personality's own, and those that flags have which all tools share. */
const SHARED = [0, 69, 141];
const OF_SHARED_FLAGS = /So are (\d+) where `--host` [^,]+, and (\d+) where a flag that all tools\s+share/
  .exec(TEXT)!
  .slice(1)
  .map(Number);
const SHARED_FLAG = /^--(?:lab|host|personality)\b/;

/** What a command line may end with. */
export function documentedStatuses(
  id: string,
  personality: Personality,
  words: readonly string[],
): ReadonlySet<number> {
  const own = OF_PERSONALITY.get(personality)?.get(id);
  if (own)
    return new Set([...SHARED, ...own, ...(words.some((word) => SHARED_FLAG.test(word)) ? OF_SHARED_FLAGS : [])]);
  return new Set(
    GENERAL.filter(({commands}) => commands.length === 0 || commands.includes(id)).map(({status}) => status),
  );
}

/** Whether the tool's texts are another system's: under this personality, or, of `ip`, always. */
export function hasOwn(id: string, personality: Personality): boolean {
  return id === 'ip' || (OF_PERSONALITY.get(personality)?.has(id) ?? false);
}
