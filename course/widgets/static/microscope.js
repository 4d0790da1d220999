// The activation microscope: left the curve with its tangent, right the slopes of 2000 units.

const PLACE = { y: 40, h: 230, gap: 60, margin: 50 };

export default panel({
  height: (width) => pair_height(width, PLACE),

  draw(paint, scene, state) {
    const c = paint.colours, [one, other] = pair(paint.width, PLACE);
    const finite = Array.from(scene.curve).filter(Number.isFinite);
    const low = Math.min(-1, ...finite.filter((a) => a > -10)), high = Math.max(1, ...finite.map((a) => Math.min(a, 4)));
    const left = new Axes(paint, one, { x: [-10, 10], y: [low - 0.2, high + 0.2],
      xLabel: "pre-activation in", yLabel: "activation a", title: `${state.g} and its tangent` });
    left.shade(scene.z[0], scene.z[1], paint.colours.faint);
    left.line(scene.x, scene.curve, c.blue);
    const [a, slope] = scene.at;
    left.line([-10, 10], [a + slope * (-10 - state.mean), a + slope * (10 - state.mean)], c.vermilion, { dash: [7, 4] });
    left.dots([state.mean], [a], c.vermilion, { size: 6 });

    const top = Math.max(0.05, ...scene.heights);
    const edges = scene.edges, right = new Axes(paint, other,
      { x: [edges[0], edges[edges.length - 1]], y: [0, top * 1.08], xLabel: "slope g′(in)", yLabel: "share of units",
        title: `${(100 * scene.share).toFixed(1)} % asleep` });
    right.bars(edges, scene.heights, c.blue);
    right.upright(state.tol, c.vermilion);
    this.left = left;
  },

  point(x, y) {
    if (!this.left || y > this.left.box.y + this.left.box.h + 40) return null;
    const { box, x: [low, high] } = this.left, value = low + (x - box.x) / box.w * (high - low);
    return x > box.x + box.w + 20 ? null : { mean: Math.min(10, Math.max(-10, Math.round(value * 10) / 10)) };
  },
});
