// Lets Node run the page's TypeScript: node --import ./lib/typescript.mjs --test parsers/
import { register } from 'node:module';

register('./typescriptHooks.mjs', import.meta.url);
