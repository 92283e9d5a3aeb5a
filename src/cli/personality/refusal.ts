import type {ErrorCode} from '../../errors.ts';
import type {ToolSession} from './tool.ts';

/** Prints a refusal. @param text whole lines, as the original prints them @returns `status` */
export function refused({json, out, err}: ToolSession, code: ErrorCode, text: string, status: number): number {
  if (json) out(`${JSON.stringify({error: {code, message: text.trim().split('\n')[0]}})}\n`);
  err(text);
  return status;
}
