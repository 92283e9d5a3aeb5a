/** A device of a lab joined to a far end, for as long as both are there. */
import type {LabApi} from '../api/lab-api.ts';
import {openNode} from '../api/node-client.ts';
import type {HoldConfiguration} from '../api/schema/held.ts';
import {NetworkError} from '../errors.ts';
import type {FramingName} from './framing.ts';
import {join} from './join.ts';
import {type EndChoice, openEnds} from './open-end.ts';

export interface AttachOptions {
  readonly lab: LabApi;
  readonly request: HoldConfiguration;
  readonly choice: EndChoice;
  readonly framing: FramingName;
  /** Ends it in order. */
  readonly signal: AbortSignal;
  /** Called when packets can go; `where` clients connect to, if any do. */
  readonly ready: (where: string | undefined) => void;
}

/** @throws {NetworkError} as the lab, the node or the far end do; EIO: the lab has gone */
export async function attach({lab, request, choice, framing, signal, ready}: AttachOptions): Promise<void> {
  const release = new AbortController();
  const held = lab.holdConfiguration(request, release.signal)[Symbol.asyncIterator]();
  const ends = await openEnds(choice, framing);
  const end = (): void => ends.close();
  signal.addEventListener('abort', end);
  try {
    await held.next();
    const {node} = await lab.showDevice({host: request.host, ifname: request.ifname});
    if (node === null) throw new NetworkError('ENXIO', `${request.ifname} has no node`);
    let told = false;
    for await (const far of ends) {
      if (signal.aborted) break;
      const connection = await openNode(node);
      if (!told) ready(ends.listens);
      told = true;
      await join(connection, far);
    }
  } finally {
    signal.removeEventListener('abort', end);
    ends.close();
    // Only now is the interface as before.
    release.abort();
    await held.next().catch(() => undefined);
  }
}
