/** Routes as `ip route` prints them. */
import {Answer} from './answer.ts';
import type {IpOptions} from './options.ts';
import {PROTOCOL, protocolText, TABLE} from './route-numbers.ts';
import type {RouteFilter} from './route-filter.ts';
import type {KernelRoute} from './route-view.ts';
import {SCOPE, scopeText} from './scopes.ts';
import {BITS} from './values.ts';

/** What was asked for is not told again. */
export type Asked = Pick<RouteFilter, 'table' | 'dev' | 'protocol' | 'scope' | 'source' | 'via' | 'metric' | 'type'>;

const TABLE_NAMES: ReadonlyMap<number, string> = new Map([
  [TABLE.local, 'local'],
  [TABLE.main, 'main'],
  [TABLE.default, 'default'],
]);

export function routeAnswer(route: KernelRoute, options: IpOptions, asked: Asked): Answer {
  const answer = new Answer();
  const {family, type, gateway, dev, table, protocol, scope, source, metric} = route;
  if (type !== 'unicast' || options.details) answer.word('type', type);
  answer.word('dst', destinationText(route, options));
  if (gateway !== undefined && asked.via?.length !== BITS[family]) {
    answer.both('gateway', options.nameOf(gateway), `via ${options.nameOf(gateway)} `);
  }
  if (dev !== undefined && asked.dev === undefined) answer.both('dev', dev, `dev ${dev} `);
  if ((table !== TABLE.main || options.details) && asked.table === TABLE.all) {
    const name = TABLE_NAMES.get(table) ?? String(table);
    answer.both('table', name, `table ${name} `);
  }
  if ((protocol !== PROTOCOL.boot || options.details) && asked.protocol === undefined) {
    const text = protocolText(protocol, options.numeric);
    answer.both('protocol', text, `proto ${text} `);
  }
  if ((scope !== SCOPE.global || options.details) && asked.scope === undefined) {
    const text = scopeText(scope, options.numeric);
    answer.both('scope', text, `scope ${text} `);
  }
  if (source !== undefined && asked.source?.length !== BITS[family]) answer.both('prefsrc', source, `src ${source} `);
  if ((metric > 0 || family === 'inet6') && asked.metric === undefined) {
    answer.both('metric', metric, `metric ${metric} `);
  }
  answer.both('flags', route.linkDown ? ['linkdown'] : [], route.linkDown ? 'linkdown ' : '');
  if (family === 'inet6') answer.both('pref', 'medium', 'pref medium');
  answer.say('\n');
  return answer;
}

function destinationText({family, address, length}: KernelRoute, {nameOf}: IpOptions): string {
  if (length === 0) return 'default';
  return length === BITS[family] ? nameOf(address) : `${address}/${length}`;
}
