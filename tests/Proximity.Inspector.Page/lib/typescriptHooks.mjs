import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The page's imports name no extension. */
export function resolve(specifier, context, next) {
    const file = specifier.startsWith('.') ? new URL(`${specifier}.ts`, context.parentURL) : undefined;
    return file && existsSync(file) ? { url: file.href, shortCircuit: true } : next(specifier, context);
}

export function load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    return { format: 'module', source: outputText, shortCircuit: true };
}
