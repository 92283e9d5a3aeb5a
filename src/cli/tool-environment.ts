/** An environment in which the tools of one lab stand in front of the system's own. */
import {type Environment, type LabPaths} from '../api/paths.ts';

/** The variables that differ from `env`. */
export function toolEnvironment(
  paths: LabPaths,
  host: string,
  tools: string,
  env: Environment,
): Record<string, string> {
  const others = (env['PATH'] ?? '').split(':').filter((directory) => directory !== tools);
  return {
    PATH: [tools, ...others].join(':'),
    TUNLAB_LAB: paths.lab,
    TUNLAB_HOST: host,
    /** Where the device nodes of the host are. */
    TUNLAB_DEV: paths.devfs(host),
  };
}

/** Lines that a POSIX shell evaluates to have these variables. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
    .join('');
}

export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
