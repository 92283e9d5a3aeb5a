import {commandLines} from './run.ts';

commandLines('haiku');
