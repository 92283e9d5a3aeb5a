/** What net-tools says of names. */
export {atoi, inetAton, isNumber, strtol} from '../c-numbers.ts';

/**
 * What is said about a name that is no address: there is no resolver in a lab, so a name that could be one is not looked
 * up, and anything else is nobody's.
 */
export function lookupFault(word: string): string {
  const couldBe = /^[A-Za-z\d_][\w.-]*$/.test(word) && /[A-Za-z]/.test(word);
  return `${word}: ${couldBe ? 'Host name lookup failure' : 'Unknown host'}\n`;
}
