import {commandLines} from './run.ts';

commandLines('bsd');
