/** How a report looks: one column that two share where there is room, light and dark, no font but the reader's own. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#23231f;--quiet:#9a978c;--line:#dcd9cf;--card:#fff;--bar:#8fa8bd;--accent:#c2410c}
.heat{--h0:#f3f1ea;--h1:#fbe9c3;--h2:#fbd38a;--h3:#f9b05a;--h4:#f0843c;--h5:#dd5526;--h6:#b52a22;--h7:#7a1026}
@media(prefers-color-scheme:dark){
:root{--paper:#181816;--ink:#e9e6dc;--quiet:#8d8a80;--line:#3a3934;--card:#201f1c;--bar:#5d7c96;--accent:#fb923c}
.heat{--h0:#26251f;--h1:#3d3420;--h2:#5c4620;--h3:#80561f;--h4:#a9621f;--h5:#cf6a25;--h6:#e9583a;--h7:#ff3f5e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.2;margin:0}
h2{font-size:1.1rem;margin:2.4rem 0 .6rem}
p{margin:.3rem 0 .8rem;max-width:46rem}
.quiet,figcaption{color:var(--quiet)}
figcaption{font-size:.85rem;margin-bottom:.3rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:.7rem;margin:1.2rem 0}
.cards div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.7rem .9rem}
.cards b{display:block;font-size:1.35rem;line-height:1.3;font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.cards .main b{color:var(--accent)}
.cards span{display:block;font-size:.82rem;line-height:1.3;color:var(--quiet)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem;min-width:0}
svg{width:100%;height:auto;max-width:46rem}
.key i{display:inline-block;width:1.4em;height:.2em;vertical-align:middle;margin:0 .3em 0 .8em}
.axis>input{position:absolute;opacity:0}
.axis>label{display:inline-block;padding:.15rem .8rem;border:1px solid var(--line);border-radius:99px;margin:0 .3rem .7rem 0;font-size:.85rem;cursor:pointer}
.axis>div{display:none}
#by-step:checked~.by-step,#by-pairs:checked~.by-pairs,#by-time:checked~.by-time{display:grid}
.axis>input:checked+label{background:var(--ink);color:var(--paper)}
.axis>input:focus-visible+label{outline:2px solid var(--accent)}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.2rem .7rem;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0}
th{font-weight:600;color:var(--quiet)}
tr.own td{color:var(--accent);font-weight:600}
details{margin:.8rem 0}
summary{cursor:pointer}
.heat{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem}
.strip{display:flex;flex-wrap:wrap;gap:5px 7px;font:12px/1.5 ui-monospace,monospace}
.strip span{display:inline-flex;flex-wrap:wrap;gap:1px}
.heat i{font-style:normal;padding:0 3px;border-radius:2px}
.heat .e{opacity:.75;padding:0 1px}
.heat i:hover{outline:2px solid var(--ink)}
.h0{background:var(--h0)}.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}.h4{background:var(--h4)}
.h5{background:var(--h5);color:#fff}.h6{background:var(--h6);color:#fff}.h7{background:var(--h7);color:#fff}
.legend{font-size:.8rem;margin-bottom:.6rem}
.told{position:sticky;bottom:0;background:var(--card);border-top:1px solid var(--line);margin-top:.6rem;padding-top:.3rem;font:13px ui-monospace,monospace;min-height:1.9em}
`;

/** On a telephone nothing hovers: a touched byte tells its title below the strip. */
export const SCRIPT = `
for (const heat of document.querySelectorAll('.heat')) {
  const told = heat.querySelector('.told');
  const tell = (event) => { if (event.target.title) told.textContent = event.target.title; };
  heat.addEventListener('pointerover', tell);
  heat.addEventListener('click', tell);
}`;
