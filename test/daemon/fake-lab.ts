import {NetworkError} from '../../src/errors.ts';
import {ENDPOINTS} from '../../src/api/endpoints.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import type {Hello} from '../../src/api/schema/lab.ts';

export const HELLO: Hello = {
  name: 'tunlab',
  version: '1.0.0',
  lab: 'default',
  pid: 1,
  uptime: 0,
  personality: 'linux',
  clock: 'real',
};

/** A lab that does what `methods` say and refuses everything else. */
export function fakeLab(methods: Partial<LabApi> = {}): LabApi {
  const refused = Object.keys(ENDPOINTS).map((name) => [
    name,
    () => Promise.reject(new NetworkError('EOPNOTSUPP', `${name} is not part of this test`)),
  ]);
  return {
    ...(Object.fromEntries(refused) as LabApi),
    hello: () => Promise.resolve(HELLO),
    ...methods,
  };
}
