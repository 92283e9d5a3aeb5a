import {quoted, usage} from './values.ts';

/** `NAME=0` or `NAME=1`. */
export function readSetting(word: string): Record<string, boolean> {
  const [name = '', value = ''] = word.split(/=(.*)/s);
  if (name === '' || !/^[01]$/.test(value)) {
    throw usage(`${quoted(word)} is no setting: write NAME=1 or NAME=0, such as net.inet.ip.forwarding=1`);
  }
  return {[name]: value === '1'};
}
