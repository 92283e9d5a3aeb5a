import {commandLines} from './run.ts';

commandLines('linux');
