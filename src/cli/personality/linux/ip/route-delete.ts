/** Taking a route out of its table. */
import {NetworkError} from '../../../../errors.ts';
import type {KernelRoute} from './route-view.ts';
import {type IpRun, kernelRefusal} from './run.ts';

/** What the kernel has by itself goes with its address only: here nothing happens to it. */
export async function deleteKernelRoute({session: {lab, host}}: IpRun, {state}: KernelRoute): Promise<void> {
  if (!state) return;
  const {dst, family, type, gateway, dev, metric, prefsrc, label} = state;
  try {
    await lab.deleteRoute({
      host,
      dst,
      family,
      type,
      metric,
      ...(gateway !== undefined && {gateway}),
      ...(dev !== undefined && {dev}),
      ...(prefsrc !== undefined && {prefsrc}),
      ...(label && {label}),
    });
  } catch (reason) {
    // Gone meanwhile, by itself.
    if (reason instanceof NetworkError && reason.code === 'ESRCH') return;
    throw kernelRefusal(reason);
  }
}
