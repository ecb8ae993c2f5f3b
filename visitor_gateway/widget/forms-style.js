/** The looks of forms. */
export const formsSheet = new CSSStyleSheet();

formsSheet.replaceSync(`
.capture { flex-basis: 100%; margin-inline-start: 38px; padding: 16px; border-radius: 18px; background: var(--_panel);
  box-shadow: 0 0 0 1px var(--_line) }
fieldset { all: unset; display: flex; flex-direction: column; gap: 14px }
.field { display: flex; flex-direction: column; gap: 5px }
label { font-size: 13px; font-weight: 600 }
.optional { font-weight: 400; color: var(--_soft) }
.field > :is(input, select, textarea) { font: inherit; font-size: 16px; width: 100%; min-height: 44px; padding: 9px 12px; color: inherit; scroll-margin-block: 32px;
  border: 1.5px solid var(--_edge); border-radius: 12px; background: var(--_panel) }
.field > :focus { border-color: var(--_ink); box-shadow: 0 0 0 1px var(--_ink); outline: none }
.field > [aria-invalid=true] { border-color: var(--_alarm) }
.field textarea { min-height: 96px; max-height: none; resize: vertical }
.primary { min-height: 44px; padding: 8px 20px; border: 0; border-radius: 14px; background: var(--_accent); color: var(--_on); font-weight: 600 }
.primary:hover { filter: brightness(.9) }
.busy * { cursor: progress }
.busy .primary { opacity: .7 }
:modal .capture { margin-inline-start: 0 }
`);
