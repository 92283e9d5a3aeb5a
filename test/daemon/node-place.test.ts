/** Where a node's socket may be. */
import {once} from 'node:events';
import {linkSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openNode} from '../../src/api/node-client.ts';
import {NodeServer} from '../../src/daemon/node-server.ts';
import {echo} from './notebook.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
let nodes = new NodeServer();
let path = '';
beforeEach(() => {
  nodes = new NodeServer();
  path = join(temporary(), 'local', 'dev', 'tun', '0');
});
afterEach(() => nodes.close());

describe('the place of a node', () => {
  test('is made, for us alone', () => {
    nodes.add(path, echo());
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(statSync(path).isSocket()).toBe(true);
  });

  test('is taken from a daemon that was killed', async () => {
    mkdirSync(dirname(path), {recursive: true});
    const killed = createServer().listen(`${path}.x`);
    await once(killed, 'listening');
    // A hard link is left behind when the server closes, as the socket of a killed process is.
    linkSync(`${path}.x`, path);
    killed.close();
    await expect(openNode(path)).rejects.toMatchObject({code: 'ENXIO'});
    nodes.add(path, echo());
    await (await openNode(path)).close();
  });

  test.each<[string, () => void]>([
    ['a file', () => writeFileSync(path, 'precious')],
    ['a directory', () => mkdirSync(path)],
    ['a link to nowhere', () => symlinkSync('/nowhere', path)],
  ])('is refused when it is taken by %s', (_what, take) => {
    mkdirSync(dirname(path), {recursive: true});
    take();
    expect(() => nodes.add(path, echo())).toThrow(expect.objectContaining({code: 'EEXIST'}));
    expect(readdirSync(dirname(path))).toEqual(['0']);
  });

  test('is refused when there is a node, when it is too long, and when it can not be made', () => {
    nodes.add(path, echo());
    expect(() => nodes.add(path, echo())).toThrow(expect.objectContaining({code: 'EEXIST'}));
    expect(() => nodes.add(join(dirname(path), 'x'.repeat(100)), echo())).toThrow(
      expect.objectContaining({code: 'ENAMETOOLONG'}),
    );
    expect(() => nodes.add(join(path, '0'), echo())).toThrow(expect.objectContaining({code: 'EACCES'}));
  });

  test('may be a new node’s as soon as the old one is removed', async () => {
    nodes.add(path, echo());
    const removed = nodes.remove(path);
    nodes.add(path, echo());
    await removed;
    await (await openNode(path)).close();
    await nodes.remove('/not/there');
  });
});
