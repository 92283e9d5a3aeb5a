import {LabCommand} from '../src/cli/lab-command.ts';
export default class Demo extends LabCommand { async run(): Promise<void> {} }
