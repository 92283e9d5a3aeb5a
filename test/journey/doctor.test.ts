/** `tunlab doctor` as a process, in a set-up that is in order, and in one that is not. */
import {mkdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {sandbox} from './sandbox.ts';

interface Diagnosis {
  readonly in_order: boolean;
  readonly findings: readonly {check: string; state: string; text: string; remedy?: string}[];
}

test('nothing is wrong here, and nothing is started', async () => {
  const box = sandbox();
  const {status, stdout, stderr} = await box.tunlab('doctor');
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  expect(stdout).toMatch(/^ok {5}node +\d+\.\d+\.\d+$/m);
  expect(stdout).toMatch(/^ok {5}daemon +lab "default": none runs/m);
  expect(stdout).not.toMatch(/^wrong/m);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.every((line) => line.startsWith('ok ') || line.includes(' -> '))).toBe(true);
  for (const line of lines) expect(line).toMatch(/^(?:ok   |note ) {2}\w.*$/);
  expect(await box.tunlab('daemon status')).toMatchObject({status: 69});
});

test('the tools of this shell, and the daemon that runs', async () => {
  const box = sandbox();
  await box.output('host set local personality linux');
  const pid = await box.daemon();
  const {status, stdout} = await box.sh('eval "$(tunlab env)" && tunlab doctor');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ok {5}PATH +the tools are first: ifconfig is .*bin\/path\/ifconfig$/m);
  expect(stdout).toMatch(new RegExp(`^ok {5}daemon +lab "default": process ${pid}, version `, 'm'));
  expect(stdout).toMatch(/^ok {5}personality +host local speaks as linux$/m);
});

test('what every tool needs and is wrong: exit status 1, with what to do', async () => {
  const box = sandbox();
  mkdirSync(box.runtime, {mode: 0o755});
  await box.sh(`chmod 755 ${box.runtime}`);
  const {status, stdout, stderr} = await box.tunlab('doctor --json');
  expect({status, stderr}).toEqual({status: 1, stderr: ''});
  const {in_order: inOrder, findings} = JSON.parse(stdout) as Diagnosis;
  expect(inOrder).toBe(false);
  expect(findings.filter(({state}) => state === 'wrong')).toEqual([
    {
      check: 'runtime directory',
      state: 'wrong',
      text: `${box.runtime} is open to other users (mode 755)`,
      remedy: `close it with: chmod 700 ${box.runtime}`,
    },
  ]);
  expect(await box.tunlab('doctor', {env: {TUNLAB_PERSONALITY: 'amiga'}})).toMatchObject({status: 1});
  await box.sh(`rmdir ${box.runtime}`);
});
