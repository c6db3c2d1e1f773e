import { defineConfig, globalIgnores } from "eslint/config";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

const sizes = {
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
    complexity: ["error", 15],
    "max-depth": ["error", 4],
    "max-params": ["error", 6],
};

const habits = {
    eqeqeq: "error",
    "no-console": "error",
    "no-var": "error",
    "object-shorthand": "error",
    "prefer-const": "error",
    "prefer-template": "error",
    "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
};

const types = {
    "@typescript-eslint/consistent-type-imports": "error",
    "@typescript-eslint/explicit-module-boundary-types": "error",
    "@typescript-eslint/no-explicit-any": "error",
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": "error",
    "@typescript-eslint/no-non-null-assertion": "error",
    "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": true }],
    // Says nothing about an error, and gets in the way of implementing an asynchronous interface synchronously.
    "@typescript-eslint/require-await": "off",
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    // TypeScript itself reports these.
    "@typescript-eslint/no-unused-vars": "off",
};

const noResourceInApply = {
    selector: "CallExpression[callee.property.name='apply'] NewExpression[callee.type='MemberExpression']",
    message: "No resource inside apply: its number must come from config, so that a preview is complete.",
};
const noOnly = {
    selector: "MemberExpression[object.name=/^(describe|it|context)$/][property.name='only']",
    message: "Leaves all other tests out.",
};

export default defineConfig(
    globalIgnores(["node_modules/", ".plinth/", "coverage/", "runtime/backup-runner/backup.cjs"]),
    { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
    {
        files: ["**/*.ts", "**/*.mts"],
        extends: [tseslint.configs.recommendedTypeChecked],
        plugins: { "@pulumi": pulumi },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            ...sizes,
            ...habits,
            ...types,
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            "no-restricted-syntax": ["error", noResourceInApply],
        },
    },
    { files: ["**/*.mjs", "**/*.cjs", "**/*.js"], rules: { ...sizes, eqeqeq: "error", "no-var": "error" } },
    { files: ["*.mjs"], rules: { "no-restricted-exports": "off" } },
    {
        // Pulumi calls what a program exports as its default.
        files: ["index.ts", "stacks/*/index.ts"],
        rules: { "no-restricted-exports": "off" },
    },
    {
        // Programs whose output is for people.
        files: ["automation/**", "test/runner/**", "test/*/programs/**", "engine/main.ts", "sandbox/**/print-*.ts"],
        rules: { "no-console": "off" },
    },
    {
        files: ["test/**"],
        rules: {
            "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
            "max-lines-per-function": "off",
            "no-restricted-syntax": ["error", noOnly],
        },
    },
);
