/** The looks of what is more than words. */
export const moreSheet = new CSSStyleSheet();

moreSheet.replaceSync(`
.leads { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; margin-inline-start: 38px; padding: 8px 16px;
  border: 1.5px solid var(--_edge); border-radius: 14px; background: var(--_panel); color: var(--_ink); font-weight: 600; text-decoration: none }
li:has(.leads) .body { flex-basis: calc(100% - 38px) }
.leads:hover { background: var(--_accent); border-color: var(--_accent); color: var(--_on) }
.leads svg { width: 20px; flex: none }
.bubble :is(pre, blockquote) { margin: 4px 0; white-space: pre-wrap }
.bubble blockquote { padding-inline-start: 10px; border-inline-start: 3px solid }
.bubble :is(code, pre) { font: .92em/1.45 ui-monospace, monospace; background: color-mix(in srgb, currentColor 10%, #0000); border-radius: 6px }
.bubble code { padding: 1px 5px }
.bubble pre { padding: 8px 10px }
.gone { font-style: italic; opacity: .75 }
.marks { display: flex; flex-wrap: wrap; gap: 4px 8px; margin: 4px 4px 0; font-size: 12px; color: var(--_soft) }
.visitor .marks { justify-content: flex-end; text-align: end }
.marks button { padding: 4px 0; border: 0; background: none; font-weight: 600; text-decoration: underline; color: var(--_ink) }
li:has(.marks .problem) .meta { display: none }
.reaction { font-size: 16px }
:modal .leads { margin-inline-start: 0 }
`);
