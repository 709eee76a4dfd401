// Draws the figures of a page with uPlot, and hands out their numbers as CSV.
// The data is what XyFigure.toJson and Table.toJson wrote.
(() => {
  'use strict';

  const data = JSON.parse(document.getElementById('data').textContent);
  const DASHES = { dashed: [7, 4], dotted: [2, 4] };
  const isLine = series => !series.style.endsWith('points');
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // ---- numbers as text

  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
  const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

  function text(value, axis) {
    if (axis.unit === 'share') return `${plain.format(100 * value)}%`;
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2);
    return size >= 1e4 ? Math.round(value).toLocaleString('en') : plain.format(value);
  }

  /** Multiples of 1, 2 and 5, not of 2.5 as uPlot's own. */
  const STEPS = [];
  for (let e = -9; e <= 12; e++) STEPS.push(...[1, 2, 5].map(factor => +`${factor}e${e}`));

  /** Of a logarithmic axis only 1, 2 and 5 times powers of ten are labelled. */
  function tick(value, axis) {
    if (axis.scale === 'log' && !'125'.includes(value.toExponential().replace(/e.*/, ''))) return '';
    if (axis.unit === 'share') return `${plain.format(100 * value)}%`;
    const size = Math.abs(value);
    if (size !== 0 && size < 1e-3) return value.toExponential(0);
    return size >= 1e6 ? compact.format(value) : plain.format(value);
  }

  // ---- a figure as uPlot takes it

  function* numbers(figure, axis) {
    for (const series of figure.series) {
      for (const column of axis === 'x' ? ['x'] : ['y', 'low', 'high']) {
        for (const value of series[column] ?? []) if (value != null) yield value;
      }
    }
    if (axis === 'x') for (const marker of figure.markers) yield marker.x;
  }

  function extent(values, scale) {
    let [min, max] = [Infinity, -Infinity];
    for (const value of values) {
      if (scale === 'log' && value <= 0) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return [min, max];
  }

  function range(figure, axis) {
    const { scale, unit } = figure[axis];
    let [min, max] = extent(numbers(figure, axis), scale);
    if (unit === 'share' && min >= 0 && max <= 1) return [0, 1];
    if (scale === 'log') return [min / 1.15, max * 1.15];
    if (min === max) return [min - (Math.abs(min) || 1) / 2, max + (Math.abs(max) || 1) / 2];
    const room = axis === 'x' ? 0.01 * (max - min) : 0.05 * (max - min);
    // A quantity without negative values keeps its zero where it is.
    return [min >= 0 && min - room < 0 ? 0 : min - room, max + room];
  }

  /** The lines' columns over the union of their x; ends of bands are columns of their own. */
  function aligned(figure) {
    const xs = range(figure, 'x');
    const tables = [[xs, [null, null]]];
    const columns = [{}, { show: false }];
    const bands = [];
    const lines = figure.series.filter(isLine);
    // Columns are drawn in their order: no band may lie on a line.
    for (const series of lines.filter(one => one.low)) {
      const at = columns.length;
      const edge = { stroke: 'transparent', width: 0, points: { show: false } };
      columns.push(edge, { ...edge });
      bands.push({ series: [at, at + 1], fill: css(`--c${series.colour}`) + '38' });
      tables.push([series.x, series.high, series.low]);
    }
    for (const series of lines) {
      columns.push({
        label: series.name, stroke: css(`--c${series.colour}`), width: 2, dash: DASHES[series.style],
        points: { show: series.x.length < 2 },
      });
      tables.push(series.style === 'extended'
        ? [[xs[0], ...series.x, xs[1]], [series.y[0], ...series.y, series.y.at(-1)]]
        : [series.x, series.y]);
    }
    return { columns, bands, values: uPlot.join(tables) };
  }

  /** Draws what uPlot does not: points, error bars, markers. */
  function drawMarks(u, figure) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio || 1;
    const X = value => u.valToPos(value, 'x', true);
    const Y = value => u.valToPos(value, 'y', true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const series of figure.series.filter(one => !isLine(one))) {
      const faint = series.style === 'faint-points';
      ctx.fillStyle = ctx.strokeStyle = css(`--c${series.colour}`);
      ctx.globalAlpha = faint ? 0.35 : 1;
      ctx.lineWidth = 1.5 * ratio;
      series.x.forEach((x, i) => {
        if (series.y[i] == null) return;
        if (series.low && series.low[i] != null) {
          ctx.beginPath();
          ctx.moveTo(X(x), Y(series.low[i]));
          ctx.lineTo(X(x), Y(series.high[i]));
          ctx.stroke();
        }
        ctx.beginPath();
        ctx.arc(X(x), Y(series.y[i]), (faint ? 1.8 : 4) * ratio, 0, 2 * Math.PI);
        ctx.fill();
      });
    }
    ctx.globalAlpha = 1;
    for (const marker of figure.markers) {
      const x = X(marker.x);
      ctx.strokeStyle = ctx.fillStyle = css('--c1');
      ctx.lineWidth = 1.5 * ratio;
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
    labelMarkers(u, figure);
  }

  /** Writes above the plot what its markers point out: within it, the label would lie on lines. */
  function labelMarkers(u, figure) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.fillStyle = css('--c1');
    ctx.textAlign = 'center';
    for (const marker of figure.markers) {
      const half = ctx.measureText(marker.label).width / 2;
      const x = u.valToPos(marker.x, 'x', true);
      const within = Math.max(bbox.left + half, Math.min(bbox.left + bbox.width - half, x));
      ctx.fillText(marker.label, within, bbox.top - 8 * ratio);
    }
    ctx.restore();
  }

  // ---- what lies under the cursor

  /** The index of the value nearest to x, in ascending values; -1 if there is none. */
  function nearest(values, x) {
    let [low, high] = [0, values.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < x) low = middle + 1; else high = middle;
    }
    return low > 0 && x - values[low - 1] < values[low] - x ? low - 1 : values.length ? low : -1;
  }

  function readout(u, figure, box) {
    const { left, top } = u.cursor;
    if (left == null || left < 0) {
      box.style.display = 'none';
      return;
    }
    const x = u.posToVal(left, 'x');
    const rows = [];
    for (const series of figure.series) {
      const i = series.style === 'faint-points' ? -1 : nearest(series.x, x);
      if (i < 0 || series.y[i] == null) continue;
      if (!isLine(series) && Math.abs(u.valToPos(series.x[i], 'x') - left) > 12) continue;
      const between = series.low && series.low[i] != null
        ? ` (${text(series.low[i], figure.y)} to ${text(series.high[i], figure.y)})` : '';
      const row = document.createElement('div');
      row.append(swatch(series), ` ${series.name}: ${text(series.y[i], figure.y)}${between}`);
      rows.push(row);
    }
    const head = document.createElement('b');
    head.textContent = `${figure.x.name} ${text(x, figure.x)}`;
    box.replaceChildren(head, ...rows);
    box.style.display = rows.length ? 'block' : 'none';
    const width = u.over.clientWidth;
    box.style.left = left < width / 2 ? `${left + 14}px` : 'auto';
    box.style.right = left < width / 2 ? 'auto' : `${width - left + 14}px`;
    box.style.top = `${Math.max(0, Math.min(top, u.over.clientHeight - box.offsetHeight))}px`;
  }

  // ---- a figure on the page

  function swatch(series) {
    const name = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(name, 'svg');
    svg.setAttribute('width', 22);
    svg.setAttribute('height', 10);
    svg.setAttribute('aria-hidden', 'true');
    const add = (tag, attributes) => {
      const element = document.createElementNS(name, tag);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      svg.append(element);
    };
    const colour = `var(--c${series.colour})`;
    if (isLine(series)) {
      if (series.low) add('rect', { width: 22, height: 10, style: `fill: ${colour}`, opacity: 0.25 });
      const dash = (DASHES[series.style] ?? []).join(' ');
      add('line', { x2: 22, y1: 5, y2: 5, 'stroke-width': 2, 'stroke-dasharray': dash, style: `stroke: ${colour}` });
    } else {
      const faint = series.style === 'faint-points';
      add('circle', { cx: 11, cy: 5, r: faint ? 2 : 4, style: `fill: ${colour}`, opacity: faint ? 0.5 : 1 });
      if (series.low) add('line', { x1: 11, x2: 11, y2: 10, 'stroke-width': 1.5, style: `stroke: ${colour}` });
    }
    return svg;
  }

  function legend(holder, figure) {
    holder.replaceChildren(...figure.series.map(series => {
      const entry = document.createElement('span');
      entry.append(swatch(series), series.name);
      return entry;
    }));
  }

  function draw(holder, figure) {
    const { columns, bands, values } = aligned(figure);
    const box = document.createElement('div');
    box.className = 'readout';
    const axis = (name, size) => ({
      stroke: css('--soft'), font: '12px system-ui, sans-serif', size,
      grid: { stroke: css('--grid'), width: 1 }, ticks: { stroke: css('--grid'), width: 1 },
      values: (u, ticks) => ticks.map(value => tick(value, figure[name])),
      ...(figure[name].scale === 'log' ? { filter: (u, ticks) => ticks } : { incrs: STEPS }),
    });
    const scale = name => ({ time: false, distr: figure[name].scale === 'log' ? 3 : 1 });
    const chart = new uPlot({
      width: holder.clientWidth, height: holder.clientHeight, padding: [figure.markers.length ? 25 : 10, 26, 0, 0],
      legend: { show: false }, cursor: { y: false, points: { show: false } },
      // A logarithmic axis would be rounded to whole powers of ten.
      scales: {
        x: { ...scale('x'), range: (u, min, max) => [min, max] },
        y: { ...scale('y'), range: range(figure, 'y') },
      },
      axes: [{ ...axis('x', 30), space: 60 }, axis('y', 58)],
      series: columns, bands,
      hooks: { draw: [u => drawMarks(u, figure)], setCursor: [u => readout(u, figure, box)] },
    }, values, holder);
    chart.over.append(box);
    return chart;
  }

  let charts = [];

  function drawAll() {
    charts.forEach(chart => chart.destroy());
    charts = [...document.querySelectorAll('[data-figure]')].map(holder => {
      const figure = data.figures[holder.dataset.figure];
      legend(holder.closest('figure').querySelector('.legend'), figure);
      return draw(holder, figure);
    });
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

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  new ResizeObserver(() => {
    for (const chart of charts) {
      const holder = chart.root.parentElement;
      if (holder.clientWidth !== chart.width) {
        chart.setSize({ width: holder.clientWidth, height: holder.clientHeight });
      }
    }
  }).observe(document.querySelector('main'));
})();
