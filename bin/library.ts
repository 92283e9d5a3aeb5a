/** The embeddable library: a lab in one's own process, or the client of one in a daemon. */
export {type ClientOptions, connectLab} from '../src/api/client.ts';
export {type NodeConnection, type NodeOptions, openNode} from '../src/api/node-client.ts';
export {type Datagram, openUdp, type UdpConnection} from '../src/api/udp-client.ts';
export type {LabApi, MethodName} from '../src/api/lab-api.ts';
export {type Environment, type LabPaths, labPaths} from '../src/api/paths.ts';
export {ERROR_CODES, type ErrorCode, NetworkError} from '../src/errors.ts';
export {Lab, type LabOptions} from '../src/lab/lab.ts';
export {localLab, type LocalLabOptions} from '../src/service/local-lab.ts';
export type {Clock, Timer} from '../src/time/clock.ts';
export {RealClock} from '../src/time/real-clock.ts';
export {VirtualClock} from '../src/time/virtual-clock.ts';
