import {randomLines} from './run.ts';

randomLines('bsd');
