// The graph stepper: a graph of five gates or of seven units, and below it the arithmetic of a step.
// Places are given in a width of 760 and stretched; texts keep their size.

const WIDE = 760, PORT = 16;
const TOP = 104, MID = 172, LOW = 240;
const ROLES = {
  upstream: { dash: [6, 4], ink: "plum" },
  local: { dash: [2, 3], ink: "green" },
  product: { dash: [], ink: "red" },
};

// Five gates. A wire has corners, and where its numbers stand; a gate has its left end and height.
const WIRES = {
  x: { path: [[46, TOP - PORT], [270, TOP - PORT]], at: 93 },
  y: { path: [[46, MID], [140, MID]], at: 93 },
  z: { path: [[46, LOW + PORT], [270, LOW + PORT]], at: 93 },
  "y:q": { path: [[140, MID], [196, TOP + PORT], [270, TOP + PORT]], at: 226 },
  "y:m": { path: [[140, MID], [196, LOW - PORT], [270, LOW - PORT]], at: 226 },
  q: { path: [[314, TOP], [400, TOP]], at: 358 },
  m: { path: [[314, LOW], [400, LOW]], at: 358 },
  r: { path: [[444, TOP], [534, TOP], [590, MID - PORT]], at: 498 },
  e: { path: [[444, LOW], [534, LOW], [590, MID + PORT]], at: 498 },
  L: { path: [[634, MID], [746, MID]], at: 696 },
};
const BOXES = {
  x: { left: 14, y: TOP - PORT, text: "x" },
  y: { left: 14, y: MID, text: "y" },
  z: { left: 14, y: LOW + PORT, text: "z" },
  q: { left: 270, y: TOP, text: "+", gate: true }, m: { left: 270, y: LOW, text: "max", gate: true },
  r: { left: 400, y: TOP, text: "1/x", gate: true }, e: { left: 400, y: LOW, text: "eˣ", gate: true },
  L: { left: 590, y: MID, text: "×", gate: true },
};
const GATE_NAMES = { q: "+", m: "max", r: "1/x", e: "eˣ", L: "×", y: "y, where paths meet" };

// Seven units in four columns.
const SPOTS = { 1: [52, TOP], 2: [52, LOW], 3: [244, TOP], 4: [244, LOW], 5: [436, TOP], 6: [436, LOW], 7: [596, MID] };
const LINKS = ["13", "14", "23", "24", "35", "36", "45", "46", "57", "67"];
const RADIUS = 19;

export default panel({
  height: 424,
  least: 620,

  draw(paint, scene) {
    const look = looks(paint, scene);
    heading(paint, look, scene);
    (scene.graph === "five gates" ? gates : units)(paint, look, scene);
    const rows = scene.rows.length ? scene.rows : [general(scene.graph)];
    rows.forEach((row, k) => arithmetic(paint, look, row, 306 + 58 * k));
  },

  // A click on a gate or a unit is a suspicion, where a bug is to be found.
  point(x, y, state, paint, scene) {
    if (state.mode !== "find the bug" || !scene) return null;
    const inside = (box) => Math.abs(x - box.x) < box.w / 2 && Math.abs(y - box.y) < box.h / 2;
    const hit = (paint.hits || []).find(inside), name = state.graph === "five gates" ? "gate" : "unit";
    if (!hit) return null;
    const value = name === "gate" ? GATE_NAMES[hit.key] : `unit ${hit.key}`;
    return state[name] === value ? null : { [name]: value };
  },
});

// Colours of numbers and roles; orange text is darker than orange lines, to be read on white.
function looks(paint, scene) {
  const c = paint.colours, red = c.dark ? c.vermilion : "#b34d00", s = paint.width / WIDE;
  paint.hits = [];
  const { up = [], at, to } = scene.focus;
  return { ...c, red, s, up, at, to, small: paint.width < 640 ? 11 : 12 };
}

function heading(paint, look, scene) {
  const gate = scene.graph === "five gates";
  const value = gate ? "value, above the wire" : "a and w, the upper numbers";
  const back = gate ? "gradient ∂L/∂…, below the wire" : "Δ and w Δ, the lower numbers";
  paint.text(`→ ${value}`, 14, 14, { colour: look.blue, size: look.small });
  paint.text(`← ${back}`, 14, 33, { colour: look.red, size: look.small });
  let x = paint.width - 14;
  for (const [name, words] of [["product", "result"], ["local", "local"], ["upstream", "upstream"]]) {
    const { dash, ink } = ROLES[name];
    paint.text(words, x, 14, { colour: look[ink], align: "right", size: look.small });
    x -= wide(paint, words, look.small) + 34;
    path(paint, [[x, 14], [x + 28, 14]], look[ink], 3, dash);
    x -= 16;
  }
}

function wide(paint, words, size, bold = false) {
  paint.context.font = `${bold ? "600 " : ""}${size}px system-ui, sans-serif`;
  return paint.context.measureText(words).width;
}

// A way through points: level where two have the same height, bent where not.
function path(paint, points, colour, width, dash = []) {
  const { context } = paint;
  context.beginPath();
  context.moveTo(...points[0]);
  points.slice(1).forEach(([x, y], k) => {
    const [x0, y0] = points[k], middle = (x0 + x) / 2;
    context.bezierCurveTo(middle, y0, middle, y, x, y);
  });
  Object.assign(context, { strokeStyle: colour, lineWidth: width });
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

function box(paint, x, y, w, h, { fill, line, width = 1.4, dash = [], round = 6 }) {
  const { context } = paint;
  context.beginPath();
  context.roundRect(x, y, w, h, round);
  if (fill) { context.fillStyle = fill; context.fill(); }
  Object.assign(context, { strokeStyle: line, lineWidth: width });
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

// Colour, width and dashes of a wire or an outline: by its role in the next step.
function role(look, key) {
  if (key === look.to) return [look.red, 3, []];
  if (look.up.includes(key)) return [look.plum, 3, ROLES.upstream.dash];
  return [look.muted, 1.4, []];
}

// Five gates ----------------------------------------------------------------------------------

function gates(paint, look, scene) {
  const marked = (key) => key === look.to || look.up.includes(key);
  const order = Object.entries(WIRES).sort(([a], [b]) => marked(a) - marked(b));
  for (const [key, { path: points }] of order) {
    path(paint, points.map(([x, y]) => [x * look.s, y]), ...role(look, key));
  }
  for (const [key, { path: points, at }] of Object.entries(WIRES)) {
    numbers(paint, look, scene, key, at * look.s, level(points));
  }
  for (const [key, one] of Object.entries(BOXES)) gateBox(paint, look, key, one);
}

// The height of a wire's level piece, where its numbers stand.
function level(points) {
  const k = points.findIndex(([, y], i) => i && y === points[i - 1][1]);
  return points[k][1];
}

function numbers(paint, look, scene, key, x, y) {
  const above = scene.above[key], asked = key === look.to, below = asked ? "?" : scene.below[key];
  const style = { colour: look.red, align: "center", size: asked ? 14 : look.small, bold: asked };
  if (above) paint.text(above, x, y - 10, { colour: look.blue, align: "center", size: look.small });
  if (below) paint.text(below, x, y + 11, style);
}

function gateBox(paint, look, key, { left, y, text, gate }) {
  const w = (gate ? 44 : 32) * look.s, h = gate ? (key === "r" || key === "e" ? 44 : 60) : 30, x = left * look.s;
  const here = key === look.at, fill = gate ? look.ground : look.faint;
  box(paint, x, y - h / 2, w, h, { fill, line: look.ink, round: gate ? 10 : 4 });
  if (here) box(paint, x - 4, y - h / 2 - 4, w + 8, h + 8, { line: look.green, width: 3, dash: [2, 3], round: 13 });
  paint.text(text, x + w / 2, y, { align: "center", size: text.length > 1 ? 13 : 16 });
  if (GATE_NAMES[key]) paint.hits.push({ key, x: x + w / 2, y, w: w + 8, h: h + 8 });
}

// Seven units ---------------------------------------------------------------------------------

function units(paint, look, scene) {
  const spot = (unit) => [SPOTS[unit][0] * look.s, SPOTS[unit][1]];
  for (const link of LINKS) wire(paint, look, link, spot(link[0]), spot(link[1]));
  for (const link of LINKS) linkTexts(paint, look, scene, link, spot(link[0]), spot(link[1]));
  for (const unit of Object.keys(SPOTS)) unitAt(paint, look, scene, unit, ...spot(unit));
  const [x, y] = spot(7), answers = look.to === "7";
  const style = { colour: answers ? look.plum : look.ink, size: look.small, bold: answers };
  paint.text(scene.above.y, x + RADIUS + 12, y, style);
}

// A wire that carries something back in the next step leads from what is upstream to the unit.
function wire(paint, look, link, from, to) {
  const [i, j] = link, carries = i === look.at && look.up.includes(j);
  const style = carries ? [look.plum, 3, ROLES.upstream.dash] : role(look, link);
  const axes = Object.assign(Object.create(Axes.prototype), { paint });
  axes.stroke([from, to], ...style);
}

function linkTexts(paint, look, scene, link, [x0, y0], [x1, y1]) {
  const along = (t) => [x0 + t * (x1 - x0), y0 + t * (y1 - y0)], flat = y0 === y1;
  const back = link === look.to ? "?" : scene.below[link];
  const first = flat ? [(x0 + x1) / 2, y0 - 10] : along(0.3), second = flat ? [(x0 + x1) / 2, y0 + 11] : along(0.7);
  tag(paint, look, scene.above[link], ...first, look.blue);
  const lines = back ? back.split(" = ") : [];
  lines.forEach((part, k) => tag(paint, look, k ? `= ${part}` : part, second[0], second[1] + 14 * k, look.red));
}

// A short text on the ground's own colour, so that no line runs through it.
function tag(paint, look, words, x, y, colour) {
  if (!words) return;
  const w = wide(paint, words, 11) + 6;
  paint.context.fillStyle = look.ground;
  paint.context.fillRect(x - w / 2, y - 7, w, 14);
  paint.text(words, x, y, { colour, align: "center", size: 11 });
}

function unitAt(paint, look, scene, unit, x, y) {
  const { context } = paint, hidden = +unit > 2;
  const ring = (radius, colour, width, dash) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  };
  context.beginPath();
  context.arc(x, y, RADIUS, 0, 7);
  context.fillStyle = hidden ? look.ground : look.faint;
  context.fill();
  ring(RADIUS, look.ink, 1.4, []);
  if (unit === look.at) ring(RADIUS + 4, look.green, 3, ROLES.local.dash);
  if (look.up.includes(unit)) ring(RADIUS + 4, look.plum, 3, ROLES.upstream.dash);
  paint.text(unit, x, y, { align: "center", size: 14 });
  if (hidden) paint.hits.push({ key: unit, x, y, w: 50, h: 50 });
  unitTexts(paint, look, scene, unit, x, y);
}

// a and Δ: above the upper units, below the lower ones, beside the last: out of the way of the wires.
function unitTexts(paint, look, scene, unit, x, y) {
  const below = unit === look.to ? `Δ${"₀₁₂₃₄₅₆₇"[unit]} = ?` : scene.below[unit];
  const rows = { [TOP]: [-46, -31], [MID]: [-18, 18], [LOW]: [33, 48] }[y], aside = y === MID;
  const where = [aside ? x + RADIUS + 12 : x, aside ? "left" : "center"];
  const one = (words, dy, colour, bold) => words &&
    paint.text(words, where[0], y + dy, { colour, align: where[1], size: look.small, bold });
  one(scene.above[unit], rows[+unit < 3 && y === TOP ? 1 : 0], look.blue, false);
  one(below, rows[1], look.red, unit === look.to);
}

// The arithmetic of a step -------------------------------------------------------------------

// The rule in letters, before there is a step.
function general(graph) {
  const gate = graph === "five gates";
  return {
    tag: "each step", name: gate ? "∂L/∂input" : "Δ of a unit", sign: "×", result: "",
    terms: [{ role: "upstream", formula: gate ? "∂L/∂gate" : "what arrives", text: "" },
      { role: "local", formula: gate ? "∂gate/∂input" : "g′(in)", text: "" }],
  };
}

// Upstream, local and product in boxes: 0.25 × −0.0625 = ?
function arithmetic(paint, look, row, y) {
  const w = paint.width, next = row.tag === "next";
  paint.text(row.tag, 14, y + 14, { colour: look.muted, size: 11 });
  paint.text(row.name, 14, y + 32, { bold: true, size: look.small });
  const cells = [[0.205, 0.46, row.terms[0]], [0.495, 0.775, row.terms[1]]];
  for (const [from, to, { role: name, formula, text }] of cells) {
    cell(paint, look, from * w, to * w, y, name, row.sign === "+" ? [formula] : [`${name}: ${formula}`, formula], text);
  }
  paint.text(row.sign, 0.4775 * w, y + 24, { align: "center", size: 16 });
  paint.text("=", 0.7925 * w, y + 24, { align: "center", size: 16 });
  const kind = row.sign === "+" ? "sum" : "product", shown = "is" in row && row.is !== row.result;
  const captions = shown ? [`but it says ${row.is}`, `not ${row.is}`] : [kind];
  cell(paint, look, 0.81 * w, w - 14, y, "product", captions, row.result, next);
}

// A box with a number and what it is: the first of its captions that fits.
function cell(paint, look, left, right, y, name, captions, text, strong = false) {
  const { dash, ink } = ROLES[name], middle = (left + right) / 2, colour = look[ink];
  box(paint, left, y, right - left, 46, { line: colour, width: strong ? 2.6 : 1.6, dash });
  const fits = captions.find((words) => wide(paint, words, 11) < right - left - 8) || captions[captions.length - 1];
  paint.text(fits, middle, y + (text ? 14 : 23), { colour, align: "center", size: 11 });
  paint.text(text, middle, y + 32, { align: "center", size: 14, bold: true });
}
