// What surrounds every picture: goal, prediction, controls, words, table, presets, state.
//
// An interactive's own module hands over `view`:
//   height            of the picture in CSS pixels, or a function of its width
//   draw(paint, scene, state)
//   compute(state, options, scene)  optional: the scene, where the browser can work it out itself
//   least             optional: CSS pixels of width below which the picture is not drawn narrower
//   point(x, y, state, paint, scene, event)  optional: what a drag on the picture changes in the state
//   place(name, width)              optional: the box of a table of cells that lies over the picture
//
// Frames are pulled. A new scene is asked for when the last one is on the screen, so a slow kernel
// means fewer pictures and never a queue of them.

const SILENT_MS = 4000;

function panel(view) {
  return { render: ({ model, el }) => new Panel(view, model, el).destroyer() };
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

class Panel {
  constructor(view, model, el) {
    Object.assign(this, { view, model, el, waiting: null, wanted: null, playing: false, count: 0 });
    this.first = { ...model.get("state") };
    this.state = { ...this.first };
    this.build();
    this.paint = new Paint(this.canvas);
    this.listeners();
    this.want("look");
  }

  // Build -----------------------------------------------------------------------------------

  build() {
    const get = (name) => this.model.get(name);
    this.canvas = make("canvas", { role: "img", "aria-label": get("title"), tabindex: "0" });
    this.words = make("p", { class: "dc-words", "aria-live": "polite" });
    this.stage = make("div", { class: "dc-stage" }, this.canvas);
    if (this.view.least) this.hold(this.view.least);
    this.fields = make("fieldset", { class: `dc-controls dc-${get("options").layout || "halves"}`, disabled: true });
    this.parts = {};
    for (const control of get("controls")) {
      (control.kind === "cells" ? this.stage : this.fields).append(this.control(control));
    }
    this.in_a_row();
    this.ask = this.prediction(get("question"));
    this.table = make("table");
    this.numbers = make("details", {}, make("summary", {}, "The same in numbers"), this.table);
    this.el.append(make("section", { class: "dc", "aria-label": get("title") },
      make("h3", {}, get("title")), make("p", {}, get("goal")), this.ask, this.stage,
      this.words, this.fields, this.numbers, this.foot()));
    this.show();
  }

  // A picture that needs its width is pushed sideways on a narrow card.
  hold(least) {
    this.canvas.style.minWidth = `${least}px`;
    this.stage.classList.add("dc-scrolls");
  }

  // Several buttons share a row.
  in_a_row() {
    const buttons = this.fields.querySelectorAll(":scope > button");
    if (buttons.length > 1) this.fields.append(make("div", { class: "dc-buttons" }, ...buttons));
  }

  prediction({ text, options }) {
    const answer = (option) => {
      this.ask.replaceChildren(make("span", {}, `${text} You said: ${option}. Now find out.`));
      this.el.querySelectorAll("fieldset").forEach((fieldset) => { fieldset.disabled = false; });
      const first = this.fields.querySelector("input, select, button");
      if (first) first.focus();
    };
    const buttons = options.map((option) =>
      make("button", { type: "button", onclick: () => answer(option) }, option));
    return make("div", { class: "dc-ask", role: "group", "aria-label": "Prediction" },
      make("p", {}, `First predict. ${text}`), ...buttons);
  }

  control(control) {
    const kinds = { slider, choice, switch: toggle, button: pushed, cells, number: typed, kept: unseen };
    const built = kinds[control.kind](control,
      (value) => this.moved(control.name, value), () => this.push(control.name));
    this.parts[control.name] = built;
    return built.element;
  }

  foot() {
    const presets = this.model.get("presets"), names = Object.keys(presets);
    const chosen = (event) => {
      if (presets[event.target.value]) this.put({ ...this.first, ...presets[event.target.value] });
    };
    this.shared = make("input", { type: "text", "aria-label": "State as text: copy it, or paste one",
      "data-lm-suppress-shortcuts": true, spellcheck: "false",
      onchange: (event) => this.put({ ...this.state, ...unpacked(event.target.value) }) });
    const foot = make("div", { class: "dc-foot" });
    if (names.length) {
      this.preset = make("select", { "aria-label": "Examples", onchange: chosen, "data-lm-suppress-shortcuts": true },
        make("option", { value: "" }, "Examples …"), ...names.map((name) => make("option", { value: name }, name)));
      foot.append(this.preset);
    }
    foot.append(make("button", { type: "button", onclick: () => this.reset() }, "Reset"),
      make("span", {}, "state"), this.shared);
    return foot;
  }

  reset() {
    if (this.preset) this.preset.value = "";
    this.put(this.first);
    this.push("reset");
  }

  // Moves -----------------------------------------------------------------------------------

  listeners() {
    this.heard = (message, buffers) => this.receive(message, buffers);
    this.model.on("msg:custom", this.heard);
    this.sizes = new ResizeObserver(() => this.redraw());
    this.sizes.observe(this.canvas);
    // The colours of a new theme may arrive after its name: so once more, and again.
    this.themes = new MutationObserver(() => [0, 300, 1200].forEach((wait) => setTimeout(() => this.redraw(), wait)));
    this.themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
    this.sights = new IntersectionObserver(() => this.redraw()); // the theme may have changed out of sight
    this.sights.observe(this.canvas);
    if (this.view.point) this.drag();
  }

  drag() {
    const move = (event) => {
      if (this.fields.disabled || !(event.buttons & 1)) return;
      const box = this.canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.x, event.clientY - box.y];
      const change = this.view.point(x, y, this.state, this.paint, this.scene, event);
      if (change) { Object.assign(this.state, change); this.show(); this.want("look"); this.keep(); }
    };
    this.canvas.addEventListener("pointerdown", move);
    this.canvas.addEventListener("pointermove", move);
  }

  moved(name, value) {
    this.state[name] = value;
    this.show();
    this.want("look");
    this.keep();
  }

  put(state) {
    this.state = { ...state };
    this.show();
    this.want("look");
    this.keep();
  }

  push(name) {
    if (name === "play") {
      this.playing = !this.playing;
      this.parts.play.press(this.playing);
      if (this.playing) this.want("step");
      return;
    }
    this.want(name);
  }

  show() {
    for (const [name, part] of Object.entries(this.parts)) if (name in this.state) part.set(this.state[name]);
    this.shared.value = packed(this.state);
  }

  // The state is kept in the model once the hand rests: a page that is loaded again has it.
  keep() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => {
      this.model.set("state", { ...this.state });
      this.model.save_changes();
    }, 300);
  }

  // Frames ----------------------------------------------------------------------------------

  want(kind) {
    if (this.view.compute && this.model.get("options").browser && kind === "look") {
      this.wanted = kind;
      if (!this.coming) this.coming = requestAnimationFrame(() => {
        this.coming = null;
        this.show_scene(this.view.compute(this.state, this.model.get("options"), this.scene));
      });
      return;
    }
    if (this.waiting !== null) { if (this.wanted === null || this.wanted === "step" || kind !== "look") this.wanted = kind; return; }
    this.waiting = ++this.count;
    this.wanted = null;
    this.model.send({ kind, state: this.state, id: this.waiting });
    this.patience = setTimeout(() => this.silent(), SILENT_MS);
  }

  receive(message, buffers) {
    if (message.kind !== "scene" || message.id !== this.waiting) return;
    clearTimeout(this.patience);
    this.waiting = null;
    this.show_scene(joined(message.scene, buffers));
    if (this.wanted !== null) this.want(this.wanted);
    else if (this.playing) this.go_on(message.scene.wait || 0);
  }

  // The next picture while it plays: at once, or after as many milliseconds as the scene asks for.
  go_on(wait) {
    clearTimeout(this.coming_step);
    const next = () => this.playing && this.waiting === null && this.want("step");
    if (wait) this.coming_step = setTimeout(next, wait);
    else requestAnimationFrame(next);
  }

  silent() {
    this.tell({ trouble: "The kernel does not answer. It may be busy, or stopped: run this cell again." });
  }

  show_scene(scene) {
    this.frames = (this.frames || 0) + 1;
    if (scene.stop && this.playing) { this.playing = false; this.parts.play.press(false); }
    if (scene.state) { Object.assign(this.state, scene.state); this.show(); this.keep(); }
    if (scene.hidden) this.hide(scene.hidden);
    if (!scene.trouble) { this.scene = scene; this.redraw(); }
    this.tell(scene);
  }

  // Controls that do not belong to what is on the screen.
  hide(names) {
    for (const [name, part] of Object.entries(this.parts)) if (!part.unseen) part.element.hidden = names.includes(name);
  }

  redraw() {
    const width = this.canvas.clientWidth;
    if (!this.scene || !this.paint || !width) return; // out of sight: drawn once it is back
    const height = typeof this.view.height === "function" ? this.view.height(width, this.scene) : this.view.height;
    this.paint.begin(width, height);
    this.view.draw(this.paint, this.scene, this.state);
    for (const [name, part] of Object.entries(this.parts)) if (part.put) part.put(this.view.place(name, width));
    this.canvas.dataset.frames = this.frames;
  }

  tell({ words = "", trouble = "", table }) {
    this.words.textContent = trouble || words;
    this.words.classList.toggle("dc-trouble", Boolean(trouble));
    this.canvas.setAttribute("aria-label", `${this.model.get("title")}. ${trouble || words}`);
    if (table) this.table.replaceChildren(...table.map((row, k) =>
      make("tr", {}, ...row.map((cell) => make(k ? "td" : "th", {}, typeof cell === "number" ? short(cell) : cell)))));
  }

  destroyer() {
    return () => {
      this.playing = false;
      this.model.off("msg:custom", this.heard);
      this.sizes.disconnect();
      this.themes.disconnect();
      this.sights.disconnect();
      clearTimeout(this.patience);
      clearTimeout(this.keeping);
    };
  }
}

// Arrays come as buffers beside the scene; put them back into their places.
function joined(value, buffers) {
  if (Array.isArray(value)) return value.map((one) => joined(one, buffers));
  if (value === null || typeof value !== "object") return value;
  if ("array" in value && "shape" in value) {
    const buffer = buffers[value.array], bytes = buffer.buffer || buffer;
    const part = bytes.slice(buffer.byteOffset || 0, (buffer.byteOffset || 0) + buffer.byteLength);
    return value.kind === "u1" ? new Uint8Array(part) : new Float32Array(part);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, joined(one, buffers)]));
}

const packed = (state) => Object.entries(state).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(";");

function unpacked(text) {
  const found = {};
  for (const part of text.split(";")) {
    const [name, ...rest] = part.split("=");
    try { found[name.trim()] = JSON.parse(rest.join("=")); } catch (error) { continue; }
  }
  return found;
}

// Controls ------------------------------------------------------------------------------------

const KEYS = { "data-lm-suppress-shortcuts": true }; // else JupyterLab takes arrow keys and d d

function slider(control, moved) {
  const none = control.zero ? Math.log10(control.low) : -Infinity; // where the left end stands for 0
  const scale = control.log ? (value) => Math.log10(Math.max(value, control.low)) : (value) => value;
  const back = control.log ? (value) => (value <= none ? 0 : +(10 ** value).toPrecision(3)) : (value) => value;
  const output = make("output");
  const input = make("input", { type: "range", min: scale(control.low), max: scale(control.high),
    step: control.log ? 0.01 : control.step, "aria-label": control.label, ...KEYS,
    oninput: () => moved(back(+input.value)) });
  const set = (value) => {
    input.value = scale(value);
    output.textContent = short(value);
    input.setAttribute("aria-valuetext", short(value));
  };
  return { element: make("label", {}, control.label, input, output), set };
}

function choice(control, moved) {
  const input = make("select", { "aria-label": control.label, ...KEYS, onchange: () => moved(input.value) },
    ...control.options.map((option) => make("option", { value: option }, option)));
  return { element: make("label", { class: "dc-wide" }, control.label, input), set: (value) => { input.value = value; } };
}

function toggle(control, moved) {
  const input = make("input", { type: "checkbox", ...KEYS, onchange: () => moved(input.checked) });
  return { element: make("label", { class: "dc-wide" }, control.label, make("span", {}, input)), set: (value) => { input.checked = value; } };
}

function pushed(control, moved, push) {
  const element = make("button", { type: "button", onclick: push }, control.label);
  const press = (down) => {
    element.setAttribute("aria-pressed", down);
    element.textContent = down ? "Pause" : control.label;
  };
  return { element, set: () => {}, press };
}

// A table of numbers over the picture: buttons without a face, as the picture shows the numbers.
// A press turns a number to its next value; arrows go to its neighbours; + - 0 set it.
function cells(control, moved) {
  let values = [...control.value];
  const { columns, options, label } = control;
  const turn = (k, value) => moved(values.map((one, at) => (at === k ? value : one)));
  const next = (value) => options[(options.indexOf(value) + 1) % options.length];
  const key = (event, k) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const value = { "+": 1, 1: 1, "-": -1, 0: 0 }[event.key];
    if (step && buttons[k + step]) buttons[k + step].focus();
    if (options.includes(value)) turn(k, value);
    if (step || value !== undefined) event.preventDefault();
  };
  const buttons = values.map((_, k) => make("button", { type: "button", class: "dc-cell", ...KEYS,
    onclick: () => turn(k, next(values[k])), onkeydown: (event) => key(event, k) }));
  const element = make("fieldset", { class: "dc-cells", disabled: true, "aria-label": label }, ...buttons);
  element.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
  const set = (given) => {
    if (Array.isArray(given) && given.length === values.length) values = given;
    buttons.forEach((button, k) => button.setAttribute("aria-label",
      `${label}, row ${Math.floor(k / columns) + 1}, column ${k % columns + 1}: ${short(values[k])}`));
  };
  const put = ({ x, y, w, h }) => Object.assign(element.style,
    { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });
  return { element, set, put };
}

// A number that is typed: Enter takes it and asks for the action of its name. A comma is a point.
function typed(control, moved, push) {
  const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
    "aria-label": control.label, ...KEYS });
  const read = () => {
    const text = input.value.trim().replace("−", "-").replace(",", "."), value = text === "" ? null : Number(text);
    const bad = Number.isNaN(value);
    input.setAttribute("aria-invalid", bad);
    return bad ? null : value;
  };
  let now = null;
  const take = () => { const value = read(); if (value !== now) moved(value); };
  input.addEventListener("change", take);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { take(); push(); } });
  const set = (value) => {
    if (value === now && value !== null) return;
    if (value !== null || now !== null) input.value = value === null ? "" : String(value);
    now = value;
  };
  return { element: make("label", { class: "dc-wide" }, control.label, input), set };
}

// A number that is kept in the state and not shown.
function unseen() {
  return { element: make("span", { hidden: true }), set: () => {}, unseen: true };
}
