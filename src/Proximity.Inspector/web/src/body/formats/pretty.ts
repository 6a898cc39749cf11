export { graphql } from './graphql';
export { prettyJson } from './prettyJson';
export { prettyMarkup } from './markup';
export { prettyScript, prettySheet } from './code';
