import {randomLines} from './run.ts';

randomLines('haiku');
