import type {InterfaceState} from '../../api/schema/interface.ts';
import {NetworkError} from '../../errors.ts';
import type {ToolSession} from './tool.ts';

/** The interface of that name, in any spelling, if there is one. */
export async function interfaceNamed({lab, host}: ToolSession, name: string): Promise<InterfaceState | undefined> {
  // What can be no name of an interface is the name of none.
  if (!/^[\w.-][\w./-]*$/.test(name)) return undefined;
  try {
    return await lab.showInterface({host, ifname: name});
  } catch (reason) {
    // A longer word than any name is the name of none as well.
    if (reason instanceof NetworkError && ['ENODEV', 'EUSAGE'].includes(reason.code)) return undefined;
    throw reason;
  }
}
