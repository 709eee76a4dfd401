// Tells what lies under the cursor, hides and shows series, and hands out numbers as CSV.
// The figures are drawn already; the data is what XyFigure.toJson and Table.toJson wrote.
(() => {
  'use strict';

  const data = JSON.parse(document.getElementById('data').textContent);
  const isLine = series => !series.style.endsWith('points');

  // ---- numbers as text

  const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

  function text(value, axis) {
    if (axis.unit === 'share') return `${plain.format(100 * value)}%`;
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2);
    return size >= 1e4 ? Math.round(value).toLocaleString('en') : plain.format(value);
  }

  // ---- where values lie in a drawing

  /** An axis of a drawing, as its attribute says: scale, lowest and highest value, their places. */
  function axis(svg, name) {
    const [scale, ...numbers] = svg.dataset[name].split(' ');
    const [low, high, from, to] = numbers.map(Number);
    const size = scale === 'log' ? Math.log : value => value;
    const value = scale === 'log' ? Math.exp : number => number;
    return {
      from, to,
      place: at => from + (size(at) - size(low)) / (size(high) - size(low)) * (to - from),
      value: place => value(size(low) + (place - from) / (to - from) * (size(high) - size(low))),
    };
  }

  /** The index of the value nearest to x, in ascending values; -1 if there is none. */
  function nearest(values, x) {
    let [low, high] = [0, values.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < x) low = middle + 1; else high = middle;
    }
    return low > 0 && x - values[low - 1] < values[low] - x ? low - 1 : values.length ? low : -1;
  }

  // ---- what lies under the cursor

  function row(series, i, figure) {
    const between = series.low && series.low[i] != null
      ? ` (${text(series.low[i], figure.y)} to ${text(series.high[i], figure.y)})` : '';
    const line = document.createElement('div');
    const colour = document.createElement('i');
    colour.style.background = `var(--c${series.colour})`;
    line.append(colour, ` ${series.name}: ${text(series.y[i], figure.y)}${between}`);
    return line;
  }

  function follow(plot, svg, figure, hidden) {
    const [x, y] = [axis(svg, 'x'), axis(svg, 'y')];
    const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    cursor.setAttribute('class', 'cursor');
    svg.append(cursor);
    const box = document.createElement('div');
    box.className = 'readout';
    plot.append(box);

    const leave = () => {
      box.style.display = 'none';
      cursor.removeAttribute('d');
    };
    svg.addEventListener('pointerleave', leave);
    svg.addEventListener('pointermove', event => {
      const at = new DOMPoint(event.clientX, event.clientY)
        .matrixTransform(svg.getScreenCTM().inverse());
      if (at.x < x.from || at.x > x.to || at.y < y.to || at.y > y.from) return leave();
      const rows = [];
      figure.series.forEach((series, number) => {
        const i = hidden.has(number) || series.style === 'faint-points'
          ? -1 : nearest(series.x, x.value(at.x));
        if (i < 0 || series.y[i] == null) return;
        if (!isLine(series) && Math.abs(x.place(series.x[i]) - at.x) > 12) return;
        rows.push(row(series, i, figure));
      });
      if (!rows.length) return leave();
      cursor.setAttribute('d', `M${at.x} ${y.to}V${y.from}`);
      const head = document.createElement('b');
      head.textContent = `${figure.x.name} ${text(x.value(at.x), figure.x)}`;
      box.replaceChildren(head, ...rows);
      box.style.display = 'block';
      const around = plot.getBoundingClientRect();
      const [left, top] = [event.clientX - around.left, event.clientY - around.top];
      const isLeft = left < around.width / 2;
      box.style.left = isLeft ? `${left + 14}px` : 'auto';
      box.style.right = isLeft ? 'auto' : `${around.width - left + 14}px`;
      box.style.top = `${Math.max(0, Math.min(top, around.height - box.offsetHeight))}px`;
    });
  }

  // ---- series that a click on the legend hides

  function makeSwitches(plot, hidden) {
    for (const key of plot.querySelectorAll('[data-key]')) {
      const number = Number(key.dataset.key);
      key.setAttribute('role', 'switch');
      key.setAttribute('aria-checked', 'true');
      key.setAttribute('tabindex', '0');
      const flip = () => {
        const show = hidden.delete(number);
        if (!show) hidden.add(number);
        for (const each of plot.querySelectorAll(`[data-series="${number}"]`)) {
          each.style.display = show ? '' : 'none';
        }
        for (const each of plot.querySelectorAll(`[data-key="${number}"]`)) {
          each.setAttribute('aria-checked', String(show));
        }
      };
      key.addEventListener('click', flip);
      key.addEventListener('keydown', event => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        flip();
      });
    }
  }

  for (const plot of document.querySelectorAll('[data-plot]')) {
    const figure = data.figures[plot.dataset.plot];
    if (!figure) continue;
    const hidden = new Set();
    for (const svg of plot.querySelectorAll('svg')) follow(plot, svg, figure, hidden);
    makeSwitches(plot, hidden);
  }

  // ---- CSV

  const cell = value => value == null ? ''
    : /[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

  function csv(kind, id) {
    const rows = [];
    if (kind === 'table') {
      rows.push(data.tables[id].columns, ...data.tables[id].rows);
    } else {
      const figure = data.figures[id];
      rows.push(['series', figure.x.name, figure.y.name, 'low', 'high']);
      for (const series of figure.series) {
        series.x.forEach((x, i) =>
          rows.push([series.name, x, series.y[i], series.low?.[i], series.high?.[i]]));
      }
    }
    return rows.map(row => row.map(cell).join(',') + '\n').join('');
  }

  function download(name, content) {
    const link = document.createElement('a');
    link.download = name;
    link.href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  for (const button of document.querySelectorAll('[data-csv]')) {
    button.addEventListener('click', () =>
      download(`${button.dataset.id}.csv`, csv(button.dataset.csv, button.dataset.id)));
  }
})();
