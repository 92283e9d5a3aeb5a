/** TUN/TAP devices, their nodes and their two queues. */
import Type, {type Static} from 'typebox';
import {Hex, InterfaceName, OnHost, OnInterface} from './scalars.ts';

export const DeviceMode = Type.Enum(['tun', 'tap']);
export type DeviceMode = Static<typeof DeviceMode>;

export const LinkHeader = Type.Enum(['none', 'ethernet', 'pi', 'af']);
export type LinkHeader = Static<typeof LinkHeader>;

export const QueueName = Type.Enum(['application', 'interface']);
export type QueueName = Static<typeof QueueName>;

/** Why a packet was put into the queue it is in. */
export const QueueReason = Type.Enum(['own-address', 'from-stack', 'from-application']);
export type QueueReason = Static<typeof QueueReason>;

export const QueueState = Type.Object({
  packets: Type.Integer(),
  octets: Type.Integer(),
  limit_packets: Type.Integer(),
  /** `null`: only packets are counted. */
  limit_octets: Type.Union([Type.Integer(), Type.Null()]),
  held: Type.Boolean(),
  /** How many packets a held queue may still let go (`step`). */
  steps: Type.Integer(),
  enqueued: Type.Integer(),
  dequeued: Type.Integer(),
  dropped: Type.Integer(),
});
export type QueueState = Static<typeof QueueState>;

export const DeviceState = Type.Object({
  ifname: Type.String(),
  mode: DeviceMode,
  /** Path of the device node's socket; `null` until the interface has been up once. */
  node: Type.Union([Type.String(), Type.Null()]),
  opened: Type.Boolean(),
  up: Type.Boolean(),
  persist: Type.Boolean(),
  link_header: LinkHeader,
  user: Type.Union([Type.String(), Type.Null()]),
  group: Type.Union([Type.String(), Type.Null()]),
  queues: Type.Object({application: QueueState, interface: QueueState}),
  /** What the node refused, by reason. */
  refused: Type.Record(Type.String(), Type.Integer()),
});
export type DeviceState = Static<typeof DeviceState>;

const QueueLimits = {
  application_packets: Type.Optional(Type.Integer({minimum: 0, maximum: 65_536})),
  application_octets: Type.Optional(Type.Union([Type.Integer({minimum: 0, maximum: 1 << 28}), Type.Null()])),
  interface_packets: Type.Optional(Type.Integer({minimum: 0, maximum: 65_536})),
  interface_octets: Type.Optional(Type.Union([Type.Integer({minimum: 0, maximum: 1 << 28}), Type.Null()])),
};

const DeviceSettings = {
  persist: Type.Optional(Type.Boolean()),
  link_header: Type.Optional(LinkHeader),
  user: Type.Optional(Type.Union([Type.String({maxLength: 64}), Type.Null()])),
  group: Type.Optional(Type.Union([Type.String({maxLength: 64}), Type.Null()])),
  /** Its node appears now, as on Linux, and not when it comes up for the first time. */
  node: Type.Optional(Type.Literal(true)),
  ...QueueLimits,
};

export const DeviceChange = Type.Object(DeviceSettings, {additionalProperties: false});
export type DeviceChange = Static<typeof DeviceChange>;

/**
 * `ifname` may be left out, or be `tun` or `tap`: the lowest free number is taken. Without `mode` the name decides, and
 * a name that says nothing is a tun's.
 */
export const CreateDevice = Type.Object(
  {
    ...OnHost,
    ifname: Type.Optional(InterfaceName),
    mode: Type.Optional(DeviceMode),
    exists_ok: Type.Optional(Type.Boolean()),
    ...DeviceSettings,
  },
  {additionalProperties: false},
);
export type CreateDevice = Static<typeof CreateDevice>;
export const ChangeDevice = Type.Object({...OnInterface, ...DeviceSettings}, {additionalProperties: false});
export type ChangeDevice = Static<typeof ChangeDevice>;

export const QueuedPacket = Type.Object({
  /** Place in the queue, from 0: the next to leave. */
  place: Type.Integer(),
  octets: Type.Integer(),
  /** The whole frame as the application sees it, link header and all. */
  hex: Type.String(),
  reason: QueueReason,
});
export type QueuedPacket = Static<typeof QueuedPacket>;

export const QueueContents = Type.Object({...QueueState.properties, contents: Type.Array(QueuedPacket)});
export type QueueContents = Static<typeof QueueContents>;

export const DeviceQueues = Type.Object({
  ifname: Type.String(),
  mode: DeviceMode,
  link_header: LinkHeader,
  opened: Type.Boolean(),
  up: Type.Boolean(),
  application: QueueContents,
  interface: QueueContents,
});
export type DeviceQueues = Static<typeof DeviceQueues>;

const OnQueue = {...OnInterface, queue: Type.Optional(QueueName)};

/** Without `queue`, both. */
export const QueueSelector = Type.Object(OnQueue, {additionalProperties: false});
export type QueueSelector = Static<typeof QueueSelector>;
export const StepQueue = Type.Object({...OnInterface, queue: QueueName}, {additionalProperties: false});
export type StepQueue = Static<typeof StepQueue>;
export const FlushedPackets = Type.Object({flushed: Type.Integer()});
export type FlushedPackets = Static<typeof FlushedPackets>;

/**
 * Read whole packets; a stream, one line a packet. Reading the application queue takes opening the node; `peek`, and
 * the interface queue, are looked at from outside.
 */
export const ReadDevice = Type.Object(
  {
    ...OnInterface,
    /** The application queue unless said otherwise. */
    queue: Type.Optional(QueueName),
    /** Leave the packets where they are. */
    peek: Type.Optional(Type.Boolean()),
    count: Type.Optional(Type.Integer({minimum: 1, maximum: 1_000_000})),
    /** Seconds to wait for the next packet; without it, for ever. */
    timeout: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    /** EAGAIN instead of waiting. */
    nonblock: Type.Optional(Type.Boolean()),
    /** Octets the reader has room for: a longer packet loses the rest. */
    size: Type.Optional(Type.Integer({minimum: 1, maximum: 65_549})),
  },
  {additionalProperties: false},
);
export type ReadDevice = Static<typeof ReadDevice>;

export const FrameRead = Type.Object({
  hex: Type.String(),
  octets: Type.Integer(),
  /** Octets lost because the reader's buffer was short. */
  truncated: Type.Integer(),
});
export type FrameRead = Static<typeof FrameRead>;

/** Write packets, in order, as the device's one opener; the first that is refused ends it. */
export const WriteDevice = Type.Object(
  {...OnInterface, frames: Type.Array(Hex, {minItems: 1, maxItems: 1024})},
  {additionalProperties: false},
);
export type WriteDevice = Static<typeof WriteDevice>;
export const FramesWritten = Type.Object({packets: Type.Integer(), octets: Type.Integer()});
export type FramesWritten = Static<typeof FramesWritten>;
