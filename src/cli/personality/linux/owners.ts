/**
 * Who owns a device, by name: those names that every Linux has. A lab has no accounts of its own, and those of the machine
 * it runs on are none of its hosts'.
 */
const USERS: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['nobody', 65_534],
]);
const GROUPS: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['nogroup', 65_534],
]);

export function userNumber(name: string): number | undefined {
  return USERS.get(name);
}

export function groupNumber(name: string): number | undefined {
  return GROUPS.get(name);
}
