/** From the lab as it is to the lab as a topology says. */
import fc from 'fast-check';
import {Check} from 'typebox/schema';
import {describe, expect, test} from 'vitest';
import {makeChange} from '../../src/api/changes.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {SCHEMAS} from '../../src/api/schemas.ts';
import {Topology} from '../../src/api/schema/topology.ts';
import {topologyOf} from '../../src/service/topology.ts';
import {planChanges} from '../../src/topology/plan.ts';
import {anyChange, freshLab, makeAll} from './random-lab.ts';

async function apply(api: LabApi, now: Topology, wanted: Topology, prune: boolean): Promise<void> {
  for (const {change, at} of planChanges(now, wanted, {prune}).changes) {
    if (!Check(SCHEMAS[change.method].request, change.request))
      throw new Error(`no request: ${JSON.stringify(change)}`);
    try {
      await makeChange(api, change);
    } catch (reason) {
      throw new Error(`${JSON.stringify(change)} at ${at.join('.')}: ${String(reason)}`, {cause: reason});
    }
  }
}

describe('what random requests have made', () => {
  const requests = fc.array(anyChange, {maxLength: 40, size: 'max'});

  test('is made again in a new lab', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (changes) => {
        const {lab, api} = freshLab();
        await makeAll(api, changes);
        const topology = topologyOf(lab);
        expect(Check(Topology, topology)).toBe(true);
        const other = freshLab();
        await apply(other.api, topologyOf(other.lab), topology, false);
        expect(topologyOf(other.lab)).toEqual(topology);
        expect(Object.keys(topologyOf(other.lab).hosts!['local']!.interfaces!)).toEqual(
          Object.keys(topology.hosts!['local']!.interfaces!),
        );
      }),
      {numRuns: 60},
    );
  });

  test('becomes what other random requests have made, and then nothing is left to do', async () => {
    await fc.assert(
      fc.asyncProperty(requests, requests, async (one, other) => {
        const [from, to] = [freshLab(), freshLab()];
        await makeAll(from.api, one);
        await makeAll(to.api, other);
        const topology = topologyOf(to.lab);
        await apply(from.api, topologyOf(from.lab), topology, true);
        const made = topologyOf(from.lab);
        expect(made).toEqual(topology);
        expect(planChanges(made, topology, {prune: true})).toMatchObject({changes: [], differences: []});
        expect(planChanges(made, topology, {prune: false})).toMatchObject({changes: [], differences: []});
      }),
      {numRuns: 60},
    );
  });
});
