/** `arp -f` of net-tools 2.10: a file of neighbours, a line each, as `arp -s` takes them. */
import type {ToolSession} from '../tool.ts';
import {type ArpWords, FAILED, setNeighbour, WRONG} from './arp-change.ts';
import {refused} from './failure.ts';

const USUAL_FILE = '/etc/ethers';

/** A line that fails is told, and the next is read; words that `arp -s` does not know end it. @returns the exit status */
export async function readEthers(session: ToolSession, words: ArpWords): Promise<number> {
  const [file = USUAL_FILE] = words.operands;
  const text = await session.readText(file);
  if (text === undefined) return refused(session, 'ENOENT', `arp: cannot open etherfile ${file} !\n`, FAILED);
  let status = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const operands = line.trim().split(/\s+/);
    if (operands[0] === '' || line.startsWith('#')) continue;
    const where = `on line ${at + 1} of etherfile ${file} !\n`;
    if (operands.length < 2) {
      status = refused(session, 'EUSAGE', `arp: format error ${where}`, FAILED);
      continue;
    }
    const became = await setNeighbour(session, {...words, operands});
    if (became === WRONG) return became;
    if (became !== 0) status = refused(session, 'EUSAGE', `arp: cannot set entry ${where}`, FAILED);
  }
  return status;
}
