// Draw the boundary: what a 2-2-1 network answers in the plane, and the lines of its hidden units.

const LOW = -0.3, HIGH = 1.3, SIDE = 50, SMALL = 560;
const UNITS = [["w13", "w23", "w03"], ["w14", "w24", "w04"], ["w35", "w45", "w05"]];
const logistic = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const middle = (k) => LOW + (k + 0.5) / SIDE * (HIGH - LOW);

// The mathematics, where it is the library's ------------------------------------------------------

function network(state) {
  const [three, four, five] = UNITS.map((names) => names.map((name) => +state[name] || 0));
  const g = state.collapse ? (z) => z : logistic, sum = ([w1, w2, w0], x1, x2) => w1 * x1 + w2 * x2 + w0;
  return (x1, x2) => logistic(sum(five, g(sum(three, x1, x2)), g(sum(four, x1, x2))));
}

function wanted(goal) {
  const truth = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], XOR: [0, 1, 1, 0] }[goal];
  if (truth) return { points: [0, 0, 0, 1, 1, 0, 1, 1], labels: truth };
  const points = Array.from({ length: 50 }, (_, k) => (k % 2 ? Math.floor(k / 10) : (k / 2) % 5) / 4);
  return { points, labels: Array.from({ length: 25 }, (_, k) => +(Math.abs(points[2 * k] - 0.5) < 0.3)) };
}

function said(state, points, right) {
  const wrong = [...right.keys()].filter((k) => !right[k]), goal = `${state.goal} with w₀₃ = ${short(state.w03)}`;
  const count = `${goal}: ${right.length - wrong.length} of ${right.length} points right`;
  if (!wrong.length) return `${count}. Solved.`;
  const places = wrong.slice(0, 4).map((k) => `(${points[2 * k]}, ${points[2 * k + 1]})`);
  if (wrong.length > 4) places.push(`${wrong.length - 4} more`);
  const list = places.length > 1 ? `${places.slice(0, -1).join(", ")} and ${places.at(-1)}` : places[0];
  return `${count}, ${wrong.length} wrong: ${list}.`;
}

// The one line that is left of both layers without g.
function collapsed(state) {
  const [three, four, five] = UNITS.map((names) => names.map((name) => +state[name] || 0));
  return [0, 1, 2].map((k) => three[k] * five[0] + four[k] * five[1] + (k === 2 ? five[2] : 0));
}

function equation(state) {
  const [w1, w2, w0] = collapsed(state);
  const exact = (value) => String(+value.toPrecision(6)).replace("-", "−"); // whole numbers stay what they are
  const signed = (value) => `${value < 0 ? "−" : "+"} ${exact(Math.abs(value))}`;
  if (w1 === 0 && w2 === 0) return "Without g the layers are one, and its weights are 0: no line is left.";
  return `Without g the layers are one, with one line: ${exact(w1)} x₁ ${signed(w2)} x₂ ${signed(w0)} = 0.`;
}

// The picture -------------------------------------------------------------------------------------

// Pieces of the curve p = 1/2, by cells of four neighbouring answers. Between two of them p is no
// straight line, but its score, log(p / (1 - p)), nearly is: there the crossing is looked for.
function border(p, at) {
  const score = scores(p), place = (k) => (k < 0 ? LOW : k >= SIDE ? HIGH : middle(k)), pieces = [];
  for (let i = -1; i < SIDE; i++) for (let j = -1; j < SIDE; j++) {
    const square = [[i, j], [i, j + 1], [i + 1, j + 1], [i + 1, j]]
      .map(([row, col]) => [place(col), place(row), score[(row + 1) * (SIDE + 2) + col + 1]]);
    if (new Set(square.map(([, , z]) => z >= 0)).size < 2) continue;
    const ends = square.flatMap((one, k) => crossing(one, square[(k + 1) % 4]));
    for (let k = 0; k + 1 < ends.length; k += 2) pieces.push([at(ends[k]), at(ends[k + 1])]);
  }
  return pieces;
}

// The scores of all answers, and a ring around them: the middles of the cells do not reach the frame.
function scores(p) {
  const inner = (one) => Math.min(1 - 1e-6, Math.max(1e-6, one));
  const z = Array.from(p, (one) => Math.log(inner(one) / (1 - inner(one))));
  const beyond = (k, read) => (k < 0 ? 1.5 * read(0) - 0.5 * read(1)
    : k >= SIDE ? 1.5 * read(SIDE - 1) - 0.5 * read(SIDE - 2) : read(k));
  const at = (i, j) => beyond(i, (row) => beyond(j, (col) => z[row * SIDE + col]));
  return Array.from({ length: (SIDE + 2) ** 2 }, (_, k) => at(Math.floor(k / (SIDE + 2)) - 1, k % (SIDE + 2) - 1));
}

function crossing([x, y, z], [u, v, t]) {
  if ((z >= 0) === (t >= 0) || !Number.isFinite(z + t)) return [];
  const share = z / (z - t);
  return [[x + share * (u - x), y + share * (v - y)]];
}

const RAMPS = {}; // by colour of the ground: to mix colours takes longer than to draw with them

// 101 colours from class 0 to class 1, as p goes from 0 to 1.
function ramp({ ground, blue, vermilion, faint }) {
  const steps = RAMPS[ground] ||= Array.from({ length: 101 }, (_, k) =>
    blend(ground, k < 50 ? blue : vermilion, 0.34 * Math.abs(k - 50) / 50));
  return (p) => (Number.isFinite(p) ? steps[Math.round(100 * Math.min(1, Math.max(0, p)))] : faint);
}

// The part of a line w1 x1 + w2 x2 + w0 = 0 that lies in the frame; null if there is none.
function visible([w1, w2, w0]) {
  const size = Math.hypot(w1, w2), mid = (LOW + HIGH) / 2;
  if (!size) return null;
  const off = (w1 * mid + w2 * mid + w0) / size, normal = [w1 / size, w2 / size];
  const spot = (t) => [mid - off * normal[0] - t * normal[1], mid - off * normal[1] + t * normal[0]];
  const inside = ([x, y]) => Math.min(x, y) > LOW + 0.05 && Math.max(x, y) < HIGH - 0.05;
  const along = Array.from({ length: 121 }, (_, k) => spot((k - 60) / 50)).filter(inside);
  return { ends: [spot(-3), spot(3)], along, normal };
}

// One unit's line, its number on it where there is room, and an arrow to its positive side.
function drawn(axes, line, { name, colour, dash, taken }) {
  const paint = axes.paint, at = ([x, y]) => [axes.px(x), axes.py(y)];
  axes.clipped(() => axes.stroke(line.ends.map(at), colour, 2, dash));
  if (!line.along.length) return;
  const room = (spot) => Math.min(...taken.map(([x, y]) => Math.hypot(spot[0] - x, spot[1] - y)));
  const best = line.along.reduce((one, other) => (room(other) > room(one) + 1e-9 ? other : one));
  taken.push(best);
  const [x, y] = at(best), tip = [x + 30 * line.normal[0], y - 30 * line.normal[1]];
  axes.clipped((context) => {
    arrow(axes, [x, y], tip, colour);
    ring(context, x, y, 9, { fillStyle: paint.colours.ground, strokeStyle: colour, lineWidth: 1.5 });
    paint.text(name, x, y + 0.5, { align: "center", size: 11, bold: true, colour });
  });
}

// Circles for class 0, squares for class 1, a ring around what is wrong.
function examples(axes, { points, labels, right }, known) {
  const c = axes.paint.colours, size = labels.length > 4 ? 5 : 7;
  const pick = (wanted) => [...labels.keys()].filter(wanted);
  const at = (found, odd) => found.map((k) => points[2 * k + odd]);
  const zeros = pick((k) => labels[k] < 0.5), ones = pick((k) => labels[k] >= 0.5);
  axes.dots(at(zeros, 0), at(zeros, 1), c.blue, { size });
  axes.dots(at(ones, 0), at(ones, 1), c.vermilion, { size: size - 0.5, shape: "square" });
  const wrong = { strokeStyle: c.ink, lineWidth: 1.8 };
  axes.clipped((context) => pick((k) => known && !right[k]).forEach((k) =>
    ring(context, axes.px(points[2 * k]), axes.py(points[2 * k + 1]), size + 6, wrong)));
}

// What the marks mean, from top to bottom.
function key(paint, x, y, lines) {
  const c = paint.colours, axes = Object.assign(Object.create(Axes.prototype),
    { paint, box: { x, y: y - 12, w: 30, h: 144 }, x: [0, 30], y: [144, 0] });
  axes.dots([15], [12], c.blue, { size: 6 });
  axes.dots([15], [36], c.vermilion, { size: 5.5, shape: "square" });
  ring(paint.context, x + 15, y + 48, 9, { strokeStyle: c.ink, lineWidth: 1.8 });
  axes.stroke([[x, y + 72], [x + 30, y + 72]], c.ink, 2.8);
  axes.stroke([[x, y + 96], [x + 30, y + 96]], lines, 2, [7, 4]);
  arrow(axes, [x, y + 120], [x + 28, y + 120], lines);
  ["class 0", "class 1", "wrong", "boundary, p = ½", "line of a hidden unit", "its side with in_ > 0"]
    .forEach((words, k) => paint.text(words, x + 42, y + 24 * k));
}

function ring(context, x, y, radius, look) {
  Object.assign(context, look);
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  if (look.fillStyle) context.fill();
  context.stroke();
}

function arrow(axes, [x, y], [u, v], colour) {
  const size = Math.hypot(u - x, v - y), dx = (u - x) / size, dy = (v - y) / size;
  axes.stroke([[x, y], [u, v]], colour, 2);
  axes.stroke([[-7, -5], [0, 0], [-7, 5]].map(([a, b]) => [u + a * dx - b * dy, v + a * dy + b * dx]), colour, 2);
}

// The network, each arrow as wide as its weight is large; dashes are negative.
function wiring(paint, box, state) {
  const c = paint.colours, x = (k) => box.x + 14 + k * (box.w - 28) / 2, y = (k) => box.y + box.h * k;
  const spots = { 1: [x(0), y(0.22)], 2: [x(0), y(0.78)], 3: [x(1), y(0.22)], 4: [x(1), y(0.78)], 5: [x(2), y(0.5)] };
  const axes = Object.assign(Object.create(Axes.prototype), { paint });
  for (const [i, j] of ["13", "23", "14", "24", "35", "45"]) {
    const weight = +state[`w${i}${j}`] || 0;
    axes.stroke([spots[i], spots[j]], weight < 0 ? c.vermilion : weight ? c.blue : c.faint,
      1 + Math.abs(weight) / 8, weight < 0 ? [7, 4] : []);
  }
  for (const [j, [left, top]] of Object.entries(spots)) {
    ring(paint.context, left, top, 13, { fillStyle: c.ground, strokeStyle: c.ink, lineWidth: 1.4 });
    paint.text(j, left, top + 0.5, { align: "center", bold: true });
  }
}

// The heat map with the boundary, the lines of the hidden units, and the examples.
function plane(paint, box, scene, state, colour) {
  const right = scene.right.filter(Boolean).length, all = scene.right.length, known = scene.p.some(Number.isFinite);
  const score = known ? `${right} of ${all} right${right === all ? ", solved" : ""}` : "no answer";
  const title = `${state.goal}: ${score}`;
  const axes = new Axes(paint, box, { x: [LOW, HIGH], y: [LOW, HIGH], xLabel: "x₁", yLabel: "x₂", title });
  const at = ([x, y]) => [axes.px(x), axes.py(y)];
  axes.map(scene.p, SIDE, SIDE, ramp(paint.colours));
  axes.clipped(() => border(scene.p, at).forEach((piece) => axes.stroke(piece, paint.colours.ink, 2.8)));
  const taken = Array.from(scene.labels, (_, k) => [scene.points[2 * k], scene.points[2 * k + 1]]);
  [{ name: "3", dash: [7, 4] }, { name: "4", dash: [2, 4] }].forEach((look, k) => {
    const line = visible(UNITS[k].map((name) => +state[name] || 0));
    if (line) drawn(axes, line, { ...look, colour, taken });
  });
  examples(axes, scene, known);
  Object.assign(paint.context, { strokeStyle: paint.colours.muted, lineWidth: 1 });
  paint.context.strokeRect(box.x, box.y, box.w, box.h);
  return axes;
}

function boxes(width) {
  const wide = width >= SMALL, side = Math.min(wide ? width - 290 : width - 80, 380);
  const beside = { x: 60 + side + 34, y: 0, w: width - side - 106, h: 0 };
  return { wide, side, map: { x: 60, y: 30, w: side, h: side }, beside };
}

export default panel({
  height: (width) => boxes(width).side + 84,

  compute(state) {
    const ask = network(state), { points, labels } = wanted(state.goal);
    const p = Float32Array.from({ length: SIDE * SIDE }, (_, k) => ask(middle(k % SIDE), middle(Math.floor(k / SIDE))));
    const right = labels.map((label, k) => +((ask(points[2 * k], points[2 * k + 1]) >= 0.5) === (label === 1)));
    const score = `${right.filter(Boolean).length} of ${right.length}`;
    const rows = UNITS.map((names, k) => [`unit ${k + 3}`, ...names.map((name) => +state[name])]);
    return { p, points, labels, right, words: `${said(state, points, right)} ${state.collapse ? equation(state) : ""}`,
      table: [["", "first weight", "second weight", "bias"], ...rows, ["points right", score, "", ""]] };
  },

  draw(paint, scene, state) {
    const { wide, map, beside } = boxes(paint.width), { plum, muted } = paint.colours;
    const lines = state.collapse ? muted : plum; // without g these lines bend nothing
    this.axes = plane(paint, map, scene, state, lines);
    if (!wide) return;
    paint.text("The network", beside.x, 16, { bold: true, size: 13 });
    wiring(paint, { ...beside, y: 34, h: map.h * 0.45 }, state);
    key(paint, beside.x, 34 + map.h * 0.55, lines);
  },

  // A hidden unit's line can be dragged: its bias follows the hand.
  point(x, y, state, paint, scene, event) {
    if (!this.axes) return null;
    const { box } = this.axes, scale = (HIGH - LOW) / box.w;
    const spot = [LOW + (x - box.x) * scale, HIGH - (y - box.y) * scale];
    const units = UNITS.slice(0, 2).map((names) => names.map((name) => +state[name] || 0));
    const far = units.map(([w1, w2, w0]) => Math.abs(w1 * spot[0] + w2 * spot[1] + w0) / Math.hypot(w1, w2) / scale);
    if (event.type === "pointerdown") this.held = [0, 1].filter((k) => far[k] < 16).sort((a, b) => far[a] - far[b])[0];
    if (this.held === undefined) return null;
    const [w1, w2] = units[this.held], bias = Math.round(-(w1 * spot[0] + w2 * spot[1]));
    return { [UNITS[this.held][2]]: Math.min(40, Math.max(-40, bias)) + 0 };
  },
});
