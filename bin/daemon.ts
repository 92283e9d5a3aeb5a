/** The daemon as a process of its own: options in, exit status out. */
import {parseArgs} from 'node:util';
import {runDaemon} from '../src/daemon/daemon.ts';
import {NetworkError} from '../src/errors.ts';
import {readPersonality} from '../src/names.ts';
import {createLabService} from '../src/service/create-service.ts';
import {uplinkPrograms} from '../src/uplink/start-program.ts';
import {VERSION} from './version.ts';

const {values} = parseArgs({
  options: {
    lab: {type: 'string', default: 'default'},
    /** Keep nothing: for a lab that goes away with its daemon. */
    'no-keep': {type: 'boolean', default: false},
    seed: {type: 'string', default: '1'},
    virtual: {type: 'boolean', default: false},
    /** Of the first host, in a lab that is new. */
    personality: {type: 'string'},
    'ready-fd': {type: 'string'},
    'lifeline-fd': {type: 'string'},
  },
});

const {lab, seed, virtual} = values;
const personality = values.personality ?? (process.env['TUNLAB_PERSONALITY'] || 'haiku');
const fds = {
  ...(values['ready-fd'] !== undefined && {readyFd: Number(values['ready-fd'])}),
  ...(values['lifeline-fd'] !== undefined && {lifelineFd: Number(values['lifeline-fd'])}),
};

runDaemon({
  lab,
  keep: !values['no-keep'],
  env: process.env,
  version: VERSION,
  createService: (options) =>
    createLabService({
      ...options,
      seed: Number(seed),
      virtual,
      personality: readPersonality(personality),
      uplinkPrograms: uplinkPrograms(process.env),
    }),
  log: (line) => process.stderr.write(`${line}\n`),
  ...fds,
}).catch((reason: unknown) => {
  const error = NetworkError.from(reason);
  process.stderr.write(`tunlab: ${error.message}\n`);
  process.exitCode = error.code === 'EUSAGE' ? 2 : 1;
});
