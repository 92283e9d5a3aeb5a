import {join} from 'node:path';
import {afterEach} from 'vitest';
import type {FastifyInstance} from 'fastify';
import {connectLab} from '../../src/api/client.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {ensurePrivateDirectory, labPaths, type LabPaths} from '../../src/api/paths.ts';
import {serveApi} from '../../src/daemon/server.ts';
import {fakeLab} from './fake-lab.ts';

/** Paths of a lab of its own in a new directory; its runtime directory exists. */
export function pathsIn(directory: string): LabPaths {
  const paths = labPaths('default', {XDG_RUNTIME_DIR: join(directory, 'r'), XDG_STATE_HOME: join(directory, 's')});
  ensurePrivateDirectory(paths.runtime);
  return paths;
}

/** Serves labs on sockets until the test is over. */
export function servedLabs(): (
  paths: LabPaths,
  methods: Partial<LabApi>,
  versions?: {server: string; client: string},
) => Promise<{server: FastifyInstance; lab: LabApi}> {
  const servers: FastifyInstance[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.server.closeAllConnections();
      await server.close();
    }
  });
  return async (paths, methods, versions = {server: '1.0.0', client: '1.0.0'}) => {
    const server = serveApi({api: fakeLab(methods), version: versions.server});
    servers.push(server);
    await server.listen({path: paths.apiSocket});
    return {server, lab: connectLab({paths, version: versions.client})};
  };
}

/** Everything a stream gives; what it fails with comes last. */
export async function gathered(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  try {
    for await (const item of items) all.push(item);
  } catch (error) {
    all.push(error);
  }
  return all;
}
