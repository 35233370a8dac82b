// The only script of the page: marks tell what they are, arrow keys go from one to the next, and print shows all.

/** Plain JavaScript, as it stands in the page. Without it a mark has its browser's own tooltip. */
export const SCRIPT = `
for (const figure of document.querySelectorAll('figure.picture')) {
  const marks = [...figure.querySelectorAll('.mark')];
  const readout = figure.querySelector('.readout');
  if (!readout || marks.length === 0) continue;
  let at = 0;
  for (const mark of marks) {
    const title = mark.querySelector('title');
    mark.setAttribute('aria-label', title.textContent);
    title.remove();
    mark.setAttribute('tabindex', '-1');
  }
  marks[0].setAttribute('tabindex', '0');
  const show = (mark) => {
    marks[at].classList.remove('on');
    mark.classList.add('on');
    at = marks.indexOf(mark);
    readout.textContent = mark.getAttribute('aria-label');
  };
  const go = (to) => {
    marks[at].setAttribute('tabindex', '-1');
    const mark = marks[Math.min(Math.max(to, 0), marks.length - 1)];
    mark.setAttribute('tabindex', '0');
    mark.focus();
  };
  const markOf = (event) => event.target.closest && event.target.closest('.mark');
  figure.addEventListener('pointerover', (event) => { const mark = markOf(event); if (mark) show(mark); });
  figure.addEventListener('click', (event) => { const mark = markOf(event); if (mark) show(mark); });
  figure.addEventListener('focusin', (event) => { const mark = markOf(event); if (mark) show(mark); });
  figure.addEventListener('keydown', (event) => {
    if (!markOf(event)) return;
    const [before, after] = [at - 1, at + 1];
    const ends = { Home: 0, End: marks.length };
    const steps = { ArrowRight: after, ArrowDown: after, ArrowLeft: before, ArrowUp: before, ...ends };
    if (!(event.key in steps)) return;
    event.preventDefault();
    go(steps[event.key]);
  });
}
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
`;
