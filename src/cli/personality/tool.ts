/** What a tool of another system is given, and which there are. */
import type {LabApi} from '../../api/lab-api.ts';
import type {Personality} from '../../names.ts';

/** What one run of a tool works with. */
export interface ToolSession {
  /** What was typed behind the tool's name, without the flags that all tools share. */
  readonly words: readonly string[];
  readonly lab: LabApi;
  readonly host: string;
  /** Answers are wanted as JSON: one value on one line. */
  readonly json: boolean;
  /** Text for standard output, as it is. */
  readonly out: (text: string) => void;
  /** The same for standard error. */
  readonly err: (text: string) => void;
  /** What is in a file of the caller's, or, where its name is `-`, on standard input; `undefined`: it can not be read. */
  readonly readText: (file: string) => Promise<string | undefined>;
  /** Aborted when the caller wants the tool to end. */
  readonly interrupted: () => AbortSignal;
  /** Call that whenever the caller wants to know how far the tool is. @returns how to end it */
  readonly onStatusRequest: (tell: () => void) => () => void;
}

/**
 * A tool as one system has it: its grammar, its texts, its exit statuses. What it does not know how to say, such as that
 * there is no daemon, it throws.
 *
 * @returns the exit status; never 0 where something was refused
 */
export type Tool = (session: ToolSession) => Promise<number>;

export type ToolName = 'arp' | 'ifconfig' | 'ndp' | 'netstat' | 'ping' | 'route' | 'tunctl';

/** The tools of a system that differ from Haiku's, loaded when they are used. */
export type PersonalTools = Readonly<Partial<Record<ToolName, () => Promise<Tool>>>>;

/** Haiku's tools are the commands themselves: their grammar takes the words of all systems. */
export const TOOLS: Readonly<Record<Personality, PersonalTools>> = {
  haiku: {},
  linux: {
    arp: async () => (await import('./linux/arp.ts')).arp,
    ifconfig: async () => (await import('./linux/ifconfig.ts')).ifconfig,
    netstat: async () => (await import('./linux/netstat.ts')).netstat,
    ping: async () => (await import('./linux/ping.ts')).ping,
    route: async () => (await import('./linux/route.ts')).route,
    tunctl: async () => (await import('./linux/tunctl.ts')).tunctl,
  },
  bsd: {
    arp: async () => (await import('./bsd/arp.ts')).arp,
    ifconfig: async () => (await import('./bsd/ifconfig.ts')).ifconfig,
    ndp: async () => (await import('./bsd/ndp.ts')).ndp,
    netstat: async () => (await import('./bsd/netstat.ts')).netstat,
    ping: async () => (await import('./bsd/ping.ts')).ping,
    route: async () => (await import('./bsd/route.ts')).route,
  },
};
