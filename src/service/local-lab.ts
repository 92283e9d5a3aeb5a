/** A lab in this process as a LabApi: what each request means to the engine, and when its outcome is kept. */
import type {LabApi} from '../api/lab-api.ts';
import type {Hello} from '../api/schema/lab.ts';
import type {Lab} from '../lab/lab.ts';
import {bridgeMethods} from './bridge-methods.ts';
import {clockMethods} from './clock-methods.ts';
import {deviceMethods} from './device-methods.ts';
import {dhcpMethods} from './dhcp-methods.ts';
import {Happenings} from './happenings.ts';
import {holdConfiguration} from './held-configuration.ts';
import {hostMethods} from './host-methods.ts';
import {neighbourMethods} from './neighbour-methods.ts';
import {interfaceMethods} from './interface-methods.ts';
import {pingStream} from './ping-stream.ts';
import {resolveName} from './resolve.ts';
import {routeMethods} from './route-methods.ts';
import type {ServiceContext} from './service-context.ts';
import {topologyOf} from './topology.ts';
import {Transactions} from './transactions.ts';
import {udpMethods} from './udp-methods.ts';
import {udpReceive, udpSend} from './udp-streams.ts';
import {uplinkMethods} from './uplink-methods.ts';
import {UndoBook} from './undo-book.ts';
import {waitFor} from './wait-for.ts';
import {Waiting} from './waiting.ts';
import {wireMethods} from './wire-methods.ts';

export interface LocalLabOptions {
  readonly lab: Lab;
  readonly hello: () => Hello;
  /** The journal that the lab was made from. */
  readonly entries?: Iterable<readonly [string, unknown]>;
  /** Keeps changes; they are on disk when it returns. */
  readonly commit?: (changes: ReadonlyMap<string, unknown>) => void;
  readonly stop?: () => void;
}

export function localLab({lab, hello, entries = [], commit, stop}: LocalLabOptions): LabApi {
  const transactions = new Transactions(lab);
  const keep = (): void => {
    if (transactions.holding) return;
    const changes = lab.takeChanges();
    if (changes.size === 0) return;
    try {
      commit?.(changes);
    } catch (reason) {
      // They are in force all the same, and will be kept with the next that can be.
      lab.giveBackChanges(changes);
      throw reason;
    }
  };
  const happenings = new Happenings(lab);
  const context: ServiceContext = {
    lab,
    waiting: new Waiting(lab, happenings.ring),
    happenings,
    keep,
    kept: (answer) => {
      keep();
      return answer;
    },
  };
  keep();
  // Some changes nobody asked for: a node is closed, and its device does not persist.
  lab.onChange = () => {
    transactions.changed();
    queueMicrotask(keep);
    happenings.ring();
  };
  const configuring = {
    ...interfaceMethods(context),
    ...routeMethods(context),
    ...deviceMethods(context),
    ...udpMethods(context),
  };
  const book = new UndoBook(configuring, lab.journal);
  void book.undoLeft(entries);
  const methods: Omit<LabApi, 'transact'> = {
    ...configuring,
    ...hostMethods(context),
    ...neighbourMethods(context),
    ...wireMethods(context),
    ...bridgeMethods(context),
    ...dhcpMethods(context),
    ...uplinkMethods(context),
    ...clockMethods(context),
    hello: () => Promise.resolve(hello()),
    ping: (request, signal) => context.waiting.stream(pingStream(context, request, signal)),
    resolveName: (request, signal) => context.waiting.stream(resolveName(context, request, signal)),
    udpReceive: (request, signal) => context.waiting.stream(udpReceive(context, request, signal)),
    udpSend: (request, signal) => context.waiting.stream(udpSend(context, request, signal)),
    holdConfiguration: (request, signal) =>
      context.waiting.stream(holdConfiguration(configuring, book, context, request, signal)),
    waitFor: (request, signal) => context.waiting.stream(waitFor(context, request, signal)),
    stop: () => {
      stop?.();
      return Promise.resolve({});
    },
    showTopology: () => Promise.resolve({revision: transactions.revision, topology: topologyOf(lab)}),
  };
  const transact: LabApi['transact'] = (request) => transactions.run(request, methods, keep);
  return happenings.ofCalls(transactions.gated({...methods, transact}));
}
