import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The page is served under a policy of `default-src 'none'` with Trusted Types: nothing may be inlined,
// and templates are built node by node.
export default defineConfig({
    base: '/',
    plugins: [svelte({ compilerOptions: { fragments: 'tree', css: 'external' } })],
    worker: { format: 'es' },
    build: {
        target: 'es2023',
        outDir: 'dist',
        emptyOutDir: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
    },
});
