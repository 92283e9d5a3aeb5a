/** Programs run as an ordinary user, also where the tests are run by root. */
import {chownSync} from 'node:fs';
import {dirname} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {type Outcome, type Program, type Sandbox, sandbox, type StartOptions} from './sandbox.ts';

/** Nobody in particular. */
const ID = 65_534;
const PREFIX =
  process.getuid?.() === 0
    ? ['setpriv', `--reuid=${ID}`, `--regid=${ID}`, '--clear-groups', '--no-new-privs', '--']
    : [];

export class OrdinaryUser {
  readonly box: Sandbox = sandbox();

  constructor() {
    if (PREFIX.length > 0) for (const path of [this.box.directory, dirname(this.box.runtime)]) chownSync(path, ID, ID);
    // Nobody else may stop a daemon of this user's.
    onTestFinished(async () => {
      await this.tunlab('daemon stop');
    });
  }

  start(command: readonly string[], options?: StartOptions): Program {
    return this.box.start([...PREFIX, ...command], options);
  }

  run(command: readonly string[], options?: StartOptions): Promise<Outcome> {
    return this.start(command, options).ended;
  }

  tunlab(line: string): Promise<Outcome> {
    return this.run(['tunlab', ...line.split(' ')]);
  }

  /** Of what has to succeed. */
  async output(line: string): Promise<string> {
    const {status, stdout, stderr} = await this.tunlab(line);
    expect({line, status, stderr}).toEqual({line, status: 0, stderr: ''});
    return stdout;
  }

  /** What there is of interfaces, addresses and routes on some hosts of personality linux. */
  async configuration(...hosts: readonly string[]): Promise<string> {
    const lines = ['ifconfig -a', 'route -n', 'route -A inet6 -n'];
    const tables = hosts.flatMap((host) => lines.map((line) => this.output(`${line} --host ${host}`)));
    return (await Promise.all(tables)).join('').replace(/[RT]X .*\n/g, '');
  }
}
