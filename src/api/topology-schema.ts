/** The JSON schema of topologies, for editors and for programs that write them. */
import {Topology} from './schema/topology.ts';

export function topologySchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'tunlab topology',
    description:
      'What a lab consists of: what "tunlab dump" writes and "tunlab apply" reads. Everything may be left out.',
    ...Topology,
  };
}
