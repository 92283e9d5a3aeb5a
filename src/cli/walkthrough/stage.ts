/** Where a walkthrough is played: a lab, a shell and a directory of its own, and nothing of them afterwards. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Environment} from '../../api/paths.ts';
import type {CommandContext} from '../context.ts';
import {daemonOptions} from '../lab-flags.ts';
import {DEFAULT_HOST} from '../command-line.ts';
import {withPrivateLab} from '../private-lab.ts';
import {Session} from './session.ts';
import type {Settings} from './walkthrough.ts';

export interface Stage {
  readonly settings: Settings;
  /** Where the file lies: `$WALKTHROUGHS` for its commands. */
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/** What would change what programs print. */
const PLAIN: Environment = {
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  NO_COLOR: '1',
  TERM: 'dumb',
  COLUMNS: '80',
  PS1: '',
  PS2: '',
};
const FORGOTTEN = [
  'TUNLAB_PERSONALITY',
  'TUNLAB_HOST',
  'TUNLAB_LAB',
  'TUNLAB_DEV',
  'TUNLAB_PRIVATE',
  'ENV',
  'BASH_ENV',
  'CDPATH',
  'POSIXLY_CORRECT',
  'FORCE_COLOR',
  'NODE_OPTIONS',
];

export async function onStage<Result>(
  context: CommandContext,
  {settings, folder, signal}: Stage,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const {seed, personality, timeout} = settings;
  const kept = Object.entries(context.io.env).filter(([name]) => !FORGOTTEN.includes(name));
  const plain = {...Object.fromEntries(kept), ...PLAIN, WALKTHROUGHS: folder};
  const inPlain = {...context, io: {...context.io, env: plain}};
  const options = daemonOptions({virtual: true, seed}, personality);
  const directory = mkdtempSync(join(tmpdir(), 'tunlab-walkthrough-'));
  try {
    return await withPrivateLab(inPlain, DEFAULT_HOST, options, async (env) => {
      const lab = context.connect(env['TUNLAB_LAB'] ?? '');
      const session = await Session.start({lab, env, directory, timeout, ...(signal && {signal})});
      try {
        return await use(session);
      } finally {
        await session.end();
      }
    });
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}
