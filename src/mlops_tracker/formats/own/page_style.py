"""How the page looks: on a screen, on a phone, on paper, by day and by night."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #faf8f4; --card: #fff; --ink: #22262b; --soft: #5b646e; --line: #e3ddd2;
  --accent: #1d7a5f; --track: #e6e1d6; --star: #a8690f;
  --s1: #cde5d7; --s2: #90c9ae; --s3: #489f80; --s4: #17684f;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Palatino,
    Georgia, serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --card: #1d2127; --ink: #e8e6e1; --soft: #a3abb5; --line: #2e343c;
    --accent: #5ec8a0; --track: #2c323a; --star: #e3b341;
    --s1: #204236; --s2: #2d6753; --s3: #419a78; --s4: #6bdcb1;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
main {
  max-width: 47rem; margin: 0 auto;
  padding: clamp(1.5rem, 6vw, 4.5rem) clamp(1rem, 4vw, 2rem) 3rem;
}
h1, h2, h3 {
  font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance;
  margin: 0;
}
h1 { font-size: clamp(1.9rem, 6vw, 2.9rem); letter-spacing: -.015em; }
h2 { font-size: clamp(1.4rem, 4vw, 1.75rem); letter-spacing: -.01em; }
h3 { font-size: 1.15rem; text-wrap: pretty; }
a {
  color: inherit; text-decoration-color: var(--accent); text-decoration-thickness: .08em;
  text-underline-offset: .16em;
}
a:hover { color: var(--accent); }
h1 a, h2 a, h3 a { text-decoration: none; }
h1 a:hover, h2 a:hover, h3 a:hover { text-decoration: underline; }
.soft, .over, .facts, .legend, footer { color: var(--soft); }
.over {
  font-size: .78rem; letter-spacing: .09em; text-transform: uppercase; margin: 0 0 .5rem;
}
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}

.total {
  display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem 2.25rem; margin: 2rem 0 0;
}
.ring {
  flex: none; width: 8rem; height: 8rem; border-radius: 50%; display: grid; place-items: center;
  background: conic-gradient(var(--accent) calc(var(--part) * 1%), var(--track) 0);
}
.ring b {
  width: 6.4rem; height: 6.4rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--paper);
  font: 600 1.9rem/1 var(--serif); font-variant-numeric: tabular-nums;
}
dl {
  flex: 1 1 16rem; display: grid;
  grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr)); gap: 1rem 1.5rem; margin: 0;
}
dt { font-size: .82rem; color: var(--soft); line-height: 1.35; }
dd { margin: 0; font: 600 1.3rem/1.3 var(--serif); font-variant-numeric: tabular-nums; }

section { margin-top: 3.25rem; }
section > .soft { margin: .5rem 0 0; }
.bar {
  display: block; height: .5rem; border-radius: .25rem; background: var(--track);
  overflow: hidden;
}
.bar i { display: block; height: 100%; border-radius: .25rem; background: var(--accent); }
.counts {
  font-variant-numeric: tabular-nums; white-space: nowrap; font-size: .9rem;
  color: var(--soft);
}
.counts b { color: var(--ink); font-weight: 600; }
.row {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem 1rem;
  align-items: baseline;
}
.row .bar { grid-column: 1 / -1; margin-top: .35rem; }
.all { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: 1.1rem; }
.all a { text-decoration: none; font-weight: 500; }

.sheets { display: flex; flex-wrap: wrap; gap: 1.1rem 1.3rem; margin: 1rem 0 .75rem; }
figure { margin: 0; }
figcaption { font-size: .78rem; color: var(--soft); margin-bottom: .3rem; }
.month {
  display: grid; grid-template-columns: repeat(7, .8rem); grid-auto-rows: .8rem; gap: 2px;
}
.day {
  display: inline-block; width: .8rem; height: .8rem; border-radius: 2px;
  background: var(--track);
}
.s1 { background: var(--s1); }
.s2 { background: var(--s2); }
.s3 { background: var(--s3); }
.s4 { background: var(--s4); }
.legend { font-size: .78rem; margin: 0 0 .6rem; } .legend .day { vertical-align: -.1em; }
.days {
  columns: 11rem; padding: 0; list-style: none; font-size: .88rem;
  font-variant-numeric: tabular-nums;
}

.course { border-top: 1px solid var(--line); padding-top: 2.25rem; }
.course > .row { margin-top: .9rem; }
.stars { color: var(--star); letter-spacing: .12em; margin: .4rem 0 0; }
.state { color: var(--accent); }
.week { margin-top: 2rem; }
.week .bar { height: .3rem; }
.week > p:not(.stars) { margin: .6rem 0 0; color: var(--soft); }
.words {
  margin: 1rem 0 0; padding: .9rem 1.1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .6rem; overflow: hidden;
}
.review { border-left: 3px solid var(--star); }
.words > .over { margin: 0 0 .35rem; }
.text > :first-child { margin-top: 0; } .text > :last-child { margin-bottom: 0; }
.text h4, .text h5, .text h6 { margin: 1.1em 0 .4em; font-size: 1rem; line-height: 1.3; }
.text ul, .text ol { padding-left: 1.3em; }
.text blockquote {
  margin: 1em 0; padding-left: .9em; border-left: 2px solid var(--line); color: var(--soft);
}
.text table { display: block; overflow-x: auto; border-collapse: collapse; }
.text th, .text td { border: 1px solid var(--line); padding: .25em .6em; text-align: left; }
hr { border: 0; border-top: 1px solid var(--line); }
code, pre {
  font: .88em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
}
code { background: var(--track); border-radius: .25em; padding: .1em .3em; }
pre {
  background: var(--paper); border: 1px solid var(--line); border-radius: .4rem;
  padding: .7rem .9rem; overflow-x: auto;
}
pre code { background: none; padding: 0; overflow-wrap: normal; }

details { margin-top: .7rem; }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; width: fit-content; }
summary:hover { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: .2rem; }
.items { list-style: none; margin: .6rem 0 0; padding: 0; font-size: .95rem; }
.items li {
  display: grid; grid-template-columns: 1.4rem minmax(0, 1fr); padding: .28rem 0;
  line-height: 1.45;
}
.items .mark { color: var(--soft); }
.items .done .mark { color: var(--accent); font-weight: 700; }
.items .skipped .title { text-decoration: line-through; text-decoration-color: var(--soft); }
.facts { font-size: .84rem; }
footer {
  margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .84rem;
}

@media print {
  :root {
    color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --accent: #1d7a5f; --track: #e4e4e4; --star: #8a5a10;
    --s1: #cde5d7; --s2: #90c9ae; --s3: #489f80; --s4: #17684f;
  }
  @page { margin: 18mm 16mm; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section { margin-top: 1.6rem; } .week { margin-top: 1.2rem; }
  h1, h2, h3, h4, .row, .over { break-after: avoid; }
  .items li, figure, .row { break-inside: avoid; }
  .words { overflow: visible; } pre { white-space: pre-wrap; }
  summary { list-style: none; } .days { display: none; } .sheets ~ details { display: none; }
  details::details-content { content-visibility: visible; display: block; }
}
"""
