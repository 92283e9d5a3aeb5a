import {randomLines} from './run.ts';

randomLines('linux');
