/** The looks of what few visitors see. */
export const moreSheet = new CSSStyleSheet();

moreSheet.replaceSync(`
.leads { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; margin-inline-start: 38px; padding: 8px 18px 8px 14px;
  border: 1.5px solid var(--_edge); border-radius: 14px; background: var(--_panel); color: var(--_ink); font-weight: 600; text-decoration: none }
li:has(.leads) .body { flex-basis: calc(100% - 38px) }
.leads:hover { background: var(--_accent); border-color: var(--_accent); color: var(--_on) }
.leads svg { width: 20px; flex: none }
@media (max-width: 479px) { .leads { margin-inline-start: 0 } }
`);
