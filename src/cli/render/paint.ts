/** Colour, where the output is a terminal that takes it. */
export interface Paint {
  heading(text: string): string;
  /** What one should not overlook. */
  alert(text: string): string;
}

export const PLAIN: Paint = {heading: (text) => text, alert: (text) => text};

/** chalk is loaded only when there is something to colour. */
export async function terminalPaint(): Promise<Paint> {
  const {Chalk} = await import('chalk');
  const chalk = new Chalk({level: 1});
  return {heading: (text) => chalk.bold(text), alert: (text) => chalk.yellow(text)};
}
