/** What two runs of one script need not have in common; docs/compatibility.md has the list. Nothing else is left out. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // Times.
  [/time=[\d.]+ ms/g, 'time=T ms'],
  [/time \d+ms/g, 'time Tms'],
  [/^rtt min\/avg\/max\/mdev = [\d./]+ ms/gm, 'rtt min/avg/max/mdev = T ms'],
  // Hardware addresses that were made up: those of the scripts begin with 02:00 or 02:11:22:33.
  [/ether (?!02:00:00:00|02:11:22:33)[\da-f:]{17}/g, 'ether MAC'],
  [/^(tap\S+ +\S+ +)(?!02:00:00:00|02:11:22:33)[\da-f:]{17}/gm, '$1MAC'],
  // Link-local addresses, and their routes: those of the scripts are short.
  [/^ {8}inet6 fe80::[\da-f:]{5,} .*\n/gm, ''],
  [/^ {4}inet6 fe80::[\da-f:]{5,}\/64 .*\n.*\n/gm, ''],
  [/^fe80::\/64 dev .*\n/gm, ''],
  [/^fe80::(?:[\da-f:]{5,}\/128|\/64) .*\n/gm, ''],
  // How many users inside the kernel a route of IPv6 has.
  [/^([\da-f:]+\/\d+ +[\da-f:]+ +\S+ +-?\d+ +)\d+( +)/gm, '$1REF$2'],
];

/** Lines that the kernel lists by a hash: IPv6 addresses of an interface, neighbours. */
const HASHED = [
  /(?:^ {8}inet6 .*\n)+/gm,
  /(?:^[\d.]+ +(?:ether|\(incomplete\)) .*\n)+/gm,
  /(?:^\? \([\d.]+\) at .*\n)+/gm,
];

export function normalised(output: string): string {
  const text = RULES.reduce((changed, [pattern, replacement]) => changed.replaceAll(pattern, replacement), output);
  return HASHED.reduce((changed, pattern) => changed.replaceAll(pattern, inOrder), text);
}

function inOrder(lines: string): string {
  return lines.split('\n').slice(0, -1).sort().join('\n') + '\n';
}
