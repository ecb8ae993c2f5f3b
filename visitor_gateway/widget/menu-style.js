/** The looks of the menu, and of the questions that it asks. */
export const menuSheet = new CSSStyleSheet();

menuSheet.replaceSync(`
.choices { position: absolute; z-index: 2; inset-inline-end: 12px; display: flex; flex-direction: column; max-width: calc(100% - 24px); max-height: calc(100% - 72px);
  margin-block-start: 4px; padding: 6px; overflow-y: auto; border-radius: 14px; background: var(--_panel);
  border: 1px solid var(--_line); box-shadow: 0 8px 28px #0003 }
.header .choices > * { display: flex; flex: none; align-items: center; width: auto; min-height: 40px; padding: 0 14px; border-radius: 10px; color: var(--_ink);
  font-size: 15px; text-align: start; text-decoration: none }
.over { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 8px }
:is(.primary, .over button) { min-height: 44px; padding: 8px 20px; border: 0; border-radius: 14px; background: var(--_accent); color: var(--_on); font-weight: 600 }
.primary:hover { filter: brightness(.9) }
.over .primary:only-child { flex: 1 }
.over p { flex-basis: 100%; margin: 0; text-align: center; font-weight: 600 }
.over button:not(.primary) { border: 1.5px solid var(--_edge); background: none; color: inherit }
.over a { color: inherit }
.over + .composer { margin-block-start: 10px }
.rating { flex-basis: 100%; display: flex; flex-direction: column; gap: 8px; text-align: center }
.rating fieldset { all: unset }
.rating legend { padding: 0; width: 100%; font-weight: 600 }
.stars { display: flex; justify-content: center }
.stars label { position: relative; padding: 6px; color: var(--_edge); cursor: pointer }
.stars svg { display: block; width: 28px }
.stars label:has(input:checked), .stars label:has(~ label input:checked) { color: var(--_ink) }
.stars label:has(input:checked) svg, .stars label:has(~ label input:checked) svg { fill: currentColor }
.stars label:has(:focus-visible) { outline: 2px solid var(--_ink); border-radius: 8px }
.rest { display: flex; align-items: flex-end; gap: 8px }
.rest textarea { padding: 8px 12px; border: 1.5px solid var(--_edge); border-radius: 12px; text-align: start }
`);
