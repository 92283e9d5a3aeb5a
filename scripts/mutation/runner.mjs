// Runs each test once as it is, and then once for every mutant of what it has used that nothing has killed yet.
import {appendFileSync, readFileSync} from 'node:fs';
import {getFn} from '@vitest/runner';
import {TestRunner} from 'vitest';

const {chosen, edges, results} = JSON.parse(readFileSync(process.env.TUNLAB_MUTATION, 'utf8'));

const state = (globalThis.__mutation ??= {
  active: undefined,
  touched: new Set(),
  makers: [],
  killed: new Set(),
  pick(id, text, mutated) {
    this.touched.add(id);
    return this.active === id ? mutated : text;
  },
  touch(name) {
    this.touched.add(name);
  },
  remake(make) {
    this.makers.push(make);
  },
});

export default class MutationRunner extends TestRunner {
  async runTask(test) {
    const run = getFn(test);
    state.touched = new Set();
    await run();
    const mutants = covered(state.touched);
    if (mutants.length === 0) return;
    // What can not be run twice tells nothing.
    if (!(await passes(run))) {
      note({unrepeatable: test.name});
      return;
    }
    for (const mutant of mutants) {
      activate(mutant);
      const passed = await passes(run);
      activate(undefined, mutant);
      if (!passed) state.killed.add(mutant.id);
      note({id: mutant.id, killed: !passed});
    }
  }
}

/** Those that are still alive of what was used: a constant also by way of one that is made of it. */
function covered(touched) {
  const used = new Set(touched);
  for (let size = -1; size !== used.size;) {
    size = used.size;
    for (const [from, to] of edges) if (used.has(to)) used.add(from);
  }
  return chosen.filter(({id, constant}) => !state.killed.has(id) && (used.has(id) || used.has(constant)));
}

function activate(mutant, before = mutant) {
  state.active = mutant?.id;
  if (before.constant !== undefined) for (const make of state.makers) make();
}

async function passes(run) {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

function note(what) {
  appendFileSync(results, `${JSON.stringify(what)}\n`);
}
