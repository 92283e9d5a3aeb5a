/** The comment that says in which lab a walkthrough runs: `<!-- walkthrough seed=7 personality=linux timeout=60 -->`. */
import {readPersonality} from '../../names.ts';
import {DEFAULT_SETTINGS, type Settings} from './walkthrough.ts';

const COMMENT = /^<!--\s*walkthrough\b(.*)-->\s*$/;
const MOST = {seed: 0xffff_ffff, timeout: 600};

/** @returns `undefined` for a line that is none @throws {NetworkError} EUSAGE, or an Error that says what is wrong */
export function readSettings(line: string): Settings | undefined {
  const [, words] = COMMENT.exec(line) ?? [];
  if (words === undefined) return undefined;
  const settings = {...DEFAULT_SETTINGS};
  for (const word of words.split(/\s+/).filter((one) => one !== '')) {
    const [name = '', value = ''] = word.split(/=(.*)/s);
    if (name === 'personality') settings.personality = readPersonality(value);
    else if (name === 'seed') settings.seed = wholeNumber(name, value, 0);
    else if (name === 'timeout') settings.timeout = wholeNumber(name, value, 1);
    else throw new Error(`a walkthrough has no setting "${name}"; there are: seed, personality, timeout`);
  }
  return settings;
}

/** As it stands in a file; nothing where all is as it is anyway. */
export function writeSettings(settings: Settings): string {
  const words = Object.entries(settings)
    .filter(([name, value]) => value !== DEFAULT_SETTINGS[name as keyof Settings])
    .map(([name, value]) => ` ${name}=${value}`);
  return words.length === 0 ? '' : `<!-- walkthrough${words.join('')} -->\n`;
}

function wholeNumber(name: 'seed' | 'timeout', value: string, least: number): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= MOST[name]) return number;
  throw new Error(`${name} is a whole number from ${least} to ${MOST[name]}, not "${value}"`);
}
