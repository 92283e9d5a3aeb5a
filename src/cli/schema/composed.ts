/** What commands print under `--json` that no single answer of the API is. */
import Type from 'typebox';
import {FrameRead} from '../../api/schema/device.ts';
import {PingEvent} from '../../api/schema/ping.ts';
import {Hex, Ip} from '../../api/schema/scalars.ts';
import {DatagramEvent, UdpSendEvent} from '../../api/schema/udp.ts';
import {CaptureEvent, CapturedFrame} from '../../api/schema/wire.ts';
import {ERROR_CODES} from '../../errors.ts';

const Milliseconds = Type.Union([Type.Number(), Type.Null()], {description: 'milliseconds; null where no reply told'});
const Count = Type.Integer({minimum: 0});

/** A refusal, in place of what was asked for; its message is what standard error got. */
export const Failure = Type.Object({
  error: Type.Object(
    {
      code: Type.Enum(Object.keys(ERROR_CODES), {description: 'named after errno; stable'}),
      message: Type.String({description: 'one line for people'}),
    },
    {additionalProperties: true, description: 'beside these two, what the message is made of'},
  ),
});

/** As JSON Schema itself has it; what is in such a schema is not for another to say. */
export const JsonSchema = Type.Object(
  {$schema: Type.String(), $id: Type.String(), title: Type.String()},
  {additionalProperties: true},
);

/** What a tool says of itself, such as its version. */
export const ToolText = Type.Object({text: Type.String({description: 'whole lines'})});

export const PingResult = Type.Object({
  destination: Type.String({description: 'as it was typed'}),
  destination_ip: Type.String({description: 'its address; empty where it was not found out'}),
  data_bytes: Count,
  packets_transmitted: Count,
  packets_received: Type.Integer({minimum: 0, description: 'without duplicates'}),
  duplicates: Count,
  errors: Type.Integer({minimum: 0, description: 'ICMP errors that came back'}),
  packet_loss_percent: Type.Number({minimum: 0, maximum: 100}),
  round_trip_ms_min: Milliseconds,
  round_trip_ms_avg: Milliseconds,
  round_trip_ms_max: Milliseconds,
  round_trip_ms_stddev: Milliseconds,
  events: Type.Array(PingEvent),
});

const Probe = Type.Object({
  from: Type.Optional(Ip),
  rtt: Type.Optional(Type.Number({description: 'milliseconds'})),
  error: Type.Optional(Type.Object({type: Type.Integer(), code: Type.Integer()})),
});

export const TraceResult = Type.Object({
  destination: Type.String(),
  reached: Type.Boolean(),
  hops: Type.Array(
    Type.Object({ttl: Type.Integer(), target: Type.String(), probes: Type.Array(Probe), reached: Type.Boolean()}),
  ),
});

const description = Type.String({description: 'the packet on one line'});

export const FrameTold = Type.Object({...FrameRead.properties, description});

export const Captured = Type.Union([CaptureEvent.anyOf[0], Type.Object({...CapturedFrame.properties, description})]);

/** `null`: nobody was waited for. */
export const UdpSent = Type.Object({
  ...UdpSendEvent.anyOf[0].properties,
  answer: Type.Union([DatagramEvent, Type.Null()]),
});

export const HexLines = Type.Array(Hex);
export const Answered = Type.Object({answered: Count});
export const Deleted = Type.Object({deleted: Count});
export const HostSettings = Type.Record(Type.String(), Type.Boolean());
export const EnvironmentVariables = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]));
export const CompletionScript = Type.Object({shell: Type.Enum(['bash', 'zsh', 'fish']), script: Type.String()});
export const Candidates = Type.Array(Type.Object({word: Type.String(), about: Type.Optional(Type.String())}));
export const ManualPage = Type.Object({name: Type.String(), section: Type.Integer(), roff: Type.String()});
export const FilePath = Type.Object({path: Type.String()});
export const DaemonLog = Type.Object({log: Type.String({description: 'path of the file'}), text: Type.String()});

export const WalkthroughChecks = Type.Array(
  Type.Object({
    file: Type.String(),
    as_written: Type.Boolean(),
    commands: Count,
    differences: Type.Array(
      Type.Object({
        line: Type.Integer(),
        command: Type.String(),
        expected: Type.Array(Type.String()),
        got: Type.Array(Type.String()),
      }),
    ),
    error: Type.Optional(Type.Object({code: Type.String(), message: Type.String()})),
  }),
);

export const WalkthroughSteps = Type.Array(
  Type.Object({line: Type.Integer(), command: Type.String(), output: Type.Array(Type.String())}),
);

export const WalkthroughRecorded = Type.Object({file: Type.String(), commands: Count});

export const Applied = Type.Object({
  applied: Type.Boolean({description: 'false: it was only tried'}),
  differences: Type.Array(
    Type.Object({sign: Type.Enum(['+', '-', '~'], {description: 'comes, goes, is another'}), text: Type.String()}),
  ),
});

export const Diagnosis = Type.Object({
  in_order: Type.Boolean({description: 'nothing is wrong'}),
  findings: Type.Array(
    Type.Object({
      check: Type.String({description: 'what was looked at'}),
      state: Type.Enum(['ok', 'note', 'wrong'], {description: 'note: something that not everybody needs is not there'}),
      text: Type.String({description: 'how it is'}),
      remedy: Type.Optional(Type.String({description: 'what to do'})),
    }),
  ),
});

export const BatchLine = Type.Object({
  line: Type.Integer({minimum: 1}),
  command: Type.Array(Type.String()),
  status: Type.Integer({minimum: 0, maximum: 255}),
  output: Type.Optional(Type.Unknown({description: 'what it printed: JSON, several values as an array, or text'})),
  error: Type.Optional(Failure.properties.error),
});
