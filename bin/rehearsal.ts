/** A lab for trying changes: of use to few commands, so it is a bundle of its own. */
export {rehearsedLab} from '../src/service/rehearsal.ts';
