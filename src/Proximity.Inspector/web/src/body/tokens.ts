export type Language = 'json' | 'html' | 'css' | 'js' | 'graphql' | 'none';
/** A class of colour, and a piece of text. */
export type Token = [kind: '' | 'jk' | 'js' | 'jn' | 'jw' | 'jp', text: string];

const words = new RegExp(
    '\\b(?:const|let|var|function|return|if|else|for|while|class|new|import|export|from|default|async|await|try|catch|throw|switch|case' +
        '|break|typeof|null|true|false|undefined|this)\\b',
    'y',
);

const rules: Record<Exclude<Language, 'none'>, [RegExp, Token[0]][]> = {
    json: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/y, 'jk'],
        [/"(?:[^"\\]|\\.)*"?/y, 'js'],
        [/-?\d[\d.eE+-]*/y, 'jn'],
        [/\b(?:true|false|null)\b/y, 'jw'],
    ],
    html: [
        [/<!--.*?(?:-->|$)/y, 'jp'],
        [/<\/?[A-Za-z][\w:-]*|<!\w+|\/?>|<\?\w*/y, 'jk'],
        [/"[^"]*"?|'[^']*'(?=[\s/>])/y, 'js'],
        [/&(?:#?\w+);/y, 'jn'],
        [/[\w:@.-]+(?==["'])/y, 'jw'],
    ],
    css: [
        [/\/\*.*?(?:\*\/|$)/y, 'jp'],
        [/"[^"]*"?|'[^']*'?/y, 'js'],
        [/@[\w-]+/y, 'jw'],
        [/--?[\w-]+(?=\s*:)|[a-z-]+(?=\s*:[^:])/y, 'jk'],
        [/#[\da-fA-F]{3,8}\b|-?\d[\d.]*(?:%|[a-z]+)?/y, 'jn'],
    ],
    graphql: [
        [/#.*/y, 'jp'],
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/y, 'jk'],
        [/"(?:[^"\\]|\\.)*"?/y, 'js'],
        [/[$@]\w+/y, 'jn'],
        [/\b(?:query|mutation|subscription|fragment|on|true|false|null)\b/y, 'jw'],
        [/-?\b\d[\d.eE+-]*/y, 'jn'],
        [/[A-Za-z_]\w*(?=\s*[:({]|$)/y, 'jk'],
        [/[A-Za-z_]\w*/y, ''],
    ],
    js: [
        [/\/\/.*|\/\*.*?(?:\*\/|$)/y, 'jp'],
        [/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?/y, 'js'],
        [words, 'jw'],
        [/\b\d[\w.]*/y, 'jn'],
        [/[A-Za-z_$][\w$]*/y, ''],
    ],
};

/** Colours one line; comments and strings over several lines are not followed. */
export function tokens(line: string, language: Language): Token[] {
    if (language === 'none' || line.length > 2000) return [['', line]];
    const found: Token[] = [];
    let plain = '';
    let at = 0;
    const flush = (): void => {
        if (plain) found.push(['', plain]);
        plain = '';
    };
    while (at < line.length) {
        const match = first(line, at, language);
        if (!match) {
            plain += line[at++];
            continue;
        }
        if (match[0] === '') plain += match[1];
        else {
            flush();
            found.push(match);
        }
        at += match[1].length;
    }
    flush();
    return found;
}

function first(line: string, at: number, language: Exclude<Language, 'none'>): Token | undefined {
    for (const [rule, kind] of rules[language]) {
        rule.lastIndex = at;
        const text = rule.exec(line)?.[0];
        if (text) return [kind, text];
    }
    return undefined;
}
