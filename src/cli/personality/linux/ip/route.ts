/** `ip route`. */
import {changeRoute, deleteRoute} from './route-change.ts';
import {getRoute} from './route-get.ts';
import {flushRoutes, showRoutes} from './route-list.ts';
import {ROUTE_USAGE} from './route-usage.ts';
import {type IpRun, refusedHere} from './run.ts';
import {IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {abbreviated, type IpWords} from './words.ts';

const ACTIONS = [
  'add',
  'change',
  'chg',
  'replace',
  'prepend',
  'append',
  'test',
  'delete',
  'list',
  'show',
  'lst',
  'get',
  'flush',
  'save',
  'restore',
  'showdump',
  'help',
] as const;

export async function route(run: IpRun, words: IpWords): Promise<number> {
  const typed = words.next();
  const action = typed === undefined ? 'list' : abbreviated(typed, ACTIONS);
  switch (action) {
    case 'add':
    case 'change':
    case 'replace':
    case 'append':
    case 'prepend':
      return changeRoute(run, action, words);
    case 'chg':
      return changeRoute(run, 'change', words);
    case 'delete':
      return deleteRoute(run, words);
    case 'list':
    case 'show':
    case 'lst':
      return showRoutes(run, words);
    case 'get':
      return getRoute(run, words);
    case 'flush':
      return flushRoutes(run, words);
    case 'help':
      throw new IpStop(ROUTE_USAGE, IP_STATUS.usage);
    case 'test':
    case 'save':
    case 'restore':
    case 'showdump':
      throw refusedHere(`ip route ${action}`, 'tunlab keeps routes by itself');
    case undefined:
      throw wrongWords(`Command "${typed ?? ''}" is unknown, try "ip route help".`);
  }
}
