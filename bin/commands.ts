/** All commands, loaded when they are asked for. */
import manifest from '../package.json' with {type: 'json'};
import type {CommandTable, FoundCommand} from '../src/cli/context.ts';
import type {CommandClass} from '../src/cli/invoke.ts';

type Load = () => Promise<{readonly default: unknown}>;

/** By what is typed; `:` stands between the words of a command that has two. */
const COMMANDS: Readonly<Record<string, Load>> = {
  apply: () => import('../commands/apply.ts'),
  batch: () => import('../commands/batch.ts'),
  'bridge:add': () => import('../commands/bridge/add.ts'),
  'bridge:join': () => import('../commands/bridge/join.ts'),
  'bridge:leave': () => import('../commands/bridge/leave.ts'),
  'bridge:list': () => import('../commands/bridge/list.ts'),
  'bridge:remove': () => import('../commands/bridge/remove.ts'),
  'bridge:set': () => import('../commands/bridge/set.ts'),
  'bridge:show': () => import('../commands/bridge/show.ts'),
  clock: () => import('../commands/clock/index.ts'),
  'clock:advance': () => import('../commands/clock/advance.ts'),
  'clock:hold': () => import('../commands/clock/hold.ts'),
  'clock:next': () => import('../commands/clock/next.ts'),
  'clock:release': () => import('../commands/clock/release.ts'),
  'clock:run-until': () => import('../commands/clock/run-until.ts'),
  'daemon:logs': () => import('../commands/daemon/logs.ts'),
  'daemon:run': () => import('../commands/daemon/run.ts'),
  'daemon:start': () => import('../commands/daemon/start.ts'),
  'daemon:status': () => import('../commands/daemon/status.ts'),
  'daemon:stop': () => import('../commands/daemon/stop.ts'),
  dhcp: () => import('../commands/dhcp/index.ts'),
  'dhcp:list': () => import('../commands/dhcp/list.ts'),
  'dhcp:release': () => import('../commands/dhcp/release.ts'),
  'host:add': () => import('../commands/host/add.ts'),
  'host:list': () => import('../commands/host/list.ts'),
  'host:name': () => import('../commands/host/name.ts'),
  'host:remove': () => import('../commands/host/remove.ts'),
  'host:resolve': () => import('../commands/host/resolve.ts'),
  'host:set': () => import('../commands/host/set.ts'),
  'host:show': () => import('../commands/host/show.ts'),
  arp: () => import('../commands/arp.ts'),
  'bats-helpers': () => import('../commands/bats-helpers.ts'),
  complete: () => import('../commands/complete.ts'),
  completion: () => import('../commands/completion.ts'),
  doctor: () => import('../commands/doctor.ts'),
  dump: () => import('../commands/dump.ts'),
  env: () => import('../commands/env.ts'),
  ifconfig: () => import('../commands/ifconfig.ts'),
  ip: () => import('../commands/ip.ts'),
  man: () => import('../commands/man.ts'),
  ndp: () => import('../commands/ndp.ts'),
  netstat: () => import('../commands/netstat.ts'),
  on: () => import('../commands/on.ts'),
  'openvpn-dev': () => import('../commands/openvpn-dev.ts'),
  ping: () => import('../commands/ping.ts'),
  route: () => import('../commands/route.ts'),
  run: () => import('../commands/run.ts'),
  shell: () => import('../commands/shell.ts'),
  tunctl: () => import('../commands/tunctl/index.ts'),
  'tunctl:attach': () => import('../commands/tunctl/attach.ts'),
  'tunctl:create': () => import('../commands/tunctl/create.ts'),
  'tunctl:delete': () => import('../commands/tunctl/delete.ts'),
  'tunctl:flush': () => import('../commands/tunctl/flush.ts'),
  'tunctl:hold': () => import('../commands/tunctl/hold.ts'),
  'tunctl:list': () => import('../commands/tunctl/list.ts'),
  'tunctl:queues': () => import('../commands/tunctl/queues.ts'),
  'tunctl:read': () => import('../commands/tunctl/read.ts'),
  'tunctl:release': () => import('../commands/tunctl/release.ts'),
  'tunctl:reply': () => import('../commands/tunctl/reply.ts'),
  'tunctl:respond': () => import('../commands/tunctl/respond.ts'),
  'tunctl:set': () => import('../commands/tunctl/set.ts'),
  'tunctl:show': () => import('../commands/tunctl/show.ts'),
  'tunctl:step': () => import('../commands/tunctl/step.ts'),
  'tunctl:write': () => import('../commands/tunctl/write.ts'),
  'tunctl:sysctl': () => import('../commands/tunctl/sysctl.ts'),
  'vpn:down': () => import('../commands/vpn/down.ts'),
  'vpn:genkey': () => import('../commands/vpn/genkey.ts'),
  'vpn:genpsk': () => import('../commands/vpn/genpsk.ts'),
  'vpn:pubkey': () => import('../commands/vpn/pubkey.ts'),
  'vpn:show': () => import('../commands/vpn/show.ts'),
  'vpn:up': () => import('../commands/vpn/up.ts'),
  'udp:bind': () => import('../commands/udp/bind.ts'),
  'udp:close': () => import('../commands/udp/close.ts'),
  'udp:echo': () => import('../commands/udp/echo.ts'),
  'udp:list': () => import('../commands/udp/list.ts'),
  'udp:listen': () => import('../commands/udp/listen.ts'),
  'udp:send': () => import('../commands/udp/send.ts'),
  'uplink:add': () => import('../commands/uplink/add.ts'),
  'uplink:list': () => import('../commands/uplink/list.ts'),
  'uplink:remove': () => import('../commands/uplink/remove.ts'),
  'uplink:show': () => import('../commands/uplink/show.ts'),
  'wait-for': () => import('../commands/wait-for.ts'),
  'walkthrough:check': () => import('../commands/walkthrough/check.ts'),
  'walkthrough:record': () => import('../commands/walkthrough/record.ts'),
  'walkthrough:run': () => import('../commands/walkthrough/run.ts'),
  'walkthrough:step': () => import('../commands/walkthrough/step.ts'),
  'wire:add': () => import('../commands/wire/add.ts'),
  'wire:capture': () => import('../commands/wire/capture.ts'),
  'wire:cut': () => import('../commands/wire/cut.ts'),
  'wire:drop': () => import('../commands/wire/drop.ts'),
  'wire:join': () => import('../commands/wire/join.ts'),
  'wire:list': () => import('../commands/wire/list.ts'),
  'wire:remove': () => import('../commands/wire/remove.ts'),
  'wire:set': () => import('../commands/wire/set.ts'),
  traceroute: () => import('../commands/traceroute.ts'),
  with: () => import('../commands/with.ts'),
};

export const COMMAND_IDS: readonly string[] = Object.keys(COMMANDS);

const TOPICS = Object.entries(manifest.oclif.topics).map(([topic, {description}]) => [topic, description] as const);

export const COMMAND_TABLE: CommandTable = {
  ids: COMMAND_IDS,
  topics: Object.fromEntries(TOPICS),
  find: findCommand,
};

/** The command that `argv` begins with: two words if there is one of these, else one. */
export function findCommand(argv: readonly string[]): FoundCommand | undefined {
  for (const words of [2, 1]) {
    const id = argv.slice(0, words).join(':');
    const load = argv.length >= words && Object.hasOwn(COMMANDS, id) ? COMMANDS[id] : undefined;
    if (load) return {id, argv: argv.slice(words), load: () => loaded(id, load)};
  }
  return undefined;
}

/** Every command, for help. */
export async function allCommands(): Promise<Record<string, CommandClass>> {
  const entries = Object.entries(COMMANDS).map(async ([id, load]) => [id, await loaded(id, load)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function loaded(id: string, load: Load): Promise<CommandClass> {
  const Command = (await load()).default as CommandClass;
  Command.id = id;
  return Command;
}
