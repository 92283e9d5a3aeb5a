/** An environment in which the tools of one lab stand in front of the system's own. */
import {type Environment, type LabPaths} from '../api/paths.ts';

/** The variables that differ from `env`. */
export function toolEnvironment(
  paths: LabPaths,
  host: string,
  tools: string,
  env: Environment,
): Record<string, string> {
  return {
    PATH: [tools, ...otherDirectories(tools, env)].join(':'),
    TUNLAB_LAB: paths.lab,
    TUNLAB_HOST: host,
    /** Where the device nodes of the host are. */
    TUNLAB_DEV: paths.devfs(host),
  };
}

/** What undoes it: the PATH without the tools; `undefined` for a variable that is to be forgotten. */
export function withoutTools(tools: string, env: Environment): Record<string, string | undefined> {
  return {
    PATH: otherDirectories(tools, env).join(':'),
    TUNLAB_LAB: undefined,
    TUNLAB_HOST: undefined,
    TUNLAB_DEV: undefined,
  };
}

function otherDirectories(tools: string, env: Environment): string[] {
  return (env['PATH'] ?? '').split(':').filter((directory) => directory !== tools);
}
