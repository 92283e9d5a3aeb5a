/** The process that holds a lab, and whose words the lab's host takes. */
import type {LabApi} from '../api/lab-api.ts';
import {NetworkError} from '../errors.ts';
import {type Finding, ok, wrong} from './finding.ts';

/** @param lab fails with ENODAEMON where no daemon runs @param version of this program */
export async function daemonFinding(lab: Pick<LabApi, 'hello'>, name: string, version: string): Promise<Finding> {
  const check = 'daemon';
  const stop = `tunlab daemon stop --lab ${name}`;
  try {
    const hello = await lab.hello({});
    if (hello.version === version) return ok(check, `lab "${name}": process ${hello.pid}, version ${version}`);
    return wrong(check, `lab "${name}": version ${hello.version}, and this is ${version}`, stop);
  } catch (reason) {
    const {code, message} = NetworkError.from(reason);
    if (code === 'ENODAEMON') return ok(check, `lab "${name}": none runs, the first tool that needs it starts it`);
    return wrong(check, `lab "${name}": ${message}`, stop);
  }
}
