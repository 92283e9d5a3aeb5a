/** Where each method of the LabApi is found over HTTP: one table for the client, the server and the API document. */
import type {MethodName} from './lab-api.ts';

export interface Endpoint {
  readonly verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:name` parts are taken out of the request by name; the rest travels in the query (GET) or as a JSON body. */
  readonly path: string;
  readonly summary: string;
  /** The answer is newline-delimited JSON, one item a line, for as long as there are items. */
  readonly stream?: true;
  /** Its body may be as long as LONGEST_LARGE_REQUEST. */
  readonly large?: true;
}

const HOST = '/v1/hosts/:host';
const INTERFACE = `${HOST}/interfaces/:ifname`;
const WIRE = '/v1/wires/:wire';
const BRIDGE = `${HOST}/bridges/:ifname`;
const DEVICE = `${HOST}/devices/:ifname`;

export const ENDPOINTS: Readonly<Record<MethodName, Endpoint>> = {
  hello: {verb: 'GET', path: '/v1/hello', summary: 'who is there'},

  listInterfaces: {verb: 'GET', path: `${HOST}/interfaces`, summary: 'all interfaces'},
  showInterface: {verb: 'GET', path: INTERFACE, summary: 'one interface'},
  configureInterface: {verb: 'PATCH', path: INTERFACE, summary: 'change an interface, or make it'},
  holdConfiguration: {
    verb: 'POST',
    path: `${INTERFACE}/configuration`,
    summary: 'configure an interface for as long as the answer is read',
    stream: true,
  },
  removeInterface: {verb: 'DELETE', path: INTERFACE, summary: 'remove an interface, its addresses and routes'},

  listRoutes: {verb: 'GET', path: `${HOST}/routes`, summary: 'the routing table', stream: true},
  addRoute: {verb: 'POST', path: `${HOST}/routes`, summary: 'add a route'},
  deleteRoute: {verb: 'DELETE', path: `${HOST}/routes`, summary: 'delete the first route that agrees'},
  lookupRoute: {verb: 'GET', path: `${HOST}/routes/lookup`, summary: 'the route to a destination'},
  flushRoutes: {verb: 'POST', path: `${HOST}/routes/flush`, summary: 'delete all static routes'},

  listDevices: {verb: 'GET', path: `${HOST}/devices`, summary: 'all TUN/TAP devices'},
  showDevice: {verb: 'GET', path: DEVICE, summary: 'one device'},
  createDevice: {verb: 'POST', path: `${HOST}/devices`, summary: 'make a device and its interface'},
  changeDevice: {verb: 'PATCH', path: DEVICE, summary: 'change the settings of a device'},

  showQueues: {verb: 'GET', path: `${DEVICE}/queues`, summary: 'both queues and what is in them'},
  holdQueue: {verb: 'POST', path: `${DEVICE}/queues/hold`, summary: 'keep packets in a queue'},
  releaseQueue: {verb: 'POST', path: `${DEVICE}/queues/release`, summary: 'let packets pass again'},
  stepQueue: {verb: 'POST', path: `${DEVICE}/queues/step`, summary: 'let one packet of a held queue go'},
  flushQueue: {verb: 'POST', path: `${DEVICE}/queues/flush`, summary: 'throw away what is in a queue'},

  readDevice: {verb: 'POST', path: `${DEVICE}/read`, summary: 'read packets from the node', stream: true},
  writeDevice: {verb: 'POST', path: `${DEVICE}/write`, summary: 'write packets to the node'},

  showStatistics: {verb: 'GET', path: `${HOST}/statistics`, summary: 'everything a host counts'},

  listHosts: {verb: 'GET', path: '/v1/hosts', summary: 'all hosts'},
  showHost: {verb: 'GET', path: HOST, summary: 'one host'},
  addHost: {verb: 'POST', path: HOST, summary: 'add a host'},
  removeHost: {verb: 'DELETE', path: HOST, summary: 'remove a host and all that belongs to it'},
  changeHost: {verb: 'PATCH', path: HOST, summary: 'change the personality, settings and names of a host'},
  resolveName: {verb: 'POST', path: `${HOST}/resolve`, summary: 'the address of a name', stream: true},
  listNeighbours: {verb: 'GET', path: `${HOST}/neighbours`, summary: 'the neighbours on all Ethernets of a host'},
  setNeighbour: {verb: 'POST', path: `${HOST}/neighbours`, summary: 'write a neighbour down'},
  deleteNeighbour: {verb: 'DELETE', path: `${HOST}/neighbours`, summary: 'forget a neighbour'},
  flushNeighbours: {verb: 'POST', path: `${HOST}/neighbours/flush`, summary: 'forget all neighbours'},

  listWires: {verb: 'GET', path: '/v1/wires', summary: 'all wires'},
  showWire: {verb: 'GET', path: WIRE, summary: 'one wire'},
  addWire: {verb: 'POST', path: WIRE, summary: 'make a wire, or join NICs to one'},
  changeWire: {verb: 'PATCH', path: WIRE, summary: 'change what a wire does to frames; cut or join it'},
  removeWire: {verb: 'DELETE', path: WIRE, summary: 'unplug everybody and remove a wire'},
  addDropRule: {verb: 'POST', path: `${WIRE}/rules`, summary: 'take one frame off a wire, when it comes'},
  captureWire: {verb: 'POST', path: `${WIRE}/capture`, summary: 'hear the frames on a wire', stream: true},
  clearDropRules: {verb: 'DELETE', path: `${WIRE}/rules`, summary: 'forget which frames to take off a wire'},

  listBridges: {verb: 'GET', path: `${HOST}/bridges`, summary: 'all bridges'},
  showBridge: {verb: 'GET', path: BRIDGE, summary: 'one bridge, and the stations it has learnt'},
  addBridge: {verb: 'POST', path: BRIDGE, summary: 'make a bridge and its interface'},
  changeBridge: {verb: 'PATCH', path: BRIDGE, summary: 'join ports, let ports leave, change settings'},
  removeBridge: {verb: 'DELETE', path: BRIDGE, summary: 'remove a bridge and its interface; its ports stay'},

  listDhcp: {verb: 'GET', path: `${HOST}/dhcp`, summary: 'the interfaces that are configured by DHCP'},
  requestLease: {verb: 'POST', path: `${HOST}/dhcp`, summary: 'configure an interface by DHCP', stream: true},
  releaseLease: {verb: 'DELETE', path: `${HOST}/dhcp/:ifname`, summary: 'give a lease back'},

  listUplinks: {verb: 'GET', path: '/v1/uplinks', summary: 'the ways out of the lab'},
  showUplink: {verb: 'GET', path: `${HOST}/uplinks/:ifname`, summary: 'one way out'},
  addUplink: {verb: 'POST', path: `${HOST}/uplinks`, summary: 'give a host a way out of the lab', stream: true},
  removeUplink: {verb: 'DELETE', path: `${HOST}/uplinks/:ifname`, summary: 'remove a way out and its NIC'},

  showClock: {verb: 'GET', path: '/v1/clock', summary: 'what time it is in the lab'},
  advanceClock: {verb: 'POST', path: '/v1/clock', summary: 'let time pass, under the virtual clock'},
  holdClock: {verb: 'PATCH', path: '/v1/clock', summary: 'keep time from passing by itself, or let it again'},

  ping: {verb: 'POST', path: `${HOST}/pings`, summary: 'send echo requests', stream: true},

  listUdp: {verb: 'GET', path: `${HOST}/udp`, summary: 'the UDP ports that have a node'},
  bindUdp: {verb: 'POST', path: `${HOST}/udp`, summary: 'take a UDP port and make its node'},
  closeUdp: {verb: 'DELETE', path: `${HOST}/udp/:port`, summary: 'remove a node and give its UDP port back'},
  udpReceive: {verb: 'POST', path: `${HOST}/udp/receive`, summary: 'receive datagrams', stream: true},
  udpSend: {verb: 'POST', path: `${HOST}/udp/send`, summary: 'send a datagram, and wait for its answer', stream: true},

  showTopology: {verb: 'GET', path: '/v1/topology', summary: 'all that is configured'},
  transact: {verb: 'POST', path: '/v1/transactions', summary: 'make changes together, or none', large: true},
  waitFor: {verb: 'POST', path: `${HOST}/wait`, summary: 'wait until something is so', stream: true},

  stop: {verb: 'POST', path: '/v1/stop', summary: 'stop the daemon in order'},
};
