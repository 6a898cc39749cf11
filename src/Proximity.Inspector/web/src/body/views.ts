import type { Searched } from './document';
import type { Kind } from './kinds';
import type { Opened } from './reader';

/** One way to look at a body. */
export type View = 'tree' | 'table' | 'image' | 'pretty' | 'tokens' | 'text' | 'hex';

const names: Record<View, string> = {
    tree: 'Tree',
    table: 'Table',
    image: 'Image',
    pretty: 'Pretty',
    tokens: 'Tokens',
    text: 'Text',
    hex: 'Hex',
};
const ownNames: Partial<Record<Kind, Partial<Record<View, string>>>> = {
    graphql: { pretty: 'Query' },
    protobuf: { tree: 'Fields' },
    grpc: { tree: 'Messages' },
    binary: { tree: 'Fields' },
    multipart: { table: 'Parts' },
    events: { table: 'Events' },
    form: { table: 'Fields' },
};
const first: Record<Kind, View[]> = {
    json: ['tree', 'pretty', 'text'],
    graphql: ['pretty', 'tree', 'text'],
    text: ['pretty', 'text'],
    form: ['table', 'text'],
    multipart: ['table', 'text'],
    events: ['table', 'text'],
    image: ['image', 'pretty', 'text'],
    protobuf: ['tree', 'text'],
    grpc: ['tree', 'text'],
    messagepack: ['tree', 'text'],
    cbor: ['tree', 'text'],
    token: ['tokens', 'text'],
    binary: ['hex', 'tree', 'text'],
};

/** The views of a body, the best one first; the bytes are always among them. */
export function viewsOf(opened: Opened, hasTokens: boolean): [View, string][] {
    const { kind } = opened;
    const views = first[kind].filter((view) => {
        if (view === 'pretty') return opened.isPretty;
        return view !== 'tree' || (kind === 'graphql' ? opened.language === 'json' : kind !== 'binary' || opened.hasFields);
    });
    const tokens: View[] = hasTokens && kind !== 'token' ? ['tokens'] : [];
    return [...new Set<View>([...views, ...tokens, 'hex'])].map((view) => [view, ownNames[kind]?.[view] ?? names[view]]);
}

/** Where a search looks; nothing where a view is not searched. */
export const searchedBy = (view: View): Searched | undefined =>
    view === 'tree' || view === 'pretty' || view === 'text' || view === 'hex' ? view : undefined;
