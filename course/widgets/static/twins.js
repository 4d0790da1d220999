// The twin tracker: left the units in the plane of their two weights, right the cost.

const FIRST_UNIT = 3, ROUND = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

// Unit 3, 4, 5: colour, dash and shape.
const UNITS = (c) => [
  { colour: c.blue, dash: [], shape: "circle" },
  { colour: c.vermilion, dash: [7, 4], shape: "square" },
  { colour: c.green, dash: [2, 3], shape: "circle" },
];

const PLACE = { y: 44, h: 284, share: 0.56 };

export default panel({
  height: (width) => pair_height(width, PLACE),

  draw(paint, scene) {
    const [box, other] = pair(paint.width, PLACE);
    const count = scene.way.length / (2 * scene.epochs.length);
    const along = (input) => scene.way.filter((_, k) => Math.floor(k / count) % 2 === input);
    const plane = new Axes(paint, box, { x: reached(along(0)), y: reached(along(1)), xLabel: "weight from input 1",
      yLabel: "weight from input 2", title: `Different hidden units: ${scene.distinct} of ${count}` });
    units(plane, scene);
    falling(paint, other, scene);
  },
});

// From one round number to another, 0 in between: the picture jumps rarely.
function reached(weights) {
  const side = (sign) => weights.reduce((most, value) => Math.max(most, 1.15 * sign * value), 0);
  const round = (size) => (size > 0 ? ROUND.find((one) => one >= size) || size : 0);
  const low = round(side(-1)), high = round(side(1)), least = 0.15 * Math.max(low, high) || 1;
  return [-Math.max(low, least), Math.max(high, least)];
}

// Paths first, so that no mark is hidden by a path; twins share a path, a mark and a name.
function units(plane, { way, groups, epochs }) {
  const looks = UNITS(plane.paint.colours), count = way.length / (2 * epochs.length);
  const path = (unit) => [0, 1].map((input) =>
    Array.from(epochs, (_, k) => way[(2 * k + input) * count + unit - FIRST_UNIT]));
  const all = groups.map((group) => ({ group, path: path(group[0]), ...looks[group[0] - FIRST_UNIT] }));
  all.sort((one, other) => other.group.length - one.group.length); // the largest mark lies lowest
  for (const { path: [xs, ys], colour, dash } of all) plane.line(xs, ys, colour, { dash });
  for (const { path: [xs, ys], colour } of all) started(plane, xs[0], ys[0], colour);
  const marks = all.map(({ group, path: [xs, ys], colour, shape }) => {
    const x = xs[xs.length - 1], y = ys[ys.length - 1], size = 5 + 2.5 * group.length;
    plane.dots([x], [y], colour, { shape, size });
    return { text: named(group), x: plane.px(x), y: plane.py(y), size };
  });
  const starts = all.map(({ path: [xs, ys] }) => ({ x: plane.px(xs[0]), y: plane.py(ys[0]), size: 6 }));
  written(plane, marks, starts);
}

const named = (group) => (group.length === 1 ? `unit ${group[0]}` : `${group.length} units: ${group.join(" = ")}`);

function started(plane, x, y, colour) {
  const { context, colours } = plane.paint;
  context.beginPath();
  context.arc(plane.px(x), plane.py(y), 6, 0, 7);
  Object.assign(context, { strokeStyle: colour, fillStyle: colours.ground, lineWidth: 1.8 });
  context.fill();
  context.stroke();
}

// Names beside their marks, where they cover neither a mark nor another name.
function written(plane, marks, starts) {
  const { paint, box } = plane, taken = [...marks, ...starts].map(({ x, y, size }) => around(x, y, size, size));
  for (const { text, x, y, size } of marks) {
    paint.context.font = "600 12px system-ui, sans-serif";
    const half = paint.context.measureText(text).width / 2 + 4, away = half + size + 3;
    const places = [0, 18, -18, 36, -36, 54].flatMap((down) => [[x + away, y + down], [x - away, y + down]]);
    const free = places.map(([left, top]) => around(left, top, half, 8)).find((place) =>
      inside(place, box) && !taken.some((other) => meets(place, other))) || around(...places[0], half, 8);
    taken.push(free);
    const [x_text, y_text] = [(free.left + free.right) / 2, (free.top + free.bottom) / 2];
    haloed(paint, text, x_text, y_text, { align: "center", bold: true });
  }
}

const around = (x, y, wide, high) => ({ left: x - wide, right: x + wide, top: y - high, bottom: y + high });
const meets = (one, other) =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
const inside = (one, { x, y, w, h }) => one.left > x && one.right < x + w && one.top > y && one.bottom < y + h;

function falling(paint, box, { epochs, costs, epoch, most }) {
  const top = costs.reduce((found, cost) => Math.max(found, cost), 0);
  const axes = new Axes(paint, box, { x: [-0.02 * most, 1.02 * most],
    y: top < 0.33 ? [-0.01, 0.35] : [-0.03, 1], xLabel: "epoch", yLabel: "cost", title: `Epoch ${epoch} of ${most}` });
  axes.line(epochs, costs, paint.colours.plum);
  axes.dots([epochs[epochs.length - 1]], [costs[costs.length - 1]], paint.colours.plum, { size: 5 });
}
