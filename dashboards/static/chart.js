// The charts of the boards: draws the options that the server made, in the colours of the theme; marks can be reached by mouse, touch
// and keyboard alike. What a mark leads to is board.js's affair.
(() => {
	"use strict";
	const root = document.querySelector(".board");
	if (!root) return;
	const charts = new Map(); // tile → {chart, box, given, at}

	// ---- numbers, as pen.go writes them ----
	const words = { zh: [[1e8, 1e8, "亿"], [1e4, 1e4, "万"]], en: [[1e9, 1e9, "B"], [1e6, 1e6, "M"], [1e4, 1e3, "k"]] };
	const plain = (v, least, most) => Math.abs(v).toLocaleString("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
	const sign = (v, text) => (v < 0 ? "−" : "") + text;
	function short(v, lang) {
		for (const [from, by, word] of words[lang] || words.en) {
			if (Math.abs(v) >= from) { const n = v / by, size = Math.abs(n); return plain(n, 0, size >= 100 ? 0 : size >= 10 ? 1 : 2) + word; }
		}
		return plain(v, 0, Math.abs(v) < 100 ? 1 : 0);
	}
	function people(v, unit, marks) {
		if (typeof v !== "number") return "–";
		if (unit === "percent") return sign(v, plain(v * 100, 0, 1) + "%");
		return sign(v, (unit === "money" || unit === "price" ? marks.symbol : "") + short(v, marks.lang));
	}
	function exact(v, unit, marks) {
		if (typeof v !== "number") return "–";
		if (unit === "percent") return sign(v, plain(v * 100, 1, 2) + "%");
		const money = unit === "money" || unit === "price";
		return sign(v, (money ? marks.symbol : "") + plain(v, money ? 2 : 0, money ? 2 : 2));
	}

	// ---- charts ----
	// coloured replaces names of CSS variables by their colours in the present theme.
	function coloured(value, style) {
		if (typeof value === "string") return value.startsWith("--") ? style.getPropertyValue(value).trim() : value;
		if (Array.isArray(value)) return value.map((one) => coloured(one, style));
		if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, one]) => [k, coloured(one, style)]));
		return value;
	}
	const element = (tag, kind, text) => { const e = document.createElement(tag); if (kind) e.className = kind; if (text !== undefined) e.textContent = text; return e; };

	// tip is the tooltip, made of elements and text nodes: names are what people typed.
	function tip(params, marks) {
		const list = Array.isArray(params) ? params : [params], box = element("div", "bd-tip"), seen = new Set();
		box.append(element("div", "bd-tip-head", list[0].axisValueLabel || list[0].name));
		for (const p of list) {
			const mark = marks.series[p.seriesIndex] || marks.series[0];
			const band = mark.band && mark.band[p.dataIndex];
			const v = Array.isArray(p.value) ? p.value[1] : p.value;
			if (mark.hide || typeof v !== "number" || seen.has(p.seriesName)) continue;
			if (p.seriesName && mark.links && list.some((o) => o !== p && o.seriesIndex === p.seriesIndex - 1 && o.value === v && marks.series[o.seriesIndex].links)) continue;
			seen.add(p.seriesName);
			const row = element("div", "bd-tip-row"), name = element("span"), dot = document.createElementNS("http://www.w3.org/2000/svg", "svg");
			dot.setAttribute("viewBox", "0 0 8 8");
			const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
			for (const [k, c] of [["cx", 4], ["cy", 4], ["r", 4], ["fill", p.color]]) circle.setAttribute(k, c);
			dot.append(circle);
			name.append(dot, element("span", "", p.seriesType === "treemap" ? p.seriesName : p.seriesName));
			row.append(name, element("b", "", band ? people(band[0], mark.unit, marks) + " – " + people(band[1], mark.unit, marks) : exact(v, mark.unit, marks)));
			box.append(row);
		}
		return box;
	}

	// dress gives an option what JSON cannot hold: the colours of the theme, and how numbers are written.
	function dress(given) {
		const style = getComputedStyle(document.documentElement), option = coloured(given.option, style), marks = given.marks;
		const font = getComputedStyle(document.body).fontFamily, narrow = innerWidth < 760;
		option.textStyle = { fontFamily: font };
		option.tooltip = Object.assign({}, option.tooltip, {
			formatter: (params) => tip(params, marks), backgroundColor: style.getPropertyValue("--surface").trim(), borderColor: style.getPropertyValue("--line").trim(),
			padding: [8, 10], extraCssText: "", axisPointer: Object.assign({ lineStyle: { color: style.getPropertyValue("--ink-3").trim(), type: "dashed" }, shadowStyle: { color: "rgba(128,140,155,.12)" } }, option.tooltip.axisPointer),
		});
		for (const axis of [].concat(option.yAxis || [], option.xAxis || [])) {
			if (axis.type === "value") { const unit = axis.unit; axis.axisLabel = Object.assign({}, axis.axisLabel, { formatter: (v) => people(v, unit, marks) }); }
			else if (axis.data && /^\d{4}-\d\d-\d\d$/.test(axis.data[0])) {
				const days = axis.data, months = days.length > 1 && days.every((d) => d.endsWith("-01")), years = new Set(days.map((d) => d.slice(0, 4))).size > 1;
				axis.axisLabel = Object.assign({}, axis.axisLabel, { formatter: (d) => (months ? (years ? d.slice(2, 7) : d.slice(5, 7) + (marks.lang === "zh" ? "月" : "")) : d.slice(5)) });
			} else if (narrow && axis.axisLabel && axis.axisLabel.width) axis.axisLabel.width = 74;
		}
		(option.series || []).forEach((s, i) => {
			const unit = (marks.series[i] || marks.series[0]).unit;
			if (s.type === "bar" && s.label && s.label.show) s.label.formatter = (p) => people(p.value, unit, marks);
			if (s.type === "treemap") s.label.formatter = (p) => p.name + "\n" + people(p.value, unit, marks);
		});
		return option;
	}

	// draw puts a tile's chart into its box, or gives the one that is there the new numbers: hover and focus stay.
	function draw(tile, box, acts) {
		const given = JSON.parse(box.dataset.chart), old = charts.get(tile);
		if (old && old.box.isConnected) {
			old.given = given;
			old.chart.setOption(dress(given), { notMerge: true });
			return;
		}
		if (old) old.chart.dispose();
		const chart = window.echarts.init(box, null, { renderer: "canvas", devicePixelRatio: Math.max(2, devicePixelRatio) });
		const one = { chart, box, given, at: null };
		charts.set(tile, one);
		chart.setOption(dress(given));
		listen(tile, one, acts);
		new ResizeObserver(() => { if (!root.classList.contains("bd-printing")) chart.resize(); }).observe(box);
	}

	// mark is what stands at a place of a series: where it leads, what a filter by it would be, what it is called and how much it is.
	function mark(one, series, at) {
		const given = one.given, m = given.marks.series[series] || {}, option = given.option, s = (option.series || [])[series] || {};
		const category = [].concat(option.xAxis || [], option.yAxis || []).find((axis) => axis.type === "category");
		const point = (s.data || [])[at], raw = point && typeof point === "object" ? point.value : point;
		const name = category ? category.data[at] : point && point.name;
		return { href: (m.links || [])[at], dim: m.dim, key: (m.keys || [])[at], name, series: s.name, value: typeof raw === "number" ? exact(raw, m.unit, given.marks) : "–" };
	}

	function listen(tile, one, acts) {
		const { chart, box } = one, place = (p) => p.dataIndex - (p.seriesType === "treemap" ? 1 : 0);
		// found is the mark under a pointer: the one that is hit, or the step of the axis.
		const found = (e) => {
			const option = one.given.option, first = one.given.marks.series.findIndex((s) => s.links), at = [e.offsetX, e.offsetY];
			if (!option.xAxis || first < 0 || !chart.containPixel({ gridIndex: 0 }, at)) return null;
			const [x, y] = chart.convertFromPixel({ gridIndex: 0 }, at);
			return mark(one, first, option.xAxis[0].type === "category" ? x : y);
		};
		let hit = null, touched = 0, hold = 0;
		chart.on("mousedown", (p) => { hit = mark(one, p.seriesIndex, place(p)); });
		chart.getZr().on("mousedown", (e) => { if (!e.target) hit = found(e); });
		box.addEventListener("pointerdown", (e) => {
			touched = e.pointerType === "touch" ? Date.now() : 0;
			clearTimeout(hold);
			if (touched) hold = setTimeout(() => { if (hit) acts.menu(tile, hit, e.clientX, e.clientY); hit = null; }, 550);
		});
		for (const end of ["pointermove", "pointercancel"]) box.addEventListener(end, (e) => { if (touched && (end !== "pointermove" || Math.hypot(e.movementX, e.movementY) > 6)) clearTimeout(hold); });
		chart.getZr().on("click", (e) => {
			clearTimeout(hold);
			const m = e.target || hit ? hit : found(e), event = e.event;
			hit = null;
			if (!m) return;
			if (touched) acts.menu(tile, m, event.clientX || event.zrX, event.clientY || event.zrY);
			else if (event.ctrlKey || event.metaKey) acts.filter(m);
			else acts.go(m.href);
		});
		chart.getZr().on("contextmenu", (e) => {
			const m = hit || found(e);
			hit = null;
			if (!m) return;
			e.event.preventDefault();
			acts.menu(tile, m, e.event.clientX, e.event.clientY);
		});
		box.addEventListener("keydown", (e) => key(tile, one, e, acts));
		box.addEventListener("blur", () => { one.at = null; chart.dispatchAction({ type: "hideTip" }); chart.dispatchAction({ type: "downplay" }); });
	}

	// key walks over the marks: arrows choose, Enter leads down, Ctrl-Enter filters, the menu key opens the mark's menu.
	function key(tile, one, e, acts) {
		const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -1e6], End: [0, 1e6] }[e.key];
		const ranked = !one.given.option.xAxis || one.given.option.xAxis[0].type !== "category";
		const series = one.given.marks.series.map((s, i) => (s.links && !s.hide ? i : -1)).filter((i) => i >= 0);
		if (!series.length) return;
		if (step) {
			e.preventDefault();
			if (!one.at) one.at = { series: series[0], index: -1 };
			const [across, along] = ranked ? [step[1] > -1e6 && step[1] < 1e6 ? 0 : 0, step[0] || step[1]] : step;
			one.at.series = series[Math.min(series.length - 1, Math.max(0, series.indexOf(one.at.series) + across))];
			const links = one.given.marks.series[one.at.series].links;
			one.at.index = Math.min(links.length - 1, Math.max(0, one.at.index + along));
			const shown = { seriesIndex: one.at.series, dataIndex: one.at.index + (one.given.option.xAxis ? 0 : 1) };
			one.chart.dispatchAction({ type: "downplay" });
			one.chart.dispatchAction(Object.assign({ type: "highlight" }, shown));
			one.chart.dispatchAction(Object.assign({ type: "showTip" }, shown));
			const m = mark(one, one.at.series, one.at.index);
			acts.tell([m.name, m.series, m.value].filter(Boolean).join(", "));
		} else if (one.at && one.at.index >= 0) {
			const m = mark(one, one.at.series, one.at.index);
			if (e.key === "Enter") { e.preventDefault(); if (e.ctrlKey || e.metaKey) acts.filter(m); else acts.go(m.href); }
			if (e.key === "ContextMenu" || (e.key === "F10" && e.shiftKey)) { e.preventDefault(); const r = one.box.getBoundingClientRect(); acts.menu(tile, m, r.left + r.width / 2, r.top + r.height / 3); }
		}
	}

	// Paper is light and narrow, whatever the screen is.
	function paint() { charts.forEach((one) => { if (one.box.isConnected) one.chart.setOption(dress(one.given), { notMerge: true }); }); }
	let theme = "";
	addEventListener("beforeprint", () => {
		theme = document.documentElement.dataset.bsTheme;
		document.documentElement.dataset.bsTheme = "light";
		root.classList.add("bd-printing");
		charts.forEach((one) => one.chart.resize());
		paint();
		charts.forEach((one) => one.chart.getZr().flush());
	});
	addEventListener("afterprint", () => {
		document.documentElement.dataset.bsTheme = theme;
		root.classList.remove("bd-printing");
		charts.forEach((one) => one.chart.resize());
		paint();
	});
	new MutationObserver(() => { if (!root.classList.contains("bd-printing")) paint(); })
		.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });

	window.hesuan.charts = { draw, of: (tile) => charts.get(tile) };
})();
