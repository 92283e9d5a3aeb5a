/** Every exit status there is, and what it means: the table of docs/exit-statuses.md, for manual pages and checks. */

export interface ExitStatusMeaning {
  readonly status: number;
  readonly meaning: string;
  /** Names of the commands that have it; without them, all. */
  readonly commands?: readonly string[];
}

const RUNNERS = ['with', 'shell', 'on', 'run', 'daemon:run', 'man'];

export const EXIT_STATUSES: readonly ExitStatusMeaning[] = [
  {status: 0, meaning: 'It worked.'},
  {status: 1, meaning: 'It did not: the operation was refused.'},
  {status: 2, meaning: 'Wrong usage: the words do not form a request.'},
  {status: 2, meaning: 'No reply came.', commands: ['ping']},
  {status: 2, meaning: 'Refused by the kernel.', commands: ['ip']},
  {status: 255, meaning: 'Wrong usage, as of iproute2.', commands: ['ip']},
  {status: 68, meaning: 'The name of the host is not known.', commands: ['ping']},
  {status: 69, meaning: 'No daemon could be reached or started.'},
  {status: 124, meaning: 'It was not so in time.', commands: ['wait-for']},
  {status: 126, meaning: 'The program can not be executed.', commands: RUNNERS},
  {status: 127, meaning: 'The program was not found.', commands: RUNNERS},
  {
    status: 130,
    meaning: 'Interrupted before all had come.',
    commands: ['batch', 'tunctl:read', 'udp:listen', 'udp:send', 'wait-for', 'wire:capture'],
  },
  {status: 141, meaning: 'Whoever read the output stopped reading.'},
];

export function exitStatusesOf(id: string): readonly ExitStatusMeaning[] {
  return EXIT_STATUSES.filter(({commands}) => commands?.includes(id) ?? true);
}
