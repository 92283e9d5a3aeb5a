/** `ip rule`: a host looks into the same tables for everything. */
import {Answer} from './answer.ts';
import {type IpRun, printList} from './run.ts';
import {RULE_USAGE} from './rule-usage.ts';
import {answered, IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {abbreviates, type IpWords} from './words.ts';

const RULES = [
  [0, 'local'],
  [32_766, 'main'],
  [32_767, 'default'],
] as const;

export function rule(run: IpRun, words: IpWords): number {
  const typed = words.next();
  const is = (word: string): boolean => typed !== undefined && abbreviates(typed, word);
  if (typed === undefined || is('list') || is('lst') || is('show')) return showRules(run, words);
  if (is('add') || is('delete') || is('flush')) {
    if (words.left === 1 && abbreviates(words.ahead!, 'help')) throw new IpStop(RULE_USAGE, IP_STATUS.usage);
    throw answered('Operation not supported', 'EOPNOTSUPP');
  }
  if (is('help')) throw new IpStop(RULE_USAGE, IP_STATUS.usage);
  throw wrongWords(`Command "${typed}" is unknown, try "ip rule help".`);
}

function showRules(run: IpRun, words: IpWords): number {
  if (words.left > 0) {
    const word = words.ahead!;
    if (abbreviates(word, 'help')) throw new IpStop(RULE_USAGE, IP_STATUS.usage);
    throw new IpStop(`ip: rules are not chosen by "${word}" here: there are always the same\n`, IP_STATUS.failed);
  }
  // IPv6 has no table "default".
  const rules = run.options.family === 'inet6' ? RULES.slice(0, 2) : RULES;
  return printList(
    run,
    rules.map(([priority, table]) => ruleAnswer(priority, table, run)),
  );
}

function ruleAnswer(priority: number, table: string, {options}: IpRun): Answer {
  const answer = new Answer();
  answer.both('priority', priority, `${priority}:\t`);
  answer.both('src', 'all', 'from all');
  answer.both('table', table, ` lookup ${table}`);
  if (options.details) answer.both('protocol', 'kernel', ' proto kernel');
  answer.say('\n');
  return answer;
}
