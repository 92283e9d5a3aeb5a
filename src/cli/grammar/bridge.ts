/** What may be typed about bridges. */
import type {ChangeBridge} from '../../api/schema/bridge.ts';
import {readDuration} from './duration.ts';
import {quoted, usage} from './values.ts';
import {Words} from './words.ts';

type BridgeSettings = Pick<ChangeBridge, 'ageing'>;

/** Names and values: `ageing 60s`. @throws {NetworkError} EUSAGE */
export function parseBridgeSettings(words: readonly string[]): BridgeSettings {
  const settings: BridgeSettings = {};
  const reading = new Words(words);
  for (let name = reading.next(); name !== undefined; name = reading.next()) {
    if (name !== 'ageing') throw usage(`${quoted(name)} is no setting of a bridge: ageing`);
    settings.ageing = readDuration(reading.operand(name, 'a duration such as 60s')) / 1000;
  }
  return settings;
}
