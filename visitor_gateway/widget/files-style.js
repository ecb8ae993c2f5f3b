/** The looks of files on their way. */
export const filesSheet = new CSSStyleSheet();

filesSheet.replaceSync(`
.attach { flex: none; display: grid; place-items: center; width: 40px; height: 40px; padding: 0; border: 0; border-radius: 50%; background: none; color: var(--_soft) }
.attach:hover { background: var(--_ground); color: var(--_ink) }
.attach svg { width: 22px }
.attach:not([hidden]) + textarea { padding-inline-start: 4px }
.file { display: flex; align-items: center; gap: 10px; min-height: 44px; text-decoration: none; overflow-wrap: anywhere }
.file svg { flex: none; width: 24px }
.file img { width: auto; max-width: 100%; max-height: 260px; min-height: 40px; border-radius: 10px; object-fit: contain }
.file small { display: block; opacity: .8 }
progress { display: block; width: 100%; min-width: 140px; height: 4px; margin-block-start: 8px; border: 0; border-radius: 2px; overflow: hidden; appearance: none; background: #8886 }
progress::-webkit-progress-bar { background: none }
progress::-webkit-progress-value { background: currentColor }
progress::-moz-progress-bar { background: currentColor }
`);
