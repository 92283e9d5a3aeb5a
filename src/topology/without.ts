/** A copy that lacks some of its properties. */
export function without<Shape extends object, Key extends keyof Shape>(shape: Shape, ...keys: Key[]): Omit<Shape, Key> {
  const left = Object.entries(shape).filter(([name]) => !(keys as readonly PropertyKey[]).includes(name));
  return Object.fromEntries(left) as Omit<Shape, Key>;
}
