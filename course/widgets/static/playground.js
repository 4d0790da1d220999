// The playground: data on the left, features, the network, and on the right loss and output.
//
// A scene only brings what has changed since the last one: they are laid over each other here.
// Buttons and check boxes lie above the canvas, so that a keyboard reaches all of them.

const TILE = 30, PITCH = 46, TOP = 62, LOST = 255, HALF = 127;
const FEATURE_WIDTH = 108, AHEAD = 3;
const SETS = { circle: 1, "exclusive or": 1, gauss: 1, spiral: 1, plane: 0, "multi-gauss": 0, "your own": 1 };
const FORMULAS = {
  x1: (x, y) => x, x2: (x, y) => y, "x1²": (x) => x * x, "x2²": (x, y) => y * y, x1x2: (x, y) => x * y,
  "sin x1": (x) => Math.sin(x), "sin x2": (x, y) => Math.sin(y),
};
const pretty = (name) => name.replace("x1", "x₁").replace("x2", "x₂");
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// Colours -------------------------------------------------------------------------------------

// 256 colours from vermilion over the ground to blue; 255 is no number.
function scale(c, sharp) {
  const ends = [[213, 94, 0], c.dark ? [40, 40, 40] : [246, 246, 246], [0, 114, 178]];
  const lut = Array.from({ length: 256 }, (_, k) => {
    if (k === LOST) return [128, 128, 128];
    const t = sharp ? (k < HALF ? -1 : 1) : (k - HALF) / HALF, end = ends[t < 0 ? 0 : 2], part = Math.abs(t) ** 0.8;
    return ends[1].map((mid, i) => Math.round(mid + part * 0.92 * (end[i] - mid)));
  });
  lut.packed = Uint32Array.from(lut, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
  return lut;
}

const css = ([r, g, b]) => `rgb(${r},${g},${b})`;

// A map as a small canvas of its own, to be drawn in any size. One that has not changed since the
// last picture is kept: a layer's maps come in turns.
const SHEETS = new WeakMap();

function sheet(values, lut, canvas = document.createElement("canvas")) {
  const kept = SHEETS.get(values);
  if (kept && kept.lut === lut) return kept.canvas;
  const side = Math.round(Math.sqrt(values.length)), picture = new ImageData(side, side);
  const pixels = new Uint32Array(picture.data.buffer);
  for (let k = 0; k < values.length; k++) pixels[k] = lut.packed[values[k]];
  canvas.width = canvas.height = side;
  canvas.getContext("2d").putImageData(picture, 0, 0);
  SHEETS.set(values, { lut, canvas });
  return canvas;
}

// A layer's map comes in one piece; cut it into one per unit, once.
function cut(maps, count) {
  if (!maps || Array.isArray(maps)) return maps;
  const size = maps.length / count;
  return Array.from({ length: count }, (_, j) => maps.subarray(j * size, (j + 1) * size));
}

// The map of an input feature: a closed form, so the browser works it out.
function feature_map(name, [x1, to1, x2, to2], side = 17) {
  const found = new Uint8Array(side * side), far = Math.max(Math.abs(x1), Math.abs(to1), Math.abs(x2), Math.abs(to2));
  const size = name.startsWith("sin") ? 1 : name.length > 2 ? far * far : far;
  for (let k = 0; k < found.length; k++) {
    const x = x1 + (k % side) / (side - 1) * (to1 - x1), y = to2 - Math.floor(k / side) / (side - 1) * (to2 - x2);
    found[k] = HALF + Math.round(HALF * clamp(FORMULAS[name](x, y) / size, -1, 1));
  }
  return found;
}

// Geometry ------------------------------------------------------------------------------------

// Where everything stands, in CSS pixels. Two networks stand above each other.
function layout(width, scene, all) {
  const hidden = scene.sizes.slice(1, -1), side = clamp(Math.round(width * 0.29), 180, 290), from = FEATURE_WIDTH;
  const below = (width - side - 54 - from) / (hidden.length + 1) < 62; // many layers: the output gets a row of its own
  const right = below ? width - 6 : width - side - 8, gap = (right - 46 - from) / (hidden.length + 1);
  const tallest = Math.max(1, ...hidden);
  const rows = [Math.max(all.length, tallest), Math.max(scene.features.length, tallest)];
  const net_height = rows.map((count) => TOP + count * PITCH + 34);
  const blocks = scene.nets.map((_, n) => below
    ? net_height[n] + side + 76 : Math.max(net_height[n], (n ? 0 : 150) + side + 76));
  const nets = scene.nets.map((_, n) => {
    const above = n ? blocks[0] : 0, top = above + TOP, x = width - side - 8;
    const y = below ? above + net_height[n] + 40 : above + (n ? 40 : 190);
    const column = (at, count) => Array.from({ length: count }, (_, j) => ({ x: at, y: top + j * PITCH }));
    const features = scene.features.map((name, j) => (
      { name, x: FEATURE_WIDTH - TILE - 12, y: top + (n ? j : all.indexOf(name)) * PITCH }));
    return {
      top, features, units: hidden.map((count, k) => column(from + gap * (k + 1) - TILE / 2, count)),
      output: { x, y, w: side, h: side }, bottom: top + (gap > 78 ? tallest : rows[n]) * PITCH,
      end: below ? { x: right - 12, y: top + (rows[n] - 1) / 2 * PITCH } : { x: x - 12, y: y + side / 2 - TILE / 2 },
    };
  });
  const loss = below ? { x: 0, y: net_height[0] + 40, w: width - side - 34, h: 150 }
    : { x: right + 4, y: 36, w: side - 4, h: 84 };
  return { nets, right, side, gap, loss, height: blocks.reduce((a, b) => a + b) + (side < 230 ? 42 : 22) };
}

// All links of a network, with their place in the vector of parameters.
function links_of(place, sizes, net) {
  const columns = [place.features, ...place.units, [place.end]];
  const found = [], biases = [];
  let start = 0;
  for (let k = 0; k + 1 < sizes.length; k++) {
    const wide = sizes[k + 1];
    columns[k + 1].forEach((to, j) => biases.push(
      { layer: k, i: -1, j, at: start + j, x: to.x - 7, y: to.y + TILE - 5 }));
    columns[k].forEach((unit, i) => columns[k + 1].forEach((to, j) => found.push({
      layer: k, i, j, at: start + (1 + i) * wide + j, net,
      from: [unit.x + TILE, unit.y + TILE / 2], to: [to.x, to.y + TILE / 2],
    })));
    start += (1 + sizes[k]) * wide;
  }
  return { found, biases: biases.map((bias) => ({ ...bias, net })) };
}

// A point of the link's curve, t from 0 to 1.
function along({ from, to }, t) {
  const mid = (from[0] + to[0]) / 2, u = 1 - t;
  const mix = (a, b, c, d) => u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  return [mix(from[0], mid, mid, to[0]), mix(from[1], from[1], to[1], to[1])];
}

// Drawing -------------------------------------------------------------------------------------

function draw_link(paint, link, weight, lit) {
  const { context, colours: c } = paint, mid = (link.from[0] + link.to[0]) / 2;
  context.beginPath();
  context.moveTo(...link.from);
  context.bezierCurveTo(mid, link.from[1], mid, link.to[1], ...link.to);
  context.strokeStyle = !Number.isFinite(weight) ? c.muted : weight < 0 ? c.vermilion : c.blue;
  context.lineWidth = clamp(0.5 + 1.7 * Math.abs(weight || 0), 0.5, 9) + (lit ? 2.5 : 0);
  context.setLineDash(weight < 0 ? [7, 4] : []);
  context.stroke();
  context.setLineDash([]);
}

function draw_tile(paint, map, { x, y }, lut, lit) {
  const { context, colours: c } = paint;
  context.fillStyle = c.ground;
  context.fillRect(x, y, TILE, TILE);
  if (map) context.drawImage(sheet(map, lut), x, y, TILE, TILE);
  context.strokeStyle = lit ? c.ink : c.muted;
  context.lineWidth = lit ? 2.5 : 1;
  context.strokeRect(x, y, TILE, TILE);
}

// Twins carry the same letter.
function draw_twin(paint, group, { x, y }) {
  const { context, colours: c } = paint;
  context.beginPath();
  context.arc(x + TILE, y, 8, 0, 7);
  Object.assign(context, { fillStyle: c.ink, strokeStyle: c.ground, lineWidth: 1.5 });
  context.fill();
  context.stroke();
  const letter = String.fromCharCode(64 + group);
  paint.text(letter, x + TILE, y + 0.5, { align: "center", size: 10, bold: true, colour: c.ground });
}

function draw_net(board, n) {
  const { paint, scene, lut, hover } = board, net = scene.nets[n], place = board.place[n], c = paint.colours;
  const is = (kind, mark) => hover && hover.kind === kind && hover.net === n && (kind === "unit"
    ? hover.layer === mark.layer && hover.j === mark.j : hover.at === mark.at);
  for (const link of board.links[n].found) draw_link(paint, link, net.params[link.at], is("link", link));
  place.features.forEach((spot) => draw_tile(paint, board.features[spot.name], spot, lut));
  place.units.forEach((column, layer) => column.forEach((spot, j) => {
    const maps = net.maps[layer];
    draw_tile(paint, maps && maps[j], spot, lut, is("unit", { layer, j }));
    const group = (net.twins[layer] || [])[j];
    if (group) draw_twin(paint, group, spot);
  }));
  for (const bias of board.links[n].biases) {
    const value = net.params[bias.at];
    paint.context.fillStyle = value < 0 ? c.vermilion : value > 0 ? c.blue : c.muted;
    paint.context.fillRect(bias.x - (is("bias", bias) ? 2 : 0), bias.y, is("bias", bias) ? 9 : 5, 5);
  }
  draw_layers(paint, net, place, n, scene, board.geometry);
}

// Below each layer: how many slopes are asleep, and how long Δ is.
function draw_layers(paint, net, place, n, scene, { right, gap }) {
  const c = paint.colours, y = place.bottom + 2, wide = gap > 78;
  place.units.forEach((column, k) => {
    const x = column[0].x + TILE / 2, asleep = Math.round(100 * net.asleep[k]);
    const said = [wide ? `${asleep} % asleep` : `${asleep} %`, (wide ? "‖Δ‖ " : "") + short(net.delta[k])];
    said.forEach((words, row) => paint.text(words, x, y + 15 * row, { align: "center", size: 11, colour: c.ink }));
    const units = gap > 104 ? `${column.length} unit${column.length > 1 ? "s" : ""}` : `${column.length}`;
    if (n > 0) paint.text(units, x, place.top - 16, { align: "center" });
  });
  if (!wide && place.units.length) {
    paint.text("asleep", 4, y, { size: 11 });
    paint.text("mean ‖Δ‖", 4, y + 15, { size: 11 });
  }
  const which = n ? "Second network" : "First network";
  if (scene.nets.length > 1) paint.text(which, 0, place.top - 50, { bold: true, size: 13 });
}

const NET_LOOKS = (c) => [c.green, c.plum];

function draw_loss(board) {
  const { paint, scene, geometry: { loss: box } } = board, c = paint.colours, curve = board.curve;
  const last = curve.length ? curve[curve.length - 1] : [0], bands = scene.bands || [];
  const end = Math.max(1, last[0], ...bands.map((band) => band[band.length - 6]));
  const banded = bands.flatMap((band) => Array.from(band).filter((_, k) => k % 6));
  const seen = curve.flatMap((row) => row.slice(1)).concat(banded);
  const top = Math.max(0.02, ...seen.filter((value) => Number.isFinite(value) && value < 1e6));
  const power = 10 ** Math.floor(Math.log10(top)), round = [1, 2, 5, 10].find((size) => size * power >= top) * power;
  const axes = new Axes(paint, { ...box, x: box.x + 30, w: box.w - 38 }, { x: [0, end], y: [0, round] });
  paint.text("epoch", box.x + box.w - 8, box.y + box.h + 28, { size: 11, align: "right", colour: c.muted });
  bands.forEach((band, n) => draw_band(axes, band, NET_LOOKS(c)[n]));
  const xs = curve.map((row) => row[0]);
  scene.nets.forEach((net, n) => {
    axes.line(xs, curve.map((row) => row[1 + 2 * n]), NET_LOOKS(c)[n], { width: 1.4, dash: [3, 3] });
    axes.line(xs, curve.map((row) => row[2 + 2 * n]), NET_LOOKS(c)[n], { width: 2.4 });
  });
  const two = scene.nets.length > 1, more = two ? "" : " loss";
  const names = [{ name: `test${more}`, colour: c.green }, { name: `train${more}`, colour: c.green, dash: [3, 3] }];
  if (two) names.push({ name: "second", colour: c.plum });
  legend_of(paint, box.x, box.y - 24, names);
}

function legend_of(paint, x, y, entries) {
  for (const { name, colour, dash = [] } of entries) {
    const axes = Object.assign(Object.create(Axes.prototype), { paint });
    axes.stroke([[x, y], [x + 20, y]], colour, 2.4, dash);
    paint.text(name, x + 25, y, { size: 11 });
    x += 29 + name.length * 5.9;
  }
}

// Quantiles of many seeds: 10 to 90 %, 25 to 75 %, the median.
function draw_band(axes, band, colour) {
  const rows = Array.from({ length: band.length / 6 }, (_, k) => band.slice(6 * k, 6 * k + 6));
  axes.clipped((context) => [[1, 5, 0.22], [2, 4, 0.3]].forEach(([low, high, alpha]) => {
    const side = (k) => rows.map((row) => [axes.px(row[0]), axes.py(Math.min(row[k], 1e9))]);
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.beginPath();
    [...side(low), ...side(high).reverse()].forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.fill();
    context.globalAlpha = 1;
  }));
  axes.line(rows.map((row) => row[0]), rows.map((row) => row[3]), colour, { width: 1.6, dash: [9, 3] });
}

function draw_output(board, n) {
  const { paint, scene, lut, state, hover } = board, net = scene.nets[n], { output } = board.place[n];
  const [x1, to1, x2, to2] = scene.frame, unit = hover && hover.kind === "unit" && hover.net === n;
  const whole = scene.nets.length > 1 ? ["First output", "Second output"][n] : "Output";
  const title = unit ? `Unit ${hover.j + 1} of layer ${hover.layer + 1}` : whole;
  const box = { x: output.x + 24, y: output.y, w: output.w - 30, h: output.h - 30 };
  const axes = new Axes(paint, box, { x: [x1, to1], y: [x2, to2], title });
  const values = unit ? net.maps[hover.layer][hover.j] : net.output;
  const picture = sheet(values, state.sharp && !unit ? board.sharp : lut);
  axes.clipped((context) => context.drawImage(picture, axes.box.x, axes.box.y, axes.box.w, axes.box.h));
  draw_points(axes, scene, state, lut);
  draw_key(paint, scene, lut, axes.box);
}

// Circles for 1 and squares for 0, with an edge in the colour of the ground; test data have an
// edge in ink.
function draw_points(axes, scene, state, lut) {
  const { points, trained, range: [low, high], classes } = scene, c = axes.paint.colours;
  const many = points.length / 3, size = many > 700 ? 1.5 : 2.8;
  axes.clipped((context) => {
    for (let k = 0; k < many; k++) {
      if (k >= trained && !state.tests) break;
      const [x, y, label] = points.subarray(3 * k, 3 * k + 3), px = axes.px(x), py = axes.py(y);
      context.beginPath();
      if (classes && label === 0) context.rect(px - size, py - size, 2 * size, 2 * size);
      else context.arc(px, py, size + 0.3, 0, 7);
      const level = Math.round(254 * clamp((label - low) / (high - low), 0, 1));
      context.fillStyle = classes ? (label ? "#005f96" : "#b34e00") : css(lut[level]);
      context.fill();
      context.strokeStyle = k >= trained ? (c.dark ? "#000000" : "#222222") : "#ffffff";
      context.lineWidth = many > 700 ? 0.7 : k >= trained ? 1.3 : 0.9;
      if (!classes && k < trained) context.strokeStyle = c.dark ? "#ffffff" : "#777777";
      context.stroke();
    }
  });
}

function draw_key(paint, scene, lut, box) {
  const y = box.y + box.h + 34, w = box.w > 190 ? 90 : 60, x = box.x, [low, high] = scene.range;
  for (let k = 0; k < w; k++) {
    paint.context.fillStyle = css(lut[Math.round(k / w * 254)]);
    paint.context.fillRect(x + k, y, 1, 8);
  }
  paint.text(short(low), x - 5, y + 4, { size: 11, align: "right" });
  const marks = box.w > 190 ? "  ● is 1, ■ is 0" : "  ● 1  ■ 0";
  paint.text(short(high) + (scene.classes ? marks : ""), x + w + 5, y + 4, { size: 11 });
}

// The panel -----------------------------------------------------------------------------------

class Ground extends Panel {
  build() {
    const get = (name) => this.model.get(name);
    Object.assign(this, { curve: [], going: "step", hover: null, flying: new Set() });
    this.canvas = make("canvas", { role: "img", "aria-label": get("title"), tabindex: "0" });
    this.words = make("p", { class: "dc-words", "aria-live": "polite" });
    this.parts = {};
    const built = {};
    for (const control of get("controls")) built[control.name] = this.control(control);
    this.named = built;
    this.fields = make("fieldset", { disabled: true }, this.bar(built), this.words,
      make("div", { class: "dc-pg-board" }, this.left(built), this.stage(built)));
    this.ask = this.prediction(get("question"));
    this.table = make("table");
    this.code = make("textarea", { readonly: true,
      "aria-label": "The network as Python code", "data-lm-suppress-shortcuts": true });
    this.numbers = make("details", { ontoggle: () => this.scene && this.tell(this.scene) },
      make("summary", {}, "The same in numbers"), this.table);
    this.writing = make("details", { ontoggle: () => this.writing.open && this.want("code") },
      make("summary", {}, "The network as code"), this.code);
    this.el.append(make("section", { class: "dc dc-pg", "aria-label": get("title") }, make("h3", {}, get("title")),
      make("p", {}, get("goal")), this.ask, this.fields, this.numbers, this.writing, this.foot()));
    this.show();
  }

  control(control) {
    const element = super.control(control);
    if (control.kind === "slider") element.classList.add("dc-slide");
    if (control.kind === "switch") {
      const input = element.querySelector("input");
      element.className = "dc-tick";
      element.replaceChildren(input, pretty(control.label));
    }
    return element;
  }

  bar(built) {
    const button = (label, act, more = {}) => make("button", { type: "button", onclick: act, ...more }, label);
    built.play.classList.add("dc-main");
    this.epoch = make("b", {}, "0");
    this.many = button("20 seeds", () => this.push("seeds"),
      { title: "Train networks from 20 seeds and show how far apart they end" });
    const keys = make("div", { class: "dc-pg-keys" }, built.play,
      button("Step", () => this.want("epoch"), { title: "One epoch" }),
      button("Rewind", () => this.push("reset"), { title: "Back to the same first weights" }),
      button("New weights", () => this.moved("seed", (this.state.seed + 1) % 1000)), this.many);
    return make("div", { class: "dc-pg-bar" }, keys, make("div", { class: "dc-epoch" }, "epoch", this.epoch),
      ...["lr", "g", "init", "loss", "penalty", "lam", "problem", "other", "speed"].map((name) => built[name]));
  }

  left(built) {
    this.sets = make("div", { class: "dc-pg-sets", role: "group", "aria-label": "Data set" });
    const draw = () => this.moved("draw", (this.state.draw + 1) % 1000);
    const again = make("button", { type: "button", onclick: draw }, "New data");
    return make("div", { class: "dc-pg-data" }, make("h4", {}, "Data"), this.sets,
      ...["share", "noise", "batch"].map((name) => built[name]), again);
  }

  stage(built) {
    const over = (element, centre) => make("div", { class: `dc-pg-over${centre ? " dc-center" : ""}` }, element);
    this.boxes = this.model.get("options").features.map((name) => over(built[`f ${name}`]));
    this.tops = [1, 2, 3, 4, 5, 6].map((k) => this.counter(`h${k}`, `in layer ${k}`, "unit"));
    this.depth = this.counter("layers", "", "hidden layer");
    this.shown = over(make("div", { style: "display:flex;gap:4px 14px" }, built.tests, built.sharp));
    this.heading = over(make("h4", {}, "Features"));
    this.card = make("div", { class: "dc-pg-card", hidden: true });
    return make("div", { class: "dc-pg-stage" }, this.canvas, this.heading, ...this.boxes, this.depth.element,
      ...this.tops.map((top) => top.element), this.shown, this.card);
  }

  // A − and a + around a count.
  counter(name, where, what) {
    const { low, high } = this.model.get("controls").find((control) => control.name === name);
    const text = make("span"), move = (by) => this.moved(name, clamp(this.state[name] + by, low, high));
    const button = (sign, by, said) => make("button", { type: "button",
      "aria-label": `${said} ${what} ${where}`.trim(), onclick: () => move(by) }, sign);
    const less = button("−", -1, "One less"), more = button("+", 1, "One more");
    const element = make("div", { class: "dc-pg-over dc-center" }, less, more, text);
    const set = (value) => {
      text.textContent = counter.short ? String(value) : `${value} ${what}${value === 1 ? "" : "s"}`;
      less.disabled = value <= low;
      more.disabled = value >= high;
    };
    const counter = { element, set, short: false };
    this.parts[name] = { set };
    return counter;
  }

  show() {
    super.show();
    const classes = this.state.problem === "classification", name = classes ? "data" : "target";
    const { options } = this.model.get("controls").find((control) => control.name === name);
    if (this.setsOf !== name) this.sets.replaceChildren(...options.map((option) => this.thumb(option, name)));
    this.setsOf = name;
    for (const button of this.sets.children) {
      button.setAttribute("aria-pressed", button.dataset.name === this.state[name]);
    }
    this.named.loss.hidden = !classes;
    this.named.lam.hidden = this.state.penalty === "none";
  }

  thumb(option, name) {
    const canvas = make("canvas", { width: 96, height: 96, "aria-hidden": "true" });
    draw_thumb(canvas.getContext("2d"), option);
    const chosen = () => this.moved(name, option);
    return make("button", { type: "button", "data-name": option, onclick: chosen }, canvas, option);
  }

  // Frames ------------------------------------------------------------------------------------

  push(name) {
    if (name !== "play" && name !== "seeds") {
      this.halt();
      return this.want(name);
    }
    const going = name === "play" ? "step" : "seeds", again = this.playing && this.going === going;
    this.halt();
    if (again) return;
    Object.assign(this, { playing: true, going });
    this.words.setAttribute("aria-live", "off"); // nobody listens to 30 sentences a second
    if (going === "step") this.parts.play.press(true);
    else this.many.textContent = "Stop";
    if (going === "seeds") this.want("seeds new");
    else this.go_on();
  }

  halt() {
    this.playing = false;
    this.words.setAttribute("aria-live", "polite");
    this.parts.play.press(false);
    this.many.textContent = "20 seeds";
  }

  // While it plays, a few portions are under way: the kernel trains on the one while the other
  // travels and is drawn. The kernel answers in order, so nothing old comes after a new form.
  go_on() {
    while (this.playing && this.waiting === null && this.wanted === null && this.flying.size < AHEAD) {
      const id = ++this.count;
      this.flying.add(id);
      this.model.send({ kind: this.going, state: this.state, id });
      clearTimeout(this.patience);
      this.patience = setTimeout(() => { this.flying.clear(); this.silent(); }, SILENT_MS);
    }
  }

  want(kind) {
    if (this.waiting === null) clearTimeout(this.patience); // that of a portion
    super.want(kind);
  }

  receive(message, buffers) {
    const portion = this.flying.delete(message.id), asked = message.id === this.waiting;
    if (message.kind !== "scene" || !(portion || asked)) return;
    if (asked || !this.flying.size) clearTimeout(this.patience);
    if (asked) this.waiting = null;
    this.lay(joined(message.scene, buffers));
    if (asked && this.wanted !== null) this.want(this.wanted);
    else if (asked && !this.playing && this.writing.open && !message.scene.code) this.want("code");
    if (this.drawing) return; // asked for more once that is on the screen
    this.go_on();
    this.drawing = requestAnimationFrame(() => this.drawn());
  }

  drawn() {
    this.drawing = null;
    this.redraw();
    this.tell(this.scene);
    this.go_on();
  }

  // Lay what has changed over what there was.
  lay(scene) {
    this.frames = (this.frames || 0) + 1;
    if ((scene.stop || scene.trouble) && this.playing) this.halt();
    const old = this.scene || {}, fresh = Boolean(scene.sizes);
    if (scene.nets && !fresh && old.nets) {
      scene.nets.forEach((net, n) => { net.maps = { ...old.nets[n].maps, ...net.maps }; });
    }
    const sizes = scene.sizes || old.sizes;
    for (const net of scene.nets || []) {
      for (const layer of Object.keys(net.maps)) net.maps[layer] = cut(net.maps[layer], sizes[+layer + 1]);
    }
    if (fresh) this.curve = rows_of(scene.curve, 1 + 2 * scene.nets.length);
    else if (scene.last) this.curve.push(scene.last);
    if (this.curve.length > 600) this.curve = this.curve.filter((_, k) => k % 2 === 0 || k > 590);
    this.scene = { ...old, wrong: false, trouble: "", ...scene };
    if (scene.code) this.code.value = scene.code;
  }

  redraw() {
    const width = this.canvas.clientWidth, { scene, paint, state } = this;
    if (!scene || !scene.sizes || !paint || !width) return;
    const all = this.model.get("options").features;
    const form = JSON.stringify([width, scene.sizes, scene.features, scene.nets.length, scene.frame]);
    if (form !== this.form) this.arrange(width, all, form);
    paint.begin(width, this.geometry.height);
    if (!this.lut || this.dark !== paint.colours.dark) {
      this.dark = paint.colours.dark;
      this.lut = scale(paint.colours, false);
      this.sharp = scale(paint.colours, true);
    }
    const board = this;
    scene.nets.forEach((_, n) => draw_net(board, n));
    draw_loss(board);
    scene.nets.forEach((_, n) => draw_output(board, n));
    this.epoch.textContent = scene.epoch.toFixed(scene.epoch % 1 && scene.epoch < 100 ? 2 : 0);
    if (this.hover && !this.card.classList.contains("dc-open")) this.hint(this.hover); // weights move
    this.canvas.dataset.frames = this.frames;
  }

  // What only changes with the form of the network or the width of the page.
  arrange(width, all, form) {
    const { scene } = this;
    this.form = form;
    this.geometry = layout(width, scene, all);
    this.place = this.geometry.nets;
    this.links = this.place.map((place, n) => links_of(place, scene.sizes, n));
    this.features = Object.fromEntries(scene.features.map((name) => [name, feature_map(name, scene.frame)]));
    this.put_over(all);
  }

  // Put buttons and check boxes where the picture has room for them.
  put_over(all) {
    const { nets: [first], gap, right, side } = this.geometry, at = (element, x, y) =>
      Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
    at(this.heading, 0, this.scene.nets.length > 1 ? 22 : 4);
    all.forEach((_, j) => at(this.boxes[j], 0, first.top + j * PITCH + 6));
    at(this.depth.element, (FEATURE_WIDTH + right - 46) / 2, 0);
    this.tops.forEach((top, k) => {
      top.element.hidden = k >= first.units.length;
      if (k >= first.units.length) return;
      at(top.element, first.units[k][0].x + TILE / 2, 30);
      top.short = gap <= 104;
      top.set(this.state[`h${k + 1}`]);
    });
    const last = this.geometry.nets[this.geometry.nets.length - 1].output;
    at(this.shown, last.x + 20, last.y + side + 30);
    this.shown.firstChild.style.flexDirection = side < 230 ? "column" : "row";
  }

  tell(scene) {
    const seen = this.playing && !this.numbers.open ? undefined : scene.table; // what nobody sees can wait
    super.tell({ ...scene, table: seen, trouble: scene.trouble || (scene.wrong ? scene.words : "") });
  }

  // Weights by hand ---------------------------------------------------------------------------

  listeners() {
    super.listeners();
    const spot = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.x, event.clientY - box.y];
    };
    this.canvas.addEventListener("pointermove", (event) => this.over(this.found(...spot(event))));
    this.canvas.addEventListener("pointerleave", () => this.over(null));
    this.canvas.addEventListener("blur", () => this.over(null));
    this.canvas.addEventListener("click", (event) => this.edit(this.found(...spot(event))));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.setAttribute("data-lm-suppress-shortcuts", "");
  }

  // What lies under a point: a unit, else a bias, else the nearest link.
  found(x, y) {
    const each = (look) => (this.place || []).map((place, net) => look(place, net)).find(Boolean) || null;
    return each((place, net) => this.unit_at(place, net, x, y))
      || each((_, net) => this.bias_at(net, x, y)) || each((_, net) => this.link_at(net, x, y));
  }

  unit_at(place, net, x, y) {
    const inside = (spot) => x >= spot.x && x <= spot.x + TILE && y >= spot.y && y <= spot.y + TILE;
    const layer = place.units.findIndex((column) => column.some(inside));
    return layer < 0 ? null : { kind: "unit", net, layer, j: place.units[layer].findIndex(inside) };
  }

  bias_at(net, x, y) {
    const bias = this.links[net].biases.find((one) => Math.hypot(x - one.x - 2, y - one.y - 2) < 7);
    return bias ? { kind: "bias", ...bias } : null;
  }

  link_at(net, x, y) {
    let best = null, near = 7;
    for (const link of this.links[net].found) {
      if (x < link.from[0] || x > link.to[0]) continue;
      for (let t = 0; t <= 1; t += 0.04) {
        const [px, py] = along(link, t), away = Math.hypot(px - x, py - y);
        if (away < near) { near = away; best = { kind: "link", ...link, x, y }; }
      }
    }
    return best;
  }

  over(mark) {
    if (this.card.classList.contains("dc-open")) return;
    const same = JSON.stringify(mark) === JSON.stringify(this.hover);
    this.hover = mark;
    if (!same) { this.hint(mark); this.redraw(); }
  }

  name_of(mark) {
    const last = mark.layer + 2 === this.scene.sizes.length;
    const unit = last ? "the output" : `unit ${mark.j + 1} of layer ${mark.layer + 1}`;
    if (mark.kind === "bias") return `Bias of ${unit}`;
    const from = mark.layer === 0 ? pretty(this.scene.features[mark.i]) : `unit ${mark.i + 1}`;
    return `Weight from ${from} to ${unit}`;
  }

  hint(mark) {
    this.card.hidden = !mark || mark.kind === "unit";
    if (this.card.hidden) return;
    const value = this.scene.nets[mark.net].params[mark.at];
    this.card.replaceChildren(`${this.name_of(mark)}: ${short(value)}`);
    this.put_card(mark);
  }

  put_card(mark) {
    const middle = mark.kind === "link" ? along(mark, 0.5) : [mark.x, mark.y];
    const x = clamp(mark.x ?? middle[0], 0, this.canvas.clientWidth - 220), y = (mark.y ?? middle[1]) + 14;
    Object.assign(this.card.style, { left: `${x}px`, top: `${y}px` });
  }

  edit(mark) {
    this.close();
    if (!mark || mark.kind === "unit" || this.fields.disabled) return;
    this.hover = mark;
    const input = make("input", { type: "text", value: +this.scene.nets[mark.net].params[mark.at].toPrecision(4),
      "aria-label": this.name_of(mark), "data-lm-suppress-shortcuts": true, onblur: () => this.close(),
      onkeydown: (event) => {
        event.stopPropagation();
        if (event.key === "Escape") this.close(mark);
        if (event.key === "Enter") { this.set_weight(mark, +input.value.replace("−", "-")); this.close(mark); }
      } });
    this.card.replaceChildren(make("div", {}, `${this.name_of(mark)}, then Enter:`), input);
    this.card.classList.add("dc-open");
    this.card.hidden = false;
    this.put_card(mark);
    input.focus();
    input.select();
  }

  set_weight({ net, layer, i, j }, value) {
    if (Number.isFinite(value)) this.want(`set ${net} ${layer} ${i} ${j} ${value}`);
  }

  // Back to the picture, with the same weight marked, where a key closed it.
  close(mark = null) {
    if (!this.card.classList.contains("dc-open")) return;
    this.card.classList.remove("dc-open");
    this.card.hidden = true;
    this.hover = mark;
    if (mark) this.canvas.focus();
  }

  // Arrow keys go from weight to weight, Enter changes the one that is marked.
  key(event) {
    const all = (this.links || []).flatMap(({ found, biases }) => [
      ...found.map((link) => ({ kind: "link", ...link })), ...biases.map((bias) => ({ kind: "bias", ...bias }))]);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const { kind, at, net } = this.hover || {};
    const now = all.findIndex((mark) => mark.kind === kind && mark.at === at && mark.net === net);
    if (by && all.length) {
      event.preventDefault();
      event.stopPropagation();
      this.over(all[(now + by + all.length) % all.length]);
      this.canvas.setAttribute("aria-label", this.card.textContent);
    } else if (event.key === "Enter" && now >= 0) {
      event.preventDefault();
      event.stopPropagation();
      this.edit(all[now]);
    }
  }
}

function rows_of(flat, wide) {
  return Array.from({ length: flat.length / wide }, (_, k) => Array.from(flat.subarray(k * wide, (k + 1) * wide)));
}

// What a data set looks like, in 60 points.
function draw_thumb(context, name) {
  const { sin, cos, floor, sign } = Math, grid = (k) => [((k % 8) - 3.5) / 4, (floor(k / 8) - 3.5) / 4];
  const looks = {
    circle: (t, k) => (k % 2 ? [sin(9 * k) * 0.8, cos(9 * k) * 0.8, 0] : [sin(7 * k) * 0.4 * t, cos(7 * k) * 0.4 * t, 1]),
    "exclusive or": (t, k) => {
      const x = sin(5 * k * k) * 0.85, y = cos(3 * k * k) * 0.85;
      return [x, y, x * y > 0 ? 0 : 1];
    },
    gauss: (t, k) => {
      const s = k % 2 ? 1 : -1;
      return [s * 0.45 + 0.3 * t * sin(k * 4), -s * 0.45 + 0.3 * t * cos(k * 4), k % 2];
    },
    spiral: (t, k) => {
      const a = 10 * t + (k % 2 ? Math.PI : 0);
      return [0.9 * t * sin(a), 0.9 * t * cos(a), k % 2];
    },
    plane: (t, k) => [...grid(k), ((k % 8) - floor(k / 8)) / 14 + 0.5],
    "multi-gauss": (t, k) => {
      const [x, y] = grid(k);
      return [x, y, 0.5 + 0.5 * cos(4.2 * x) * sign(y)];
    },
    "your own": (t, k) => [sin(k * k) * 0.8, cos(k * 3.1) * 0.8, k % 2],
  };
  const of = looks[name] || looks["your own"], lut = scale({ dark: false });
  context.fillStyle = "#f6f6f6";
  context.fillRect(0, 0, 96, 96);
  for (let k = 0; k < 64; k++) {
    const [x, y, label] = of(k / 64, k);
    context.fillStyle = css(lut[Math.round(254 * clamp(label, 0, 1))]);
    context.beginPath();
    if (label === 0) context.rect(44 + 42 * x, 44 + 42 * y, 7, 7);
    else context.arc(48 + 42 * x, 48 + 42 * y, 4.2, 0, 7);
    context.fill();
  }
}

export default { render: ({ model, el }) => new Ground({}, model, el).destroyer() };
