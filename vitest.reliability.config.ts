/** What takes minutes because it is about minutes: `npm run reliability`. */
import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {include: ['test/**/*.reliability.ts'], reporters: ['default'], hookTimeout: 60_000},
});
