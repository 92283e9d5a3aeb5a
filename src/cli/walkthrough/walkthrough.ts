/** A walkthrough: prose, and commands with what they are expected to print. */
import type {Personality} from '../../names.ts';

export interface Settings {
  /** What all chance in the lab is drawn from. */
  readonly seed: number;
  /** Of the first host. */
  readonly personality: Personality;
  /** Seconds of real time that a command may take. */
  readonly timeout: number;
}

export interface Prose {
  readonly kind: 'prose';
  /** Markdown. */
  readonly text: string;
}

export interface Step {
  readonly kind: 'step';
  /** Of its first line, from 1. */
  readonly line: number;
  /** What is run: lines, without prompts. */
  readonly command: string;
  /** Index into the lines of the file where what it prints begins. */
  readonly first: number;
  /** What it is expected to print, as it stands in the file. */
  readonly expected: readonly string[];
}

export interface Walkthrough {
  /** As it was given. */
  readonly file: string;
  readonly settings: Settings;
  readonly parts: readonly (Prose | Step)[];
  /** Of the whole file, without their ends. */
  readonly lines: readonly string[];
}

export const DEFAULT_SETTINGS: Settings = {seed: 1, personality: 'haiku', timeout: 30};

export function stepsOf({parts}: Walkthrough): Step[] {
  return parts.filter((part) => part.kind === 'step');
}
