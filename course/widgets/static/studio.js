// The fit studio: left the curve through the points, right both errors with the gap between them.

const LOOKS = (c) => ({
  training: { colour: c.blue, dash: [] },
  validation: { colour: c.vermilion, dash: [7, 4] },
});
const NARROW = 620;

export default panel({
  height: (width) => (width < NARROW ? 612 : 336),

  draw(paint, scene) {
    const stacked = paint.width < NARROW, w = stacked ? paint.width - 80 : (paint.width - 210) / 2;
    paint.text(scene.title, 60, 16, { bold: true, size: 13 });
    fit(paint, { x: 60, y: 62, w, h: 228 }, scene);
    errors(paint, stacked ? { x: 60, y: 372, w: w - 70, h: 190 } : { x: 130 + w, y: 62, w, h: 228 }, scene);
  },
});

function fit(paint, box, { x, curve, points }) {
  const c = paint.colours, n = points.length / 2;
  const axes = new Axes(paint, box, { x: [-3, 3], y: [-2.4, 2.4], xLabel: "x", yLabel: "y" });
  axes.line(x, Float32Array.from(x, Math.sin), c.muted, { width: 1.8, dash: [2, 4] });
  axes.line(x, curve, c.vermilion);
  axes.dots(points.slice(0, n), points.slice(n), c.blue, { size: n > 50 ? 3.5 : 5 });
  dot(paint, box.x + 6, box.y - 20, c.blue);
  paint.text("points", box.x + 18, box.y - 20);
  legend(paint, box.x + 72, box.y - 20, [{ name: "fit", colour: c.vermilion },
    { name: "without noise", colour: c.muted, dash: [2, 4] }]);
}

function errors(paint, box, scene) {
  const { training, validation, every, epochs, best, changed } = scene, c = paint.colours, looks = LOOKS(c);
  const at = Float32Array.from(training, (_, k) => every * (k + 1)), last = training.length - 1;
  const y = [0, ceiling(training, validation)];
  const axes = new Axes(paint, box, { x: [0, epochs], y, xLabel: "epoch", yLabel: "error" });
  gap(axes, at, training, validation, c.faint);
  if (changed) axes.upright(changed, c.muted);
  axes.line(at, validation, looks.validation.colour, looks.validation);
  axes.line(at, training, looks.training.colour);
  if (last >= 0) bracket(axes, at[last], training[last], validation[last]);
  if (best) triangle(paint, axes.px(best), axes.py(validation[best / every - 1]) - 9, looks.validation.colour);
  legend(paint, box.x, box.y - 20, Object.entries(looks).map(([name, look]) => ({ name, ...look })));
  triangle(paint, box.x + 206, box.y - 20, looks.validation.colour);
  paint.text("best epoch", box.x + 218, box.y - 20);
}

// The scale stays where it is while the errors fit on it; a wild beginning may leave it.
function ceiling(...curves) {
  const tops = curves.map((curve) => Array.from(curve).filter(Number.isFinite).sort((a, b) => a - b))
    .map((sorted) => sorted[Math.floor(0.9 * (sorted.length - 1))] || 0);
  return [0.8, 1.6, 3.2, 6.4].find((top) => top > 1.05 * Math.max(...tops)) || 12.8;
}

// What lies between both errors is grey, where the validation error is the higher one.
function gap(axes, at, low, high, colour) {
  axes.clipped((context) => {
    context.fillStyle = colour;
    context.beginPath();
    const corner = (k, error) => context.lineTo(axes.px(at[k]), axes.py(finite(error)));
    for (let k = 0; k < at.length; k++) corner(k, Math.max(low[k], high[k]));
    for (let k = at.length - 1; k >= 0; k--) corner(k, low[k]);
    context.fill();
  });
}

const finite = (value) => (Number.isFinite(value) ? value : 1e4);

// The gap as a bracket behind the last errors, with its number.
function bracket(axes, epoch, low, high) {
  if (!(Math.abs(low) < 1e4 && Math.abs(high) < 1e4)) return;
  const { paint, box } = axes, x = axes.px(epoch) + 7, bottom = box.y + box.h;
  const [top, base] = [high, low].map((error) => Math.min(bottom, Math.max(box.y, axes.py(error))));
  axes.stroke([[x - 4, top], [x, top], [x, base], [x - 4, base]], paint.colours.ink, 1.5);
  const words = `gap ${(high - low).toFixed(2).replace("-", "−")}`;
  paint.text(words, x + 6, Math.min((top + base) / 2, bottom - 8), { bold: true });
}

function triangle(paint, x, y, colour) {
  const { context } = paint;
  context.beginPath();
  context.moveTo(x - 6, y - 5);
  context.lineTo(x + 6, y - 5);
  context.lineTo(x, y + 6);
  context.closePath();
  Object.assign(context, { fillStyle: colour, strokeStyle: paint.colours.ground, lineWidth: 1.5 });
  context.fill();
  context.stroke();
}

function dot(paint, x, y, colour) {
  const { context } = paint;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, 5, 0, 7);
  context.fill();
}
