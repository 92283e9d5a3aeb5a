/** What the daemon of a lab needs of the machine: Node, and directories. */
import {dirname, join} from 'node:path';
import {type LabPaths, checkPrivateDirectory, checkSocketPath} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import {type Finding, note, ok, wrong} from './finding.ts';
import {type Machine, isSince} from './machine.ts';

/** As package.json says. */
export const OLDEST_NODE = '20.19.0';

export function systemFinding({platform, kernel}: Machine): Finding {
  if (platform === 'linux') return ok('system', `Linux ${kernel}`);
  if (platform === 'darwin')
    return note('system', `macOS, kernel ${kernel}: not tested there`, 'tell what does not work');
  return wrong('system', `${platform}: there are no Unix sockets as tunlab needs them`, 'use Linux, or WSL on Windows');
}

export function nodeFinding({node}: Machine): Finding {
  if (isSince(node, OLDEST_NODE)) return ok('node', node);
  return wrong('node', `${node} is too old`, `install Node ${OLDEST_NODE.replace(/\.0$/, '')} or newer`);
}

export function runtimeFinding(machine: Machine, paths: LabPaths): Finding {
  const check = 'runtime directory';
  const {runtime} = paths;
  try {
    checkSocketPath(paths.apiSocket, machine.platform as NodeJS.Platform);
    const there = checkPrivateDirectory(runtime);
    const above = there ? runtime : nearest(machine, runtime);
    if (!machine.isWritable(above)) return unwritable(check, above, 'XDG_RUNTIME_DIR');
    return (
      nodePathFinding(machine, paths) ??
      ok(check, there ? `${runtime}, yours alone` : `${runtime}, made when it is needed`)
    );
  } catch (reason) {
    return refused(check, NetworkError.from(reason));
  }
}

/** The longest path of a device node that one makes every day: it may be too long where that of the daemon is not. */
function nodePathFinding(machine: Machine, paths: LabPaths): Finding | undefined {
  try {
    checkSocketPath(join(paths.devfs('local'), 'tun', '100'), machine.platform as NodeJS.Platform);
    return undefined;
  } catch (reason) {
    const text = 'there is room for the daemon, but not for device nodes: interfaces can not come up';
    return {...refused('runtime directory', NetworkError.from(reason)), text};
  }
}

export function stateFinding(machine: Machine, {state}: LabPaths): Finding {
  const check = 'state directory';
  try {
    const there = checkPrivateDirectory(state);
    const above = there ? state : nearest(machine, state);
    if (!machine.isWritable(above)) return unwritable(check, above, 'XDG_STATE_HOME');
    return ok(check, there ? `${state}, yours alone` : `${state}, made when it is needed`);
  } catch (reason) {
    return refused(check, NetworkError.from(reason));
  }
}

function unwritable(check: string, directory: string, variable: string): Finding {
  return wrong(check, `nothing can be made in ${directory}`, `set ${variable} to a directory of your own`);
}

/** What such an error says is how it is and, behind the last semicolon, what to do. */
function refused(check: string, {message}: NetworkError): Finding {
  const [text = '', remedy = 'see what is there'] = splitLast(message);
  return wrong(check, text, remedy);
}

function splitLast(message: string): string[] {
  const place = message.lastIndexOf('; ');
  return place < 0 ? [message] : [message.slice(0, place), message.slice(place + 2)];
}

/** The directory itself, or the first above it that exists. */
function nearest(machine: Machine, directory: string): string {
  return machine.exists(directory) ? directory : nearest(machine, dirname(directory));
}
