/** `5 sent, 1 lost`: the counters that are not 0; `none` where all are. */
export function counterWords(counters: Readonly<Record<string, number>>, none: string): string {
  const words = Object.entries(counters).filter(([, count]) => count > 0);
  return words.map(([name, count]) => `${count} ${name}`).join(', ') || none;
}
