/** The panel's looks. A sheet made by script needs no permission of the page's Content-Security-Policy. */
export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
:host {
  --_ink: light-dark(#1a1f1e, #eef2f0); --_soft: light-dark(#5b6664, #a3afac); --_panel: light-dark(#fff, #1a2020);
  --_ground: light-dark(#f4f6f5, #131818); --_bubble: light-dark(#fff, #252d2c); --_line: light-dark(#e1e6e4, #323b39);
  --_edge: #7f8b88; --_alarm: light-dark(#b3261e, #ff9d94)
}
[hidden] { display: none !important }
*, ::before, ::after { box-sizing: border-box }
.panel { position: fixed; inset: auto; inset-block-end: calc(var(--_gap) + 74px); inset-inline-end: var(--_gap); margin: 0;
  width: min(var(--threadline-width, 396px), 100vw - 2 * var(--_gap));
  height: min(var(--threadline-height, 672px), 100dvh - 2 * var(--_gap) - 74px); max-width: none; max-height: none;
  padding: 0; border: 0; border-radius: var(--threadline-radius, 20px); overflow: hidden auto; background: var(--_panel); color: var(--_ink);
  font: 15px/1.45 var(--threadline-font, system-ui, sans-serif); text-align: start; letter-spacing: normal;
  text-transform: none; text-indent: 0; text-shadow: none; white-space: normal;
  box-shadow: 0 0 0 1px var(--_line), 0 24px 64px -8px #0006 }
.panel[open] { display: flex; flex-direction: column; animation: rise .2s }
@keyframes rise { from { opacity: 0; transform: translateY(8px) } }

.header { display: flex; align-items: center; gap: 10px; padding: 12px; border-block-end: 1px solid var(--_line) }
.title { flex: 1; margin: 0; min-width: 0; font-size: 16px; font-weight: 600; overflow-wrap: anywhere }
.face { flex: none; display: grid; place-items: center; width: 30px; height: 30px; border-radius: 50%; overflow: hidden;
  background: color-mix(in oklab, var(--_accent) 16%, var(--_panel)); color: var(--_ink); font-size: 12px; font-weight: 600 }
.header .face { width: 40px; height: 40px; font-size: 15px; background: var(--_accent); color: var(--_on) }
img { width: 100%; height: 100%; object-fit: cover }

button, summary { font: inherit; color: inherit; cursor: pointer }
.header button, summary, .send { flex: none; display: grid; place-items: center; width: 40px; height: 40px; padding: 0; border: 0; border-radius: 12px;
  background: none; color: var(--_soft); list-style: none }
summary::-webkit-details-marker { display: none }
.panel svg { width: 20px }
summary svg { stroke-width: 3 }
.header button:hover, summary:hover, [open] > summary { background: var(--_ground); color: var(--_ink) }
:focus-visible { outline: 2px solid var(--_ink); outline-offset: 2px }
.log:focus-visible { outline-offset: -3px }
.panel, textarea { outline: none !important }

.room { position: relative; flex: 1; min-height: 96px; background: var(--_ground) }
.log { height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 4px 16px 12px }
ol { margin: 0; padding: 0; list-style: none; display: flex; flex-direction: column }
li { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 8px; margin-block-start: 16px; animation: rise .2s }
li.joined { margin-block-start: 4px }
.body { display: flex; flex-direction: column; align-items: flex-start; max-width: 80%; min-width: 0 }
.visitor { justify-content: flex-end }
.visitor .body { align-items: flex-end }
.bubble { padding: 9px 14px; border-radius: 18px; max-width: 100%; background: var(--_bubble); white-space: pre-wrap;
  overflow-wrap: anywhere; box-shadow: 0 1px 3px #0002 }
.last .bubble { border-end-start-radius: 4px }
.visitor .bubble { background: var(--_accent); color: var(--_on); box-shadow: none }
.visitor.last .bubble { border-end-start-radius: 18px; border-end-end-radius: 4px }
.pending .meta { visibility: hidden }
a { color: inherit }
.name { margin: 0 4px 4px; font-size: 12px; font-weight: 600; color: var(--_soft) }
.meta { margin: 4px 4px 0; font-size: 12px; color: var(--_soft) }
li:not(.last) .meta, .joined .name:not(.unseen) { display: none }
li:not(.last) .face { visibility: hidden; height: 0 }
li .face { margin-block-end: 21px }
.problem { margin: 4px 0; color: var(--_alarm); font-size: 13px }
.problem:empty { display: none }
li p { margin: 0 }
li:has(.bubble:empty) :is(.body, .face), li:has(.bubble:empty):not(:has(form)) { display: none }
.note, .looking { justify-content: center; font-size: 13px; color: var(--_soft); text-align: center }
.looking p, .newest { display: flex; align-items: center; gap: 12px; padding: 8px 16px; border: 1px solid var(--_line); border-radius: 99px;
  background: var(--_panel); color: var(--_ink) }
.pulse { flex: none; width: 10px; height: 10px; border-radius: 50%; background: var(--_accent); animation: pulse .8s infinite alternate }
@keyframes pulse { to { transform: scale(.6); opacity: .4 } }
.newest { position: absolute; inset: auto 0 12px; margin: auto; width: fit-content; font-weight: 600; box-shadow: 0 4px 16px #0003 }

.answers { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 8px; margin-inline-start: 38px }
.answer { min-height: 40px; padding: 8px 16px; border: 1.5px solid var(--_edge); border-radius: 20px; background: var(--_panel); font-weight: 500;
  text-align: start; overflow-wrap: anywhere }
.answer:hover { background: var(--_accent); border-color: var(--_accent); color: var(--_on) }
.answers .problem { flex-basis: 100% }
::placeholder { color: var(--_soft); opacity: 1 }
.row:focus-within { border-color: var(--_ink); box-shadow: 0 0 0 1px var(--_ink) }

.status { margin: 0; font-size: 13px; background: light-dark(#fdf3d8, #3a3114) }
.status:not(:empty) { padding: 8px 18px }
.footer { padding: 12px; padding-block-end: max(12px, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--_line) }
.row { display: flex; align-items: flex-end; gap: 4px; padding: 4px; border: 1.5px solid var(--_edge); border-radius: 24px }
.waits .row { background: var(--_ground); border-color: var(--_line) }
textarea { flex: 1; font: inherit; font-size: 16px; color: inherit; background: none; min-width: 0; max-height: 140px; padding: 8px 12px; border: 0; resize: none }
.send { border-radius: 50%; background: var(--_accent); color: var(--_on) }
.send:disabled { background: var(--_line); color: var(--_soft) }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

.panel:modal { inset: var(--_top, 0) 0 auto; width: 100%; height: var(--_height, 100dvh); border-radius: 0; box-shadow: none }
:modal .header { padding-block-start: max(12px, env(safe-area-inset-top)) }
:modal .answers { margin-inline-start: 0 }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important } }
@media (forced-colors: active) { .bubble, .panel, .send, .primary { border: 1px solid } }
`);
