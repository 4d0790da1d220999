// The feature-detector viewer: the weights of a unit, and its answers to four small images.

const IMAGE = 72, TALL = 116, LEFT = 206, NARROW = 520;
const logistic = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

// Where the pattern and the four columns lie: side by side, or below each other.
function places(width) {
  if (width < NARROW) return { pattern: { x: 8, y: 30, w: 132, h: 132 }, x: 30, y: 184, column: (width - 34) / 4 };
  return { pattern: { x: 8, y: 30, w: 156, h: 156 }, x: LEFT + 26, y: 0, column: (width - LEFT - 26) / 4 };
}

// Nine squares, each with the colour, and the text if there is one, that belongs to its number.
function squares(paint, { x, y, w }, values, look) {
  const size = w / 3, { context, colours } = paint;
  values.forEach((value, k) => {
    const left = x + (k % 3) * size, top = y + Math.floor(k / 3) * size, { fill, words } = look(value);
    Object.assign(context, { fillStyle: fill, strokeStyle: colours.muted, lineWidth: 0.8 });
    context.fillRect(left, top, size, size);
    context.strokeRect(left, top, size, size);
    if (words) paint.text(words, left + size / 2, top + size / 2, { align: "center", size: 16 });
  });
}

function pattern(paint, box, scene) {
  const c = paint.colours;
  paint.text("The pattern: w", box.x, 14, { bold: true, size: 13 });
  squares(paint, box, scene.w, (weight) => ({
    fill: blend(c.ground, weight > 0 ? c.blue : c.vermilion, 0.45 * Math.abs(weight)),
    words: (weight > 0 ? "+" : "") + short(weight),
  }));
  const { x, y, w, h } = box, wide = paint.width >= NARROW;
  const [left, top] = wide ? [x, y + h + 24] : [x + w + 24, y + 20];
  paint.text(`bias b = ${short(scene.b)}`, left, top, { size: 13 });
  paint.text("in_ = Σ w x + b", left, top + 24, { colour: c.muted });
  paint.text("a = σ(in_)", left, top + 44, { colour: c.muted });
}

// The scale that all four bars share, with the line from which on the unit fires.
function scale(paint, { x, column }, base) {
  const { context, colours: { muted } } = paint;
  for (const value of [0, 0.5, 1]) {
    const y = base - value * TALL;
    paint.text(short(value), x - 8, y, { colour: muted, align: "right", size: 11 });
    context.strokeStyle = value === 0.5 ? muted : paint.colours.faint;
    context.setLineDash(value === 0.5 ? [5, 4] : []);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 4 * column - 8, y);
    context.stroke();
  }
  context.setLineDash([]);
}

function bar(paint, centre, base, a) {
  const { context, colours: c } = paint, height = Math.max(1, a * TALL);
  Object.assign(context, { fillStyle: a >= 0.5 ? c.blue : c.faint, strokeStyle: c.muted, lineWidth: 1 });
  context.fillRect(centre - 18, base - height, 36, height);
  context.strokeRect(centre - 18, base - height, 36, height);
  paint.text(a.toFixed(2), centre, base - height - 10, { align: "center", size: 12 });
}

function answer(paint, centre, { y, column }, [name, pixels], in_, a) {
  const c = paint.colours, base = y + 248, known = Number.isFinite(in_) && Number.isFinite(a);
  paint.text(name, centre, y + 14, { align: "center", size: column > 100 ? 13 : 11 });
  const w = Math.min(IMAGE, column - 14);
  squares(paint, { x: centre - w / 2, y: y + 30, w }, pixels, (ink) => ({ fill: ink ? c.ink : c.ground }));
  if (known) bar(paint, centre, base, a);
  paint.text(known ? `in_ = ${short(+in_.toFixed(6))}` : "no answer", centre, base + 18, { align: "center" });
  if (known) paint.text(a >= 0.5 ? "fires" : "quiet", centre, base + 36,
    { align: "center", bold: a >= 0.5, colour: a >= 0.5 ? c.ink : c.muted });
}

// Which images the unit fires for, and the gap, in words.
function told(names, a, gap) {
  const fired = names.filter((_, k) => a[k] >= 0.5).map((name) => `the ${name}`);
  const several = fired.length > 1 ? `${fired.slice(0, -1).join(", ")} and ${fired.at(-1)}` : fired[0];
  const list = fired.length === names.length ? "all four images" : several;
  const who = fired.length ? `for ${list}${list === "the diagonal" ? " only" : ""}` : "for none";
  return `The unit fires ${who}. Gap in in_ between the diagonal and the next: ${short(gap)}.`;
}

export default panel({
  height: (width) => (width < NARROW ? 508 : 324),
  place: (name, width) => places(width).pattern,

  compute(state, { images }) {
    const w = Array.from({ length: 9 }, (_, k) => Math.sign((state.w || [])[k]) || 0), b = +state.b || 0;
    const in_ = images.map(([, pixels]) => pixels.reduce((sum, pixel, k) => sum + pixel * w[k], b));
    const a = in_.map(logistic), names = images.map(([name]) => name);
    const gap = Math.round(1e6 * (in_[0] - Math.max(...in_.slice(1)))) / 1e6;
    const rows = names.map((name, k) => [name, in_[k], a[k]]);
    return { images, w, b, in_, a, gap, words: told(names, a, gap),
      table: [["image", "in_", "output a"], ...rows, ["gap", gap, ""]] };
  },

  draw(paint, scene) {
    const where = places(paint.width), { images } = scene;
    pattern(paint, where.pattern, scene);
    scale(paint, where, where.y + 248);
    images.forEach((image, k) =>
      answer(paint, where.x + (k + 0.5) * where.column - 4, where, image, scene.in_[k], scene.a[k]));
    const gap = scene.gap === null ? "unknown" : short(scene.gap);
    paint.text(`Gap in in_, diagonal minus the next: ${gap}`, where.x, where.y + 306, { bold: true, size: 13 });
  },
});
