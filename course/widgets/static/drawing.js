// The drawing layer that all interactives share: colours of the theme, axes, lines, dots, maps.
// No library, no build step: this text is put in front of each interactive's own module.

const BLUE = "#0072b2", VERMILION = "#d55e00", GREEN = "#009e73";

// Colours of the theme around an element. Marks keep their hue in both themes: blue and vermilion
// (Okabe and Ito's) have a contrast of more than 3 to 1 on white and on JupyterLab's dark ground.
function colours(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const ground = read("--jp-layout-color0", "#ffffff");
  const dark = brightness(ground) < 0.5;
  return {
    ground, dark,
    ink: dark ? "#f2f2f2" : "#222222",
    muted: dark ? "#b8b8b8" : "#595959",
    faint: dark ? "#3a3a3a" : "#e4e4e4",
    blue: dark ? "#3d9bd6" : BLUE,
    vermilion: dark ? "#f07a2a" : VERMILION,
    green: dark ? "#2dbd92" : "#007a58",
    plum: dark ? "#dd9dbd" : "#a3517b",
  };
}

function brightness(colour) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = colour;
  const [red, green, blue] = probe.fillStyle.match(/\w\w/g).map((part) => parseInt(part, 16));
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

// A canvas that is sharp on every screen. `width` and `height` are CSS pixels.
class Paint {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  begin(width, height) {
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.height !== height) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.canvas.style.height = `${height}px`;
    Object.assign(this, { width, height, colours: colours(this.canvas) });
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.fillStyle = this.colours.ground;
    this.context.fillRect(0, 0, width, height);
    this.context.lineJoin = "round";
  }

  // What would run over the right edge is squeezed a little.
  text(words, x, y, { colour, align = "left", size = 12, bold = false, turned = false } = {}) {
    const context = this.context;
    context.save();
    context.fillStyle = colour || this.colours.ink;
    context.font = `${bold ? "600 " : ""}${size}px system-ui, sans-serif`;
    context.textAlign = align;
    context.textBaseline = "middle";
    context.translate(x, y);
    if (turned) context.rotate(-Math.PI / 2);
    context.fillText(words, 0, 0, align === "left" && !turned ? Math.max(40, this.width - x - 4) : undefined);
    context.restore();
  }
}

const SLIM = 480; // a card that is narrower has its pictures below each other

// The boxes of two pictures: side by side, the left one with a share of the width, or stacked.
function pair(width, { y, h, share = 0.5, gap = 100, margin = 14 }) {
  if (width < SLIM) return [0, h + 84].map((down) => ({ x: 60, y: y + down, w: width - 80, h }));
  const w = width - 60 - gap - margin, left = Math.round(w * share);
  return [{ x: 60, y, w: left, h }, { x: 60 + left + gap, y, w: w - left, h }];
}

// How high both are together, axes and titles included.
function pair_height(width, place) {
  const [, last] = pair(width, place);
  return last.y + last.h + 50;
}

// A rectangle with two scales. `x` and `y` are [low, high]; everything drawn stays inside.
class Axes {
  constructor(paint, box, { x, y, xLabel = "", yLabel = "", title = "", yTick = short }) {
    Object.assign(this, { paint, box, x, y, yTick });
    this.frame(xLabel, yLabel, title);
  }

  px(value) { return this.box.x + (value - this.x[0]) / (this.x[1] - this.x[0]) * this.box.w; }
  py(value) { return this.box.y + this.box.h * (1 - (value - this.y[0]) / (this.y[1] - this.y[0])); }

  frame(xLabel, yLabel, title) {
    const { paint, box } = this, { context, colours: { muted, faint, ink } } = paint;
    context.strokeStyle = faint;
    context.lineWidth = 1;
    for (const tick of ticks(...this.x, box.w / 70)) {
      this.stroke([[this.px(tick), box.y], [this.px(tick), box.y + box.h]], faint);
      paint.text(short(tick), this.px(tick), box.y + box.h + 12, { colour: muted, align: "center", size: 11 });
    }
    for (const tick of ticks(...this.y, box.h / 40)) {
      this.stroke([[box.x, this.py(tick)], [box.x + box.w, this.py(tick)]], faint);
      paint.text(this.yTick(tick), box.x - 6, this.py(tick), { colour: muted, align: "right", size: 11 });
    }
    paint.text(title, box.x, box.y - 14, { bold: true, size: 13, colour: ink });
    paint.text(xLabel, box.x + box.w / 2, box.y + box.h + 30, { align: "center" });
    paint.text(yLabel, box.x - 44, box.y + box.h / 2, { align: "center", turned: true });
  }

  // A path in pixels.
  stroke(points, colour, width = 1, dash = []) {
    const context = this.paint.context;
    context.beginPath();
    points.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  clipped(draw) {
    const { context } = this.paint, { x, y, w, h } = this.box;
    context.save();
    context.beginPath();
    context.rect(x, y, w, h);
    context.clip();
    draw(context);
    context.restore();
  }

  // A curve through the points; it has a gap wherever a number is missing.
  line(xs, ys, colour, { width = 2.2, dash = [] } = {}) {
    this.clipped(() => {
      let part = [];
      for (let k = 0; k <= xs.length; k++) {
        if (k < xs.length && Number.isFinite(ys[k])) part.push([this.px(xs[k]), this.py(ys[k])]);
        else { if (part.length > 1) this.stroke(part, colour, width, dash); part = []; }
      }
    });
  }

  // Markers: "circle" or "square"; with an edge in the colour of the ground.
  dots(xs, ys, colour, { size = 5, shape = "circle" } = {}) {
    this.clipped((context) => {
      context.fillStyle = colour;
      context.strokeStyle = this.paint.colours.ground;
      context.lineWidth = 1.5;
      for (let k = 0; k < xs.length; k++) {
        const x = this.px(xs[k]), y = this.py(ys[k]);
        context.beginPath();
        if (shape === "circle") context.arc(x, y, size, 0, 7);
        else context.rect(x - size, y - size, 2 * size, 2 * size);
        context.fill();
        context.stroke();
      }
    });
  }

  // Bars from 0 up; `edges` has one number more than `heights`.
  bars(edges, heights, colour) {
    this.clipped((context) => {
      context.fillStyle = colour;
      for (let k = 0; k < heights.length; k++) {
        const left = this.px(edges[k]), right = this.px(edges[k + 1]), top = this.py(heights[k]);
        context.fillRect(left + 0.5, top, Math.max(1, right - left - 1), this.py(0) - top);
      }
    });
  }

  upright(value, colour, { dash = [4, 4] } = {}) {
    const { y, h } = this.box;
    this.clipped(() => this.stroke([[this.px(value), y], [this.px(value), y + h]], colour, 1.2, dash));
  }

  shade(from, to, colour) {
    this.clipped((context) => {
      context.fillStyle = colour;
      context.fillRect(this.px(from), this.box.y, this.px(to) - this.px(from), this.box.h);
    });
  }

  // A heat map of rows * cols numbers, the lowest row first; it fills the box. colourOf(value) is any CSS colour.
  map(values, rows, cols, colourOf) {
    const small = document.createElement("canvas"), cells = small.getContext("2d");
    Object.assign(small, { width: cols, height: rows });
    for (let k = 0; k < rows * cols; k++) {
      cells.fillStyle = colourOf(values[k]);
      cells.fillRect(k % cols, rows - 1 - Math.floor(k / cols), 1, 1);
    }
    const { x, y, w, h } = this.box;
    this.clipped((context) => context.drawImage(small, x, y, w, h));
  }
}

// Round numbers between two others, about `count` of them.
function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const found = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step) {
    found.push(Math.abs(tick) < step / 1e6 ? 0 : tick);
  }
  return found;
}

// A number in few digits, with a real minus sign.
function short(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(1) : String(+value.toPrecision(3));
  return text.replaceAll("-", "−");
}

// Names of curves with their dashes, from left to right.
function legend(paint, x, y, entries) {
  for (const { name, colour, dash = [] } of entries) {
    const axes = Object.create(Axes.prototype);
    axes.paint = paint;
    axes.stroke([[x, y], [x + 26, y]], colour, 2.4, dash);
    paint.text(name, x + 32, y, { size: 12 });
    x += 48 + paint.context.measureText(name).width * 1.15;
  }
}

const MIXER = document.createElement("canvas").getContext("2d"); // reads colours of any notation

// A colour between two others: share 0 is the first, 1 the second.
function blend(one, other, share) {
  const [from, to] = [one, other].map((colour) => {
    MIXER.fillStyle = colour;
    return MIXER.fillStyle.match(/\w\w/g).map((part) => parseInt(part, 16));
  });
  return `rgb(${from.map((part, k) => Math.round(part + share * (to[k] - part))).join(" ")})`;
}

// A name over a picture: its edge has the colour of the ground, so lines below do not disturb it.
function haloed(paint, text, x, y, { align = "left", bold = false } = {}) {
  const { context, colours } = paint;
  context.save();
  Object.assign(context, { font: `${bold ? "600 " : ""}12px system-ui, sans-serif`, textAlign: align,
    textBaseline: "middle", strokeStyle: colours.ground, lineWidth: 4, lineJoin: "round" });
  context.strokeText(text, x, y);
  context.restore();
  paint.text(text, x, y, { align, bold });
}
