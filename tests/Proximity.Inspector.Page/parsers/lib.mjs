export const bytes = (hex) => Uint8Array.from(hex.match(/[\da-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
export const text = (value) => new TextEncoder().encode(value);

/** An outline in one line: name=text, and members in brackets. */
export const brief = (nodes) =>
    nodes
        .map(({ name, text: shown, children }) => `${name === undefined ? '' : `${name}=`}${children ? `[${brief(children)}]` : shown}`)
        .join(' ');

/** How many nodes an outline has, and how deep it is; counted without recursion. */
export function extent(nodes) {
    let count = 0;
    let depth = 0;
    const open = nodes.map((node) => [node, 1]);
    while (open.length > 0) {
        const [node, level] = open.pop();
        count++;
        depth = Math.max(depth, level);
        for (const child of node.children ?? []) open.push([child, level + 1]);
    }
    return { count, depth };
}
