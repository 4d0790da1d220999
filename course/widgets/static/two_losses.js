// The two-loss bench: two pictures above each other, losses and slopes of one score.

const sigma = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

// What the library computes, for one score: squared error, its slope, cross-entropy, its slope.
function both_losses(z, y) {
  const s = sigma(z), cross = Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));
  return [(y - s) ** 2, -2 * (y - s) * s * (1 - s), cross, s - y];
}

const LOOKS = (c) => [
  { name: "squared error", colour: c.blue, dash: [], shape: "circle" },
  { name: "cross-entropy", colour: c.vermilion, dash: [7, 4], shape: "square" },
];

export default panel({
  height: 450,

  compute(state) {
    const y = +state.y, z = Float32Array.from({ length: 401 }, (_, k) => -10 + k / 20);
    const rows = Array.from(z, (one) => both_losses(one, y)), at = both_losses(state.z, y);
    return {
      z, at, curves: [0, 1, 2, 3].map((k) => Float32Array.from(rows, (row) => row[k])),
      racers: [state.z, state.z],
      words: `At z = ${short(state.z)} the slope of the squared error is ${short(at[1])}, that of ` +
        `cross-entropy ${short(at[3])}: a share of ${short(at[1] / at[3])}.`,
      table: [["", "value", "slope"], ["squared error", at[0], at[1]], ["cross-entropy", at[2], at[3]]],
    };
  },

  draw(paint, scene, state) {
    const c = paint.colours, w = paint.width - 80, up = state.y === "1";
    const slopes = up ? [-1.1, 0.15] : [-0.15, 1.1];
    const boxes = [
      new Axes(paint, { x: 60, y: 66, w, h: 140 }, { x: [-10, 10], y: [0, 5], yLabel: "loss" }),
      new Axes(paint, { x: 60, y: 254, w, h: 140 }, { x: [-10, 10], y: slopes, yLabel: "slope", xLabel: "score z" }),
    ];
    boxes.forEach((axes, row) => {
      axes.upright(state.z, c.muted);
      LOOKS(c).forEach(({ colour, dash, shape }, k) => {
        const curve = scene.curves[2 * k + row];
        axes.line(scene.z, curve, colour, { dash });
        axes.dots([state.z], [scene.at[2 * k + row]], colour, { shape, size: 6 });
        const racer = scene.racers[k];
        if (racer !== state.z) axes.dots([racer], [nearest(scene.z, curve, racer)], colour, { shape, size: 9 });
      });
    });
    paint.text(`Two losses of one score, for the label ${state.y}`, 60, 18, { bold: true, size: 13 });
    legend(paint, 60, 44, LOOKS(c));
    this.boxes = boxes;
  },

  point(x) {
    const axes = this.boxes && this.boxes[0];
    if (!axes) return null;
    const z = axes.x[0] + (x - axes.box.x) / axes.box.w * (axes.x[1] - axes.x[0]);
    return { z: Math.min(10, Math.max(-10, Math.round(z * 20) / 20)) };
  },
});

function nearest(xs, ys, x) {
  const place = (x - xs[0]) / (xs[1] - xs[0]);
  return ys[Math.min(ys.length - 1, Math.max(0, Math.round(place)))];
}
