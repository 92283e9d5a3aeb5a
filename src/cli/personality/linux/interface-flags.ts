/** Flags of interfaces as Linux counts and prints them. */
import type {InterfaceState} from '../../../api/schema/interface.ts';

/** In the order in which net-tools prints them: the bit, the word, the letter of `ifconfig -s`. */
const FLAGS = [
  [0x1, 'UP', 'U'],
  [0x2, 'BROADCAST', 'B'],
  [0x8, 'LOOPBACK', 'L'],
  [0x10, 'POINTOPOINT', 'P'],
  [0x20, 'NOTRAILERS', 'N'],
  [0x40, 'RUNNING', 'R'],
  [0x80, 'NOARP', 'O'],
  [0x100, 'PROMISC', 'P'],
  [0x200, 'ALLMULTI', 'A'],
  [0x1000, 'MULTICAST', 'M'],
  // Counted, and not told.
  [0x4000, 'AUTOMEDIA', ''],
  [0x8000, 'DYNAMIC', ''],
] as const;
type FlagWord = (typeof FLAGS)[number][1];

/** The letters have an order of their own; `P` is both promiscuous and point-to-point. */
const LETTERS: readonly FlagWord[] = [
  'ALLMULTI',
  'BROADCAST',
  'LOOPBACK',
  'MULTICAST',
  'PROMISC',
  'NOTRAILERS',
  'NOARP',
  'POINTOPOINT',
  'RUNNING',
  'UP',
];

export function flagsOf({flags, link_type: type, multicast}: InterfaceState): readonly FlagWord[] {
  const words = new Set<FlagWord>(flags.filter((flag) => flag !== 'LOWER_UP'));
  if (flags.includes('UP') && flags.includes('LOWER_UP')) words.add('RUNNING');
  if (type !== 'loopback' && multicast !== false) words.add('MULTICAST');
  return FLAGS.map(([, word]) => word).filter((word) => words.has(word));
}

/** `4305<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST>` */
export function flagsText(state: InterfaceState): string {
  const words = flagsOf(state);
  const bits = FLAGS.filter(([, word]) => words.includes(word)).reduce((sum, [bit]) => sum | bit, 0);
  // As the original counts them: a signed number of 16 bits.
  const told = words.filter((word) => word !== 'AUTOMEDIA');
  return `${(bits << 16) >> 16}<${told.join(',')}>`;
}

/** `MOPRU` */
export function flagLetters(state: InterfaceState): string {
  const words = flagsOf(state);
  return LETTERS.filter((word) => words.includes(word))
    .map((word) => FLAGS.find(([, other]) => other === word)![2])
    .join('');
}
