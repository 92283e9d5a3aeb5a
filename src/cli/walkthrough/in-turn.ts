/**
 * What `work` gives for each item, in their order, while at most `most` of them are worked at. When one fails, those that
 * have begun are waited for.
 */
export async function* inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  most: number,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  const left = [...items];
  const begin = (): void => {
    const item = left.shift();
    if (item === undefined) return;
    const result = work(item);
    result.catch(() => undefined);
    running.push(result);
  };
  for (let count = 0; count < most; count++) begin();
  try {
    for (let result = running.shift(); result !== undefined; result = running.shift()) {
      const done = await result;
      begin();
      yield done;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
