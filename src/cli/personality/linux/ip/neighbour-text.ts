/** Neighbours as `ip neighbour` prints them. */
import type {NeighbourState} from '../../../../api/schema/host.ts';
import {personalName} from '../../../../names.ts';
import type {ToolSession} from '../../tool.ts';
import {Answer} from './answer.ts';
import type {IpOptions} from './options.ts';
import type {Family} from './values.ts';

export interface NeighbourEntry {
  readonly family: Family;
  readonly dev: string;
  /** Requests for it are answered in its name: of its own there is nothing to know. */
  readonly proxy: boolean;
  readonly state: NeighbourState;
}

/** Of one family, or of both. */
export async function neighbourEntries({lab, host}: ToolSession, family?: Family): Promise<readonly NeighbourEntry[]> {
  const families: readonly Family[] = family ? [family] : ['inet', 'inet6'];
  const found = await Promise.all(
    families.map(async (each) => {
      const states = await lab.listNeighbours({host, family: each});
      return states.map((state) => ({
        family: each,
        dev: personalName('linux', state.dev),
        proxy: state.proxy,
        state,
      }));
    }),
  );
  return found.flat();
}

/** @param named the interface was asked for, and is not told again */
export function neighbourAnswer(entry: NeighbourEntry, options: IpOptions, named: boolean): Answer {
  const answer = new Answer();
  const {dev, proxy, state} = entry;
  const {lladdr, router} = state;
  const dst = options.nameOf(state.dst);
  const station = proxy ? undefined : lladdr?.toLowerCase();
  if (options.brief) {
    answer.both('dst', dst, `${dst.padEnd(39)} `);
    if (!named) answer.both('dev', dev, `${dev.padEnd(16)} `);
    if (station !== undefined) answer.word('lladdr', station, '');
    answer.say('\n');
    return answer;
  }
  answer.word('dst', dst);
  if (!named) answer.both('dev', dev, `dev ${dev} `);
  if (station !== undefined) answer.both('lladdr', station, `lladdr ${station} `);
  if (router) answer.mark('router');
  if (proxy) answer.mark('proxy');
  else answer.both('state', [state.state.toUpperCase()], `${state.state.toUpperCase()} `);
  answer.say('\n');
  return answer;
}
