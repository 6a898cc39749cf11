import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

// A chunk of its own, loaded when a body is edited. The policy of the page forbids style elements, so the editor lives in a shadow
// root, where its rules are adopted as style sheets. Custom properties reach into it, so that it has the colours of the page.

export interface Editor {
    /** Replaces the text. */
    set(text: string): void;
    focus(): void;
    destroy(): void;
}

export interface EditorOptions {
    text: string;
    label: string;
    onchange: (text: string) => void;
}

const theme = EditorView.theme({
    '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--bg-field)', fontSize: 'var(--text-sm)' },
    '&.cm-focused': { outline: 'var(--ring)', outlineOffset: '-1px' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.5', fontVariantLigatures: 'none' },
    '.cm-content': { caretColor: 'var(--text)' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '.cm-gutters': { color: 'var(--text-3)', backgroundColor: 'var(--bg-chrome)', borderRight: 'var(--line-width) solid var(--line)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
        backgroundColor: 'var(--bg-selected)',
    },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-bg)' },
});

const colors = HighlightStyle.define([
    { tag: [tags.propertyName, tags.tagName, tags.typeName], color: 'var(--code-key)' },
    { tag: [tags.string, tags.attributeValue], color: 'var(--code-string)' },
    { tag: tags.number, color: 'var(--code-number)' },
    { tag: [tags.bool, tags.null, tags.keyword, tags.attributeName], color: 'var(--code-word)' },
    { tag: [tags.comment, tags.processingInstruction], color: 'var(--text-3)' },
]);

function languageOf(text: string): Extension {
    const first = text.trimStart()[0];
    return first === '<' ? xml() : first === '{' || first === '[' ? json() : [];
}

/** Puts an editor into an element. */
export function mountEditor(host: HTMLElement, { text, label, onchange }: EditorOptions): Editor {
    const root = host.attachShadow({ mode: 'open' });
    const view = new EditorView({
        root,
        parent: root as unknown as Element,
        state: EditorState.create({
            doc: text,
            extensions: [
                lineNumbers(),
                history(),
                drawSelection(),
                indentOnInput(),
                bracketMatching(),
                // The dialog sends by this key; Tab leaves the editor, so that the keyboard is not caught in it.
                keymap.of([{ key: 'Mod-Enter', run: () => true }, ...defaultKeymap, ...historyKeymap]),
                EditorView.lineWrapping,
                EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
                EditorView.updateListener.of((update) => {
                    if (update.docChanged) onchange(update.state.doc.toString());
                }),
                theme,
                syntaxHighlighting(colors),
                languageOf(text),
            ],
        }),
    });
    return {
        set: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
        focus: () => view.focus(),
        destroy: () => view.destroy(),
    };
}
