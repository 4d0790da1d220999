// The gradient thermometer: above log10 ‖Δ‖ of every layer, below the share that is asleep.

const SLOTS = [0.5, 20.5], FLOOR = -12;
const more = (width) => (width < SLIM ? 20 : 0); // a second row of names on a narrow card

export default panel({
  height: (width) => 432 + 2 * more(width),

  draw(paint, scene, state) {
    const w = paint.width - 80, down = more(paint.width), std = state.gain / Math.sqrt(50);
    const top = new Axes(paint, { x: 60, y: 62 + down, w, h: 190 },
      { x: SLOTS, y: heights(scene.logs), yLabel: "log₁₀ ‖Δ‖" });
    const low = new Axes(paint, { x: 60, y: 312 + 2 * down, w, h: 78 },
      { x: SLOTS, y: [0, 1], yLabel: "asleep", xLabel: "layer, first to last" });
    const title = `Size of Δ: ${state.act}, std ${short(std)} = ${short(state.gain)} / √50`;
    paint.text(title, 60, 16, { bold: true, size: 13 });
    sizes(top, scene);
    sleepers(low, scene);
  },
});

// The scale stays where it is while the bars fit on it.
function heights(logs) {
  const known = Array.from(logs).filter(Number.isFinite);
  const low = 4 * Math.floor((Math.min(...known, 0) - 0.5) / 4);
  const high = 2 * Math.ceil((Math.max(...known, 0) + 0.5) / 2);
  return [Math.min(FLOOR, low), Math.max(2, high)];
}

// Bars that reach the band of two decades are plain, the others hatched.
function sizes(axes, { logs, low }) {
  const { paint } = axes, c = paint.colours, known = Array.from(logs).some(Number.isFinite);
  if (known) {
    band(axes, low, low + 2, c.faint);
    axes.line(SLOTS, [low, low], c.muted, { width: 1.4, dash: [5, 4] });
  }
  logs.forEach((log, k) => {
    if (!Number.isFinite(log)) return label(paint, "–", axes.px(k + 1), axes.box.y + axes.box.h - 10);
    const within = log >= low - 1e-5;
    column(axes, k + 1, log, within ? c.blue : c.vermilion, !within);
    if (axes.box.w > 620) label(paint, log.toFixed(1).replace("-", "−"), axes.px(k + 1), axes.py(log) - 8);
  });
  swatches(paint, 60, 40, [["within two decades of the highest", c.blue, false], ["lower", c.vermilion, true]]);
}

function sleepers(axes, { asleep, dead }) {
  const { paint } = axes, c = paint.colours;
  asleep.forEach((share, k) => column(axes, k + 1, share, c.green, false));
  dead.forEach((share, k) => column(axes, k + 1, share, c.plum, true));
  swatches(paint, 60, 292 + more(paint.width), [["slope below 0.01", c.green, false], ["so on all 100 examples", c.plum, true]]);
}

function band(axes, from, to, colour) {
  axes.clipped((context) => {
    context.fillStyle = colour;
    context.fillRect(axes.box.x, axes.py(to), axes.box.w, axes.py(from) - axes.py(to));
  });
}

// One bar from the lower edge up to a value; a hatched one has stripes of the ground's colour.
function column(axes, layer, value, colour, hatched) {
  const left = axes.px(layer - 0.36), right = axes.px(layer + 0.36), top = axes.py(value);
  const height = axes.box.y + axes.box.h - top, stripes = hatched && axes.paint.colours.ground;
  axes.clipped((context) => block(context, left, top, right - left, height, colour, stripes));
}

function block(context, x, y, w, h, colour, stripes) {
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  context.fillStyle = colour;
  context.fillRect(x, y, w, h);
  if (stripes) {
    Object.assign(context, { strokeStyle: stripes, lineWidth: 1.5 });
    context.beginPath();
    for (let start = Math.floor((y - w) / 7) * 7; start < y + h; start += 7) {
      context.moveTo(x, start + w);
      context.lineTo(x + w, start);
    }
    context.stroke();
  }
  context.restore();
}

// A number with a rim in the colour of the ground: it can be read across a line.
function label(paint, words, x, y) {
  const { context, colours } = paint;
  context.save();
  Object.assign(context, { font: "11px system-ui, sans-serif", textAlign: "center", textBaseline: "middle" });
  Object.assign(context, { strokeStyle: colours.ground, lineWidth: 3, fillStyle: colours.ink });
  context.strokeText(words, x, y);
  context.fillText(words, x, y);
  context.restore();
}

// On a narrow card below each other.
function swatches(paint, x, y, entries) {
  const down = more(paint.width);
  for (const [name, colour, hatched] of entries) {
    block(paint.context, x, y - 6, 20, 12, colour, hatched && paint.colours.ground);
    paint.text(name, x + 26, y, { size: 12 });
    x += down ? 0 : 48 + paint.context.measureText(name).width * 1.2;
    y += down;
  }
}
