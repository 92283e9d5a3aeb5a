/** A program in C of this project, made by the system's compiler when it is first needed, and kept in the user's cache. */
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {access, constants, mkdir, readFile, rename, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, isAbsolute, join} from 'node:path';
import {promisify} from 'node:util';
import type {Environment} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';

const run = promisify(execFile);

/**
 * Path of the program that `source` becomes.
 *
 * @throws {NetworkError} EOPNOTSUPP: there is no compiler, or it does not compile here
 */
export async function nativeProgram(source: string, env: Environment): Promise<string> {
  const {program, isMade} = await nativeProgramPlace(source, env);
  if (isMade) return program;
  await mkdir(dirname(program), {recursive: true, mode: 0o700});
  const draft = `${program}.${process.pid}`;
  try {
    await compile(source, draft, env);
    // Whoever made it at the same time made the same.
    await rename(draft, program);
  } finally {
    await rm(draft, {force: true});
  }
  return program;
}

/** Where that program is, or will be. @throws the source can not be read */
export async function nativeProgramPlace(
  source: string,
  env: Environment,
): Promise<{readonly program: string; readonly isMade: boolean}> {
  const text = await readFile(source);
  const digest = createHash('sha256').update(text).update(process.arch).digest('hex').slice(0, 16);
  const base = env['XDG_CACHE_HOME'];
  const cache = join(base && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.cache'), 'tunlab');
  const program = join(cache, `tunrun-${digest}`);
  const isMade = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
  return {program, isMade};
}

/** Compilers that are tried, in this order. */
export function compilersOf(env: Environment): readonly string[] {
  return env['CC'] ? [env['CC']] : ['cc', 'gcc', 'clang'];
}

async function compile(source: string, output: string, env: Environment): Promise<void> {
  for (const compiler of compilersOf(env)) {
    try {
      await run(compiler, ['-O2', '-o', output, source], {env});
      return;
    } catch (reason) {
      const {code, stderr = ''} = reason as {code?: unknown; stderr?: string};
      if (code === 'ENOENT') continue;
      const complaint = /error: (?:#error )?(.*)/.exec(stderr)?.[1] ?? `${compiler} failed`;
      throw new NetworkError('EOPNOTSUPP', `its supervisor can not be compiled: ${complaint}`);
    }
  }
  const tried = compilersOf(env).join(', ');
  const remedy = 'install one (gcc and libc6-dev, say), or set CC';
  throw new NetworkError('EOPNOTSUPP', `a C compiler is needed once, and there is none (${tried}): ${remedy}`);
}
