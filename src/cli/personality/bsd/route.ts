/** `route` of FreeBSD 14. */
import type {Tool, ToolSession} from '../tool.ts';
import {complaint, ending, EX, type Failure} from './failure.ts';
import {getopt} from './getopt.ts';
import {changeRoute} from './route-change.ts';
import {flushRoutes} from './route-flush.ts';
import {getRoute} from './route-get.ts';
import {type RouteOptions, readRoute} from './route-words.ts';

const USAGE = 'usage: route [-j jail] [-46dnqtv] command [[modifiers] args]';

export const route: Tool = ending(async (session) => {
  const {given, operands, fault} = getopt(session.words, '46nqdtvj:');
  if (session.words.length === 0) throw usage();
  if (fault !== undefined) throw withUsage(`route: ${fault}\n`);
  const letters = new Set(given.map(([letter]) => letter));
  if (letters.has('j')) throw complaint('route', 'Jail not found', 1, 'ENOENT');
  const options: RouteOptions = {
    letters,
    family: given.findLast(([letter]) => letter === '4' || letter === '6')?.[0] === '6' ? 'inet6' : undefined,
  };
  return run(session, operands, options);
});

function usage(keyword?: string): Failure {
  return withUsage(keyword === undefined ? '' : `route: bad keyword: ${keyword}\n`);
}

function withUsage(text: string): Failure {
  const failure = complaint('route', USAGE, EX.usage);
  return text === '' ? failure : new (failure.constructor as typeof Failure)(text + failure.text, EX.usage);
}

async function run(session: ToolSession, operands: readonly string[], options: RouteOptions): Promise<number> {
  const [command, ...words] = operands;
  switch (command) {
    case 'add':
    case 'change':
    case 'del':
    case 'delete':
      return changeRoute(session, command, await readRoute(session, words, options, usage), options);
    case 'get':
    case 'show':
      return getRoute(session, await readRoute(session, words, options, usage), options);
    case 'flush':
      return flushRoutes(session, words, options, usage);
    case 'monitor':
      throw complaint('route', 'unable to open netlink socket: Operation not supported', 1, 'EOPNOTSUPP');
    default:
      throw usage(command);
  }
}
