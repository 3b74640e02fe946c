import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// The layers: everybody may speak; models know none of the others, net knows models, state knows both, views know state and models.
const layer = (files, forbidden) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: forbidden }] },
});

export default ts.config(
  { ignores: ['node_modules/', 'dev-dist/', 'coverage/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['debug', 'warn', 'error'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error', // Collections here are replaced, never changed: $state.raw is all they need.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['*.js', 'scripts/*.{mjs,ts}', 'vite.config.ts'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/language/virtual.d.ts'],
    // A declaration with an import at its top would be a module, and declare none.
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  layer(['src/language/**'], ['**/models/**', '**/net/**', '**/state/**', '**/views/**', 'svelte', 'svelte/*']),
  layer(['src/models/**'], ['**/net/**', '**/state/**', '**/views/**', 'svelte', 'svelte/*', 'idb', '@microsoft/*']),
  layer(['src/net/**'], ['**/state/**', '**/views/**', 'svelte', 'svelte/*']),
  layer(['src/state/**'], ['**/views/**']),
  layer(['src/views/**'], ['**/net/**', '@microsoft/*', 'idb']),
  layer(['src/sw/**'], ['**/views/**', '**/state/**', 'svelte', 'svelte/*', '@microsoft/*']),
);
