/** What a daemon tells of its hosts without being asked. */
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {ensurePrivateDirectory, labPaths} from '../../src/api/paths.ts';
import {publishedPersonality} from '../../src/api/published-personality.ts';
import {publishPersonalities, withdrawPersonalities} from '../../src/daemon/published-personalities.ts';

const directory = mkdtempSync(join(tmpdir(), 'personalities-'));
const paths = labPaths('class', {XDG_RUNTIME_DIR: directory, HOME: directory});
const noFault = (error: unknown): never => {
  throw error;
};

afterEach(() => rmSync(directory, {recursive: true, force: true}));

test('a host that is not in the file is Haiku, and without the file nothing is known', () => {
  expect(publishedPersonality(paths, 'local')).toBeUndefined();
  mkdirSync(directory, {recursive: true});
  ensurePrivateDirectory(paths.runtime);
  expect(publishedPersonality(paths, 'local')).toBeUndefined();
  publishPersonalities(paths, new Map([['local', 'linux'] as const, ['router', 'bsd'] as const]), noFault);
  expect(['local', 'router', 'loc'].map((host) => publishedPersonality(paths, host))).toEqual([
    'linux',
    'bsd',
    'haiku',
  ]);
  publishPersonalities(paths, new Map(), noFault);
  expect(publishedPersonality(paths, 'local')).toBe('haiku');
  withdrawPersonalities(paths);
  expect(publishedPersonality(paths, 'local')).toBeUndefined();
});
