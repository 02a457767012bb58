// How the browser code is written; what is undefined or of another type TypeScript finds.
import js from "@eslint/js"
import stylistic from "@stylistic/eslint-plugin"
import globals from "globals"

export default [
  { ignores: [".venv/", "assets/"] },
  js.configs.recommended,
  stylistic.configs.customize({ arrowParens: true, braceStyle: "1tbs", jsx: false, quotes: "double" }),
  // Parts of one script, which the HTML format puts together: what they name stands in others.
  { files: ["kdviz/exports/page/*.js"], rules: { "no-undef": "off", "no-unused-vars": "off" } },
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "@stylistic/list-style": "off",
      "@stylistic/max-len": ["error", { code: 120 }],
      "@stylistic/max-statements-per-line": ["error", { max: 2 }],
      "@stylistic/multiline-ternary": "off",
      "@stylistic/quote-props": ["error", "as-needed"],
    },
  },
]
