// The valley walk: left the path over lines of equal cost, right the cost after every step.

const RINGS = 14, DECADES = [-4, 2], PLACE = { y: 44, h: 284, share: 0.56 };

export default panel({
  height: (width) => pair_height(width, PLACE),

  draw(paint, scene) {
    const c = paint.colours, [box, other] = pair(paint.width, PLACE);
    const [a, b, low, high] = scene.frame;
    const map = new Axes(paint, box, { x: [a, b], y: [low, high], xLabel: "w₀", yLabel: "w₁",
      title: `Step ${scene.gone} of ${scene.most}` });
    map.clipped((context) => rings(map, context, scene.valley, c));
    walked(map, scene, c);
    costs(paint, other, scene);
  },
});

// Lines of equal cost, from outside to inside. Squared distances: dense where the valley is flat.
function rings(map, context, valley, c) {
  for (let k = RINGS; k > 0; k--) {
    ellipse(map, context, valley, (k / RINGS) * 6.6);
    Object.assign(context, { globalAlpha: 1, fillStyle: c.ground });
    context.fill();
    Object.assign(context, { globalAlpha: 0.2 * k / RINGS, fillStyle: c.blue });
    context.fill();
    Object.assign(context, { globalAlpha: 0.5, strokeStyle: c.blue, lineWidth: 1 });
    context.stroke();
  }
  context.globalAlpha = 1;
}

// All places at which the cost is rise² above the lowest one.
function ellipse(map, context, { at, axes: [one, two] }, rise) {
  context.beginPath();
  for (let k = 0; k <= 90; k++) {
    const cos = rise * Math.cos(k * Math.PI / 45), sin = rise * Math.sin(k * Math.PI / 45);
    const x = map.px(at[0] + one[0] * cos + two[0] * sin), y = map.py(at[1] + one[1] * cos + two[1] * sin);
    if (k) context.lineTo(x, y); else context.moveTo(x, y);
  }
  context.closePath();
}

// The path with an edge in the colour of the ground; dashed what the next step would be.
function walked(map, { path, gone, valley }, c) {
  const xs = path.filter((_, k) => k % 2 === 0), ys = path.filter((_, k) => k % 2 === 1);
  const done = [xs.slice(0, gone + 1), ys.slice(0, gone + 1)];
  cross(map, valley.at, c.ink);
  if (xs.length > gone + 1) map.line(xs.slice(gone), ys.slice(gone), c.muted, { dash: [4, 4], width: 1.8 });
  map.line(...done, c.ground, { width: 4.5 });
  map.line(...done, c.vermilion, { width: 1.6 });
  points(map, ...done, c.vermilion);
  ring(map, xs[0], ys[0], c.ink);
  map.dots([xs[gone]], [ys[gone]], c.vermilion, { size: 7 });
  haloed(map.paint, "start", map.px(xs[0]), map.py(ys[0]) - 20, { align: "center" });
  haloed(map.paint, "lowest", map.px(valley.at[0]) - 10, map.py(valley.at[1]) + 16, { align: "right" });
}

// A small point after each step; without an edge, as many of them lie on top of each other.
function points(axes, xs, ys, colour) {
  axes.clipped((context) => {
    context.fillStyle = colour;
    xs.forEach((x, k) => {
      context.beginPath();
      context.arc(axes.px(x), axes.py(ys[k]), 2.8, 0, 7);
      context.fill();
    });
  });
}

function cross(map, [x, y], colour) {
  const px = map.px(x), py = map.py(y);
  map.stroke([[px - 6, py], [px + 6, py]], colour, 2);
  map.stroke([[px, py - 6], [px, py + 6]], colour, 2);
}

function ring(map, x, y, colour) {
  const context = map.paint.context;
  context.beginPath();
  context.arc(map.px(x), map.py(y), 10, 0, 7);
  Object.assign(context, { strokeStyle: colour, lineWidth: 1.8 });
  context.stroke();
}

// The cost above the lowest one, in powers of ten: what settles falls, what does not stays or rises.
function costs(paint, box, { above, near, most, gone, settled }) {
  const c = paint.colours, low = 10 ** DECADES[0];
  const axes = new Axes(paint, box, { x: [-1, most + 1], y: DECADES, xLabel: "step", yLabel: "cost above the lowest",
    title: gone === most ? (settled ? "Settled" : "Not settled") : "Cost", yTick: (power) => String(10 ** power) });
  const limit = Math.log10(near), steps = Array.from(above, (_, k) => k);
  const heights = Array.from(above, (value) => Math.log10(Math.max(value, low)));
  axes.clipped(() => axes.stroke([[box.x, axes.py(limit)], [box.x + box.w, axes.py(limit)]], c.ink, 1.4, [6, 4]));
  axes.line(steps, heights, c.vermilion, { width: 2 });
  points(axes, steps, heights, c.vermilion);
  haloed(paint, `settled below ${near}`, box.x + box.w - 6, axes.py(limit) - 12, { align: "right" });
}
