/** Everything a host counts. */
import Type, {type Static} from 'typebox';

/** Counters by name, in groups by what they are about; a counter that is 0 may be left out. */
export const Statistics = Type.Object({
  host: Type.String(),
  groups: Type.Array(Type.Object({name: Type.String(), counters: Type.Record(Type.String(), Type.Integer())})),
});
export type Statistics = Static<typeof Statistics>;
