/** The commands as oclif's help wants to find them. */
import {allCommands} from './commands.ts';

export const COMMANDS = await allCommands();
