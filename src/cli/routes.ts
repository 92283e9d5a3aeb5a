/** Routes of one address family, or of both where none is named. */
import type {LabApi} from '../api/lab-api.ts';
import type {RouteState} from '../api/schema/route.ts';
import type {Family} from '../api/schema/scalars.ts';
import {ROUTE_TABLE} from './render/haiku-route.ts';
import type {RowFormat} from './rows.ts';

export interface RouteChoice {
  readonly host: string;
  readonly family?: Family | undefined;
  /** Only those that leave by this interface. */
  readonly dev?: string | undefined;
}

interface RouteTable {
  readonly rows: AsyncIterable<RouteState>;
  readonly format: RowFormat<RouteState>;
}

/** To be shown one after the other: a table of each family, or, as JSON, one array of all. */
export function routeTables(lab: LabApi, choice: RouteChoice, json: boolean): RouteTable[] {
  const families = familiesOf(choice.family);
  if (json) return [{rows: chosen(lab, choice, families), format: ROUTE_TABLE.inet}];
  return families.map((family) => ({rows: chosen(lab, choice, [family]), format: ROUTE_TABLE[family]}));
}

async function* chosen(lab: LabApi, {host, dev}: RouteChoice, families: readonly Family[]): AsyncGenerator<RouteState> {
  for (const family of families) {
    for await (const route of lab.listRoutes({host, family})) if (dev === undefined || route.dev === dev) yield route;
  }
}

/** Deletes those that were typed in. */
export async function flushRoutes(lab: LabApi, host: string, family: Family | undefined): Promise<{deleted: number}> {
  const flushed = await Promise.all(familiesOf(family).map((each) => lab.flushRoutes({host, family: each})));
  return {deleted: flushed.reduce((sum, {deleted}) => sum + deleted, 0)};
}

function familiesOf(family: Family | undefined): readonly Family[] {
  return family === undefined ? ['inet', 'inet6'] : [family];
}
