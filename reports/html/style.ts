/** The report's style sheet. Colours are variables, which the charts use too; text has a contrast of at least 4.5 : 1. */
export const style = `:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f7f8f9; --ink: #1b1f24; --muted: #5a636d; --line: #dde1e6; --shade: #f1f3f5;
  --blue: #0b63b0; --orange: #b3500a; --red: #b3261e; --green: #0a7350; --grey: #5a636d; --amber: #8a5a00; --edge: rgb(0 0 0 / .14);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --raised: #1b1f23; --ink: #e8eaed; --muted: #a0a9b3; --line: #30363d; --shade: #1d2126;
    --blue: #6cb2f5; --orange: #f0a35e; --red: #ff8a80; --green: #5cc8a0; --grey: #a0a9b3; --amber: #e5b454; --edge: rgb(0 0 0 / .6);
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
header { border-left: .375rem solid var(--tone); padding: .125rem 0 .125rem 1.25rem; margin-bottom: 2.5rem; }
.good { --tone: var(--green); } .bad { --tone: var(--red); } .doubt { --tone: var(--amber); } .muted { --tone: var(--muted); }
.byline { margin: 0; color: var(--muted); font-size: .875rem; }
.byline strong { color: var(--ink); }
.byline span::before { content: "· "; }
h1 { margin: .25rem 0 .5rem; font-size: clamp(2.5rem, 8vw, 4rem); line-height: 1.05; letter-spacing: -.025em; font-weight: 750; color: var(--tone); }
.headline { margin: 0 0 .5rem; font-size: 1.125rem; max-width: 60rem; }
.answer { margin: 0; font-size: clamp(1.0625rem, .9rem + 1vw, 1.25rem); line-height: 1.4; letter-spacing: -.01em; max-width: 60rem; }
.answer strong { font-weight: 650; }
.alerts { margin: 1rem 0 0; padding: 0; list-style: none; }
.alerts li { margin-top: .5rem; padding: .5rem .75rem; border: 2px solid var(--amber); border-radius: .375rem; font-weight: 650; color: var(--amber); }
section { margin-top: 3rem; }
h2 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 680; }
h3 { margin: 1.75rem 0 .375rem; font-size: 1rem; font-weight: 650; }
.note { margin: 0 0 .875rem; max-width: 46rem; color: var(--muted); font-size: .875rem; }
ul { margin: 0; padding-left: 1.125rem; max-width: 52rem; }
li + li { margin-top: .25rem; }
.scroll {
  overflow-x: auto;
  background:
    linear-gradient(to right, var(--page) 40%, transparent) 0 0 / 2rem 100% local,
    linear-gradient(to left, var(--page) 40%, transparent) 100% 0 / 2rem 100% local,
    linear-gradient(to right, var(--edge), transparent) 0 0 / .75rem 100%,
    linear-gradient(to left, var(--edge), transparent) 100% 0 / .75rem 100%;
  background-repeat: no-repeat;
}
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; line-height: 1.35; }
th, td { padding: .4375rem 0 .4375rem 1.5rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); font-weight: 400; }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--muted); font-size: .8125rem; white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 550; }
.n { text-align: right; white-space: nowrap; }
.group { padding-top: 1.25rem; color: var(--muted); font-size: .8125rem; font-weight: 650; }
td.good, td.bad, td.doubt, td.muted { color: var(--tone); }
td.bad, td.doubt { font-weight: 600; }
td small, th small { display: block; color: var(--muted); font-size: .8125rem; font-weight: 400; }
.badge { display: inline-block; padding: 0 .4375rem; border: 1.5px solid currentColor; border-radius: .25rem; font-size: .8125rem; font-weight: 700; letter-spacing: .02em; }
.t-criteria td:last-child { min-width: 19rem; }
.t-criteria td:nth-child(6) { white-space: nowrap; }
.t-criteria th:first-child { min-width: 8.5rem; }
.t-endpoints, .t-gates-by-segment { font-size: .8125rem; }
:is(.t-endpoints, .t-gates-by-segment) :is(th, td):not(:first-child) { padding-left: 1rem; }
.t-endpoints :is(th, td):nth-child(4n + 2) { padding-left: 2rem; }
.t-endpoints tbody th { min-width: 14rem; }
.t-gates-by-segment tbody th { white-space: nowrap; }
.t-gates-by-segment small { white-space: normal; }
.t-read-back td { overflow-wrap: anywhere; }
.t-failures, .t-sqlstates, .t-order, .t-floor { width: auto; min-width: min(100%, 36rem); }
.pair { display: grid; gap: 1.5rem 3rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); align-items: start; }
.arms { display: grid; gap: 2rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure { margin: 0; min-width: 0; }
.pair figure { max-width: 32rem; }
figcaption { color: var(--muted); font-size: .8125rem; }
figcaption.arm { color: var(--ink); font-size: 1rem; font-weight: 650; }
svg { display: block; width: 100%; height: auto; }
svg text { font-family: system-ui, sans-serif; }
details > summary { cursor: pointer; }
summary :is(h2, h3) { display: inline; }
.scroll ~ details { margin-top: 1.5rem; }
details[open] > summary { margin-bottom: .5rem; }
dl { margin: 0; font-size: .9375rem; }
dl div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 0 1.5rem; padding: .3125rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 3rem; }
  header { padding-left: .875rem; }
  section { margin-top: 2.5rem; }
  dl div { grid-template-columns: 1fr; }
  table { font-size: .875rem; }
  th, td { padding-left: .875rem; }
  thead th, thead th.n, .n small { white-space: normal; }
  :is(.t-endpoints, .t-gates-by-segment, .t-recorded, .t-blocks) tbody th:not(.group) { position: sticky; left: 0; background: var(--page); box-shadow: inset 0 -1px var(--line); }
  :is(.t-endpoints, .t-recorded) tbody th { min-width: 9.5rem; }
  .t-blocks tbody th { min-width: 6.5rem; }
  .t-blocks td:last-child:has(small) { min-width: 17rem; }
  .stacks thead { position: absolute; clip-path: inset(50%); }
  .stacks, .stacks tbody { display: block; }
  .stacks tr { display: block; padding: .625rem 0; border-bottom: 1px solid var(--line); }
  .stacks th, .stacks td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 .75rem; padding: .125rem 0; border: 0; text-align: left; }
  .stacks th { display: block; }
  .stacks .badge { justify-self: start; }
  .stacks td:empty { display: none; }
  .stacks td::before { content: attr(data-label); color: var(--muted); font-size: .8125rem; font-weight: 400; }
  .stacks td small { grid-column: 2; }
}
@media (min-width: 40.01rem) {
  .t-gates :is(tbody th, td:nth-child(2)) { white-space: nowrap; }
  .t-read-back th:first-child { min-width: 14rem; }
  .t-read-back td small { display: inline; margin-left: .5rem; }
  .t-arms.c3 { width: auto; min-width: min(100%, 46rem); }
  .t-arms.c3 th small { display: inline; margin-left: .5rem; }
  .t-arms.c3 td small, .t-arms.c3 td:not(:has(small))::after { content: ""; display: inline-block; width: 10rem; margin-left: .75rem; text-align: left; }
  .t-arms.c3 thead th.n { padding-right: 10.75rem; }
}
@media screen and (min-width: 76rem) {
  .scroll:has(> .t-endpoints.c9) { overflow: visible; }
  .t-endpoints.c9 thead th { position: sticky; top: 0; background: var(--page); box-shadow: inset 0 -1px var(--line); }
}
@media print {
  html { font-size: 70%; }
  body { max-width: none; padding: 0; }
  .scroll { overflow: visible; background: none; }
  details::details-content { content-visibility: visible; }
  summary { list-style: none; }
  thead th, .n, .n small { white-space: normal; }
  :is(.t-endpoints, .t-gates-by-segment) :is(th, td):not(:first-child) { padding-left: .625rem; }
  .t-criteria td:last-child { min-width: 0; }
  tr, figure { break-inside: avoid; }
  h2, h3, summary, thead { break-after: avoid; }
}
`;
