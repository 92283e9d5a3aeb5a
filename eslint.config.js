import tseslint from 'typescript-eslint';

export default tseslint.config(
  {ignores: ['dist/', 'types/', 'node_modules/', 'coverage/', '**/*.mjs', '**/*.cjs', '*.config.*']},
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {parserOptions: {projectService: true}},
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
      // Numbers in messages are the rule here, not an accident.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {allowNumber: true, allowBoolean: false, allowNullish: false},
      ],
      // Indexing a typed array inside its own bounds is the codecs' daily bread; `!` says so without a branch.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', {ignoreArrowShorthand: true}],
    },
  },
);
