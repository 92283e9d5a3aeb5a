import {describe, expect, test} from 'vitest';
import {curl} from './curl.ts';
import {gathered, pathsIn, servedLabs} from './served.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const serve = servedLabs();

describe('versions that differ', () => {
  const versions = {server: '1.0.0', client: '2.0.0'};

  test('are told, both, with what to do', async () => {
    const {lab} = await serve(pathsIn(temporary()), {}, versions);
    await expect(lab.listInterfaces({host: 'local'})).rejects.toMatchObject({
      code: 'EPROTO',
      message: 'the daemon is tunlab 1.0.0, this is tunlab 2.0.0; restart it with: tunlab daemon stop',
    });
    expect(await gathered(lab.ping({host: 'local', destination: 'x'}))).toEqual([
      expect.objectContaining({code: 'EPROTO'}),
    ]);
  });

  test('do not keep one from asking who is there, nor from stopping it', async () => {
    const {lab} = await serve(pathsIn(temporary()), {stop: () => Promise.resolve({})}, versions);
    await expect(lab.hello({})).resolves.toMatchObject({name: 'tunlab'});
    await expect(lab.stop({})).resolves.toEqual({});
  });

  test('do not matter to who tells none', async () => {
    const paths = pathsIn(temporary());
    await serve(paths, {listInterfaces: () => Promise.resolve([])});
    expect(await curl(paths.apiSocket, 'GET', '/v1/hosts/local/interfaces')).toMatchObject({status: 200, body: []});
  });
});
